"""The sides of the speed benchmark: each in a process of its own, held to some cores, and checked.

What counts is the time of the work, without the start of the process and the loading of libraries. Ours is
what `anon redact` tells of its job, which loads its model, finds, replaces, checks, and writes the output. It
takes as many workers as it does when nobody asks for a number.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson

from benchmarks.speed_texts import LANGUAGE
from benchmarks.systems.environments import UnavailableError
from benchmarks.systems.registry import presidio

MODELS = Path(__file__).parents[1] / "anonymize" / "models"
OURS, LOOP, FORWARD, GLINER, PRESIDIO = "ours", "loop", "forward", "gliner", "presidio"
GLINER_LABELS = ("person", "organization", "location", "address", "date", "phone number", "email")
LEAST_SHARED = 0.9
"""Share of the characters found by another runtime of the same weights that ours has to find, too."""
_TOLD = 500
"""Characters of an error that are passed on."""
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
"""Settings that hold libraries to a number of threads."""
Places = list[set[int]]
"""For each text the code points that were found."""


class WrongOutputError(Exception):
    """A side did not do the work, so that its time says nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a side did.

    Attributes:
        seconds: of the work.
        places: what it found.
        note: what else is worth telling.
    """

    seconds: float
    places: Places
    note: str = ""


def sides(environments: Path) -> dict[str, Callable[[Sequence[str], int], Run]]:
    """Gives the sides by name; each takes texts and a number of cores.

    Args:
        environments: where those are made that must not share this one.
    """
    modules = {
        LOOP: ["pipeline_loop", str(MODELS / "pii-small")],
        FORWARD: ["forward"],
        GLINER: ["gliner_loop", str(MODELS / "gliner-small"), *GLINER_LABELS],
    }
    own = {
        name: partial(answering, [sys.executable, "-m", f"benchmarks.systems.{module}", *options])
        for name, (module, *options) in modules.items()
    }

    def with_presidio(texts: Sequence[str], cores: int) -> Run:
        return answering(presidio("--redact")(environments), texts, cores)

    return {OURS: ours, **own, PRESIDIO: with_presidio}


def ours(texts: Sequence[str], cores: int, *, workers: int | None = None) -> Run:
    """Runs `anon redact` over JSONL with a text a line, and reads in its manifest what it found.

    Args:
        texts: the texts.
        cores: that it is held to.
        workers: how many; None for as many as the command takes by itself.

    Raises:
        WrongOutputError: a text is not redacted, or not all lines are in the output.
    """
    with tempfile.TemporaryDirectory() as temporary:
        given, out = Path(temporary, "in.jsonl"), Path(temporary, "out.jsonl")
        given.write_bytes(b"".join(orjson.dumps({"text": text}) + b"\n" for text in texts))
        command = [sys.executable, "-m", "anonymize", "redact", str(given), "--output", str(out)]
        # A text that would be withheld for a leak takes the same time.
        held = [] if workers is None else ["--workers", str(workers)]
        told = _run([*command, *held, "--on-leak", "report", "--json"], "", cores)
        entries = map(orjson.loads, Path(f"{out}.manifest.jsonl").read_bytes().splitlines()[1:])
        documents = [entry for entry in entries if entry["kind"] == "document"]
        lines = len(out.read_bytes().splitlines())
    if any(entry["status"] != "redacted" for entry in documents) or {lines, len(documents)} != {len(texts)}:
        raise WrongOutputError(f"ours: of {len(texts)} texts {lines} are in the output")
    places = [_places((span["start"], span["end"]) for span in entry["spans"]) for entry in documents]
    return Run(orjson.loads(told)["seconds"], places)


def answering(command: Sequence[str], texts: Sequence[str], cores: int) -> Run:
    """Runs a process that answers texts; see `benchmarks.systems`.

    Raises:
        UnavailableError: it failed; with the end of what it said.
        WrongOutputError: it gave back a text in which something that it found stands as it was.
    """
    lines = "".join(json.dumps({"text": text, "language": LANGUAGE}) + "\n" for text in texts)
    answers = [json.loads(line) for line in _run(command, lines, cores).splitlines()]
    if len(answers) != len(texts):
        raise UnavailableError(f"gave {len(answers)} answers to {len(texts)} texts")
    if any(
        answer["spans"] and answer.get("text") == text for answer, text in zip(answers, texts, strict=True)
    ):
        raise WrongOutputError("a text came back as it was, although something was found in it")
    places = [_places((start, end) for start, end, _ in answer["spans"]) for answer in answers]
    budget = answers[0].get("budget")
    note = "" if budget is None else f"{budget} tokens" if budget > 1 else "each window alone"
    return Run(sum(answer["seconds"] for answer in answers), places, note)


def shared(mine: Run, other: Run) -> float:
    """Gives the share of what another side finds that is in what ours finds.

    Raises:
        WrongOutputError: the other one found nothing.
    """
    found = sum(map(len, other.places))
    if not found:
        raise WrongOutputError("nothing was found")
    return sum(len(one & two) for one, two in zip(mine.places, other.places, strict=True)) / found


def _places(bounds: Iterable[tuple[int, int]]) -> set[int]:
    return {index for start, end in bounds for index in range(start, end)}


def _run(command: Sequence[str], given: str, cores: int) -> str:
    held = sorted(os.sched_getaffinity(0))[:cores]
    done = subprocess.run(
        command,
        input=given,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | dict.fromkeys(THREADS, str(len(held))),
        preexec_fn=lambda: os.sched_setaffinity(0, held),
    )
    if done.returncode:
        raise UnavailableError(f"failed: {done.stderr.strip()[-_TOLD:]}")
    return done.stdout
