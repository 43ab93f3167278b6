"""Texts without the marks on their letters, place for place, so that offsets hold in both."""

from __future__ import annotations

import re
import unicodedata

_STROKES = dict(zip("łŁøØđĐðÐħĦŧŦıəƏɛƐɔƆŋŊɓƁɗƊƙƘƴƳ", "lLoOdDdDhHtTieEeEoOnNbBdDkKyY", strict=True))
"""Letters with a stroke or a hook, without a dot or turned, which Unicode does not take apart."""
_MAY_BE_MARKED = re.compile("[\u00c0-\u02af\u1e00-\u1eff]")
"""Latin letters beyond ASCII."""


class _Bare(dict[str, str]):
    """The letter without its marks for each one."""

    def __missing__(self, letter: str) -> str:
        base = unicodedata.normalize("NFD", letter)[0]
        self[letter] = read = _STROKES.get(letter, base if base.isascii() else letter)
        return read


_BARE = _Bare()


def bare(text: str) -> str:
    """Gives a text of the same length with Latin letters without marks, where each was one character."""
    return text if text.isascii() else _MAY_BE_MARKED.sub(lambda match: _BARE[match[0]], text)
