"""Where words end, for what is looked for by its letters."""

from __future__ import annotations

from anonymize.spans import WORD

_OUTSIDE, _LETTER, _UNSPACED, _MARK = range(4)


class _Kinds(dict[str, int]):
    """What a character is to a word. It is asked of `WORD`, so that there is one definition of a word."""

    def __missing__(self, character: str) -> int:
        """Finds it out, once for each character."""
        if character == "_" or not WORD.match(character):
            kind = _OUTSIDE
        elif WORD.match(f"{character}a").end() == 1:
            kind = _UNSPACED
        else:
            kind = _MARK if WORD.match(f"中{character}").end() > 1 else _LETTER
        self[character] = kind
        return kind


_KINDS = _Kinds()


def is_bound(text: str, place: int) -> bool:
    """Whether no word goes on over a place, that is, whether a word can end before it and begin behind it.

    Words are those of `spans.WORD`, but for three cases in which that has one word and names would be missed:
    a script without spaces behind other letters ("Dr王小明"), letters behind the mark of a symbol, as in an
    emoji, and underscores, which stand for spaces in the names of files ("scan_Okafor_2"). `spans.snap` grows
    such a find as it does any other.
    """
    return Bounds(text).is_bound(place)


class Bounds:
    """Asks `is_bound` of many places in a text. A run of marks is walked over once, not for each place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._run = range(0)
        self._before = _OUTSIDE

    def is_bound(self, place: int) -> bool:
        """See `is_bound`."""
        if not 0 < place < len(self.text):
            return True
        after = _KINDS[self.text[place]]
        if after in (_OUTSIDE, _UNSPACED):
            return True
        before = self._kind_before(place)
        return before != _LETTER if after == _LETTER else before == _OUTSIDE

    def _kind_before(self, place: int) -> int:
        """Gives the kind of the last character before a place that is no mark."""
        base = place - 1
        while base >= 0 and _KINDS[self.text[base]] == _MARK:
            if base in self._run:
                self._run = range(self._run.start, max(self._run.stop, place))
                return self._before
            base -= 1
        self._run = range(base + 1, place)
        self._before = _OUTSIDE if base < 0 else _KINDS[self.text[base]]
        return self._before
