"""Tag schemes: recognised from the tags themselves, checked, and turned into IOB2.

IO, IOB1 and IOB2 after Tjong Kim Sang and Veenstra, "Representing Text Chunks" (EACL 1999); BIOES (with
its other spelling, BILOU) after Ratinov and Roth, "Design Challenges and Misconceptions in Named Entity
Recognition" (CoNLL 2009). IO comes with `I-` before the type or, as in Polyglot-NER, without.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise

from anonymize.errors import DatasetError
from finetune.datasets.base import OUTSIDE, RawSentence, Sentence

_PREFIXES = {"B-": "B", "I-": "I", "E-": "E", "L-": "E", "S-": "S", "U-": "S"}
"""What a tag may begin with, in the letters of BIOES; BILOU writes L for E and U for S."""

_LOW_LINE = re.compile(r"[BIELSU]_(?=.)")
"""Begins a tag of a data set that has a low line where others have a hyphen."""
_ELSEWHERE = re.compile(
    r"(?P<before>[BIELSU])[-_](?P<of>.+)|(?P<type>.+)[-_](?P<behind>[BIELSU])", re.IGNORECASE
)
"""A position that is written in another way: `b-per`, `PER-B`."""

FEW_TYPES = 10
"""Up to as many types without a position are believed, however rare they are."""
MOST_TYPES = 200
"""More than as many are not. The finest set in use, Few-NERD's, has 66."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag taken apart: position `O`, `B`, `I`, `E` or `S`, and the entity's type (empty for `O`)."""

    position: str
    type: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way of writing entities as tags.

    Attributes:
        name: as the literature calls it.
        allows: whether the second tag may follow the first; sentence bounds count as `O`.
        begins: whether the second tag, standing after the first, begins an entity.
    """

    name: str
    allows: Callable[[Tag, Tag], bool]
    begins: Callable[[Tag, Tag], bool]


_OUT = Tag(OUTSIDE, "")


def _bioes_allows(before: Tag, tag: Tag) -> bool:
    if before.position in "BI":
        return tag.position in "IE" and tag.type == before.type
    return tag.position in "OBS"


IO = Scheme("IO", lambda before, tag: True, lambda before, tag: tag.type != before.type)
IOB1 = Scheme(
    "IOB1",
    lambda before, tag: tag.position != "B" or tag.type == before.type,
    lambda before, tag: tag.position == "B" or tag.type != before.type,
)
IOB2 = Scheme(
    "IOB2",
    lambda before, tag: tag.position != "I" or tag.type == before.type,
    lambda before, tag: tag.position == "B",
)
BIOES = Scheme("BIOES", _bioes_allows, lambda before, tag: tag.position in "BS")


def recognise(sentences: Sequence[RawSentence]) -> Scheme:
    """Tells the tag scheme of a data set.

    Positions `E` and `S` occur in BIOES only; without `B` it is IO. IOB1 and IOB2 contradict each other at
    every entity that starts after an `O`, so the one with fewer contradictions is meant.

    Args:
        sentences: of all splits together; one split may be too small to tell.

    Raises:
        DatasetError: tags with and without a position are mixed, or have it in another place; a tag is empty,
            or what stands in the place of tags is more likely words of the text.
    """
    sentences = _with_hyphens(sentences)
    _check_uniform(sentences)
    _check_not_words(sentences)
    _check_positions(sentences)
    positions = {_parse(tag).position for tag in {tag for item in sentences for tag in item.tags}}
    if positions & {"E", "S"}:
        return BIOES
    if "B" not in positions:
        return IO
    return min(
        (IOB2, IOB1),
        key=lambda scheme: sum(1 for item in sentences for _ in _contradictions(item.tags, scheme)),
    )


def to_iob2(*splits: Sequence[RawSentence]) -> list[tuple[Sentence, ...]]:
    """Checks the splits of a data set and turns their tags into IOB2.

    Args:
        splits: all splits that the data set has, written in one scheme.

    Returns:
        The splits, in the order given.

    Raises:
        DatasetError: a tag sequence that the scheme does not allow, with file and line.
    """
    together = _with_hyphens([item for split in splits for item in split])
    scheme = recognise(together)
    converted = (_converted(item, scheme) for item in together)
    return [tuple(islice(converted, len(split))) for split in splits]


def _with_hyphens(sentences: Sequence[RawSentence]) -> Sequence[RawSentence]:
    """Writes `B_PER` as `B-PER`, where every tag has a position; elsewhere `E_MAIL` is a type."""
    tags = {tag for item in sentences for tag in item.tags} - {OUTSIDE}
    low = {tag for tag in tags if _LOW_LINE.match(tag)}
    if not any(tag[0] in "BI" for tag in low) or any(tag[:2] not in _PREFIXES for tag in tags - low):
        return sentences
    hyphened = {tag: sys.intern(f"{tag[0]}-{tag[2:]}") for tag in low}
    return [replace(item, tags=tuple(hyphened.get(tag, tag) for tag in item.tags)) for item in sentences]


def _converted(raw: RawSentence, scheme: Scheme) -> Sentence:
    for index, before, tag in _contradictions(raw.tags, scheme):
        raise DatasetError(
            f"{raw.place(min(index, len(raw.tags) - 1))}: in {scheme.name}, {_spoken(tag)} cannot follow "
            f"{_spoken(before)}; correct the tags there"
        )
    tags = tuple(
        OUTSIDE if tag == _OUT else sys.intern(("B-" if scheme.begins(before, tag) else "I-") + tag.type)
        for before, tag in pairwise((_OUT, *map(_parse, raw.tags)))
    )
    return Sentence(raw.tokens, tags)


def _contradictions(tags: Sequence[str], scheme: Scheme) -> Iterator[tuple[int, Tag, Tag]]:
    """Gives the index and the two tags wherever a tag must not follow the one before it."""
    padded = (_OUT, *map(_parse, tags), _OUT)
    for index, (before, tag) in enumerate(pairwise(padded)):
        if not scheme.allows(before, tag):
            yield index, before, tag


def _check_uniform(sentences: Sequence[RawSentence]) -> None:
    """Types have to stand with a position everywhere or nowhere.

    Offending tags are not quoted: a file with its columns in another order has words of the text there.
    """
    with_position: bool | None = None
    for item in sentences:
        for index, tag in enumerate(item.tags):
            if tag == OUTSIDE:
                continue
            has_position = tag[:2] in _PREFIXES
            if tag == "" or (has_position and len(tag) == len("B-")):
                raise DatasetError(f"{item.place(index)}: a tag without a type")
            if with_position not in (None, has_position):
                raise DatasetError(
                    f"{item.place(index)}: tags with and without B- or I- are mixed; is the tag in its place?"
                )
            with_position = has_position


def _check_positions(sentences: Sequence[RawSentence]) -> None:
    """A type with several positions in a place where none is looked for would become as many labels."""
    positions: dict[tuple[bool, str], set[str]] = {}
    for tag in {tag for item in sentences for tag in item.tags}:
        if tag[:2] not in _PREFIXES and (found := _ELSEWHERE.fullmatch(tag)):
            before = found["before"] is not None
            key = before, found["of"] if before else found["type"]
            positions.setdefault(key, set()).add((found["before"] or found["behind"]).upper())
    pairs = [letters for letters in positions.values() if "B" in letters and len(letters) > 1]
    if pairs:
        raise DatasetError(
            f"{sentences[0].path}: {len(pairs):,} type(s) have their position in small letters, behind the"
            " type or before a low line, which would make labels of it; write tags as B-TYPE and I-TYPE"
        )


def _check_not_words(sentences: Sequence[RawSentence]) -> None:
    """Columns in another order put words in the place of tags, which would be shown as labels.

    Nothing is quoted, for the same reason.
    """
    if not sentences:
        return
    path = sentences[0].path
    outside_words = sum(item.tokens.count(OUTSIDE) for item in sentences)
    if outside_words > sum(item.tags.count(OUTSIDE) for item in sentences):
        raise DatasetError(
            f"{path}: more words than tags are O, {outside_words:,} of them; are the columns in their order, "
            "the word first and the tag last?"
        )
    types = Counter(tag for item in sentences for tag in item.tags if tag != OUTSIDE)
    once = sum(count == 1 for count in types.values())
    if any(tag[:2] in _PREFIXES for tag in types) or len(types) <= FEW_TYPES:
        return
    if len(types) > MOST_TYPES or 2 * once > len(types):
        raise DatasetError(
            f"{path}: {len(types):,} different tags without B- or I-, {once:,} of them once, so they "
            "are more likely words of the text; is the tag in its place?"
        )


@lru_cache(maxsize=65_536)
def _parse(tag: str) -> Tag:
    if tag == OUTSIDE:
        return _OUT
    position = _PREFIXES.get(tag[:2])
    return Tag("I", tag) if position is None else Tag(position, tag[2:])


def _spoken(tag: Tag) -> str:
    return "O or a sentence's bound" if tag == _OUT else f"{tag.position}-{tag.type}"
