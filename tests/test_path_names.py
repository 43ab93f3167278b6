from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest

from anonymize.detectors.base import Detection, whole
from anonymize.detectors.patterns import PatternDetector
from anonymize.engines.local import InProcess
from anonymize.finder import Finder
from anonymize.path_names import labels_of_paths, told
from anonymize.spans import Span
from tests.support_detectors import Fixed, Gaps

FOUND = {
    "Anna Schmidt": "person",
    "Jörg Müller": "person",
    "Berlin": "location",
    "Andreasstrasse 1": "address",
    "budget": "date",
    "René Öztürk": "person",
}


class Phrases(Fixed):
    """Finds phrases anywhere in a text, and keeps what it was given."""

    labels = frozenset(FOUND.values())

    def __init__(self) -> None:
        super().__init__({})
        self.seen: list[str] = []

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        self.seen.extend(texts)
        return [
            Detection(
                tuple(
                    Span(text.index(phrase), text.index(phrase) + len(phrase), label, 1.0, self.name)
                    for phrase, label in FOUND.items()
                    if phrase in text
                ),
                whole(text),
            )
            for text in texts
        ]


class Whole(Fixed):
    """Takes every text for one and the same thing."""

    def __init__(self, label: str) -> None:
        super().__init__({})
        self.labels = frozenset({label})

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        (label,) = self.labels
        return [Detection((Span(0, len(text), label, 1.0, self.name),), whole(text)) for text in texts]


def labels(*ids: str) -> dict[str, dict[str, int]]:
    engine = InProcess(Finder([Phrases(), PatternDetector({"email", "phone_number", "credit_card"})]).find)
    return labels_of_paths(ids, engine)


@pytest.mark.parametrize(
    "name",
    [
        "Anna Schmidt.txt",
        "Anna_Schmidt.txt",
        "Anna-Schmidt.jsonl.gz",
        "letter+Anna.Schmidt.TXT",
        "docs/letters/AnnaSchmidt.md",
        "docs/Anna_Schmidt/a.txt",
        "2024_Anna_Schmidt_07.log",
        "Anna_Schmidt.pdf",
        "AnnaSchmidt2.pdf",
        "Anna,Schmidt.txt",
        "Anna=Schmidt.txt",
        "Anna~Schmidt.txt",
        "Anna#Schmidt.txt",
        "Anna%20Schmidt.txt",
        "Anna+%53chmidt.txt",
        "Anna%2520Schmidt.txt",
        "RenéÖztürk.txt",
        unicodedata.normalize("NFD", "RenéÖztürk.txt"),
        "Ren%C3%A9O%CC%88ztu%CC%88rk.txt",
        "J%C3%B6rg_M%C3%BCller.txt",
        "J%F6rg%20M%FCller.txt",
        "J%25F6rg_M%25FCller.txt",
        "patient=Anna%20Schmidt/a.parquet",
        "patient=Anna_Schmidt/year=2024/a.parquet",
    ],
)
def test_name_in_a_path_is_found_however_its_words_are_joined(name: str) -> None:
    assert labels(name) == {name: {"person": 1}}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("anna.schmidt@example.com.txt", "email"),
        ("mail_bob@example.com/a.txt", "email"),
        ("call +49 30 23125 001.txt", "phone_number"),
        ("from=bob%40example.com.txt", "email"),
        ("4111-1111-1111-1111.txt", "credit_card"),
        ("Andreasstrasse_7.txt", "address"),
    ],
)
def test_addresses_and_numbers_in_a_path_are_found_with_their_separators(name: str, label: str) -> None:
    assert labels(name) == {name: {label: 1}}


def test_percent_encoded_letters_and_the_value_behind_a_key_are_searched_by_themselves() -> None:
    detector = Phrases()
    labels_of_paths(["p=J%C3%B6rg%20M%C3%BCller.txt"], InProcess(Finder([detector]).find))
    assert "J\u00f6rg M\u00fcller" in detector.seen


@pytest.mark.parametrize(
    "name", ["%Ada%zz", "%", "a%ff%fe.txt", "=.txt", "a=,~#", "Schmidt, Anna.txt", "%2F%00"]
)
def test_odd_signs_in_a_path_are_no_trouble(name: str) -> None:
    assert labels(name) == {}


def test_what_only_looks_encoded_is_searched_as_it_is_too() -> None:
    detector = Phrases()
    labels_of_paths(["%Ada Lovelace", "Meier, Anna"], InProcess(Finder([detector]).find))
    assert {"%Ada Lovelace", "Meier, Anna"} <= set(detector.seen)


def test_paths_without_any_are_not_there() -> None:
    assert labels("docs/a.txt", "-", "docs/note_0001.jsonl", "budget Berlin.txt", ".txt", "a//b", "") == {}


def test_every_part_of_a_path_counts_once() -> None:
    assert labels("Anna Schmidt/Anna_Schmidt/Anna Schmidt.txt", "Anna Schmidt/Andreasstrasse_9.txt") == {
        "Anna Schmidt/Anna_Schmidt/Anna Schmidt.txt": {"person": 2},
        "Anna Schmidt/Andreasstrasse_9.txt": {"address": 1, "person": 1},
    }


def test_what_is_found_hangs_neither_on_the_order_of_paths_nor_on_their_number() -> None:
    detector = Phrases()
    ids = [f"docs/{number % 50}/note_{number:05}.txt" for number in range(20_000)] + ["docs/Anna_Schmidt.txt"]
    engine = InProcess(Finder([detector]).find)
    first = labels_of_paths(ids, engine)
    searched = list(detector.seen)
    detector.seen.clear()
    ids.reverse()
    assert labels_of_paths(ids, engine) == first == {"docs/Anna_Schmidt.txt": {"person": 1}}
    assert detector.seen == searched
    assert len(searched) < 10, "names that differ in digits are searched once"


def test_path_that_could_not_be_searched_is_told_as_such() -> None:
    engine = InProcess(Finder([Gaps([(10, 12)])]).find)
    found = labels_of_paths(["a long enough name.txt", "short.txt"], engine)
    assert found == {"a long enough name.txt": {"unseen": 1}}
    assert told(found, 2).startswith("1 of 2 input path(s) could not be searched (1) and stay")


@pytest.mark.parametrize(
    ("label", "names"),
    [
        (
            "address",
            [
                "n10",
                "scan_10",
                "IMG_2034",
                "p100",
                "v2.3",
                "chapter-0004",
                "W2_2023",
                "Rechnung 2024",
                "docs",
                "apt 4",
                "kapitel-3",
                "Anlage_2",
            ],
        ),
        ("person", ["user12", "backup_20240301_1200", "invoice_778812"]),
        (
            "id_number",
            ["20240301_1200", "report-2024-03", "case_1234", "IMG-20240301-WA0001", "2024_03_01", "20240301"],
        ),
        ("phone_number", ["2024-03-01", "x1111", "mail 1234"]),
        ("bank_account", ["invoice_1234", "20240301_120000", "20240301_1200"]),
    ],
)
def test_files_that_are_counted_or_dated_are_not_told(label: str, names: list[str]) -> None:
    assert labels_of_paths(names, InProcess(Finder([Whole(label)]).find)) == {}


@pytest.mark.parametrize(
    ("label", "names"),
    [
        (
            "address",
            [
                "1600 Broadway",
                "Hauptstraße1234",
                "Bergweg_7",
                "Kapitelgasse 3",
                "Am Bach 12",
                "12_main_st",
                "1234 Elm St",
                "Lindenweg 7, 10115 Berlin",
            ],
        ),
        ("person", ["Schmidt", "Anna_Schmidt_2"]),
        (
            "id_number",
            [
                "patient_1234567",
                "SSN 123-45-6789",
                "19850712-1234",
                "case 19900101-4411 journal",
                "id_19850712_1234",
                "19850712 1234",
            ],
        ),
        ("phone_number", ["call_030_23125001", "tel 0176 2012 11 45"]),
    ],
)
def test_streets_names_and_long_numbers_are_told_beside_digits(label: str, names: list[str]) -> None:
    found = labels_of_paths(names, InProcess(Finder([Whole(label)]).find))
    assert found == {name: {label: 1} for name in names}


def test_line_tells_in_how_many_paths_each_label_is() -> None:
    line = told({"a": {"person": 2, "address": 1}, "b": {"person": 1}, "c": {"unseen": 1}}, 9)
    assert line == (
        "3 of 9 input path(s) hold what looks like personal data (1 address, 2 person) or could not be"
        " searched (1) and stay as they are in the output and in the manifest; --redact-names renames them"
    )
