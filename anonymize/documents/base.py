"""What all formats share: records, and the options of reading.

A reader turns an input into records; a record turns edits of its documents into bytes, or into a piece of
which the format's writer makes bytes. What a document says is nothing to this room: it keeps every byte
outside the edits, and leaves the edits to others.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import BinaryIO, Literal, Protocol, TypeAlias

from anonymize.documents.edits import Document, Edit, spliced
from anonymize.documents.encodings import check_encoding
from anonymize.documents.fields import FieldPath
from anonymize.documents.limits import LARGEST_RECORD
from anonymize.documents.streams import ByteWriter
from anonymize.errors import UsageError


class Piece:
    """What a record is rendered to where a file is not its records' bytes in a row; see `Format.writer`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Record(ABC):
    """One unit of an input: a whole text file, one line of JSONL. Picklable.

    Attributes:
        id: unique and stable, like the ids of documents.
        documents: the texts to look at, in the order in which they stand in the record.
        passed_through: paths of the fields with strings or numbers (in Parquet of all but truth values) that
            are neither chosen nor known, with `[]` for indices.
        field_names: names of fields that go to the output as they are, each by itself, not as a path.
        known: label and value of each field whose value is known; see `ReadOptions.known`.
        subject: whom the record is about, None where it does not say.
        taken_out: what is not in the output, or replaced unread, as nobody could search it: kinds, and how
            much of each.
    """

    id: str
    documents: tuple[Document, ...]
    passed_through: frozenset[str]
    field_names: frozenset[str] = field(default=frozenset(), kw_only=True)
    known: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    subject: str | None = field(default=None, kw_only=True)
    taken_out: tuple[tuple[str, int], ...] = field(default=(), kw_only=True)

    @abstractmethod
    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes | Piece:
        """Gives the record as it goes to the output. Bytes outside the edits are those that were read.

        Args:
            edits: one sequence for each document, sorted by start, not overlapping.

        Raises:
            ValueError: when the edits are not of that kind.
            DocumentError: when a replacement cannot be written in the encoding of the input.
        """

    def render_within(self, edits: Sequence[Sequence[Edit]], removed: frozenset[str]) -> bytes | Piece:
        """Gives the same of a record that is a part of another one; see `render`.

        Args:
            edits: see `render`.
            removed: what was removed from all of the other one, which may stand here as programs spell it.
        """
        return self.render(edits)

    def expected(self, edits: Mapping[str, Sequence[Edit]], removed: frozenset[str]) -> dict[str, str]:
        """Gives what its documents say when it is rendered within another one, by their ids.

        Args:
            edits: by the ids of the documents.
            removed: see `render_within`.
        """
        return {
            document.id: spliced(document.text, edits.get(document.id, ())) for document in self.documents
        }


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that cannot be read, and so must not reach the output.

    Attributes:
        id: what the id of the record would have been.
        reason: a stable machine-readable code, such as `not_json`, as the manifest records it.
        message: what happened, where, and what to do next, without text of the record.
    """

    id: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read.

    Attributes:
        fields: the fields of a structured record that hold documents; None for the format's default.
        all_strings: every string of a structured record is a document.
        missing: what to do with a record in which a chosen field is absent.
        encoding: the encoding of the input.
        known: fields of a structured record whose value is known to be a person or the like, with the
            canonical label. They are documents, and so are all other strings of a record that has one, but
            only what is known is looked for in those that were not chosen.
        subject: the field that says whom a structured record is about.
        largest: bytes that a text file or a line may have.
        opaque: values in pages that no one can read stay: what is restored is among them.

    Raises:
        UsageError: when the options contradict each other, or the encoding is not known.
    """

    fields: tuple[FieldPath, ...] | None = None
    all_strings: bool = False
    missing: Literal["fail", "skip"] = "fail"
    encoding: str = "utf-8"
    known: tuple[tuple[FieldPath, str], ...] = ()
    subject: FieldPath | None = None
    largest: int = LARGEST_RECORD
    opaque: bool = False

    def __post_init__(self) -> None:
        """Checks the options, before any input is opened."""
        if self.fields is not None and self.all_strings:
            raise UsageError("fields are chosen and --all-strings is given too; give one of the two")
        if self.fields == ():
            raise UsageError("no field is chosen, so nothing would be looked at; name one with --field")
        if self.missing not in ("fail", "skip"):
            raise UsageError(f"what to do with missing fields is 'fail' or 'skip', not {self.missing!r}")
        check_encoding(self.encoding)


Reader: TypeAlias = Callable[[BinaryIO, str, ReadOptions], Iterator[Record | BadRecord]]
"""Takes an open input, its display id and the options. Wrong options are a UsageError."""


class RecordWriter(Protocol):
    """Makes a file of what the records of an input were rendered to; some of them may be left out."""

    def write(self, rendered: bytes | Piece, /) -> None:
        """Takes the next one, in input order.

        Raises:
            AnonError: the output cannot be written.
        """
        ...

    def close(self) -> None:
        """Writes what is still to be written; without it, the file is not whole."""
        ...


class JoiningWriter:
    """Writes the bytes of records one after the other."""

    def __init__(self, sink: ByteWriter) -> None:
        self._sink = sink

    def write(self, rendered: bytes | Piece, /) -> None:
        """See `RecordWriter`."""
        if not isinstance(rendered, bytes):
            raise TypeError(f"{type(rendered).__name__} is not to be joined")
        self._sink.write(rendered)

    def close(self) -> None:
        """See `RecordWriter`."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of input.

    Attributes:
        name: what the user calls it.
        suffixes: endings of file names that belong to it, in lower case, dot included.
        read: turns an open input into records, in order.
        writer: makes a file of what they are rendered to.
        seeks: it is not read from its beginning to its end, so that a file is opened to be read at any place.
            What is no file (a pipe, compressed data) is not.
        is_text: its files are texts, so that one with the bytes of another kind of file is refused.
        written_as: the format of its outputs, which are in UTF-8 then and have that one's ending behind their
            own; None where it is the same.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Reader
    writer: Callable[[ByteWriter], RecordWriter] = JoiningWriter
    seeks: bool = False
    is_text: bool = True
    written_as: Format | None = None


@dataclass(frozen=True, slots=True)
class LateReader:
    """The function `read` of a module, which is loaded when the first file is read with it; see `Reader`.

    Attributes:
        module: its name.
    """

    module: str

    def __call__(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
        """Reads; see `Reader`."""
        reader: Reader = import_module(self.module).read
        return reader(stream, name, options)
