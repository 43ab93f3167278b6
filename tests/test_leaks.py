"""The last look at an output: removed values that stand in another place, and what detectors find there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.edits import Edit, spliced
from anonymize.leaks import Leak, Output, find_leaks, left_over
from anonymize.spans import Span


def output(text: str, *removed: str, by: str = "<X>") -> Output:
    """What comes of a text whose first mentions of some values are replaced."""
    edits = sorted(
        (Edit(text.index(value), text.index(value) + len(value), by) for value in removed),
        key=lambda edit: edit.start,
    )
    return Output(spliced(text, edits), tuple(edits))


def leaks(text: str, *removed: str, by: str = "<X>") -> list[str]:
    """What of the input went to the output though it was removed elsewhere."""
    (found,) = find_leaks([output(text, *removed, by=by)], {("person", value) for value in removed})
    assert all(leak.check == "value" for leak in found)
    return [text[leak.start : leak.end] for leak in found]


@pytest.mark.parametrize(
    ("text", "removed", "expected"),
    [
        ("Okafor came, OKAFOR left", "Okafor", ["OKAFOR"]),
        ("Okafor came, Okafors left", "Okafor", []),
        ("Anna Okafor came, Okafor left", "Anna Okafor", []),
        ("Anna Okafor came, anna\r\nokafor left", "Anna Okafor", ["anna\r\nokafor"]),
        ("Okafor came, O\u200bkafor left", "Okafor", ["O\u200bkafor"]),
        ("Okafor came, Ok&#97;for left", "Okafor", ["Ok&#97;for"]),
        ("Okafor came, \uff2fkafor left", "Okafor", ["\uff2fkafor"]),
        ("Okafor came, O k a f o r left", "Okafor", ["O k a f o r"]),
        ("Okafor came, Oka-\n\x0cfor left", "Okafor", ["Oka-\n\x0cfor"]),
        ("Okafor came, Oka-\n> for left", "Okafor", ["Oka-\n> for"]),
        ("Okafor came, OKA-\nFOR LEFT", "Okafor", ["OKA-\nFOR"]),
        ("Meier-Okafor came, MEIER-\nOKAFOR left", "Meier-Okafor", ["MEIER-\nOKAFOR"]),
        ("Okafor came, MEIER-\nOKAFOR left", "Okafor", ["OKAFOR"]),
        ("Al-Khatib came, Al-\nkhatib left", "Al-Khatib", ["Al-\nkhatib"]),
        ("Bob came, Bob left", "Bob", []),
        ("No 4217, No 4217", "4217", ["4217"]),
        ("Grace came, Grace left", "Grace", []),
        ("Okafor", "Okafor", []),
    ],
)
def test_whole_values_are_looked_for_in_what_operators_did_not_write(
    text: str, removed: str, expected: list[str]
) -> None:
    assert leaks(text, removed) == expected


def test_what_operators_wrote_is_no_leak() -> None:
    assert leaks("Okafor met Berger", "Okafor", "Berger", by="Berger") == []
    assert leaks("Okafor met", "Okafor", by="Okafor") == []


def test_a_value_is_not_put_together_around_a_replacement() -> None:
    text = "Anna Okafor; Anna Berg Okafor"
    made = Output("<X>; Anna <Y> Okafor", (Edit(0, 11, "<X>"), Edit(18, 22, "<Y>")))
    assert spliced(text, made.edits) == made.text
    assert find_leaks([made], {("person", "Anna Okafor")}) == [[]]


def test_all_outputs_of_a_record_are_searched() -> None:
    one, other = output("Okafor came", "Okafor"), output("ask Okafor")
    assert find_leaks([one, other], {("person", "Okafor")}) == [[], [Leak(4, 10, "person", "value")]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. <X> came", []),
        ("<X> came", []),
        ("<X> Okafor came", ["Okafor"]),
        ("ask Berg", ["Berg"]),
        ("Dr <X>, ", []),
    ],
)
def test_findings_beside_what_operators_wrote_are_left_over(text: str, expected: list[str]) -> None:
    start = text.find("<X>")
    edits = (Edit(start, start + 3, "<X>"),) if start >= 0 else ()
    end = max(text.find(" came"), 0) or len(text)
    begin = 4 if text.startswith("ask") else 0
    found = left_over(Output(text, edits), [Span(begin, end, "person", 0.9, "tagger")])
    assert [text[leak.start : leak.end].strip() for leak in found] == expected


@given(
    st.text(st.sampled_from("abc XY.\u200b"), max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.text("QZ", max_size=3)), max_size=4),
)
def test_stretches_inside_and_outside_make_up_the_output(
    text: str, wanted: list[tuple[int, int, str]]
) -> None:
    edits = []
    place = 0
    for low, high, by in sorted((min(a, b), max(a, b), by) for a, b, by in wanted):
        if place <= low < high <= len(text):
            edits.append(Edit(low, high, by))
            place = high
    made = Output(spliced(text, edits), tuple(edits))
    outside = list(made.outside())
    covered = sorted([*made.written(), *((start, end) for start, end, _ in outside)])
    assert "".join(made.text[start:end] for start, end in covered) == made.text
    for start, end, origin in outside:
        assert made.text[start:end] == text[origin : origin + end - start]
