"""The manifest: one JSONL line about the job, then one a document, written as the job goes.

It holds ids, labels, offsets and keyed fingerprints, and no text. `OUTPUT.manifest.jsonl` lies beside the
output, never inside it, so that the output can be handed on as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePath
from types import TracebackType
from typing import BinaryIO, Self

import orjson

from anonymize.errors import AnonError
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.redactor import Redaction

SCHEMA_VERSION = 1


class Manifest:
    """Writes a manifest; a context manager.

    Args:
        path: where to; None writes nothing.
        key: makes the fingerprints, so that they cannot be tried out by somebody without it.
        operators: names the operator of each span.
        job: what the job is: detectors, operators, versions.
    """

    def __init__(
        self, path: Path | None, *, key: Key, operators: OperatorSet, job: Mapping[str, object]
    ) -> None:
        self._path = path
        self._key = key
        self._operators = operators
        self._job = job
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._stream = self._path.open("wb")
            except OSError as error:
                raise AnonError(f"{self._path}: {error.strerror}") from error
        self._write(
            {"schema_version": SCHEMA_VERSION, "kind": "job", **self._job, "key": self._key.fingerprint()}
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def document(
        self, name: str, *, input_id: str, output: PurePath | None, text: str, result: Redaction
    ) -> None:
        """Records what became of a document."""
        if self._stream is None:
            return
        entry: dict[str, object] = {
            "schema_version": SCHEMA_VERSION,
            "kind": "document",
            "id": name,
            "input": input_id,
            "output": None if output is None else output.as_posix(),
            "status": result.status,
            "reason": result.reason,
            "input_fingerprint": self._fingerprint(text),
            "output_fingerprint": None if result.text is None else self._fingerprint(result.text),
            "labels": result.counts,
            "sources": dict(sorted(Counter(span.source for span in result.spans).items())),
            "covered": result.reason != "not_covered" and result.status != "failed",
            "spans": self._spans(result),
        }
        self._write(entry)

    def failure(self, name: str, *, input_id: str, reason: str) -> None:
        """Records a file or a record that could not be read or written, and so is not in the output."""
        self._write_status(name, input_id, "failed", reason)

    def skipped(self, name: str, *, reason: str) -> None:
        """Records a file that is not read, and so is not in the output."""
        self._write_status(name, name, "withheld", reason)

    def _write_status(self, name: str, input_id: str, status: str, reason: str) -> None:
        self._write(
            {
                "schema_version": SCHEMA_VERSION,
                "kind": "record",
                "id": name,
                "input": input_id,
                "output": None,
                "status": status,
                "reason": reason,
            }
        )

    def flush(self) -> None:
        """Hands what was written to the operating system."""
        if self._stream is not None:
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

    def _fingerprint(self, text: str) -> str:
        return self._key.mac("fingerprint", text.encode("utf-8", "surrogatepass")).hex()

    def _write(self, entry: Mapping[str, object]) -> None:
        if self._stream is not None:
            try:
                self._stream.write(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE))
            except OSError as error:
                raise AnonError(f"{self._path}: {error.strerror}") from error


def owned_outputs(path: Path) -> frozenset[str]:
    """Outputs, relative to the output directory, that an earlier job's manifest names as its own.

    A line that is torn or of another kind is passed over: what it does not name is not owned.
    """
    if not path.is_file():
        return frozenset()
    owned = set()
    with path.open("rb") as lines:
        for line in lines:
            try:
                entry = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            if isinstance(entry, dict) and isinstance(entry.get("output"), str):
                owned.add(entry["output"])
    return frozenset(owned)
