"""The manifest: one JSONL line about the job, then one a document and one a file, written as the job goes.

It holds ids, labels, offsets and keyed fingerprints, and no text. `OUTPUT.manifest.jsonl` lies beside the
output, never inside it, so that the output can be handed on as it is.

Every line has a `kind`: `job`, `document`, `record` (one that could not be read or written) or `file`. The
line of a file follows those of its documents and has the last word on what became of them: where its `output`
is null, no output file holds any of it. It is safe on the disk before the output has its name.

A job that goes on where an earlier one stopped adds to the manifest, and at its end puts it in the form that
one undisturbed job would have given it; how a manifest is read is left to `journal`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path, PurePath
from types import TracebackType
from typing import BinaryIO, Self

import orjson

from anonymize.digests import NewDigest
from anonymize.documents.beneath import make_directories
from anonymize.documents.names import spell_file_name
from anonymize.documents.outputs import PRIVATE, AtomicOutput, directory_mode
from anonymize.errors import AnonError
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.redaction import Redaction
from anonymize.report.journal import SCHEMA_VERSION, Journal, arrange, output_name

FINGERPRINT_PURPOSE = "fingerprint"
"""What the key is used for here."""
INPUT_PURPOSE = "fingerprint.input"
OUTPUT_PURPOSE = "fingerprint.output"
"""For whole files. They differ, so that a copy of the input never passes for the output."""


class Manifest:
    """Writes a manifest; a context manager.

    Args:
        path: where to; None writes nothing.
        key: makes the fingerprints, so that they cannot be tried out by somebody without it.
        operators: names the operator of each span.
        job: what the job is: detectors, operators, versions.
        mode: of the file.
        shown: gives the form of an input's id in which it is written; None for the id itself.
        path_labels: what was found in the paths of inputs, by their ids; see `labels_of_paths`.
        after: the manifest that is there, to be added to; None to begin a new one.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        key: Key,
        operators: OperatorSet,
        job: Mapping[str, object],
        mode: int = PRIVATE,
        shown: Callable[[str], str] | None = None,
        path_labels: Mapping[str, Mapping[str, int]] | None = None,
        after: Journal | None = None,
    ) -> None:
        self._path = path
        self._mode = mode
        self._shown = shown
        self._path_labels = path_labels or {}
        self._key = key
        self._operators = operators
        self._first = _line({"kind": "job", **job, "key": key.fingerprint()})
        self._after = after
        self._order: Sequence[str] | None = None
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            with self._reported():
                make_directories(self._path.parent, directory_mode(self._mode))
                self._stream = self._begun(self._path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is None:
            return
        # Closing writes what is left; when the job failed already, that is what is to be reported.
        with self._reported() if kind is None else suppress(OSError):
            self._stream.close()
            if kind is None and self._path is not None and self._order is not None:
                arrange(self._path, self._first, self._order, mode=self._mode)

    def _begun(self, path: Path) -> BinaryIO:
        """Opens the file behind what stays of it; whenever the job is killed, a manifest is there."""
        with ExitStack() as opened:
            if path.exists() and not path.is_file():
                # A pipe or a device cannot be replaced.
                stream: BinaryIO = opened.enter_context(path.open("wb"))
                stream.write(self._first)
                stream.flush()
            else:
                if self._after is None:
                    with AtomicOutput(Path(os.path.realpath(path)), mode=self._mode) as new:
                        new.write(self._first)
                stream = opened.enter_context(path.open("r+b"))
                stream.truncate(len(self._first) if self._after is None else self._after.end)
                stream.seek(0, os.SEEK_END)
            opened.pop_all()
            return stream

    def document(
        self, name: str, *, input_id: str, output: PurePath | None, text: str, result: Redaction
    ) -> None:
        """Records what became of a document; `output` is None where it is in no output file."""
        if self._stream is None:
            return
        entry: dict[str, object] = {
            "kind": "document",
            **self._names(name, input_id),
            "output": None if output is None else output_name(output),
            "status": result.status,
            "reason": result.reason,
            "input_fingerprint": self._fingerprint(text),
            "output_fingerprint": None if result.text is None else self._fingerprint(result.text),
            "labels": result.counts,
            "sources": dict(sorted(Counter(span.source for span in result.spans).items())),
            "characters": len(text),
            "coverage": {name: [list(stretch) for stretch in seen] for name, seen in result.coverage},
            "leaks": [asdict(leak) for leak in result.leaks],
            "spans": self._spans(text, result),
        }
        self._write(entry)

    def record(self, name: str, *, input_id: str, reason: str) -> None:
        """Records a record that could not be read or written, and so is not in the output."""
        entry = {"output": None, "status": "failed", "reason": reason}
        self._write({"kind": "record", **self._names(name, input_id), **entry})

    def file(
        self,
        name: str,
        *,
        output: PurePath | None,
        status: str,
        reason: str | None,
        input_digest: str | None = None,
        output_digest: str | None = None,
        documents: Mapping[str, int] | None = None,
        collisions: int = 0,
        passed_through: Iterable[str] = (),
        in_passed_through: int = 0,
        field_labels: Mapping[str, int] | None = None,
        named_fields: Iterable[str] = (),
        taken_out: Mapping[str, int] | None = None,
    ) -> None:
        """Records what became of a file as a whole.

        Args:
            name: its id.
            output: its output file; None where there is none.
            status: `redacted` (all of it is in the output), `incomplete` (some records are not), `withheld`
                (nothing of it is) or `failed` (it could not be read to its end).
            reason: why it was not read, or not to its end.
            input_digest: of the file, by `new_input_digest`; None where it was not read, or not to its end.
            output_digest: of the output file, by `new_output_digest`.
            documents: how many of the lines before are of a document or record of which status.
            collisions: see `Summary`.
            passed_through: see `Summary`.
            in_passed_through: see `Summary`.
            field_labels: see `Summary`.
            named_fields: see `Summary`.
            taken_out: see `Summary`.
        """
        entry: dict[str, object] = {
            "output": None if output is None else output_name(output),
            "status": status,
            "reason": reason,
            "input_fingerprint": input_digest,
            "output_fingerprint": output_digest,
            "documents": dict(sorted((documents or {}).items())),
            "collisions": collisions,
            "passed_through": sorted(passed_through),
            "in_passed_through": in_passed_through,
            "taken_out": dict(sorted((taken_out or {}).items())),
        }
        if field_labels:
            entry["field_labels"] = dict(sorted(field_labels.items()))
            entry["named_fields"] = sorted(named_fields)
        if name in self._path_labels:
            entry["path_labels"] = self._path_labels[name]
        self._write({"kind": "file", **self._names(name, name), **entry})

    def sync(self) -> None:
        """Returns when everything that was recorded is safe on the disk: now outputs may appear."""
        if self._stream is not None:
            with self._reported():
                self._stream.flush()
                if self._path is not None and self._path.is_file():
                    os.fsync(self._stream.fileno())

    @property
    def new_input_digest(self) -> NewDigest | None:
        """Makes what an input's fingerprint comes from; None where nothing is written."""
        return None if self._path is None else partial(self._key.digest, INPUT_PURPOSE)

    @property
    def new_output_digest(self) -> NewDigest | None:
        """Makes what an output's fingerprint comes from; None where nothing is written."""
        return None if self._path is None else partial(self._key.digest, OUTPUT_PURPOSE)

    def arrange(self, order: Sequence[str]) -> None:
        """Has the entries of files put in an order when the job is at its end, if it added to earlier ones.

        Args:
            order: ids of all files that were read or skipped. What is about others goes.
        """
        if self._after is not None:
            self._order = [name if self._shown is None else self._shown(name) for name in order]

    def _spans(self, text: str, result: Redaction) -> list[dict[str, object]]:
        entries: list[dict[str, object]] = [
            {
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "score": round(span.score, 4),
                "source": span.source,
            }
            for span in result.spans
        ]
        # A text that is in no output has no places there.
        written = zip(entries, result.spans, result.output.written(), result.kept(text), strict=False)
        for entry, span, (start, end), kept in written:
            entry |= {"operator": self._operators.name(span.label), "output_start": start, "output_end": end}
            if kept:
                entry["kept"] = True
        return entries

    def _names(self, name: str, input_id: str) -> dict[str, object]:
        """The id of an entry, and that of its input, with which it begins."""
        shown = input_id if self._shown is None else self._shown(input_id)
        return {"id": shown + name.removeprefix(input_id), "input": shown}

    def _fingerprint(self, text: str) -> str:
        return self._key.mac(FINGERPRINT_PURPOSE, text.encode("utf-8", "surrogatepass")).hex()

    def _write(self, entry: Mapping[str, object]) -> None:
        if self._stream is not None:
            with self._reported():
                self._stream.write(_line(entry))

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            name = spell_file_name(str(self._path))
            message = f"the manifest {name} cannot be written: {error.strerror}; choose another --manifest"
            raise AnonError(message) from error


def _line(entry: Mapping[str, object]) -> bytes:
    return orjson.dumps({"schema_version": SCHEMA_VERSION, **entry}, option=orjson.OPT_APPEND_NEWLINE)
