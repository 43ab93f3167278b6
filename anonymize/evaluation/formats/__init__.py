"""Reading labelled documents: one format a file, recognised by what the data looks like.

The readers give the labels as the data has them; here they become the project's, by its table or as the user
says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from anonymize.documents.names import spell_file_name
from anonymize.errors import DatasetError, UsageError
from anonymize.evaluation.formats import brat, conll, jsonl, presidio, tab
from anonymize.evaluation.formats.recognition import recognise
from anonymize.evaluation.labelled import UNSCORED, Labelled
from anonymize.labels import canonical, normalise

READERS: Mapping[str, Callable[[Path], Iterator[Labelled]]] = {
    "jsonl": jsonl.read,
    "brat": brat.read,
    "conll": conll.read,
    "tab": tab.read,
    "presidio": presidio.read,
}
"""By the name of the format; each reads a file or a directory of them."""


def read_labelled(
    path: Path,
    format: str | None = None,  # noqa: A002 - as the option is called
    mapping: Mapping[str, str | None] | None = None,
) -> list[Labelled]:
    """Reads labelled documents.

    Args:
        path: a file, or a directory of files.
        format: a name out of `READERS`; None to recognise it.
        mapping: labels of the data, in any spelling, with ours; with None, what it marks is not scored. The
            labels that it does not name are mapped by the project's table.

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
    documents = list(READERS[name](path))
    if not documents:
        raise DatasetError(f"{path}: no labelled document in it, read as {name}")
    return _renamed(documents, mapping or {})


def _renamed(documents: list[Labelled], mapping: Mapping[str, str | None]) -> list[Labelled]:
    known = {span.label for document in documents for span in document.spans}
    given = {_name(gold): UNSCORED if ours is None else _checked(ours) for gold, ours in mapping.items()}
    missing = sorted(set(given) - set(map(_name, known)))
    if missing:
        raise UsageError(
            f"no span has the label {missing[0]!r} that is to be mapped; there are {', '.join(sorted(known))}"
        )
    names = {label: given.get(_name(label), canonical(label) or label) for label in known}
    return [
        replace(
            document,
            # A path may hold anything.
            id=spell_file_name(document.id),
            spans=tuple(replace(span, label=names[span.label]) for span in document.spans),
        )
        for document in documents
    ]


def _name(label: str) -> str:
    """By which a label of the data is known: as it is normalised, or itself where that leaves nothing."""
    return normalise(label) or label.strip()


def _checked(ours: str) -> str:
    if not (label := canonical(ours)):
        raise UsageError(f"{ours!r} is no label; None leaves out what is marked")
    return label
