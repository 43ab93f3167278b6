"""How much faster two actors of a local Ray are than one local worker, with the same bytes, on a large file.

    python -m benchmarks.ray_speed --write

The local worker is held to one core. Each side runs once, since the defaults take more than an hour; give
`--megabytes 3` for a glance. Times are those of the whole command, with the start of Ray and of its actors.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

from benchmarks.results import publish
from benchmarks.speed_sides import THREADS
from benchmarks.speed_texts import texts
from finetune.tables import markdown

BAR = 1.5
"""Least speed of two actors as a multiple of one local worker's."""
ACTORS = 2


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=50, help="of JSONL with a page of 500 words a line")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        given = Path(temporary, "pages.jsonl")
        records = _write(given, options.megabytes)
        on_ray = _seconds(given, ["--engine", "ray", "--workers", str(ACTORS)], ACTORS)
        print(f"Ray: {on_ray:.0f} s", flush=True)
        ray_bytes = _checked(given, records)
        local = _seconds(given, ["--workers", "1"], 1)
        print(f"local: {local:.0f} s", flush=True)
        if _checked(given, records) != ray_bytes:
            sys.exit("not measured: the two outputs differ")
    gain = local / on_ray
    rows = [
        ["one local worker on one core", f"{local:.0f}", "1.00"],
        [f"{ACTORS} actors of a local Ray", f"{on_ray:.0f}", f"{gain:.2f}"],
    ]
    verdict = f"{gain:.2f} times, bar {BAR}: {'reached' if gain >= BAR else '**missed**'}."
    about = (
        f"{records:,} pages of 500 words, {options.megabytes} MB; the outputs are the same, byte for byte."
    )
    publish("Ray", f"{about}\n\n{markdown(['', 'seconds', 'times'], rows)}\n\n{verdict}", write=options.write)


def _write(path: Path, megabytes: int) -> int:
    size = number = 0
    with path.open("wb") as file:
        for text in texts("pages", megabytes * 1_000_000):
            if size >= megabytes * 1_000_000:
                break
            number += 1
            size += file.write(orjson.dumps({"id": number, "text": text}) + b"\n")
    return number


def _seconds(given: Path, options: list[str], cores: int) -> float:
    """Wall time of `anon redact` over a file; the output lies beside it."""
    held = sorted(os.sched_getaffinity(0))[:cores]
    output = given.with_suffix(".out.jsonl")
    # A text that would be withheld for a leak takes the same time.
    kept = ["--output", str(output), "--overwrite", "--on-leak", "report", "--quiet"]
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "anonymize", "redact", str(given), *kept, *options],
        check=True,
        env=os.environ | dict.fromkeys(THREADS, "1"),
        preexec_fn=lambda: os.sched_setaffinity(0, held),
    )
    return time.perf_counter() - started


def _checked(given: Path, records: int) -> str:
    """Digest of the output, in which no record is missing."""
    content = given.with_suffix(".out.jsonl").read_bytes()
    if content.count(b"\n") != records:
        sys.exit("not measured: records are missing in the output")
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
