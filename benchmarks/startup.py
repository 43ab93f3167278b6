"""How long `anon` takes to be there: `anon --help`, and `anon redact` of a one-line file.

`python -m benchmarks.startup --write`
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.results import publish
from finetune.tables import markdown

RUNS = 11
HEAVY = ("torch", "transformers", "gliner")
ANON = [str(Path(sys.executable).with_name("anon"))]


def measure(arguments: list[str]) -> tuple[float, float]:
    """Median wall and CPU seconds of whole processes."""
    wall, cpu = [], []
    for _ in range(RUNS):
        started = time.perf_counter()
        process = subprocess.Popen([*ANON, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        wall.append(time.perf_counter() - started)
        cpu.append(usage.ru_utime + usage.ru_stime)
    return statistics.median(wall), statistics.median(cpu)


def imports(arguments: list[str]) -> list[str]:
    """Which of the heavy libraries a command imports."""
    show = "print(*sys.modules, file=sys.stderr)"
    code = f"import sys; from anonymize.cli import run; run({arguments!r}); {show}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return sorted(set(HEAVY) & set(done.stderr.split()))


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        line = Path(folder, "line.txt")
        line.write_text("The parcel went to Andreasstrasse 15, and the sticker on it said 'John Okafor'.\n")
        for shown, arguments in (
            ("anon --help", ["--help"]),
            ("anon redact LINE", ["redact", str(line)]),
            ("anon redact LINE --operator hash", ["redact", str(line), "--operator", "hash"]),
        ):
            wall, cpu = measure(arguments)
            rows.append([f"`{shown}`", f"{wall:.2f}", f"{cpu:.2f}", ", ".join(imports(arguments)) or "none"])
    header = ["command", "wall, s", "CPU, s", f"imported of {', '.join(HEAVY)}"]
    publish("Start", markdown(header, rows), write=options.write)


if __name__ == "__main__":
    main()
