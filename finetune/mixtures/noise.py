"""What carelessness, scanners and forms do to a text: letters read wrong, signs left out, all in capitals.

And values put where none was: a number in brackets behind a word, an address of the net between dashes.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Container

from finetune.mixtures.records import Record

MISREAD = {
    "o": "0", "0": "o", "l": "1", "1": "l", "i": "l", "I": "l", "e": "c", "c": "e", "n": "u", "u": "n",
    "h": "b", "S": "5", "5": "S", "B": "8", "8": "B", "g": "q", "t": "f", "a": "o", "O": "0", "y": "v",
}  # fmt: skip
"""What scanners take for another, one character each."""
WRONG = 0.03
"""Share of the characters of a scanned text that are read wrong."""
_SIGNS = re.compile(r"[.,;:!?]+(?=\s|$)")
_WORDS = re.compile(r"(?<![\w'\u2019])\w")
_WHOLE_WORDS = re.compile(r"(?<!\S)[^\W\d_]{2,}(?!\S)")
_GAPS = re.compile(r"(?<=\w) (?=\w)|(?<=[,;]) (?=\w)|(?<=\w)(?=\.?$)")
FRAMES = (
    " ({})",
    ", {},",
    " {}",
    " {}",
    " - {} -",
    ": {}",
    "\n{}\n",
    " [{}]",
    ' "{}"',
    " <{}>",
    " / {}",
    ", {}",
    "; {};",
    "\t{}",
    "\n- {}\n",
)
"""How a value stands in a text that was made without it."""

BRACKETS = (
    ('"', '"'),
    ('"', '"'),
    ("(", ")"),
    ("[", "]"),
    ("'", "'"),
    ("<", ">"),
    ("#", ""),
    ("/", "/"),
    ("", ":"),
)
"""What stands around single words and names."""


def misread(record: Record, rng: random.Random) -> Record:
    """Reads some characters wrong, as scanners do; none is added or lost."""
    text = "".join(
        MISREAD.get(character, character) if rng.random() < WRONG else character for character in record.text
    )
    return Record(text, record.spans, record.labels)


def broken(record: Record, rng: random.Random) -> Record:
    """Breaks lines at every fifth space or so."""
    text = "".join("\n" if sign == " " and rng.random() < 0.2 else sign for sign in record.text)
    return Record(text, record.spans, record.labels)


def unpunctuated(record: Record, rng: random.Random) -> Record:
    """Leaves out the signs at the ends of words, those within values aside."""
    inside = [range(start, end) for start, end, _ in record.spans]
    cuts = [
        match.span()
        for match in _SIGNS.finditer(record.text)
        if not any(match.start() in span or match.end() - 1 in span for span in inside)
    ]
    return _edited(record, [(start, end, "") for start, end in cuts])


def lowered(record: Record, _: random.Random) -> Record:
    """Writes all in small letters, as in chats."""
    return _letters(record, str.lower)


def shouted(record: Record, _: random.Random) -> Record:
    """Writes all in capitals, as in forms."""
    return _letters(record, str.upper)


def titled(record: Record, _: random.Random) -> Record:
    """Begins every word with a capital, as in headings and lists."""
    return _letters(record, str.upper, {match.start() for match in _WORDS.finditer(record.text)})


def surnames_shouted(record: Record, _: random.Random) -> Record:
    """Writes the last word of each name in capitals, as in lists and in French."""
    last = [
        range(end - len(record.text[start:end].split()[-1]), end)
        for start, end, label in record.spans
        if label == "person"
    ]
    names = {place for word in last for place in word}
    return _letters(record, str.upper, names)


def bracketed(record: Record, rng: random.Random) -> Record:
    """Puts quotation marks, brackets or the like around every second value and around as many words."""
    inside = [range(start, end) for start, end, _ in record.spans]
    others = [
        match.span()
        for match in _WHOLE_WORDS.finditer(record.text)
        if not any(place in span for span in inside for place in match.span())
    ]
    values = [(start, end) for start, end, _ in record.spans if rng.random() < 0.5]
    edits = []
    for start, end in sorted((*values, *rng.sample(others, min(len(values) or 1, len(others))))):
        before, after = rng.choice(BRACKETS)
        edits += [(start, start, before), (end, end, after)]
    return _edited(record, edits)


def unaccented(record: Record, _: random.Random) -> Record:
    """Leaves out the accents, as on keyboards that lack them."""
    return _letters(record, lambda letter: unicodedata.normalize("NFD", letter)[0])


def _letters(record: Record, change: Callable[[str], str], places: Container[int] | None = None) -> Record:
    """Changes letter by letter, all or those at some places; one that would become several stays."""
    changed = (
        (change(letter) if places is None or place in places else letter, letter)
        for place, letter in enumerate(record.text)
    )
    text = "".join(new if len(new) == 1 else letter for new, letter in changed)
    return Record(text, record.spans, record.labels)


def inserted(record: Record, value: str, label: str, rng: random.Random) -> Record:
    """Puts a value between two words that belong to no entity; a text without such a place stays as it is."""
    places = [
        match.start()
        for match in _GAPS.finditer(record.text)
        if not any(start < match.start() < end for start, end, _ in record.spans)
    ]
    if not places:
        return record
    place = rng.choice(places)
    before, _, after = rng.choice(FRAMES).partition("{}")
    edited = _edited(record, [(place, place, before + value + after)])
    start = place + len(before)
    spans = sorted((*edited.spans, (start, start + len(value), label)))
    return Record(edited.text, tuple(spans), tuple(sorted({*record.labels, label})))


Noises = tuple[tuple[float, Callable[[Record, random.Random], Record]], ...]
"""Shares of texts, and what is done to them."""
NOISES: Noises = (
    (0.03, misread),
    (0.05, broken),
    (0.05, unpunctuated),
    (0.05, lowered),
    (0.05, shouted),
    (0.02, titled),
    (0.02, surnames_shouted),
    (0.02, unaccented),
    (0.05, bracketed),
)
"""Of texts, before they stand beside others."""
CASES: Noises = ((0.22, lowered), (0.06, shouted), (0.01, titled), (0.02, unaccented))
"""Of whole windows: who writes one sentence so writes all of them so."""


def noisy(record: Record, rng: random.Random, noises: Noises = NOISES) -> Record:
    """Does one of these to some texts, and nothing to most."""
    drawn = rng.random()
    for share, make in noises:
        if drawn < share:
            return make(record, rng)
        drawn -= share
    return record


def _edited(record: Record, edits: list[tuple[int, int, str]]) -> Record:
    """Replaces stretches, sorted and outside all spans, and moves the spans."""
    pieces, last = [], 0
    for start, end, new in edits:
        pieces += [record.text[last:start], new]
        last = end
    pieces.append(record.text[last:])

    def moved(place: int) -> int:
        return place + sum(
            len(new) - (end - start) for start, end, new in edits if start < place or end <= place
        )

    spans = []
    for start, end, label in record.spans:
        shift = moved(start) - start
        spans.append((start + shift, end + shift, label))
    return Record("".join(pieces), tuple(spans), record.labels)
