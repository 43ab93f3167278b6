"""Values that the user lists: found wherever they stand, whatever else is in the text."""

from __future__ import annotations

import multiprocessing
import pickle
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.detectors.terms import Terms, load_terms
from anonymize.errors import UsageError
from anonymize.spans import Span

MANY = 100_000
SECONDS_FOR_MANY = 20
"""Generous: it takes one or two."""


def deny(label: str, start: int, end: int) -> Span:
    return Span(start, end, label, 1.0, "deny")


def test_values_are_found_with_their_label_and_full_score() -> None:
    terms = Terms({"person": ["Okafor", "Anna Schmidt"], "project": ["Blue Heron"]})
    (detection,) = terms.detect(["OKAFOR saw anna\nschmidt's Blue  Heron"])
    assert detection.spans == (deny("person", 0, 6), deny("person", 11, 23), deny("project", 26, 37))
    assert detection.seen == ((0, 37),)
    assert terms.labels == {"person", "project"}


def test_short_values_are_found_as_they_are_written() -> None:
    terms = Terms({"person": ["Al", "Bob", "Anna"]})
    text = "Al and al, Bob and BOB, Anna and ANNA, also Bobby"
    assert [text[span.start : span.end] for span in terms.find(text)] == ["Al", "Bob", "Anna", "ANNA"]


def test_synonyms_of_a_label_are_one_label() -> None:
    terms = Terms({"PER": ["Okafor"], "name": ["Anna"], "person": ["Okafor"]})
    assert terms.labels == {"person"}
    assert terms.find("Okafor") == [deny("person", 0, 6)]


def test_a_value_listed_under_two_labels_is_found_under_both() -> None:
    terms = Terms({"person": ["Paris"], "location": ["Paris"]})
    assert terms.find("Paris") == [deny("person", 0, 5), deny("location", 0, 5)]


@pytest.mark.parametrize("text", ["", "x", "\ud83d", "\u0301", "x " * 10_000])
def test_texts_without_values_have_no_spans(text: str) -> None:
    assert Terms({"person": ["Okafor"]}).find(text) == []
    assert Terms({}).find(text) == []


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"person": ["Anna", ""]}, "place 2 of 'person' is blank"),
        ({"person": [" \n"]}, "place 1 of 'person' is blank"),
        ({" ": ["Anna"]}, "a label is blank"),
    ],
)
def test_blank_values_and_labels_are_refused(terms: dict[str, list[str]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Terms(terms)


@given(
    st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), min_size=1, max_size=5),
    st.sampled_from([" ", "\r\n", "\u00a0", ", ", "' ", "(", "\ud83d"]),
)
def test_every_listed_word_is_found_between_others(values: list[str], between: str) -> None:
    text = between.join(["x", *values, "y"])
    spans = Terms({"person": values}).find(text)
    place = len(f"x{between}")
    for value in values:
        assert any(span.start <= place and place + len(value) <= span.end for span in spans)
        place += len(f"{value}{between}")


def test_the_account_tells_numbers_and_never_a_value() -> None:
    terms = Terms({"person": ["Okafor", "Anna", "Anna"], "project": ["Blue Heron"]})
    account = terms.describe()
    assert account["detector"] == "deny"
    assert account["terms"] == {"person": 2, "project": 1}
    assert len(str(account["sha256"])) == 64
    assert not any(value in str(account) for value in ("Okafor", "Anna", "Heron"))


def test_the_account_follows_the_values_and_not_their_order() -> None:
    def hashed(*values: str) -> object:
        return Terms({"person": values}).describe()["sha256"]

    assert hashed("Okafor", "Anna") == hashed("Anna", "Okafor")
    assert len({hashed("Okafor", "Anna"), hashed("OkaforAnna"), hashed("Okafor"), hashed("\ud83d")}) == 4
    assert Terms({"username": ["Anna"]}).describe()["sha256"] != hashed("Anna")


def test_a_copy_finds_the_same_before_and_after_it_was_used() -> None:
    terms = Terms({"person": ["Okafor", "Al"]})
    copies = [pickle.loads(pickle.dumps(terms))]  # noqa: S301 - our own
    expected = terms.detect(["Al, okafor"])
    copies.append(pickle.loads(pickle.dumps(terms)))  # noqa: S301 - our own
    assert len(expected[0].spans) == 2
    for copy in copies:
        assert copy.detect(["Al, okafor"]) == expected
        assert copy.describe() == terms.describe()


def test_a_worker_that_is_started_afresh_finds_the_same() -> None:
    terms = Terms({"person": ["Okafor"]})
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(terms.detect, [["to okafor"]]) == [terms.detect(["to okafor"])]


def test_a_hundred_thousand_values_cost_little() -> None:
    values = [f"Name{number} Family{number % 977}" for number in range(MANY)]
    text = f"Nobody knew {values[77_777]} of Name1 Street, or so it was said. " * 1_000
    started = time.process_time()
    spans = Terms({"person": values}).find(text)
    assert time.process_time() - started < SECONDS_FOR_MANY
    assert len(spans) == 1_000
    assert {text[span.start : span.end] for span in spans} == {values[77_777]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "terms.txt"


def test_a_file_holds_a_value_a_line_and_perhaps_its_label(file: Path) -> None:
    file.write_bytes(
        b"\xef\xbb\xbf# clients\r\nAnna Schmidt\r\n\r\n  Jos\xc3\xa9 \t\n \t \n"
        b"ACME Holding\torganization\n #no\nC# major\nFlat #3"
    )
    assert load_terms(file, "person") == {
        "person": ["Anna Schmidt", "José", "C# major", "Flat #3"],
        "organization": ["ACME Holding"],
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Anna\n\nJos\xe9\n", "terms.txt, line 3 is not UTF-8"),
        ("Anna\nBob\n".encode("utf-16"), "line 1 is not UTF-8"),
        ("Anna\nBob\n".encode("utf-16-le"), "line 1 is not UTF-8"),
        (b"Anna\n\tperson\n", "line 2 begins with a tab"),
        (b"Anna\tperson\tsince May\n", "line 1 has several tabs"),
        (b"Bob\nAnna   # the plaintiff\n", "line 2 has a remark behind its value"),
        (b"Anna\t#the plaintiff\n", "line 1 has a remark"),
        (b"Anna\tperson # the plaintiff\n", "line 1 has a remark"),
        (b"# nobody\n\n", "holds no value"),
        (b"", "holds no value"),
    ],
)
def test_a_wrong_file_is_told_with_its_line_and_without_its_text(
    file: Path, content: bytes, message: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(UsageError, match=message) as caught:
        load_terms(file, "person")
    assert "Anna" not in str(caught.value)
    assert "Jos" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(UsageError, match=r"terms\.txt cannot be read"):
        load_terms(file, "person")
    with pytest.raises(UsageError, match="cannot be read"):
        load_terms(file.parent, "person")
