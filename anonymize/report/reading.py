"""Manifests read again: what a job left has the last word, also where a later run went on with it.

A manifest is read as a stream, twice. What is kept of it is where the entry of each document stands, some 200
bytes a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from anonymize.documents.names import spell_file_name
from anonymize.errors import UsageError
from anonymize.leaks import Leak
from anonymize.report.journal import LONGEST_FIRST_LINE, SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class SpanEntry:
    """A span of a manifest; operator and places are None where nothing was replaced, or kept as it was."""

    start: int
    end: int
    label: str
    score: float
    source: str
    operator: str | None
    output_start: int | None
    output_end: int | None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A document, or a record that could not be read or written.

    Attributes:
        kind: `document` or `record`.
        id: of the document or record.
        input_id: of the file that it is in.
        output: the output file, relative to the output directory; None for standard output and where there
            is none.
        status: `redacted`, `withheld` or `failed`.
        reason: why it is not in the output.
        spans: what was found.
        leaks: what may be a leak in the output, or would have been one.
        given: the entry as it stands, with all that later versions put there.
    """

    kind: str
    id: str
    input_id: str
    output: str | None
    status: str
    reason: str | None
    spans: tuple[SpanEntry, ...]
    leaks: tuple[Leak, ...]
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What became of a file as a whole; see `Manifest.file`."""

    output: str | None
    status: str
    reason: str | None
    passed_through: tuple[str, ...] = ()
    in_passed_through: int = 0
    field_labels: Mapping[str, int] = field(default_factory=dict)
    named_fields: tuple[str, ...] = ()
    path_labels: Mapping[str, int] = field(default_factory=dict)
    taken_out: Mapping[str, int] = field(default_factory=dict)


class ManifestFile:
    """A manifest that is there.

    Args:
        path: of the manifest.

    Attributes:
        job: its first line; of a job that was resumed, the last line of its kind.
        files: the files by id.
        torn: the job was stopped while it wrote the last line, which is passed over.

    Raises:
        UsageError: the file cannot be read, is no manifest, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = spell_file_name(str(path))
        self.job: dict[str, Any] = {}
        self.files: dict[str, FileEntry] = {}
        self.torn = False
        self._places: dict[str, int] = {}
        self._begins: dict[str, int] = {}
        self._closed: set[str] = set()
        if not path.is_file():
            raise UsageError(f"there is no manifest {self._name}; name the one that lies beside the output")
        with self._opened() as lines:
            self._index(lines)

    def entries(self) -> Iterator[Entry]:
        """Gives the documents and records that count, in the order of the manifest."""
        with self._opened() as lines:
            for place, number, line in _lines(lines):
                if line.endswith(b"\n"):
                    entry = self._entry(line, number)
                    if entry is not None and self._counts(entry, place):
                        yield entry

    def find(self, name: str) -> Entry | None:
        """Gives the entry of a document or a record by its id."""
        place = self._places.get(name)
        if place is None:
            return None
        with self._opened() as lines:
            lines.seek(place)
            entry = self._entry(lines.readline(), 0)
        return entry if entry is not None and self._counts(entry, place) else None

    def in_no_output(self, entry: Entry) -> bool:
        """Whether a document's file failed after it, so that the output file was taken back."""
        file = self.files.get(entry.input_id)
        return file is not None and file.status == "failed" and entry.output is not None

    def unfinished(self, entry: Entry) -> bool:
        """Whether the job was stopped before the file of a document was whole."""
        return entry.input_id not in self.files or entry.input_id not in self._closed

    def _counts(self, entry: Entry, place: int) -> bool:
        return self._places[entry.id] == place and place >= self._begins[entry.input_id]

    def _index(self, lines: BinaryIO) -> None:
        self._check_first(lines)
        for place, number, line in _lines(lines):
            if not line.endswith(b"\n"):
                self.torn = True
                return
            try:
                given = orjson.loads(line)
                kind, name = given["kind"], given.get("id")
                if kind == "job":
                    # A job that went on with this one: it does whole files, so what it writes of one replaces
                    # all that was written of it before.
                    self.job = given
                    self._closed |= self._begins.keys()
                elif kind == "file":
                    self.files[str(name)] = _file(given)
                    self._closed.add(str(name))
                elif kind in ("document", "record"):
                    self._begin(str(given["input"]), place)
                    self._places[str(name)] = place
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise self._damaged(number) from error

    def _begin(self, input_id: str, place: int) -> None:
        if input_id not in self._begins or input_id in self._closed:
            self._begins[input_id] = place
            self._closed.discard(input_id)

    def _entry(self, line: bytes, number: int) -> Entry | None:
        try:
            given = orjson.loads(line)
            if given["kind"] not in ("document", "record"):
                return None
            return Entry(
                kind=given["kind"],
                id=str(given["id"]),
                input_id=str(given["input"]),
                output=given["output"],
                status=str(given["status"]),
                reason=given["reason"],
                spans=tuple(map(_span, given.get("spans", ()))),
                leaks=tuple(map(_leak, given.get("leaks", ()))),
                given=given,
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._damaged(number) from error

    def _check_first(self, lines: BinaryIO) -> None:
        try:
            first = orjson.loads(lines.readline(LONGEST_FIRST_LINE))
            if first["kind"] != "job":
                raise ValueError  # noqa: TRY301 - one way to say it
        except (ValueError, TypeError, KeyError) as error:
            message = f"{self._name} is no manifest; name the one that lies beside the output"
            raise UsageError(message) from error
        if first.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
            raise UsageError(f"the manifest {self._name} is of another version of anon; report it with that")
        lines.seek(0)

    def _opened(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as error:
            raise UsageError(f"the manifest {self._name} cannot be read: {error.strerror}") from error

    def _damaged(self, number: int) -> UsageError:
        where = f" at line {number}" if number else ""
        return UsageError(f"the manifest {self._name} is damaged{where}; name a copy of it")


def _lines(lines: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    for number, line in enumerate(lines, 1):
        yield place, number, line
        place += len(line)


def _file(given: Mapping[str, Any]) -> FileEntry:
    return FileEntry(
        output=given["output"],
        status=given["status"],
        reason=given["reason"],
        passed_through=tuple(map(str, given.get("passed_through", ()))),
        in_passed_through=int(given.get("in_passed_through", 0)),
        field_labels=_counts(given, "field_labels"),
        named_fields=tuple(map(str, given.get("named_fields", ()))),
        path_labels=_counts(given, "path_labels"),
        taken_out=_counts(given, "taken_out"),
    )


def _counts(given: Mapping[str, Any], name: str) -> dict[str, int]:
    return {str(label): int(count) for label, count in given.get(name, {}).items()}


def _stretch(given: Mapping[str, Any]) -> tuple[int, int]:
    start, end = int(given["start"]), int(given["end"])
    if not 0 <= start < end:
        raise ValueError("a span of no length")
    return start, end


def _leak(given: Mapping[str, Any]) -> Leak:
    start, end = _stretch(given)
    return Leak(start, end, str(given["label"]), "value" if given["check"] == "value" else "detectors")


def _span(given: Mapping[str, Any]) -> SpanEntry:
    start, end = _stretch(given)
    return SpanEntry(
        start=start,
        end=end,
        label=str(given["label"]),
        score=float(given["score"]),
        source=str(given["source"]),
        operator=given.get("operator"),
        output_start=given.get("output_start"),
        output_end=given.get("output_end"),
        kept=given.get("kept") is True,
    )
