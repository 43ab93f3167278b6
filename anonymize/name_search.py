"""Names, addresses and the like in names: in those of inputs, and of fields. What is found there is told.

Each is searched as words: `Anna_Schmidt`, `AnnaSchmidt` and `Anna%20Schmidt` as "Anna Schmidt",
`patient=Anna_Schmidt` with its key and without. What is found is counted; nothing is changed for it, and
nothing says that the other names are clean.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import regex

from anonymize.engines.local import Engine
from anonymize.findings import RecordFindings, Texts
from anonymize.percent import unescaped
from anonymize.spans import Span

UNSEEN = "unseen"
"""Stands for a label where a part of a path could not be searched."""
PASSED_OVER = frozenset({"age", "date", "location", "organization", "username"})
"""Labels that are not told: a word alone, such as `budget`, `old` or `doc1`, is often taken for one."""
_DECODED = 2
"""How often a part is decoded: what was encoded as a name in an address may be encoded again there."""
_CHUNK = 1_000
"""Parts of paths that are searched at a time."""
_SEPARATORS = re.compile(r"[_\-.+=~#]|,(?! )")
_INNER = regex.compile(r"(?V1)(?<=[\p{L}--\p{Lu}])(?=\p{Lu})|(?<=\p{L}{2})(?=\d)")
"""Where a word of a part ends within it: before a capital, and before a digit behind two letters."""
_DIGIT = re.compile(r"\d")
_IDENTIFIER = re.compile(r"@|(?:\d[\W_]?){6}")
"""What may be an address of mail, or a number of somebody, and is none any more without its separators."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_STREET = 6
"""Letters of a word that names a street by itself, as `Bergweg 7`; shorter ones number pages and parts."""
_PARTS_NAMES = """
    abschnitt anhang anlage annexe capitolo capitulo capítulo chapitre chapter kapitel lektion module partie
    section sección
"""
_PARTS = frozenset(_PARTS_NAMES.split())
"""Longer ones that number them all the same: `kapitel-3`."""
_COUNTED = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)|\d+")
"""Digits that are made alike, so that a year stays one, and a number that begins with 0."""
_YEAR = "2000"
_HOUSE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))[1-9]\d{0,4}(?!\d)")
_NUMBERS = frozenset({"bank_account", "id_number", "phone_number"})
_LONG_NUMBER = 6
"""Digits of a number that is told as somebody's: with fewer of them, files are counted."""
_HOUR = r"(?:[01]\d|2[0-3])[\W_]?[0-5]\d"
_DATE = r"[\W_]?(?:0[1-9]|1[0-2])(?:[\W_]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)"
_CLOCK = rf"(?:(?:[_T ]{_HOUR}|[\W_]{_HOUR}[\W_]?[0-5]\d|[\W_]WA[\W_]?\d{{4}})(?!\d))?"
_DAY = re.compile(rf"(?<!\d)(?:20\d\d{_DATE}{_CLOCK}|19\d\d{_DATE})")
"""A date as files are named by, with the time or the number of a picture, which is often taken for an id.
Four digits behind a hyphen, or behind a day of the last century, are the end of a number of somebody."""
_LEFT = 4
"""Digits beside a date that are told: `19850712-1234`."""


Told = Callable[[Span, str], bool]
"""Tells whether what was found, with its text, is to be told."""


def labels_of_parts(
    parts: Mapping[str, Sequence[str]], engine: Engine, *, is_told: Told
) -> dict[str, Counter[str]]:
    """Finds labels in names.

    Each part is searched once, however many names have it, and in an order that does not depend on theirs.

    Args:
        parts: of each name, what it consists of.
        engine: searches for what the job searches for.
        is_told: see `Told`.

    Returns:
        For each name in which something was found how often each label was; other names are not there.
    """
    views = {part: _views(part) for part in sorted({part for own in parts.values() for part in own})}
    texts = sorted({view for own in views.values() for view in own})
    chunks = (texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK))
    by_text: dict[str, Counter[str]] = {}
    for chunk, found in engine.run(chunks, lambda chunk: [Texts((text,)) for text in chunk]):
        by_text.update((text, _labels(text, own, is_told)) for text, own in zip(chunk, found, strict=True))
    labels: dict[str, Counter[str]] = {}
    for name, own in parts.items():
        counts: Counter[str] = Counter()
        for part in own:
            # One view finds again what the other has found: the larger count is the count.
            either: Counter[str] = Counter()
            for view in views[part]:
                either |= by_text[view]
            counts += either
        if counts:
            labels[name] = counts
    return labels


def listed(labels: Counter[str]) -> str:
    """Says how often there is each label, and how much could not be searched."""
    found = ", ".join(f"{count} {label}" for label, count in sorted(labels.items()) if label != UNSEEN)
    parts = [f"hold what looks like personal data ({found})"] if found else []
    parts += [f"could not be searched ({labels[UNSEEN]})"] if labels[UNSEEN] else []
    return " or ".join(parts)


def _views(part: str) -> tuple[str, ...]:
    """The words of each spelling of a part, and where separators may matter the spelling as it is.

    Digits are all the same in the words, so that `note_0001` to `note_9999` are searched once; but not where
    they may be a number of somebody, or a date.
    """
    views: list[str] = []
    for spelling in _spellings(part):
        words = _INNER.sub(" ", _SEPARATORS.sub(" ", spelling)).strip()
        views += (words, spelling) if _IDENTIFIER.search(spelling) else (_COUNTED.sub(_alike, words),)
    return tuple(view for view in dict.fromkeys(views) if any(map(str.isalnum, view)))


def _alike(digits: re.Match[str]) -> str:
    return _YEAR if digits["year"] else ("0" if digits[0][0] == "0" else "1") * len(digits[0])


def _spellings(part: str) -> Iterator[str]:
    """A part as it is and decoded (`%20`), each with its key and without (`key=value`), and composed.

    macOS writes a letter and its mark one after the other.
    """
    for _ in range(_DECODED + 1):
        composed = unicodedata.normalize("NFC", part)
        yield composed
        yield composed.partition("=")[2]
        decoded = unescaped(part)
        if decoded == part:
            return
        part = decoded


def _labels(text: str, found: RecordFindings, is_told: Told) -> Counter[str]:
    counts: Counter[str] = Counter()
    for findings in found:
        if findings.status != "seen":
            counts[UNSEEN] += 1
        counts.update(span.label for span in findings.spans if is_told(span, text[span.start : span.end]))
    return counts


def looks_personal(span: Span, found: str) -> bool:
    """Tells whether what was found is more than a counter beside a short word: `n10`, `scan_10`, `user12`."""
    if span.label in PASSED_OVER:
        return False
    words = _WORD.findall(found)
    if span.label == "address":
        has_street = len(words) > 1 or (
            any(len(word) >= _STREET and word.lower() not in _PARTS for word in words)
            and _HOUSE.search(found) is not None
        )
        return has_street and _DIGIT.search(found) is not None
    if span.label == "person":
        return len(words) > 1 or _DIGIT.search(found) is None
    if span.label in _NUMBERS:
        rest, dates = _DAY.subn("", found)
        return len(_DIGIT.findall(rest)) >= (_LEFT if dates else _LONG_NUMBER)
    return True
