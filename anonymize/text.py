"""The detectors' view of a text, and the form in which equal values are equal. Output keeps the original.

The view has the same length as the text, so that offsets hold in both.
"""

from __future__ import annotations

import unicodedata

import regex

_SURROGATES = regex.compile(r"[\ud800-\udfff]")


def detection_view(text: str) -> str:
    """Gives the text as detectors read it.

    Lone surrogates, which JSON escapes can smuggle in and which no tokenizer can encode, become U+FFFD.
    """
    view: str = _SURROGATES.sub("\ufffd", text)
    return view


def normalised(value: str) -> str:
    """Gives the form in which equal values are equal: NFKC, case folded, one space for white space."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
