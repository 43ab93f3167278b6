"""Texts with stand-off annotation of the brat tool; the files are read as for training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from anonymize.evaluation.formats.spans import in_order
from anonymize.evaluation.labelled import Labelled, LabelledSpan

if TYPE_CHECKING:
    from finetune.datasets.notes import Notes

SUFFIXES = (".txt", ".ann")


def read(path: Path, notes: Notes) -> Iterator[Labelled]:
    """Reads a text or its annotation, or all annotated texts of a directory, at any depth.

    Each part of a discontinuous annotation is a span of its own.

    Raises:
        DatasetError: with file and line: it cannot be read, or an annotation is not where its quotation is.
    """
    from finetune.datasets.brat import annotated_texts, read_text, with_ending

    pairs = (
        annotated_texts(path, notes)
        if path.is_dir()
        else [(with_ending(path, ".txt"), with_ending(path, ".ann"))]
    )
    for text_path, annotation_path in pairs:
        text, annotations = read_text(text_path, annotation_path)
        spans = [LabelledSpan(*part, item.label) for item in annotations for part in item.parts]
        name = str(text_path.relative_to(path)) if path.is_dir() else text_path.name
        yield Labelled(name, text, in_order(spans, text, str(annotation_path)))
