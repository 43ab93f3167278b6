"""Sentence templates: read from `templates/LANG.yaml`, checked, taken apart.

A file holds templates by split and genre. In a template `{label.kind}` stands for a value (`kinds` has
them all; `{label}` alone takes the label's usual kind), `{label.kind@2}` for one of the second person in
the sentence, and `[a|b]` for one of several wordings. No template stands in two splits.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from anonymize.errors import DatasetError

PLAIN = "plain"
"""What stands before the kind of a value that is no entity, such as an amount of money."""
SPLITS = ("train", "validation", "test")
DIRECTORY = Path(__file__).with_name("templates")
_CHOICE = re.compile(r"\[([^\[\]{}]*\|[^\[\]{}]*)\]")
_PLACEHOLDER = re.compile(r"\{(?P<kind>[a-z_.]+)(?:@(?P<person>[1-9]))?\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Where a value goes: its kind, such as `person.first`, and the number of the person it is of."""

    kind: str
    person: int

    @property
    def label(self) -> str | None:
        """The value's label; None for a number that identifies nobody."""
        label = self.kind.partition(".")[0]
        return None if label == PLAIN else label


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with places for values.

    Attributes:
        text: as in the file.
        genre: of what sort of text it is.
        split: that it belongs to.
    """

    text: str
    genre: str
    split: str

    def pieces(self, rng: random.Random) -> list[str | Placeholder]:
        """Chooses wordings; gives the sentence as text and placeholders in turn."""
        text = _CHOICE.sub(lambda choice: rng.choice(choice[1].split("|")), self.text)
        return list(_pieces(text))

    def placeholders(self) -> list[Placeholder]:
        """The values it takes, in order; they do not depend on the wordings chosen."""
        return [piece for piece in _pieces(self.text) if isinstance(piece, Placeholder)]

    def labels(self) -> frozenset[str]:
        """The labels of its values; none where it has nothing to find."""
        return frozenset(piece.label for piece in self.placeholders() if piece.label is not None)


def languages() -> tuple[str, ...]:
    """The languages there are templates for, sorted."""
    return tuple(sorted(path.stem for path in DIRECTORY.glob("*.yaml")))


@cache
def load_templates(language: str) -> tuple[Template, ...]:
    """Reads the templates of a language.

    Raises:
        DatasetError: there are none for it.
    """
    if language not in languages():
        raise DatasetError(f"no templates for the language {language!r}; there are {', '.join(languages())}")
    content: Mapping[str, Mapping[str, list[str]]] = read_yaml(DIRECTORY / f"{language}.yaml")
    return tuple(
        Template(text, genre, split)
        for split in SPLITS
        for genre, texts in content[split].items()
        for text in texts
    )


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """Reads a YAML file of the package."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _pieces(text: str) -> Iterator[str | Placeholder]:
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        yield Placeholder(match["kind"], int(match["person"] or 1))
        end = match.end()
    if end < len(text):
        yield text[end:]
