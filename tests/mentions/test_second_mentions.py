"""A value found once is found everywhere in its record: which values, and what is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.mentions.second_mentions import PROPAGATED, is_telling, second_mentions
from anonymize.spans import Span


def span(text: str, value: str, label: str = "person", score: float = 0.9) -> Span:
    start = text.index(value)
    return Span(start, start + len(value), label, score, "tagger")


def again(text: str, *values: str, label: str = "person", hints: tuple[str, ...] = ()) -> list[str]:
    """What is found again in a text in which the values were found where they stand first."""
    spans = [span(text, value, label) for value in values]
    ((*found,),) = [second_mentions([(text, spans, [span(text, hint) for hint in hints])])[0]]
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Anna Okafor came. anna okafor left.", "Anna Okafor", ["anna okafor"]),
        ("Anna Okafor came. Okafor left with Anna.", "Anna Okafor", ["Okafor", "Anna"]),
        ("Anna Okafor came. OKAFOR, Okafors; okafor.", "Anna Okafor", ["OKAFOR", "Okafors"]),
        ("Okafor came. The Okafors; AnnaOkafor, Okaforx", "Okafor", ["Okafors", "AnnaOkafor"]),
        ("Anna Okafor came, as AnnaOkafor.", "Anna Okafor", ["AnnaOkafor"]),
        ("John Schmidt came. User johnschmidt, johnsch.", "John Schmidt", ["johnschmidt"]),
        ("Dr. John Schmidt came. User johnschmidt.", "Dr. John Schmidt", ["johnschmidt"]),
        ("Li Wang came. User liwang.", "Li Wang", []),
        (
            "John Schmidt: /p/john-schmidt.jpg, john_schmidt_2, John.Schmidt@x.org, q=john+schmidt",
            "John Schmidt",
            ["john-schmidt", "john_schmidt_2", "John.Schmidt", "john+schmidt"],
        ),
        ("Paul German came. The Germans too.", "Paul German", []),
        ("Dr. Anna Okafor came. Dr. Berg met Anna.", "Dr. Anna Okafor", ["Anna"]),
        ("Li came. Li left; li li.", "Li", ["Li"]),
        ("Okafor's and 'Okafor'.", "Okafor", ["Okafor"]),
        ("Anna Okafor came.\nOka\nfor\nleft, Lund", "Anna Okafor", ["Oka\nfor"]),
    ],
)
def test_values_and_parts_of_names_are_found_again(text: str, value: str, expected: list[str]) -> None:
    assert again(text, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Acme Holding, ACME HOLDING, Holding", "Acme Holding", ["ACME HOLDING"]),
        ("aged 42, took 42 pills", "42", []),
        ("room 4217, code 4217", "4217", ["4217"]),
        ("the nurse and the nurse", "nurse", ["nurse"]),
        ("the man, the end", "the", []),
        ("US law in the US, us", "US", ["US"]),
        ("- and -", "-", []),
    ],
)
def test_values_of_other_labels_are_found_whole(text: str, value: str, expected: list[str]) -> None:
    assert again(text, value, label="organization") == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Ada Okafor (AO) and Szabo. AO spoke; ao, AOK", "Ada Okafor", ["AO", "AO"]),
        ('R. "Bob" Tolliver (Chair, RT): RT left', 'R. "Bob" Tolliver', ["RT", "RT"]),
        ("Dr. Ada Maria Okafor [AMO] came with AMO", "Ada Maria Okafor", ["AMO", "AMO"]),
        ("Jürgen Özdemir (JÖ) and JÖ", "Jürgen Özdemir", ["JÖ", "JÖ"]),
        ("Ada Okafor (GP) and GP, Okafor (OA): OA", "Ada Okafor", ["Okafor"]),
        ("Ada Okafor came (AO), AO", "Ada Okafor", []),
        ('Ada Okafor ("AO"): AO', "Ada Okafor", ["AO", "AO"]),
        ("Ada Okafor (\u201eAO\u201c): AO", "Ada Okafor", ["AO", "AO"]),
        ("Ada Okafor (ci-après « AO »): AO", "Ada Okafor", ["AO", "AO"]),
        ("Ada Okafor (hereinafter AO) and AO", "Ada Okafor", ["AO", "AO"]),
        ("Ada Okafor (im Folgenden: AO) und AO", "Ada Okafor", ["AO", "AO"]),
    ],
)
def test_initials_in_brackets_behind_a_name_stand_for_it(text: str, value: str, expected: list[str]) -> None:
    assert again(text, value) == expected
    assert "AO" not in again(text, value, label="organization")


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Folasade Adeyinka (Sade) and Sade's son", "Folasade Adeyinka", ["Sade", "Sade"]),
        ("Oluwaseun (Seun) Obi; SEUN left, Seunto not", "Oluwaseun", ["Seun", "SEUN"]),
        ("Dr. Alexandra Lindqvist (known as “Lexa”), Lexa", "Dr. Alexandra Lindqvist", []),
        ("Dr. Alexandra Lindqvist (known as “Alex”), Alex", "Dr. Alexandra Lindqvist", ["Alex", "Alex"]),
        ("Okafor, Maximilian (Max): Max", "Okafor, Maximilian", ["Max", "Max"]),
        ("Peter Freiburger (Freiburg) left Freiburg", "Peter Freiburger", []),
        ("Folasade Adeyinka (Chair) and the Chair", "Folasade Adeyinka", []),
        ("Rosemary Obi (Rose): the Rose", "Rosemary Obi", []),
    ],
)
def test_a_name_made_shorter_in_brackets_behind_it_stands_for_it(
    text: str, value: str, expected: list[str]
) -> None:
    assert again(text, value) == expected


def test_a_part_that_is_an_ordinary_word_needs_a_hint() -> None:
    text = "Will May came. May was cold; Will it rain?"
    assert again(text, "Will May") == []
    start = text.index("May was")
    hint = Span(start, start + 3, "person", 0.2, "tagger")
    (found,) = second_mentions([(text, [span(text, "Will May")], [hint])])
    assert [(one.start, one.end) for one in found] == [(start, start + 3)]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("person", ["PEACOCK"]),
        ("organization", ["PEACOCK"]),
        ("location", ["PEACOCK"]),
        ("username", ["peacock", "PEACOCK"]),
    ],
)
def test_a_name_of_one_word_needs_a_hint_in_small_letters(label: str, expected: list[str]) -> None:
    text = "Peacock came, and a peacock cried. PEACOCK left."
    assert again(text, "Peacock", label=label) == expected
    assert again(text, "Peacock", label=label, hints=("peacock",)) == ["peacock", "PEACOCK"]


def test_a_name_that_is_found_in_small_letters_needs_none_there() -> None:
    text = "Okafor: here. okafor is here, okafor was here."
    spans = [span(text, "Okafor"), span(text, "okafor")]
    ((found,),) = second_mentions([(text, spans, [])])
    assert (found.start, found.end) == (30, 36)


def test_a_name_of_several_words_needs_none() -> None:
    assert again("Red Bull GmbH and red bull gmbh", "Red Bull GmbH", label="organization") == [
        "red bull gmbh"
    ]


def test_all_texts_of_a_record_are_searched_and_the_source_and_score_are_told() -> None:
    one, other = "Anna Okafor came.", "Ask Okafor."
    first, second = second_mentions([(one, [span(one, "Anna Okafor", score=0.7)], []), (other, [], [])])
    assert first == []
    assert second == [Span(4, 10, "person", 0.7, PROPAGATED)]


def test_the_best_score_of_a_value_is_told() -> None:
    text = "Okafor, Okafor, Okafor"
    spans = [Span(0, 6, "person", 0.6, "tagger"), Span(8, 14, "person", 0.8, "tagger")]
    ((found,),) = second_mentions([(text, spans, [])])
    assert found == Span(16, 22, "person", 0.8, PROPAGATED)


def test_values_of_kept_labels_are_not_looked_for() -> None:
    text = "Berlin, Berlin"
    assert second_mentions([(text, [span(text, "Berlin", "city")], [])], kept={"city"}) == [[]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mrs Okafor: constance.okafor@post.example, k.okafor@x.org", ["constance.okafor", "k.okafor"]),
        ("Mrs Okafor: <Okafor-May.Constance+news@x.org>", ["Okafor-May.Constance+news"]),
        ("Mrs Okafor: -ada.okafor.ext@x.org", ["ada.okafor.ext"]),
        ("Mrs Okafor: mailto:ada.okafor@okafor.example", ["ada.okafor", "okafor"]),
        ("Mrs Okafor: https://x.org/ada.okafor.pdf", ["okafor"]),
    ],
)
def test_a_mail_address_with_part_of_a_name_is_taken_up_to_its_sign(text: str, expected: list[str]) -> None:
    assert again(text, "Okafor") == expected


def test_a_half_that_was_found_leaves_no_other_half_of_a_mail_address() -> None:
    text = "ada.okafor@x.org"
    ((found,),) = second_mentions([(text, [span(text, "okafor")], [])])
    assert text[found.start : found.end] == "ada.okafor"


def test_nothing_is_added_to_a_mail_address_that_was_found_whole() -> None:
    text = "Mrs Okafor: ada.okafor@x.org"
    spans = [span(text, "Okafor"), span(text, "ada.okafor@x.org", "email")]
    assert second_mentions([(text, spans, [])]) == [[]]


def test_an_organization_takes_its_own_part_of_a_mail_address_alone() -> None:
    assert again("Acme: sales.acme@x.org", "Acme", label="organization") == []


@pytest.mark.parametrize("value", ["A", "42", "the", "a1"[:1], "--", "3.5"])
def test_what_stands_for_many_things_is_not_telling(value: str) -> None:
    assert not is_telling(value)


@given(
    st.lists(
        st.sampled_from(["Anna Okafor", "anna", "Okafor", "Berg", "the", "4217", "王小明", "."]), max_size=12
    ),
    st.sets(st.integers(0, 11), max_size=4),
)
def test_nothing_is_told_that_was_found_before(words: list[str], chosen: set[int]) -> None:
    text = ""
    spans = []
    for index, word in enumerate(words):
        if index in chosen:
            spans.append(Span(len(text), len(text) + len(word), "person", 0.5, "tagger"))
        text += f"{word} "
    (found,) = second_mentions([(text, spans, [])])
    covered = {place for one in spans for place in range(one.start, one.end)}
    for one in found:
        assert not covered.issuperset(range(one.start, one.end))
        assert text[one.start : one.end].strip() == text[one.start : one.end]
