"""From character spans to word tags.

A word is what the tagger's decoding takes for one (`anonymize.spans.WORD`), and any other visible
character is a word of its own, so that a model is trained on the words it will be asked about.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from anonymize.spans import WORD
from finetune.datasets.base import OUTSIDE, Sentence
from finetune.datasets.notes import Notes

_WORD_OR_SIGN = regex.compile(WORD.pattern + r"|\S")

WIDENED = "span(s) that cut a word, widened to it"
OVERLAPPED = "span(s) that overlap a longer one, left out"
WORDLESS = "span(s) without a visible character, left out"


@dataclass(frozen=True, slots=True)
class CharacterSpan:
    """An entity in a text.

    Attributes:
        start: first code point.
        end: one past the last code point.
        label: as the data set has it.
        place: file and line it was read from, for messages.
    """

    start: int
    end: int
    label: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A text as words.

    Attributes:
        bounds: start and end of each word, code points, end exclusive.
        tags: IOB2, one a word.
        widened: spans that started or ended inside a word and were widened to it, whether they stand or not.
        overlapped: spans left out because a longer one has some of their words.
        wordless: spans left out because they lie on white space alone.
    """

    bounds: tuple[tuple[int, int], ...]
    tags: tuple[str, ...]
    widened: tuple[CharacterSpan, ...]
    overlapped: tuple[CharacterSpan, ...]
    wordless: tuple[CharacterSpan, ...]

    def sentence(self, text: str, first: int = 0, last: int | None = None) -> Sentence:
        """Makes a sentence of the words from `first` up to, not including, `last`."""
        bounds = self.bounds[first:last]
        begin, stop = bounds[0][0], bounds[-1][1]
        return Sentence(
            tuple(sys.intern(text[start:end]) for start, end in bounds),
            self.tags[first:last],
            text[begin:stop],
            tuple(start - begin for start, _ in bounds),
        )

    def report(self, notes: Notes) -> None:
        """Adds what was mended to the notes of a loader."""
        for kind, spans in (
            (WIDENED, self.widened),
            (OVERLAPPED, self.overlapped),
            (WORDLESS, self.wordless),
        ):
            for span in spans:
                notes.add(kind, span.place)


@dataclass(frozen=True, slots=True)
class _Run:
    """The words, from `first` up to, not including, `last`, that a span touches."""

    first: int
    last: int
    span: CharacterSpan


def words_in(text: str) -> tuple[tuple[int, int], ...]:
    """Gives start and end of each word of a text, code points, end exclusive."""
    return tuple(match.span() for match in _WORD_OR_SIGN.finditer(text))


def tag_words(text: str, spans: Iterable[CharacterSpan]) -> TaggedText:
    """Divides a text into words and tags them in IOB2.

    Of spans that share a word the one with more words stands, the earlier one where they are equal.

    Args:
        text: any text; without a visible character there are no words.
        spans: in any order; equal ones count once.
    """
    bounds = words_in(text)
    starts, ends = [start for start, _ in bounds], [end for _, end in bounds]
    runs = [
        _Run(bisect_right(ends, span.start), bisect_left(starts, span.end), span)
        for span in sorted(set(spans), key=lambda span: (span.start, span.end, span.label))
    ]
    on_words = [run for run in runs if run.first < run.last]
    tags, overlapped = _tags(len(bounds), on_words)
    return TaggedText(
        bounds=bounds,
        tags=tags,
        widened=tuple(
            run.span
            for run in on_words
            if starts[run.first] < run.span.start or ends[run.last - 1] > run.span.end
        ),
        overlapped=overlapped,
        wordless=tuple(run.span for run in runs if run.first >= run.last),
    )


def _tags(words: int, runs: Sequence[_Run]) -> tuple[tuple[str, ...], tuple[CharacterSpan, ...]]:
    tags = [OUTSIDE] * words
    taken = bytearray(words)
    overlapped = []
    for run in sorted(runs, key=lambda run: run.first - run.last):
        if taken.find(1, run.first, run.last) >= 0:
            overlapped.append(run.span)
            continue
        length = run.last - run.first
        taken[run.first : run.last] = b"\1" * length
        tags[run.first : run.last] = [f"B-{run.span.label}", *[f"I-{run.span.label}"] * (length - 1)]
    return tuple(map(sys.intern, tags)), tuple(overlapped)
