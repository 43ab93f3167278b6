"""The lists that the tagger is measured on: where their items stand, and what no training text has."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import lists
from datasets_custom.templates import read_yaml

NAMES = ("Okafor", "Keane", "Rota", "Müller", "Dubois", "Nowak", "O'Hara", "Ruiz")
TRAINED_ON = Path(__file__).parents[2] / "datasets_custom" / "lists"


def test_items_stand_where_they_are_said_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lists, "surnames", lambda language, data: list(NAMES))
    words = {word for content in read_yaml(lists.FRAMES).values() for word in content["words"]}
    made = list(lists.listings(tmp_path))
    assert len(made) == 5 * (7 + 5) * lists.TIMES
    for one in made:
        items = [one.text[start:end] for start, end in one.items]
        assert lists.FEWEST <= len(items) <= lists.MOST
        assert set(items) <= (set(NAMES) if one.people else words)


def test_no_training_text_has_a_place_or_a_thing_of_these() -> None:
    for language, content in read_yaml(lists.FRAMES).items():
        path = TRAINED_ON / f"{language}.yaml"
        taught = path.read_text(encoding="utf-8")
        places = [frame.partition("{}")[0].strip() for kind in lists.KINDS for frame in content[kind]]
        assert not [place for place in places if f"{place} {{" in taught]
        known = read_yaml(path)
        assert not {*known["words"], *known["cells"]} & set(content["words"])
