"""The detector `expressions`: regular expressions of the user's, with words that must stand near and a check.

Owns what makes a match count, and how long an expression may run: one that runs away fails its document and
does not hold up the job. Values that can be listed are left to `terms`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from anonymize.detectors.base import Detection, whole
from anonymize.digests import digest
from anonymize.errors import DocumentError, UsageError
from anonymize.imports import load_function
from anonymize.labels import canonical
from anonymize.matching import Matcher, Needle
from anonymize.regexes import compile_regex
from anonymize.spans import WORD, Span

SOURCE = "expressions"
CERTAIN = 1.0
"""Score of what the user described."""
VALUE = "value"
"""Name of the group that is redacted in the place of the whole match."""
CONTEXT_WORDS = 5
"""How far away a word of the context may stand. Presidio looks as far, but only before the match."""
SECONDS = 2.0
"""For one expression in one text of `NORMAL_LENGTH` or less; a sound one takes a hundredth of it."""
NORMAL_LENGTH = 100_000
"""Code points. A longer text has more time, in proportion."""
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression of the `regex` library, and what makes a match of it count.

    Attributes:
        label: of what it finds.
        regex: the expression. Where it has a group named `value`, that is redacted and not the whole match.
        context: words or phrases of which one must stand within five words before or behind the match, on
            word bounds, whatever its case; none for anywhere.
        validator: import path, `package.module:function`, of a function that is given what would be redacted
            and says by a bool whether it counts; None for no such check.
    """

    label: str
    regex: str
    context: tuple[str, ...] = ()
    validator: str | None = None


class Expressions:
    """Finds what the user's expressions match. All of a text is seen. Pickles; copies compile anew.

    Args:
        expressions: what to find.
        allow_custom: whether functions that the expressions name may be run.
        seconds: see `SECONDS`. How fast the machine is decides about an expression that runs for so long.

    Attributes:
        name: the source of the spans.
        labels: the labels, canonical.

    Raises:
        UsageError: for an expression that cannot be compiled, a context without a word, or a function that
            cannot be imported or is not allowed.
    """

    name = SOURCE
    scripts: frozenset[str] | None = None

    def __init__(
        self,
        expressions: Iterable[Expression],
        *,
        allow_custom: bool = False,
        seconds: float = SECONDS,
    ) -> None:
        self._definitions = tuple(expressions)
        self._allow_custom = allow_custom
        self._seconds = seconds
        self._compiled = [
            _compile(expression, f"expression {number} for {expression.label!r}", allow_custom=allow_custom)
            for number, expression in enumerate(self._definitions, 1)
        ]
        self.labels = frozenset(compiled.label for compiled in self._compiled)

    def __reduce__(self) -> tuple[Callable[..., Expressions], tuple[object, ...]]:
        """Pickles the definitions: a user's function may not pickle."""
        build = partial(type(self), allow_custom=self._allow_custom, seconds=self._seconds)
        return build, (self._definitions,)

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        """Finds spans; see `Detector`.

        Raises:
            DocumentError: `pattern_timeout`, or `validator_failed`; see `find`.
        """
        return [Detection(tuple(self.find(text)), whole(text)) for text in texts]

    def find(self, text: str) -> list[Span]:
        """Finds what the expressions match in a text; matches of no length are passed over.

        Returns:
            Spans, those of one expression together.

        Raises:
            DocumentError: an expression ran too long, or a validator raised or gave no bool. The message
                names the label or the function, and holds none of the text.
        """
        seconds = self._seconds * max(1.0, len(text) / NORMAL_LENGTH)
        return [
            Span(start, end, compiled.label, CERTAIN, SOURCE)
            for compiled in self._compiled
            for start, end in compiled.find(text, seconds)
        ]

    def describe(self) -> dict[str, object]:
        """Tells the labels, how many expressions there are, and by a hash which ones."""
        definitions = sorted(
            (compiled.label, given.regex, given.context, given.validator or "")
            for compiled, given in zip(self._compiled, self._definitions, strict=True)
        )
        return {
            "detector": self.name,
            "labels": sorted(self.labels),
            "expressions": len(definitions),
            "seconds": self._seconds,
            "sha256": digest(definitions),
        }


@dataclass(frozen=True, slots=True)
class _Compiled:
    """An expression, ready to run.

    Attributes:
        label: canonical.
        pattern: of the `regex` library.
        context: finds the context; None where none is needed.
        validator: None where there is none.
        path: of the validator, for messages.
    """

    label: str
    pattern: Any
    context: Matcher | None
    validator: Callable[[str], object] | None
    path: str

    def find(self, text: str, seconds: float) -> Iterator[Place]:
        """Gives the places of what counts."""
        matches = self._matches(text, seconds)
        if matches and self.context:
            matches = _near(matches, text, self.context)
        for _, places in matches:
            for start, end in places:
                if self._is_valid(text[start:end]):
                    yield start, end

    def _matches(self, text: str, seconds: float) -> list[tuple[Place, list[Place]]]:
        """Gives the places of the matches, and what is redacted of each."""
        named = VALUE in self.pattern.groupindex
        try:
            return [
                (match.span(), [place for place in places if place[0] < place[1]])
                for match in self.pattern.finditer(text, timeout=seconds)
                # A group that took no part says nothing of where the value is.
                for places in [(named and match.spans(VALUE)) or [match.span()]]
            ]
        except TimeoutError:
            raise DocumentError(
                "pattern_timeout",
                f"the expression for {self.label!r} ran for {seconds:g} seconds; write it in a simpler way",
            ) from None

    def _is_valid(self, value: str) -> bool:
        if self.validator is None:
            return True
        try:
            valid = self.validator(value)
        except Exception as error:  # noqa: BLE001 - anybody's code
            # The type only: the message may hold the value.
            problem = f"raised {type(error).__name__}"
            raise DocumentError("validator_failed", f"the function {self.path} {problem}") from None
        if not isinstance(valid, bool):
            problem = f"gave {type(valid).__name__}, not a bool"
            raise DocumentError("validator_failed", f"the function {self.path} {problem}")
        return valid


def _compile(expression: Expression, where: str, *, allow_custom: bool) -> _Compiled:
    label = canonical(expression.label)
    if not label:
        raise UsageError(f"{where}: the label is blank; name what the expression finds")
    pattern = compile_regex(expression.regex, where)
    for phrase in expression.context:
        if not WORD.search(phrase):
            raise UsageError(f"{where}: {phrase!r} in its context holds no word; leave it out")
    # Each phrase has a label of its own: a long one must not hide a short one that stands nearer.
    context = Matcher(Needle(phrase, phrase, exact=False) for phrase in expression.context)
    validator = None
    if expression.validator is not None:
        if not allow_custom:
            raise UsageError(
                f"{where}: its validator runs code that the settings name; allow it with --allow-custom"
            )
        validator = load_function(expression.validator)
    return _Compiled(
        label, pattern, context if expression.context else None, validator, expression.validator or ""
    )


def _near(
    matches: Iterable[tuple[Place, list[Place]]], text: str, context: Matcher
) -> list[tuple[Place, list[Place]]]:
    """Gives the matches that have something of their context near."""
    hits = context.find(text)
    if not hits:
        return []
    words = [word.span() for word in WORD.finditer(text)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    hit_starts = [hit.start for hit in hits]

    def between(low: int, high: int) -> bool:
        first = bisect_left(hit_starts, low)
        last = bisect_left(hit_starts, high)
        return any(hit.end <= high for hit in hits[first:last])

    def is_near(start: int, end: int) -> bool:
        before = bisect_right(ends, start)
        behind = bisect_left(starts, end)
        low = starts[before - CONTEXT_WORDS] if before > CONTEXT_WORDS else 0
        high = ends[behind + CONTEXT_WORDS - 1] if behind + CONTEXT_WORDS <= len(ends) else len(text)
        return between(low, start) or between(end, high)

    return [(match, places) for match, places in matches if is_near(*match)]
