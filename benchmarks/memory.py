"""Peak memory of `anon redact` on a small and on a ten times larger JSONL.

    python -m benchmarks.memory --write

Memory must follow the work in flight, not the file. Two kinds of records: short texts beside a large field
that is passed through, on all detectors; and texts that fill the record, on the patterns alone (the model
would take an hour for them and holds no more memory for it, since text is worked on in pieces of one size).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from itertools import cycle
from pathlib import Path

import orjson

from benchmarks.results import publish
from benchmarks.texts import documents
from finetune.tables import markdown

RECORD = 2_000
"""Bytes of a record, about."""


def write(path: Path, megabytes: int, *, text: int) -> None:
    """Writes a JSONL of some size; `text` characters of each record are in the field that is redacted."""
    texts = cycle(documents(2_000, text))
    filler = "lorem ipsum " * ((RECORD - text) // 12)
    size = number = 0
    with path.open("wb") as out:
        while size < megabytes * 1_000_000:
            number += 1
            size += out.write(orjson.dumps({"id": number, "text": next(texts), "payload": filler}) + b"\n")


def peak(path: Path, detector: str) -> tuple[float, float]:
    """Peak resident memory in MB and wall time in seconds of a whole process."""
    command = [sys.executable, "-m", "anonymize", "redact", str(path), "--detector", detector, "--quiet"]
    with path.with_suffix(".out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    lines = sum(1 for _ in path.open("rb"))
    assert lines == sum(1 for _ in path.with_suffix(".out").open("rb")), "records were lost"
    return usage.ru_maxrss / 1000, usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", type=int, default=20, help="MB")
    parser.add_argument("--large", type=int, default=200, help="MB")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for detector, text in (("auto", 40), ("patterns", RECORD - 100)):
            peaks = []
            for megabytes in (options.small, options.large):
                path = Path(temporary, "records.jsonl")
                write(path, megabytes, text=text)
                memory, seconds = peak(path, detector)
                peaks.append(memory)
                rows.append(
                    [detector, text, megabytes, f"{memory:.0f}", f"{memory / peaks[0]:.3f}", f"{seconds:.0f}"]
                )
                print(rows[-1], flush=True)
    header = [
        "detector",
        "characters of text a record",
        "MB",
        "peak memory, MB",
        "to the small file",
        "CPU s",
    ]
    publish("Memory", markdown(header, rows), write=options.write)


if __name__ == "__main__":
    main()
