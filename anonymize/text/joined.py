"""Words that something within them splits, such as a soft hyphen or the end of a line, made whole again."""

from __future__ import annotations

from collections.abc import Iterable

from anonymize.text.characters import unseen
from anonymize.text.notation import broken_lines, emphasis, tags
from anonymize.text.rewrite import Rewrite

_ROUNDS = (broken_lines, unseen, broken_lines, tags, emphasis)
"""Those of a view that leave something out, in its order."""


def joined(text: str) -> str:
    """Leaves out what splits words without a reader seeing two; what parts words stays as it is written."""
    for rewrites in _ROUNDS:
        text = _left_out(text, rewrites(text))
    return text


def _left_out(text: str, rewrites: Iterable[Rewrite]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, read in rewrites:
        around = text[max(start - 1, 0) : start] + text[end : end + 1]
        # What stands by itself splits nothing; nor does the end of a line behind a hyphen that stays.
        if not read and around.strip() and not text[start].isspace():
            pieces.append(text[position:start])
            position = end
    return "".join((*pieces, text[position:])) if pieces else text
