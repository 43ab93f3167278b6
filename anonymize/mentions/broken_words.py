"""Values that the end of a line breaks without a hyphen, as in narrow cells of tables: `Hinterleit`, `ner`.

Nothing tells such a word from two, so that only what was found in whole is looked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

import regex

from anonymize.mentions.search import Found, Mentions

_BREAK = regex.compile(r"(?<=\p{L}\p{L})(?:\r\n|[\n\r\x0b])(?=\p{Ll})")
_AROUND = 60
"""Characters on each side of the end of a line in which a value may stand."""
_PARTING = "\n\n"
_SHORTEST = 6
"""Letters of a broken value: shorter ones are as likely the end of a word and the beginning of the next."""


def broken_mentions(text: str, mentions: Mentions) -> Iterator[Found]:
    """Finds values with the end of a line in them, one each, that begin with a capital.

    Args:
        text: what is searched.
        mentions: of the values.
    """
    breaks = [match.span() for match in _BREAK.finditer(text)]
    if not breaks:
        return
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    firsts: list[int] = []
    # No further than to the next break on each side: all pieces together are twice the text at most.
    ends = [0, *(behind for _, behind in breaks)]
    nexts = [*(before for before, _ in breaks[1:]), len(text)]
    for (before, behind), end, following in zip(breaks, ends, nexts, strict=False):
        firsts.append(max(before - _AROUND, end))
        piece = text[firsts[-1] : before] + text[behind : min(behind + _AROUND, following)]
        starts.append(length)
        pieces.append(piece)
        length += len(piece) + len(_PARTING)
    whole = _PARTING.join(pieces)
    for at in mentions.find(whole):
        number = bisect_right(starts, at.start) - 1
        before, behind = breaks[number]
        first = firsts[number]
        joint = starts[number] + before - first
        is_cut = first > 0 and at.start == starts[number]
        is_name = whole[at.start].isupper() and at.end - at.start >= _SHORTEST and not at.is_common
        if at.start < joint < at.end and is_name and not is_cut:
            yield replace(at, start=before + at.start - joint, end=behind + at.end - joint)
