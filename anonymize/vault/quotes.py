"""Replacements quoted in texts that the vault does not know, such as the answer of a language model.

Owns which spellings of a replacement are looked for, and which one is taken where several stand. What they
stand for is left to `forms`, the search to `anonymize.matching`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from anonymize.documents.base import Edit
from anonymize.matching import Match, Matcher, Needle
from anonymize.text import encodable
from anonymize.vault.forms import may_be_another
from anonymize.vault.tags import KeyedTags, find_tags, is_tag
from anonymize.vault.vault import Vault

_WORD = re.compile(r"[^\s-]+")
_NO_TEXT = "\ufffd"
"""What stands for a lone surrogate in a search; see `encodable`."""


class Quotes:
    """Finds replacements in texts that the vault does not know, on word bounds, the longest first.

    A replacement gives the value that it stood for first, a single word of a replaced name its word, where
    that is clear. They are found as they were written, apart from the width of white space and the kind of
    apostrophes and hyphens; surrogates also in capitals, and with a capital on each word, and then give the
    value so; keyed tags also without their brackets or in others, see `KeyedTags`. What a short number or an
    everyday word stands for is not given back, as another may be meant.
    Replacements with lone surrogates in them are not found: nothing that reads Unicode writes them.

    Args:
        vault: knows what stands for what.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def resolve(self, text: str, done: Iterable[Edit], unresolved: Counter[str]) -> tuple[list[Edit], int]:
        """Gives the edits that restore a text, in any order, and how many short values were left.

        Args:
            text: any text.
            done: edits that there are already; nothing is looked for in their places.
            unresolved: tags that nothing clear is known of are counted here.
        """
        matcher, originals, tags, forms = self._known
        taken = bytearray(len(text))
        for edit in done:
            _take(taken, edit.start, edit.end)

        def rank(match: Match) -> tuple[int, bool, int]:
            as_written = text[match.start : match.end] == matcher.needles[match.needle].value
            return match.start - match.end, not as_written, match.start

        edits: list[Edit] = []
        left = 0
        for start, end, needle in sorted(matcher.find(text), key=rank):
            if not any(taken[start:end]):
                _take(taken, start, end)
                original = originals[needle]
                left += original is None
                edits += [] if original is None else [Edit(start, end, original)]
        for start, end, tag, is_clear in (*tags.find(text), *find_tags(text)):
            if not any(taken[start:end]):
                _take(taken, start, end)
                if is_clear and tag in forms:
                    edits.append(Edit(start, end, forms[tag]))
                else:
                    unresolved[tag] += 1
        return edits, left

    @cached_property
    def _known(self) -> tuple[Matcher, list[str | None], KeyedTags, Mapping[str, str]]:
        """What is looked for, what each needle gives, None for one that may be another, the tags, the forms.

        Built when the first text was changed.
        """
        forms = self._vault.forms
        parts = self._vault.parts
        known = {**_in_other_capitals(parts), **_in_other_capitals(forms), **parts, **forms}
        clear = [
            text
            for text, original in known.items()
            if text != original and text.strip() and _NO_TEXT not in encodable(text)
        ]
        # Each is a label of its own: of one label the shorter of two would not be told.
        needles = [Needle(text, text, exact=True) for text in clear]
        originals = [None if may_be_another(text) else known[text] for text in clear]
        return Matcher(needles), originals, KeyedTags({*forms, *self._vault.left_out}), forms


def _in_other_capitals(known: Mapping[str, str]) -> dict[str, str]:
    """Gives surrogates in capitals and with a capital on each word, with what they stand for alike."""
    others: dict[str, str] = {}
    for replacement, original in known.items():
        if not is_tag(replacement):
            others.setdefault(replacement.upper(), original.upper())
            others.setdefault(_titled(replacement), _titled(original))
    return others


def _titled(text: str) -> str:
    """Puts a capital on each word; what is in capitals is written small behind it."""
    return _WORD.sub(
        lambda word: word[0].capitalize() if word[0].isupper() else word[0][0].upper() + word[0][1:], text
    )


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\x01" * (end - start)
