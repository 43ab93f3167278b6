"""What is never redacted: values and patterns that the user allows.

Owns when a value that was found is an allowed one. That a denied value is redacted all the same is for
`finder` to see to.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from anonymize.digests import digest
from anonymize.errors import DocumentError, UsageError
from anonymize.matching import is_short
from anonymize.regexes import compile_regex
from anonymize.text import View, normalised

SECONDS = 0.25
"""For one pattern and one value, which is short; a sound pattern takes a thousandth of it."""
_AROUND = regex.compile(r"\A[\p{P}\s]++|[\p{P}\s]++\Z")
_MARKS = r"\p{Ps}\p{Pe}\p{Pi}\p{Pf}\"',;:!?\s"
_SENTENCE = regex.compile(rf"\A[{_MARKS}]++|[.…{_MARKS}]++\Z")
"""What a sentence puts around a value; other signs may be a part of it, as in `C#` and `.NET`."""


class Allow:
    """Tells which values stay. Pickles; the cost of a value does not depend on how many are allowed.

    Args:
        values: whole values. Case (from four letters on), the width of white space, compatibility forms
            (NFKC) and punctuation around what was found make no difference.
        patterns: regular expressions that must match a whole value, as it was read when it was found.

    Raises:
        UsageError: for a blank value, or a pattern that cannot be compiled.
    """

    def __init__(self, values: Sequence[str] = (), patterns: Sequence[str] = ()) -> None:
        for place, value in enumerate(values, 1):
            if not value.strip():
                raise UsageError(f"allow: the value at place {place} is blank; leave it out")
        self._named = frozenset(map(_form, values))
        self._values = self._named.union(filter(None, (_SENTENCE.sub("", form) for form in self._named)))
        self._patterns = [
            compile_regex(pattern, f"allow: pattern {number}") for number, pattern in enumerate(patterns, 1)
        ]

    def permits(self, value: str) -> bool:
        """Whether a value stays.

        Raises:
            DocumentError: `pattern_timeout`, a pattern ran for longer than `SECONDS`. To go on without it
                would take as long for each value. The message holds nothing of the text.
        """
        if self._values:
            form = _form(value)
            # Signs of an allowed value are asked for; those around a found one may be of its sentence.
            if not self._values.isdisjoint((form, _SENTENCE.sub("", form), _AROUND.sub("", form))):
                return True
        return any(_matches(pattern, number, value) for number, pattern in enumerate(self._patterns, 1))

    def describe(self) -> dict[str, object]:
        """Tells how many values and patterns there are, and by a hash which ones."""
        patterns = sorted(pattern.pattern for pattern in self._patterns)
        return {
            "values": len(self._named),
            "patterns": len(patterns),
            "sha256": digest([sorted(self._named), patterns]),
        }


def _form(value: str) -> str:
    """Gives the form in which a value and an allowed one are equal; few letters are others in other case."""
    form = " ".join(View.of(" ".join(value.split())).text.split())
    return form if is_short(form) else normalised(value)


def _matches(pattern: regex.Pattern[str], number: int, value: str) -> bool:
    try:
        return pattern.fullmatch(value, timeout=SECONDS) is not None
    except TimeoutError:
        raise DocumentError(
            "pattern_timeout",
            f"allow: pattern {number} ran for {SECONDS:g} seconds; write it in a simpler way",
        ) from None
