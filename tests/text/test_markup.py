"""Signs of markup around names, as in wikis, chats and forums: the bundled tagger finds what is within."""

from __future__ import annotations

import pytest

from anonymize import Redactor


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
