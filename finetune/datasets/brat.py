"""`brat:DIR`: texts with stand-off annotation, `NAME.txt` and `NAME.ann`, as the brat tool writes them.

Stenetorp et al., "brat: a Web-based Tool for NLP-Assisted Text Annotation" (EACL 2012). Text-bound
annotations (`T`) are read; relations, events, attributes and remarks are not about spans. The directory
has a folder a split (`train`, `dev`, `test`, files at any depth), or none, and then a tenth of the documents
each is held out for validation and test. A sentence is a line of the text, as brat shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import regex

from anonymize.errors import DatasetError
from finetune.datasets.base import Dataset, Request, Sentence
from finetune.datasets.columns import read_lines
from finetune.datasets.layout import split_folders
from finetune.datasets.notes import Notes
from finetune.datasets.offsets import CharacterSpan, TaggedText, tag_words
from finetune.datasets.splits import Group, by_fraction

DISCONTINUOUS = "discontinuous annotation(s), each part of them taken for an entity"
UNANNOTATED = "text(s) without an .ann file, left out"
TEXTLESS = ".ann file(s) without a text, left out"
ELSEWHERE = "text(s) outside the folders of the splits, left out"
BYTE_ORDER_MARK = "\ufeff"
_NUMBER = "[0-9]{1,12}"
_PART = f"{_NUMBER} {_NUMBER}"
_TEXT_BOUND = regex.compile(rf"T\S*+\t(?P<label>\S++) (?P<bounds>{_PART}(?:;{_PART})*+)(?:\t(?P<quote>.*))?")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text-bound annotation: its file and line, label, parts in code points, and the text it quotes."""

    place: str
    label: str
    parts: tuple[tuple[int, int], ...]
    quote: str


def load(request: Request) -> Dataset:
    """Reads the directory that is the argument.

    Raises:
        DatasetError: with file and line: an annotation that is not one, or that does not lie where its
            quotation is; a directory without annotated texts, two folders for one split, or folders for
            validation or test without one for training.
    """
    directory = Path(request.argument).expanduser()
    if not directory.is_dir():
        raise DatasetError(f"{directory}: there is no such directory")
    notes = Notes()
    folders = split_folders(directory)
    if not folders:
        documents = _documents(directory, notes)
        return by_fraction(request.spec, documents, seed=request.seed, notes=notes.sentences())
    if "train" not in folders:
        names = ", ".join(sorted(folder.name for folder in folders.values()))
        raise DatasetError(
            f"{directory}: {names} in it, but no folder train; add it, or take the documents out of folders "
            "of such names, and a tenth each is held out for validation and test"
        )
    flat = {
        split: [sentence for document in _documents(folder, notes) for sentence in document]
        for split, folder in folders.items()
    }
    _note_texts_elsewhere(directory, folders.values(), notes)
    return Dataset.of(
        request.spec,
        train=flat["train"],
        validation=flat.get("validation"),
        test=flat.get("test"),
        notes=notes.sentences(),
    )


def _note_texts_elsewhere(directory: Path, folders: Iterable[Path], notes: Notes) -> None:
    inside = set(folders)
    for text_path in sorted(directory.rglob("*.txt")):
        if not inside.intersection(text_path.parents):
            notes.add(ELSEWHERE, text_path.name)


def annotated_texts(directory: Path, notes: Notes | None = None) -> list[tuple[Path, Path]]:
    """Finds texts and their annotations, at any depth, sorted.

    Args:
        directory: where.
        notes: where texts and annotations without each other are put down.
    """
    files = sorted(directory.rglob("*"))
    texts, annotations = (
        [path for path in files if path.suffix.lower() == ending] for ending in (".txt", ".ann")
    )
    if notes is not None:
        for kind, paths, other in ((TEXTLESS, annotations, ".txt"), (UNANNOTATED, texts, ".ann")):
            for path in paths:
                if not with_ending(path, other).is_file():
                    notes.add(kind, path.name)
    pairs = [(path, with_ending(path, ".ann")) for path in texts]
    return [(text, annotation) for text, annotation in pairs if annotation.is_file()]


def with_ending(path: Path, ending: str) -> Path:
    """Gives the file of that name with another ending, in small letters or in capitals, as it is there."""
    small, capitals = path.with_suffix(ending), path.with_suffix(ending.upper())
    return capitals if capitals.is_file() and not small.is_file() else small


def read_text(text_path: Path, annotation_path: Path) -> tuple[str, list[Annotation]]:
    """Reads a text with its text-bound annotations.

    Raises:
        DatasetError: with file and line: an annotation that is not one, or that does not lie where its
            quotation is.
    """
    annotations = [
        _annotation(f"{annotation_path}, line {number}", line)
        for number, line in read_lines(annotation_path)
        if line.startswith("T")
    ]
    return _text(text_path, annotations), annotations


def _documents(directory: Path, notes: Notes) -> list[Group]:
    documents = []
    for text_path, annotation_path in annotated_texts(directory, notes):
        document = tuple(_sentences(text_path, annotation_path, notes))
        if not document:
            raise DatasetError(f"{text_path}, line 1: an empty sentence; the text has no visible character")
        documents.append(document)
    if not documents:
        raise DatasetError(f"{directory}: no .txt file with an .ann file beside it")
    return documents


def _sentences(text_path: Path, annotation_path: Path, notes: Notes) -> Iterator[Sentence]:
    text, annotations = read_text(text_path, annotation_path)
    for annotation in annotations:
        if len(annotation.parts) > 1:
            notes.add(DISCONTINUOUS, annotation.place)
    spans = [CharacterSpan(*part, item.label, item.place) for item in annotations for part in item.parts]
    tagged = tag_words(text, spans)
    tagged.report(notes)
    yield from _by_line(text, tagged)


def _by_line(text: str, tagged: TaggedText) -> Iterator[Sentence]:
    """Divides a document at line ends, except inside an entity."""
    first = 0
    for index in range(1, len(tagged.bounds)):
        gap = text[tagged.bounds[index - 1][1] : tagged.bounds[index][0]]
        if "\n" in gap and not tagged.tags[index].startswith("I-"):
            yield tagged.sentence(text, first, index)
            first = index
    if tagged.bounds:
        yield tagged.sentence(text, first)


def _annotation(place: str, line: str) -> Annotation:
    match = _TEXT_BOUND.fullmatch(line)
    if match is None:
        raise DatasetError(f"{place}: not a text-bound annotation (T1, tab, LABEL START END, tab, text)")
    bounds = [part.split(" ") for part in match["bounds"].split(";")]
    parts = tuple((int(start), int(end)) for start, end in bounds)
    if any(start >= end for start, end in parts):
        raise DatasetError(f"{place}: an annotation has to start before it ends")
    return Annotation(place, match["label"], parts, match["quote"] or "")


def _text(path: Path, annotations: list[Annotation]) -> str:
    """Reads a text such that every annotation lies on what it quotes.

    Tools differ in whether a byte-order mark counts as a character, and a Windows line end as two; the
    quotations tell which.
    """
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}; name a file that can be read") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DatasetError(f"{path}, line {line}: not UTF-8; convert the file") from None
    bare = text.removeprefix(BYTE_ORDER_MARK)
    readings = [" " + bare, bare] if bare != text else [text]
    readings += [reading.replace("\r\n", "\n") for reading in readings]
    misplaced = [_misplaced(reading, annotations) for reading in readings]
    for reading, places in zip(readings, misplaced, strict=True):
        if not places:
            return reading
    raise DatasetError(
        f"{misplaced[0][0]}: what stands at these offsets in {path.name} is not what the annotation quotes; "
        "were the offsets counted in UTF-16 or in bytes?"
    )


def _misplaced(text: str, annotations: list[Annotation]) -> list[str]:
    """Places of the annotations that reach out of the text or quote something else."""
    return [
        annotation.place
        for annotation in annotations
        if any(end > len(text) for _, end in annotation.parts)
        or (annotation.quote and annotation.quote.split() != _quotation(text, annotation).split())
    ]


def _quotation(text: str, annotation: Annotation) -> str:
    return " ".join(text[start:end] for start, end in annotation.parts)
