r"""Field paths: how a user says which strings of a JSON record are documents.

`user.bio` is a key in an object in an object, `messages[].content` a key in every item of a list, `tags[]`
every item itself. A backslash takes the meaning from a `.`, `[` or `\` in a key; `\u000a` is a character
that cannot be typed. Owns the spelling of paths; what a path selects is left to `selection`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from anonymize.documents.names import spell_key, unspell_key
from anonymize.errors import UsageError

EACH: Final = None
"""The step of a path that goes to every item of a list, written `[]`."""
LONGEST_PATH = 1000
"""Longer paths are cut when shown: else one line full of long keys would make paths without bound."""

_SEGMENT = re.compile(r"((?:[^.\[\\]|\\[.\[\]\\]|\\u[0-9a-fA-F]{4})*)((?:\[\])*)(\.|\Z)")


@dataclass(frozen=True, slots=True)
class FieldPath:
    """The way from a record to some of its values.

    Attributes:
        steps: a string for a key of an object, `EACH` for every item of a list.
    """

    steps: tuple[str | None, ...]

    @classmethod
    def parse(cls, text: str) -> FieldPath:
        """Reads a path as a user writes it.

        Raises:
            UsageError: tells at which character it stops making sense.
        """
        steps: list[str | None] = []
        position, more = 0, True
        while more:
            segment = _SEGMENT.match(text, position)
            if segment is None:
                raise UsageError(
                    f"field path {text!r}: cannot read the part that starts at character {position + 1};"
                    r" write [] for every item of a list, and a backslash before a ., [ or \ in a key"
                )
            key, items, dot = segment.groups()
            if not key and (steps or not items):
                raise UsageError(f"field path {text!r}: a key is missing at character {position + 1}")
            steps += [unspell_key(key)] if key else []
            steps += [EACH] * items.count("[")
            position, more = segment.end(), bool(dot)
        return cls(tuple(steps))

    def __str__(self) -> str:
        """Gives the path as `parse` reads it."""
        path = ""
        for step in self.steps:
            path = f"{path}[]" if step is EACH else join_key(path, step)
        return path


def join_key(parent: str, key: str) -> str:
    """Gives the path of a member of the object at `parent`; the path of the record itself is empty."""
    spelling = spell_key(key) or "''"
    return _cut(f"{parent}.{spelling}" if parent else spelling)


def join_item(parent: str, index: int) -> str:
    """Gives the path of one item of the list at `parent`."""
    return _cut(f"{parent}[{index}]")


def join_each(parent: str) -> str:
    """Gives the path that stands for all items of the list at `parent`."""
    return _cut(f"{parent}[]")


def _cut(path: str) -> str:
    return path if len(path) <= LONGEST_PATH else f"{path[:LONGEST_PATH]}…"
