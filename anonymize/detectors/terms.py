"""The detector `deny`: values that the user lists, found wherever they stand.

Owns the list, and the file that it may come from. How a value is found again is left to `matching`.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from anonymize.detectors.base import Detection, whole
from anonymize.digests import digest
from anonymize.errors import UsageError
from anonymize.labels import canonical
from anonymize.matching import Matcher, Needle, is_short
from anonymize.spans import Span

SOURCE = "deny"
_REMARK = re.compile(r"\s#(?!\d)")
"""A remark behind a value; `Flat #3` has none."""
CERTAIN = 1.0
"""Score of what the user named."""


class Terms:
    """Finds listed values, each a whole value on word bounds; see `matching`. All of a text is seen.

    From four letters on case does not matter; shorter values are found as they are written.

    Args:
        terms: values by label; synonyms of the label table are understood.

    Attributes:
        name: the source of the spans.
        labels: the labels, canonical.

    Raises:
        UsageError: for a blank value, or a blank label, with its place.
    """

    name = SOURCE
    scripts: frozenset[str] | None = None

    def __init__(self, terms: Mapping[str, Sequence[str]]) -> None:
        needles: dict[Needle, None] = {}
        for given, values in terms.items():
            label = canonical(given)
            if not label:
                raise UsageError("deny: a label is blank; name what its values are")
            for place, value in enumerate(values, 1):
                if not value.strip():
                    raise UsageError(f"deny: the value at place {place} of {given!r} is blank; leave it out")
                needles[Needle(value, label, is_short(value))] = None
        self.labels = frozenset(needle.label for needle in needles)
        self._matcher = Matcher(needles)

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        """Finds spans; see `Detector`."""
        return [Detection(tuple(self.find(text)), whole(text)) for text in texts]

    def find(self, text: str) -> list[Span]:
        """Finds the values in a text.

        Returns:
            Spans in order of start. They may overlap; none lies within another of its label.
        """
        needles = self._matcher.needles
        return [
            Span(start, end, needles[needle].label, CERTAIN, SOURCE)
            for start, end, needle in self._matcher.find(text)
        ]

    def describe(self) -> dict[str, object]:
        """Tells how many values there are of each label, and by a hash which ones."""
        needles = sorted(self._matcher.needles)
        counts = Counter(needle.label for needle in needles)
        return {
            "detector": self.name,
            "terms": dict(counts),
            "sha256": digest([(needle.label, needle.value) for needle in needles]),
        }


def load_terms(path: Path, label: str) -> dict[str, list[str]]:
    """Reads a file of values: UTF-8, one a line. Blank lines, and lines that begin with `#`, are passed over.

    A remark behind a value is refused, for with it the value would never be found.

    Args:
        path: the file.
        label: of the values; a line may name another one behind a tab.

    Returns:
        The values by label, in the order of the file.

    Raises:
        UsageError: the file cannot be read or holds no value, or a line is wrong; with the line's number.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):  # which may have no end
            raise UsageError(f"{path} is a device; name a file that holds a value a line")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    terms: dict[str, list[str]] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        where = f"{path}, line {number}"
        text = _decoded(line, where)
        if text.strip() and not text.lstrip().startswith("#"):
            value, own_label = _split(text, where)
            terms.setdefault(own_label or label, []).append(value)
    if not terms:
        raise UsageError(f"{path} holds no value; write one a line")
    return terms


def _decoded(line: bytes, where: str) -> str:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # as in UTF-16, which is valid UTF-8 where it holds no more than ASCII
        raise UsageError(f"{where} is not UTF-8; convert the file")
    return text


def _split(line: str, where: str) -> tuple[str, str]:
    """Gives the value of a line and the label behind it, if any."""
    if _REMARK.search(line):
        raise UsageError(
            f"{where} has a remark behind its value, with which it would never be found; give it a line of"
            " its own, or list the value under `deny` itself where # is a part of it"
        )
    value, _, label = (part.strip() for part in line.partition("\t"))
    if not value:
        raise UsageError(f"{where} begins with a tab; write the value before it")
    if "\t" in label:
        raise UsageError(f"{where} has several tabs; write a value, and at most one label behind a tab")
    return value, label
