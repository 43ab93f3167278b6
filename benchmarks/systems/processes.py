"""Runs a system over texts: one process, all texts, each once."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from anonymize.evaluation import LabelledSpan
from benchmarks.systems.environments import UnavailableError
from benchmarks.systems.registry import System

_TOLD = 500
"""Characters of an error that are passed on."""


class Request(NamedTuple):
    """A text to find spans in, its language, and the labels to look for; none for all."""

    text: str
    language: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a system found.

    Attributes:
        spans: by request.
        withheld: requests whose text it would not give out.
        seconds: wall time of the process.
    """

    spans: dict[Request, tuple[LabelledSpan, ...]] = field(default_factory=dict)
    withheld: frozenset[Request] = frozenset()
    seconds: float = 0.0


def run(system: System, requests: Iterable[Request], environments: Path) -> Answers:
    """Runs a system.

    Args:
        system: which.
        requests: equal ones are asked once.
        environments: where its environment is made.

    Raises:
        UnavailableError: it cannot be installed, or it failed; with the end of what it said.
    """
    asked = list(dict.fromkeys(requests))
    command = system.command(environments)
    lines = "".join(json.dumps(_record(system, one)) + "\n" for one in asked)
    started = time.perf_counter()
    done = subprocess.run(command, input=lines, check=False, capture_output=True, text=True, encoding="utf-8")
    seconds = time.perf_counter() - started
    answers = done.stdout.splitlines()
    if done.returncode or len(answers) != len(asked):
        raise UnavailableError(f"failed: {done.stderr.strip()[-_TOLD:]}")
    return _read(asked, [json.loads(answer) for answer in answers], seconds)


def _record(system: System, one: Request) -> dict[str, object]:
    record: dict[str, object] = {"text": one.text, "language": one.language}
    labels = one.labels if system.takes_labels and one.labels else system.labels
    return record | ({"labels": labels} if labels else {})


def _read(asked: Sequence[Request], answers: Sequence[dict[str, Any]], seconds: float) -> Answers:
    spans = {
        one: tuple(LabelledSpan(*span) for span in answer["spans"] if span[0] < span[1])
        for one, answer in zip(asked, answers, strict=True)
    }
    withheld = frozenset(
        one for one, answer in zip(asked, answers, strict=True) if answer.get("withheld", False)
    )
    return Answers(spans, withheld, seconds)
