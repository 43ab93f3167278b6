"""A job that is killed at random points and resumed, again and again.

    python -m benchmarks.kills --write

300 documents: text files, compressed ones among them, and a JSONL with a line that is not JSON. The job runs
once undisturbed. Then, for each kill, it begins anew, is killed (SIGKILL) at a moment drawn from all of its
duration, and resumed to its end; two such jobs at once. The patterns alone search, so that a job is mostly
reading and writing.

After each kill every file under the output must be one of the undisturbed job's, byte for byte; what is in
the making has a name of its own (`.anon-*.tmp`) and counts apart. After each resume the outputs and the
manifest must be the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from statistics import median

import orjson

from anonymize.placement.clearing import is_unfinished
from benchmarks.results import publish
from benchmarks.texts import documents
from finetune.tables import markdown

DOCUMENTS = 300
RECORDS = 60
"""How many of the documents are in the JSONL."""
CHARACTERS = 8_000
"""Of a document, about: a dozen times as many in all as are worked on at once."""
KEY = "0123456789abcdef0123456789abcdef"
RESUMED = re.compile(rb"resuming: (\d+) of")


def write(folder: Path) -> None:
    """Writes the documents."""
    texts = documents(DOCUMENTS, CHARACTERS)
    folder.mkdir()
    lines = [orjson.dumps({"text": text}) for text in texts[:RECORDS]]
    lines.insert(RECORDS // 2, b"nope")
    (folder / "100.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    for number, text in enumerate(texts[RECORDS:]):
        name, data = f"{number:03}.txt", text.encode()
        if number % 10 == 0:
            name, data = f"{name}.gz", gzip.compress(data, mtime=0)
        (folder / name).write_bytes(data)


class Job:
    """The job in a folder.

    Args:
        folder: with the documents in `docs`.
        detector: what finds spans.
        operator: what replaces them.
    """

    def __init__(self, folder: Path, detector: str, operator: str) -> None:
        self.output = folder / "out"
        self.manifest = folder / "out.manifest.jsonl"
        self._folder = folder
        self._command = [sys.executable, "-m", "anonymize", "redact", "docs", "--output", "out"]
        self._command += ["--detector", detector, "--operator", operator, "--resume"]

    def start(self) -> subprocess.Popen[bytes]:
        """Starts it where it stopped, or from the beginning."""
        return subprocess.Popen(
            self._command,
            cwd=self._folder,
            env={**os.environ, "ANON_KEY": KEY, "PYTHONPATH": str(Path(__file__).parents[1])},
            stderr=subprocess.PIPE,
        )

    def finish(self) -> int:
        """Runs it to its end; gives how many files of an earlier run were kept."""
        with self.start() as process:
            _, told = process.communicate()
        assert process.returncode == 1, told.decode()  # for the line that is not JSON
        found = RESUMED.search(told)
        return int(found[1]) if found else 0

    def kill_after(self, seconds: float) -> bool:
        """Runs it for some time; gives whether it was killed before its end."""
        with self.start() as process:
            try:
                process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
        return process.returncode == -signal.SIGKILL

    def state(self) -> dict[str, bytes]:
        """All that it has written."""
        paths = [path for path in self.output.rglob("*") if path.is_file()] if self.output.exists() else []
        if self.manifest.exists():
            paths.append(self.manifest)
        return {path.relative_to(self._folder).as_posix(): path.read_bytes() for path in paths}

    def remove(self) -> None:
        """Removes all of it."""
        shutil.rmtree(self.output, ignore_errors=True)
        self.manifest.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Trial:
    """A kill and the resume after it.

    Attributes:
        outputs: files under the output after the kill, each as the undisturbed job's.
        unfinished: files in the making after the kill.
        kept: files that the resume kept.
        seconds: that the resume took.
    """

    outputs: int
    unfinished: int
    kept: int
    seconds: float


def trials(folder: Path, options: argparse.Namespace, count: int, seed: int) -> tuple[float, list[Trial]]:
    """Kills and resumes a job of its own some times; gives the undisturbed job's seconds, and the trials."""
    write(folder / "docs")
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    job = Job(folder, options.detector, options.operator)
    job.finish()  # reads everything from the disk once
    job.remove()
    started = time.perf_counter()
    job.finish()
    duration = time.perf_counter() - started
    whole = job.state()
    assert len(whole) == DOCUMENTS - RECORDS + 2, "all outputs and the manifest"
    done = []
    for number in range(count):
        job.remove()
        while not job.kill_after(draw.uniform(0, duration)):
            job.remove()
        left = job.state()
        manifest = left.pop(job.manifest.name, b"")
        unfinished = [name for name in left if is_unfinished(Path(name))]
        for name in set(left) - set(unfinished):
            assert left[name] == whole[name], f"{name} is not as it should be after kill {number}"
        assert whole[job.manifest.name].startswith(manifest), "the journal was not only added to"
        started = time.perf_counter()
        kept = job.finish()
        seconds = time.perf_counter() - started
        assert job.state() == whole, f"other bytes after kill {number}"
        done.append(Trial(len(left) - len(unfinished), len(unfinished), kept, seconds))
        print(f"{seed}:", number + 1, done[-1], flush=True)
    return duration, done


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=2, help="jobs, each in a folder of its own")
    parser.add_argument("--detector", default="patterns")
    parser.add_argument("--operator", default="pseudonym")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    counts = [len(range(lane, options.kills, options.at_once)) for lane in range(options.at_once)]
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(options.at_once) as pool:
        folders = [Path(temporary, str(lane)) for lane in range(options.at_once)]
        for folder in folders:
            folder.mkdir()
        lanes = list(pool.map(trials, folders, repeat(options), counts, range(1, options.at_once + 1)))
    done = [trial for _, lane in lanes for trial in lane]
    outputs = [trial.outputs for trial in done]
    seconds = [trial.seconds for trial in done]
    rows = [
        ["kills", options.kills],
        ["resumes that ended in the same bytes, manifest included", len(done)],
        [
            "outputs there after a kill: least, median, most",
            f"{min(outputs)}, {median(outputs):.0f}, {max(outputs)}",
        ],
        ["of them compared with the undisturbed job's, all equal", sum(outputs)],
        [
            "files in the making that were left, and removed by the resume",
            sum(trial.unfinished for trial in done),
        ],
        ["files kept by a resume, median", f"{median(trial.kept for trial in done):.0f}"],
        ["undisturbed job, s", f"{median(duration for duration, _ in lanes):.1f}"],
        ["resume, s: median, most", f"{median(seconds):.1f}, {max(seconds):.1f}"],
    ]
    publish("Kills", markdown(["", ""], rows), write=options.write)


if __name__ == "__main__":
    main()
