"""The manifest: one JSONL line about the job, then one a document and one a file, written as the job goes.

It holds ids, labels, offsets and keyed fingerprints, and no text. `OUTPUT.manifest.jsonl` lies beside the
output, never inside it, so that the output can be handed on as it is.

Every line has a `kind`: `job`, `document`, `record` (one that could not be read or written) or `file`. The
line of a file follows those of its documents and has the last word on what became of them: where its `output`
is null, no output file holds any of it.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path, PurePath
from types import TracebackType
from typing import BinaryIO, Self

import orjson

from anonymize.documents.beneath import make_directories
from anonymize.documents.names import spell_file_name
from anonymize.documents.outputs import PRIVATE, directory_mode
from anonymize.errors import AnonError
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.redactor import Redaction

SCHEMA_VERSION = 1
FINGERPRINT_PURPOSE = "fingerprint"
"""What the key is used for here."""
LONGEST_FIRST_LINE = 1 << 20
"""Bytes. The line about the job is far shorter; another file's first line could be all of it."""


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
    ) -> None:
        self._path = path
        self._mode = mode
        self._shown = shown
        self._path_labels = path_labels or {}
        self._key = key
        self._operators = operators
        self._job = job
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

    def _begun(self, path: Path) -> BinaryIO:
        """Opens the file and writes its first line at once: a job that is killed leaves a known manifest."""
        with ExitStack() as opened:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE)
            stream = opened.enter_context(os.fdopen(descriptor, "wb"))
            if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                os.fchmod(stream.fileno(), self._mode)
            stream.write(_line({"kind": "job", **self._job, "key": self._key.fingerprint()}))
            stream.flush()
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
            "spans": self._spans(result),
        }
        self._write(entry)

    def record(self, name: str, *, input_id: str, reason: str) -> None:
        """Records a record that could not be read or written, and so is not in the output."""
        entry = {"output": None, "status": "failed", "reason": reason}
        self._write({"kind": "record", **self._names(name, input_id), **entry})

    def file(self, name: str, *, output: PurePath | None, status: str, reason: str | None) -> None:
        """Records what became of a file as a whole.

        Args:
            name: its id.
            output: its output file; None where there is none.
            status: `redacted` (all of it is in the output), `incomplete` (some records are not), `withheld`
                (nothing of it is) or `failed` (it could not be read to its end).
            reason: why it was not read, or not to its end.
        """
        place = None if output is None else output_name(output)
        entry: dict[str, object] = {"output": place, "status": status, "reason": reason}
        if name in self._path_labels:
            entry["path_labels"] = self._path_labels[name]
        self._write({"kind": "file", **self._names(name, name), **entry})

    def flush(self) -> None:
        """Hands what was written to the operating system."""
        if self._stream is not None:
            with self._reported():
                self._stream.flush()

    def _spans(self, result: Redaction) -> list[dict[str, object]]:
        shift = 0
        entries: list[dict[str, object]] = []
        for index, span in enumerate(result.spans):
            entry: dict[str, object] = {
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "score": round(span.score, 4),
                "source": span.source,
            }
            if result.edits:
                length = len(result.edits[index].replacement)
                start = span.start + shift
                entry |= {
                    "operator": self._operators.name(span.label),
                    "output_start": start,
                    "output_end": start + length,
                }
                shift += length - (span.end - span.start)
            entries.append(entry)
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


def output_name(relative: PurePath) -> str:
    """Gives the place of an output, relative to the output directory, as manifests name it."""
    return spell_file_name(relative.as_posix())


def is_manifest(path: Path) -> bool:
    """Tells whether a file is the manifest of an earlier job, or empty."""
    with path.open("rb") as lines:
        first = lines.readline(LONGEST_FIRST_LINE)
    return not first or _entry(first).get("kind") == "job"


def owned_outputs(path: Path) -> frozenset[str]:
    """Outputs, relative to the output directory, that an earlier job's manifest names as its own.

    A line that is torn or of another kind is passed over: what it does not name is not owned.
    """
    if not path.is_file():
        return frozenset()
    with path.open("rb") as lines:
        outputs = (_entry(line).get("output") for line in lines)
        return frozenset(output for output in outputs if isinstance(output, str))


def _line(entry: Mapping[str, object]) -> bytes:
    return orjson.dumps({"schema_version": SCHEMA_VERSION, **entry}, option=orjson.OPT_APPEND_NEWLINE)


def _entry(line: bytes) -> dict[str, object]:
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return entry if isinstance(entry, dict) else {}
