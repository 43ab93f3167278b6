from __future__ import annotations

from collections.abc import Sequence

import pytest

from anonymize import field_names
from anonymize.detectors.base import Detection, whole
from anonymize.engines.local import InProcess, open_engine
from anonymize.field_names import FieldNames, told
from anonymize.finder import Finder
from anonymize.spans import Span
from tests.support_detectors import Fixed, Gaps


class People(Fixed):
    """Takes every text but a few for a person, and keeps what it was given."""

    labels = frozenset({"person"})
    others = frozenset({"text", "created at", "user Name"})

    def __init__(self) -> None:
        super().__init__({})
        self.seen: list[str] = []

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        self.seen += texts
        return [
            Detection(
                () if text in self.others else (Span(0, len(text), "person", 1.0, self.name),), whole(text)
            )
            for text in texts
        ]


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def names(people: People) -> FieldNames:
    return FieldNames(InProcess(Finder([people]).find))


def test_names_of_fields_that_hold_a_person_are_counted(names: FieldNames) -> None:
    found = names.labels({"Jane Roe", "jane_roe", "JaneRoe", "Roe", "text", "created_at", "userName"})
    assert found == {name: {"person": 1} for name in ("Jane Roe", "jane_roe", "JaneRoe", "Roe")}
    assert names.labels(()) == {}


def test_each_name_is_searched_once_and_counts_in_every_file(names: FieldNames, people: People) -> None:
    assert list(names.labels(["Jane Roe", "text"])) == ["Jane Roe"]
    assert list(names.labels(["Jane Roe", "Eva Lund"])) == ["Jane Roe", "Eva Lund"]
    assert sorted(people.seen) == ["Eva Lund", "Jane Roe"]


def test_what_columns_are_usually_called_is_not_searched(names: FieldNames, people: People) -> None:
    assert names.labels(["nurse", "patient_name", "clinicalNotes", "Nachname"]) == {}
    assert people.seen == []
    assert list(names.labels(["nurse Roe"])) == ["nurse Roe"]


def test_memory_is_bounded_and_counts_stay_right(
    names: FieldNames, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(field_names, "MOST_REMEMBERED", 2)
    first, second = ["Ann Roe", "Bea Roe", "text"], ["Ann Roe", "Cem Roe"]
    assert [len(names.labels(some)) for some in (first, second, first, second)] == [2, 2, 2, 2]
    assert len(people.seen) > len(set(people.seen)), "what is forgotten is searched again"


@pytest.mark.parametrize("code", ["std", "kim", "id", "x"])
def test_short_words_in_small_letters_are_no_names(names: FieldNames, code: str) -> None:
    assert list(names.labels([code, f"{code.title()} Roe"])) == [f"{code.title()} Roe"]


def test_searching_while_records_are_searched_gives_the_same_from_several_workers() -> None:
    finder = Finder([People()])
    pieces = [[f"Ann Roe {number}"] for number in range(20)]
    counted = []
    for workers in (1, 2):
        with open_engine(finder, workers) as engine:
            names = FieldNames(engine)
            counted.append(
                [names.labels([*piece, "text", "Eva Lund"]) for piece, _ in engine.run(pieces, lambda _: [])]
            )
    assert counted[0] == counted[1]
    assert list(counted[0][3]) == ["Ann Roe 3", "Eva Lund"]


def test_what_could_not_be_searched_is_told() -> None:
    names = FieldNames(InProcess(Finder([Gaps([(10, 12)])]).find))
    found = names.labels(["a long enough name", "short"])
    assert found == {"a long enough name": {"unseen": 1}}
    assert told({"unseen": 1}, found, 5).startswith("names of fields could not be searched (1) and stay")


def test_line_tells_how_often_there_is_each_label() -> None:
    line = told({"person": 2, "email": 1, "unseen": 1}, {"d", "b", "a", "c"}, 3)
    assert line == (
        "names of fields hold what looks like personal data (1 email, 2 person) or could not be searched (1)"
        " and stay as they are in the output; rename them: a, b, c and 1 more"
    )
