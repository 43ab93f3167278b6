"""What a manifest says of encrypted spans: under which labels there are some, and where in which text.

How a manifest is written is left to `manifest`, how a value is had back to `operators.decrypt`.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from anonymize.documents.names import spell_file_name
from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators.encrypt import ENCRYPT
from anonymize.operators.presidio import KEEP
from anonymize.report.journal import LONGEST_FIRST_LINE
from anonymize.report.manifest import FINGERPRINT_PURPOSE


class EncryptedPlaces:
    """Where `encrypt` wrote, by the manifest of a job. Takes some 200 bytes of memory a text, and 16 a span.

    Args:
        path: of the manifest.
        key: of the job.

    Attributes:
        labels: the canonical labels of encrypted spans.

    Raises:
        UsageError: the file cannot be read, is no manifest, is damaged, or its job had another key.
    """

    def __init__(self, path: Path, key: Key) -> None:
        self._key = key
        self._name = spell_file_name(str(path))
        self._labels: set[str] = set()
        self._places: dict[bytes, array[int]] = {}
        self._others: dict[bytes, Mapping[str, int]] = {}
        try:
            with path.open("rb") as lines:
                self._check(lines.readline(LONGEST_FIRST_LINE))
                self._read(lines)
        except OSError as error:
            raise UsageError(f"the manifest {self._name} cannot be read: {error.strerror}") from error
        self.labels = frozenset(self._labels)

    def of(self, text: str) -> list[tuple[int, int]] | None:
        """Gives start and end of each encrypted span of an output text, in code points.

        Returns:
            None when the text is none of the job's, or was changed since.
        """
        places = self._places.get(self._fingerprint(text))
        return None if places is None else list(zip(places[::2], places[1::2], strict=True))

    def others(self, text: str) -> Mapping[str, int]:
        """Gives how many values of an output text other operators replaced, by their names.

        Nothing is known of a text that is none of the job's, or was changed since.
        """
        return self._others.get(self._fingerprint(text), {})

    def _fingerprint(self, text: str) -> bytes:
        return self._key.mac(FINGERPRINT_PURPOSE, text.encode("utf-8", "surrogatepass"))

    def _check(self, first: bytes) -> None:
        try:
            job = orjson.loads(first)
            fingerprint = job["key"] if job["kind"] == "job" else None
        except (ValueError, TypeError, KeyError):
            fingerprint = None
        if not isinstance(fingerprint, str):
            raise UsageError(f"{self._name} is no manifest; name the one that lies beside the output")
        if fingerprint != self._key.fingerprint():
            raise UsageError(
                f"the manifest {self._name} was made with another key"
                f" (fingerprint {spell_file_name(fingerprint)}, yours {self._key.fingerprint()});"
                " name that key with --key-file"
            )

    def _read(self, lines: BinaryIO) -> None:
        for number, line in enumerate(lines, 2):
            if not line.endswith(b"\n"):
                return  # the job was stopped while it wrote the line
            try:
                entry = orjson.loads(line)
                if entry["kind"] == "document" and entry["output_fingerprint"] is not None:
                    self._add(entry)
            except (ValueError, TypeError, KeyError, OverflowError) as error:
                raise UsageError(
                    f"the manifest {self._name} is damaged at line {number}; name a copy of it"
                ) from error

    def _add(self, document: Mapping[str, Any]) -> None:
        encrypted = [span for span in document["spans"] if span["operator"] == ENCRYPT.name]
        self._labels.update(str(span["label"]) for span in encrypted)
        places = array("Q")
        for span in encrypted:
            places.extend((span["output_start"], span["output_end"]))
        fingerprint = bytes.fromhex(document["output_fingerprint"])
        self._places[fingerprint] = places
        operators = Counter(str(span["operator"]) for span in document["spans"])
        if others := {name: operators[name] for name in operators if name not in (ENCRYPT.name, KEEP.name)}:
            self._others[fingerprint] = others
