"""What is asked of a labelled record in JSON, by those who train on it, score with it and check it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from anonymize.errors import DatasetError

if TYPE_CHECKING:
    from anonymize.evaluation.labelled import Marked

REFUSED = "document(s) answered with reject or ignore, left out"
_OTHER_NAMES = ("entities", "annotations", "labels", "label", "ner")
"""Where doccano, spaCy, Label Studio and others put their spans."""


def elsewhere(record: object) -> str:
    """Gives what a message says of a record that has its spans under another name; else nothing."""
    names = [name for name in _OTHER_NAMES if isinstance(record, dict) and isinstance(record.get(name), list)]
    if not names:
        return ""
    return f"; make `spans` of its `{names[0]}`: a list of objects with `start`, `end` and `label`, as JSONL"


def is_refused(record: Mapping[str, Any]) -> bool:
    """Whether an annotator refused a document, as Prodigy puts it down: its marks do not hold."""
    return record.get("answer") in ("reject", "ignore")


def marked_for(record: Mapping[str, Any], marked: Iterable[str], place: str) -> frozenset[str] | None:
    """Gives the labels that a text was marked for, those of its spans among them; None without `labels`.

    Raises:
        DatasetError: they are no list of names.
    """
    given = record.get("labels")
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(label, str) and label.strip() for label in given):
        raise DatasetError(f"{place}: `labels` is a list of names")
    return frozenset(label.strip() for label in given).union(marked)


def lies_on(value: object, span: Marked, text: str) -> bool:
    """Whether a span lies on the value that the data give for it, if they give one."""
    return not isinstance(value, str) or text[span.start : span.end].split() == value.split()


def check_value(value: object, span: Marked, text: str, place: str) -> None:
    """Checks that a span lies on the value that the data give for it, if they give one.

    Raises:
        DatasetError: something else stands there.
    """
    if not lies_on(value, span, text):
        raise DatasetError(
            f"{place}: what stands at {span.start}:{span.end} is not the value that the span gives; offsets"
            " are code points, were these counted in UTF-16 or in bytes?"
        )
