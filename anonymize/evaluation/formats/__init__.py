"""Reading labelled documents: one format a file, recognised by what the data looks like.

The readers give the labels as the data has them; here they become the project's, by its table or as the user
says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from anonymize.documents.names import spell_file_name
from anonymize.errors import DatasetError, UsageError
from anonymize.evaluation.formats import brat, conll, jsonl, presidio, tab
from anonymize.evaluation.formats.recognition import DATA_SUFFIXES, recognise
from anonymize.evaluation.labelled import UNSCORED, Labelled
from anonymize.labels import canonical, normalise
from finetune.datasets.opening import ending

if TYPE_CHECKING:
    from finetune.datasets.notes import Notes

READERS: Mapping[str, Callable[[Path, Notes], Iterator[Labelled]]] = {
    "jsonl": jsonl.read,
    "brat": brat.read,
    "conll": conll.read,
    "tab": tab.read,
    "presidio": presidio.read,
}
"""By the name of the format; each reads a file or a directory of them."""
_SUFFIXES: Mapping[str, Sequence[str]] = {
    "jsonl": jsonl.SUFFIXES,
    "brat": brat.SUFFIXES,
    "conll": conll.SUFFIXES,
    "tab": tab.SUFFIXES,
    "presidio": presidio.SUFFIXES,
}


def read_labelled(
    path: Path,
    format: str | None = None,  # noqa: A002 - as the option is called
    mapping: Mapping[str, str | None] | None = None,
    notes: Notes | None = None,
) -> list[Labelled]:
    """Reads labelled documents.

    Args:
        path: a file, or a directory of files.
        format: a name out of `READERS`; None to recognise it.
        mapping: labels of the data, in any spelling, with ours; with None, what it marks is not scored. The
            labels that it does not name are mapped by the project's table.
        notes: where it is put down what was left out, and how much was read.

    Returns:
        The documents, with canonical labels, in the order of the data.

    Raises:
        DatasetError: with file and line: it cannot be read, it is in no such format, or there is no document.
        UsageError: there is no such format, or no label that the mapping names.
    """
    if not path.exists():
        raise DatasetError(f"{path}: there is no such file or directory")
    name = format or recognise(path)
    if name not in READERS:
        raise UsageError(f"unknown format {name!r}; there are {', '.join(READERS)}")
    from finetune.datasets.notes import Notes

    told = Notes() if notes is None else notes
    documents = list(READERS[name](path, told))
    if path.is_dir():
        for file in _left_out(path, name):
            told.add(f"file(s) left out, not read as {name}", spell_file_name(str(file.relative_to(path))))
    if not documents:
        raise DatasetError(f"{path}: no labelled document in it, read as {name}")
    return _renamed(documents, mapping or {})


def _left_out(directory: Path, name: str) -> list[Path]:
    """The files that look like data of any format, and that are not read as data of this one."""
    suffixes = _SUFFIXES[name]
    # Of texts, those alone that the format may have: others stand beside data of all kinds.
    data = {*DATA_SUFFIXES, *suffixes} - ({".txt"} - set(suffixes))
    return sorted(
        file
        for file in directory.rglob("*")
        if (found := ending(file)) in data
        and (found not in suffixes or (name != "brat" and file.parent != directory))
        and file.is_file()
    )


def _renamed(documents: list[Labelled], mapping: Mapping[str, str | None]) -> list[Labelled]:
    known = {span.label for document in documents for span in document.spans}
    given = {name_of(gold): UNSCORED if ours is None else _checked(ours) for gold, ours in mapping.items()}
    missing = sorted(set(given) - set(map(name_of, known)))
    if missing:
        raise UsageError(
            f"no span has the label {missing[0]!r} that is to be mapped; there are {', '.join(sorted(known))}"
        )
    known |= {label for document in documents for label in document.annotated or ()}
    names = {label: given.get(name_of(label), canonical(label) or label) for label in known}
    return [
        replace(
            document,
            # A path may hold anything.
            id=spell_file_name(document.id),
            spans=tuple(replace(span, label=names[span.label]) for span in document.spans),
            annotated=None
            if document.annotated is None
            else frozenset(names[label] for label in document.annotated),
        )
        for document in documents
    ]


def name_of(label: str) -> str:
    """By which a label of the data is known: as it is normalised, or itself where that leaves nothing."""
    return normalise(label) or label.strip()


def _checked(ours: str) -> str:
    if not (label := canonical(ours)):
        raise UsageError(f"{ours!r} is no label; None leaves out what is marked")
    return label
