"""Replacements quoted in texts that the vault does not know, such as the answer of a language model.

Owns which spellings of a replacement are looked for, and which one is taken where several stand. What they
stand for is left to `forms`, the search to `anonymize.matching`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from anonymize.documents.edits import GivenBack
from anonymize.matching import Match, Matcher, Needle
from anonymize.operators.pseudonym import PSEUDONYM
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
    everyday word stands for is not given back, as another may be meant. Nor is what stands for several, and
    what has other capitals than these ("maria keller").
    Replacements with lone surrogates in them are not found: nothing that reads Unicode writes them.

    Args:
        vault: knows what stands for what.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def resolve(
        self, text: str, done: Iterable[GivenBack], unresolved: Counter[str]
    ) -> tuple[list[GivenBack], int]:
        """Gives the edits that restore a text, in any order, and how many short values were left.

        Args:
            text: any text.
            done: edits that there are already; nothing is looked for in their places.
            unresolved: tags that nothing clear is known of are counted here, and surrogates as `pseudonym`.
        """
        matcher, known, tags, forms = self._known
        taken = bytearray(len(text))
        for edit in done:
            _take(taken, edit.start, edit.end)

        def rank(match: Match) -> tuple[int, bool, int]:
            as_written = text[match.start : match.end] == matcher.needles[match.needle].value
            return match.start - match.end, not as_written, match.start

        edits: list[GivenBack] = []
        left = 0
        for start, end, needle in sorted(matcher.find(text), key=rank):
            if not any(taken[start:end]):
                _take(taken, start, end)
                if may_be_another(matcher.needles[needle].value):
                    left += 1
                elif needle < len(known):
                    edits.append(GivenBack(start, end, known[needle]))
                else:
                    unresolved[PSEUDONYM.name] += 1
        for start, end, tag, is_clear in (*tags.find(text), *find_tags(text)):
            if not any(taken[start:end]):
                _take(taken, start, end)
                if is_clear and tag in forms:
                    edits.append(GivenBack(start, end, forms[tag]))
                else:
                    unresolved[tag] += 1
        return edits, left

    @cached_property
    def _known(self) -> tuple[Matcher, list[str], KeyedTags, Mapping[str, str]]:
        """What is looked for, what the first needles give, the tags, and what each replacement gives.

        The needles behind these are looked for to be told. Built when the first text was changed.
        """
        forms, parts, left_out = self._vault.forms, self._vault.parts, self._vault.left_out
        known = {**_in_other_capitals(parts), **_in_other_capitals(forms), **parts, **forms}
        clear = [text for text, original in known.items() if text != original and _is_sought(text)]
        doubtful = [text for text in left_out if _is_sought(text) and not is_tag(text)]
        several = {spelled for text in doubtful for spelled in (text, *_capitals(text))}
        # Single words are other words in small letters.
        loose = [text for text in clear if text in forms and not is_tag(text) and not text.isalpha()]
        # Each is a label of its own: of one label the shorter of two would not be told.
        needles = [Needle(text, text, exact=True) for text in (*clear, *sorted(several - known.keys()))]
        needles += [Needle(text, text, exact=False) for text in loose]
        return Matcher(needles), [known[text] for text in clear], KeyedTags({*forms, *left_out}), forms


def _is_sought(text: str) -> bool:
    return bool(text.strip()) and _NO_TEXT not in encodable(text)


def _capitals(text: str) -> tuple[str, str]:
    """Gives the other capitals in which a surrogate is known: all, and one on each word."""
    return text.upper(), _titled(text)


def _in_other_capitals(known: Mapping[str, str]) -> dict[str, str]:
    """Gives surrogates in capitals and with a capital on each word, with what they stand for alike."""
    others: dict[str, str] = {}
    for replacement, original in known.items():
        if not is_tag(replacement):
            for spelled, of in zip(_capitals(replacement), _capitals(original), strict=True):
                others.setdefault(spelled, of)
    return others


def _titled(text: str) -> str:
    """Puts a capital on each word; what is in capitals is written small behind it."""
    return _WORD.sub(
        lambda word: word[0].capitalize() if word[0].isupper() else word[0][0].upper() + word[0][1:], text
    )


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\x01" * (end - start)
