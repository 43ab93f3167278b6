"""`anon operators`, and operators that other packages add."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from anonymize.operators import registry
from tests.commands.support import FAST, Anon

PLUGIN = """
from dataclasses import dataclass
from anonymize.operators.base import Definition, Example

@dataclass(frozen=True)
class Shout:
    name = "shout"
    exposes = False
    repeatable = True

    def operate(self, value, label):
        return label.upper() + "!" * len(value)

SHOUT = Definition("shout", lambda params, key: Shout(), summary="Shouts.", example=Example(value="Ann"))
OTHER = 5
"""


@pytest.fixture
def plugin(in_tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with one operator that can be loaded and one that cannot."""
    (in_tmp / "shouting.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(in_tmp)
    added = EntryPoints(
        EntryPoint(name, value, registry.ENTRY_POINTS)
        for name, value in (
            ("shout", "shouting:SHOUT"),
            ("mask", "shouting:SHOUT"),
            ("other", "shouting:OTHER"),
        )
    )
    monkeypatch.setattr(registry, "entry_points", lambda group: added.select(group=group))


def test_every_operator_is_listed_with_what_it_makes_of_a_value(anon: Anon) -> None:
    shown = json.loads(anon("operators", "--json").stdout)
    names = [entry["operator"] for entry in shown]
    assert set(names) >= {
        *("replace", "redact", "mask", "hash", "encrypt", "keep", "custom"),
        *("tag", "pseudonym", "hmac", "date_shift", "generalize"),
    }
    text = anon("operators").stdout
    for entry in shown:
        assert entry["summary"].endswith(".")
        assert f"{entry['value']} -> {entry['replacement']}" in text
        for parameter in entry["parameters"]:
            assert f"{parameter['name']}: {parameter['expected']}" in text


def test_an_operator_of_another_package_works_as_ours_do(anon: Anon, in_tmp: Path, plugin: None) -> None:
    (in_tmp / "a.txt").write_text("bob@example.com")
    assert anon("redact", "a.txt", *FAST, "--operator", "shout", "--quiet").stdout == "EMAIL" + "!" * 15
    assert anon("redact", "a.txt", *FAST, "--operator", "mask", "--quiet").stdout == "*" * 15, (
        "ours stay ours"
    )


def test_an_operator_that_is_none_is_refused_with_its_package(anon: Anon, in_tmp: Path, plugin: None) -> None:
    (in_tmp / "a.txt").write_text("bob@example.com")
    done = anon("redact", "a.txt", *FAST, "--operator", "other")
    assert done.exit_code == 2
    assert "shouting:OTHER is this operator, and it is not" in done.stderr
