"""Peak memory of `anon redact` on a small and on a ten times larger JSONL.

    python -m benchmarks.memory --write

Memory must follow the work in flight, not the file, nor the number of its records. On all detectors: short
texts beside a large field that is passed through, and a million short records; each has one of 2,000 texts,
as lines of logs come again. On the patterns alone: texts that fill the record, and the million. (Where none
comes again the model would take an hour, and hold no more memory: it works in pieces of one size.)
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

KINDS = (("auto", 40, 2_000), ("auto", 100, 160), ("patterns", 1_900, 2_000), ("patterns", 100, 160))
"""Detector, characters of text in a record, bytes of text and filler in it."""


def write(path: Path, megabytes: int, *, text: int, record: int) -> int:
    """Writes a JSONL of records of one size, and gives their number.

    `text` characters of each are in the field that is redacted.
    """
    texts = cycle(documents(2_000, text))
    filler = "lorem ipsum " * ((record - text) // 12)
    size = number = 0
    with path.open("wb") as out:
        while size < megabytes * 1_000_000:
            number += 1
            size += out.write(orjson.dumps({"id": number, "text": next(texts), "payload": filler}) + b"\n")
    return number


def peak(path: Path, detector: str, *, records: int) -> tuple[float, float]:
    """Peak resident memory in MB and CPU time in seconds of a whole process over so many records."""
    command = [sys.executable, "-m", "anonymize", "redact", str(path), "--detector", detector, "--quiet"]
    with path.with_suffix(".out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    with path.with_suffix(".out").open("rb") as out:
        assert sum(1 for _ in out) == records, "records were lost"
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
        for detector, text, record in KINDS:
            peaks, times = [], []
            for megabytes in (options.small, options.large):
                path = Path(temporary, "records.jsonl")
                records = write(path, megabytes, text=text, record=record)
                memory, seconds = peak(path, detector, records=records)
                peaks.append(memory)
                times.append(seconds)
                ratios = (f"{memory / peaks[0]:.3f}", f"{seconds:.0f}", f"{seconds / times[0]:.1f}")
                rows.append([detector, text, f"{records:,}", megabytes, f"{memory:.0f}", *ratios])
                print(rows[-1], flush=True)
    header = [
        "detector",
        "characters of text a record",
        "records",
        "MB",
        "peak memory, MB",
        "to the small file",
        "CPU s",
        "to the small file",
    ]
    publish("Memory", markdown(header, rows), write=options.write)


if __name__ == "__main__":
    main()
