"""Signs of markup around names, as in wikis, chats and forums: the bundled tagger finds what is within."""

from __future__ import annotations

import pytest

from anonymize import Redactor
from anonymize.config import Config
from anonymize.text import between_pairs


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor.from_config(labels=["person"])


@pytest.mark.parametrize(
    "written",
    [
        "[[{}]]",
        "[[{}|she]]",
        "''{}''",
        "'''{}'''",
        "*{}*",
        "**{}**",
        "***{}***",
        "**_{}_**",
        "_{}_",
        "__{}__",
        "`{}`",
        "'{}'",
        "\u2018{}\u2019",
        "==~~{}~~==",
        "[b]{}[/b]",
        "[color=red]{}[/color]",
        "[{}](https://example.org/u)",
        "{{color:red}}{}{{color}}",
    ],
)
def test_names_in_signs_of_markup_are_found_and_the_signs_stay(redactor: Redactor, written: str) -> None:
    texts = ["See {} and the notes.", "Der Termin mit {} wurde verschoben.", "{} said so."]
    names = ["Marguerite Delacroix", "Tobin Alder"]
    results = redactor.redact_all(text.format(written.format(name)) for text in texts for name in names)
    wanted = [text.format(written.format("<PERSON>")) for text in texts for _ in names]
    assert [result.text for result in results] == wanted


@pytest.mark.parametrize("written", ["\u201e{}\u201c", "\u00bb{}\u00ab", "\u201c{}\u201d", "\u2018{}\u2019"])
def test_names_in_the_quotation_marks_of_printers_are_found(redactor: Redactor, written: str) -> None:
    texts = ["Der Termin mit {} wurde verschoben.", "See {} and the notes about the budget."]
    names = ["Tobin Alder", "Klaus Brinkmann"]
    results = redactor.redact_all(text.format(written.format(name)) for text in texts for name in names)
    wanted = [text.format(written.format("<PERSON>")) for text in texts for _ in names]
    assert [result.text for result in results] == wanted


@pytest.mark.parametrize(
    "written",
    [
        "'{}'",
        "\u2018{}\u2019",
        "\u201a{}\u2018",
        "'{}';'Tobin Alder'",
        "\u2018{}\u2019;\u2018Tobin Alder\u2019",
    ],
)
def test_names_with_an_apostrophe_in_single_quotation_marks_are_found(
    redactor: Redactor, written: str
) -> None:
    names = ["Se\u00e1n O'Brien", "Chidi N'Golo", "Jean d\u2019Ormesson", "Ann O\u2019Hara"]
    results = redactor.redact_all(written.format(name) for name in names)
    wanted = written.replace("Tobin Alder", "{}").replace("{}", "<PERSON>")
    assert [result.text for result in results] == [wanted] * len(names)


@pytest.mark.parametrize("written", ["'{}'", "\u2018{}\u2019", "\u201a{}\u2018", "*{}*", "__{}__", "`{}`"])
def test_names_each_in_signs_of_their_own_are_replaced_each_for_itself(
    redactor: Redactor, written: str
) -> None:
    names = ["John Okafor", "Maria M\u00fcller", "Folasade Adeyemi", "Jos\u00e9 Garc\u00eda", "Priya Patel"]
    pairs = [(one, other) for one in names for other in names if one != other]
    results = redactor.redact_all(f"[{written.format(a)}, {written.format(b)}]" for a, b in pairs)
    wanted = "[{0}, {0}]".format(written.format("<PERSON>"))
    assert [result.text for result in results] == [wanted] * len(pairs)


def test_a_term_of_the_user_with_signs_in_it_is_replaced_whole() -> None:
    redactor = Redactor.from_config(Config(deny={"motto": ("'Ada', 'Bo'",)}))
    assert redactor.redact("They wrote 'Ada', 'Bo' on it.").text == "They wrote '<MOTTO>' on it."


@pytest.mark.parametrize("text", ["Anna's, 'tis", "rock 'n' roll", "*A*b* c", "a_ _", "Ann 'Bo' Roe", "A''B"])
def test_signs_within_a_name_part_nothing(text: str) -> None:
    assert list(between_pairs(text, 0, len(text))) == []
