"""How fast `anon redact` is, as ratios: beside the alternatives, and beside what its model takes alone.

    python -m benchmarks.speed --write

Tickets of 20 words, pages of 500 and a book, on one core and on all. Sides: our job; a loop of
`transformers.pipeline` (fp32, the same weights, with a stride, so that both cover the same characters);
Presidio's analyzer and anonymizer with spaCy's small model; a loop of GLiNER's own `predict_entities`; the
pure forward passes of our windows at the best batch, which is the limit. Each runs in a process of its own,
in turns; medians are compared. What comes out is checked before anything is timed. There is so much text that
our command takes a worker for each core, as it does by itself; on one core there is less, in proportion.

The defaults take an hour on two cores; the book is shorter than the 100,000 words of `--book-words 100000`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import publish
from benchmarks.speed_sides import (
    FORWARD,
    GLINER,
    LEAST_SHARED,
    LOOP,
    OURS,
    PRESIDIO,
    Run,
    WrongOutputError,
    ours,
    shared,
    sides,
)
from benchmarks.speed_texts import WORDS, texts
from benchmarks.systems.environments import UnavailableError
from finetune.tables import markdown

SAME_WEIGHTS = (LOOP, FORWARD)
BARS = {
    ("tickets", LOOP): 6.0,
    ("pages", LOOP): 3.0,
    ("tickets", PRESIDIO): 3.0,
    ("pages", PRESIDIO): 3.0,
    ("pages", FORWARD): 0.8,
}
"""Least speed of ours as a multiple of another side's, on all cores."""
EACH_CORE = 250_000
"""Characters of tickets, and of pages, for each core: far more than those for which a worker starts."""
TWO_WORKERS = 1.8
"""Least speed of two workers on two cores as a multiple of one that is held to one, on pages."""
_ABOUT = {
    OURS: "`anon redact`",
    LOOP: "`transformers.pipeline` loop",
    PRESIDIO: "Presidio",
    GLINER: "`predict_entities` loop",
    FORWARD: "forward passes alone",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The median time of each side on one kind of texts.

    Attributes:
        kind: of texts.
        cores: that each side was held to.
        characters: of the texts.
        seconds: by side.
    """

    kind: str
    cores: int
    characters: int
    seconds: dict[str, float]

    def times(self, side: str) -> float | None:
        """How many times as fast as a side ours is; None where the side was not measured."""
        return self.seconds[side] / self.seconds[OURS] if side in self.seconds else None


def checked(
    chosen: dict[str, Callable[[Sequence[str], int], Run]], given: Sequence[str], cores: int
) -> tuple[list[str], list[str]]:
    """Runs each side once, and holds what it finds against ours.

    Returns:
        The sides that can be measured, and what is to be told of all.

    Raises:
        WrongOutputError: a side did not do the work.
    """
    mine = chosen[OURS](given, cores)
    usable, notes = [OURS], []
    for name in chosen:
        if name == OURS:
            continue
        try:
            other = chosen[name](given, cores)
        except UnavailableError as error:
            notes.append(f"{_ABOUT[name]} is not measured: {error}")
            continue
        share = shared(mine, other)
        if name in SAME_WEIGHTS and share < LEAST_SHARED:
            raise WrongOutputError(f"only {share:.2f} of what {_ABOUT[name]} finds is in what ours finds")
        usable.append(name)
        notes.append(f"{_ABOUT[name]}: {share:.1%} of the characters that it finds are in what ours redacts.")
    return usable, notes


def measured(
    kind: str,
    given: Sequence[str],
    cores: int,
    chosen: dict[str, Callable[[Sequence[str], int], Run]],
    rounds: int,
) -> Measured:
    """Times all sides in turns."""
    runs: dict[str, list[float]] = {name: [] for name in chosen}
    for _ in range(rounds):
        for name, side in chosen.items():
            runs[name].append(side(given, cores).seconds)
    medians = {name: statistics.median(seconds) for name, seconds in runs.items()}
    return Measured(kind, cores, sum(map(len, given)), medians)


def table(all_measured: Sequence[Measured]) -> str:
    """Characters a second of each side, and how many times as fast ours is."""
    rows = [
        [
            one.kind,
            str(one.cores),
            _ABOUT[side],
            f"{seconds:.1f}",
            f"{one.characters / seconds / 1000:.1f}",
            f"{seconds / one.seconds[OURS]:.2f}",
        ]
        for one in all_measured
        for side, seconds in one.seconds.items()
    ]
    return markdown(["texts", "cores", "", "seconds", "1,000 characters/s", "times as fast is ours"], rows)


def bars(all_measured: Sequence[Measured], cores: int, two_workers: float | None) -> str:
    """The bars, and whether they are reached."""
    by_kind = {one.kind: one for one in all_measured if one.cores == cores}
    figures = [
        (f"{kind}: ours to {_ABOUT[side]}", by_kind[kind].times(side), bar)
        for (kind, side), bar in BARS.items()
        if kind in by_kind
    ]
    figures.append(("pages: two workers on two cores to one on one", two_workers, TWO_WORKERS))
    rows = [
        [about, "-" if figure is None else f"{figure:.2f}", f"≥ {bar}", _verdict(figure, bar)]
        for about, figure, bar in figures
    ]
    return markdown(["", "times", "bar", ""], rows)


def _part(given: Sequence[str], held: int, cores: int) -> Sequence[str]:
    """Some of the texts, so that a run on some of the cores takes as long as that of all texts on all."""
    return given[: max(1, len(given) * held // cores)]


def _verdict(figure: float | None, bar: float) -> str:
    if figure is None:
        return "not measured"
    return "reached" if figure >= bar else "**missed**"


def workers_gain(characters: int) -> float | None:
    """How many times as fast two workers on two cores are as one process on one; None on a single core."""
    if len(os.sched_getaffinity(0)) < 2:
        return None
    given = texts("pages", characters)
    return ours(given, 1, workers=1).seconds / ours(given, 2, workers=2).seconds


def main() -> None:
    """Measures and prints."""
    options = _parser().parse_args()
    cores = len(os.sched_getaffinity(0))
    known = sides(options.environments)
    chosen = {name: side for name, side in known.items() if name == OURS or name in options.side}
    given = {
        "tickets": texts("tickets", options.characters),
        "pages": texts("pages", options.characters),
        "book": texts("book", 0, words=options.book_words),
    }
    try:
        usable, notes = checked(chosen, [*given["tickets"][:20], *given["pages"][:2]], cores)
        chosen = {name: chosen[name] for name in usable}
        found = [
            measured(
                kind, _part(given[kind], held, cores), held, chosen, 1 if kind == "book" else options.rounds
            )
            for kind in options.kind
            for held in sorted({1, cores})
        ]
        gain = workers_gain(options.workers_characters) if options.workers_characters else None
    except (UnavailableError, WrongOutputError) as error:
        sys.exit(f"not measured: {error}")
    about = f"Medians of {options.rounds} rounds in turns; the book of {options.book_words:,} words once."
    held = f"### Bars\n\n{bars(found, cores, gain)}"
    publish(
        _title(Path("/proc/cpuinfo")), "\n\n".join([about, held, table(found), *notes]), write=options.write
    )


def _title(cpuinfo: Path) -> str:
    """Figures of processors without VNNI stand apart: they gain less by int8."""
    return "Speed" if not cpuinfo.is_file() or "_vnni" in cpuinfo.read_text() else "Speed without VNNI"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    others = [LOOP, PRESIDIO, GLINER, FORWARD]
    worth = EACH_CORE * len(os.sched_getaffinity(0))
    parser.add_argument("--side", nargs="*", choices=others, default=others, help="beside ours")
    parser.add_argument("--kind", nargs="*", choices=list(WORDS), default=list(WORDS))
    parser.add_argument("--characters", type=int, default=worth, help="of all tickets, and of all pages")
    parser.add_argument("--book-words", type=int, default=20_000)
    # Twice as many, so that the start of a worker counts for less.
    parser.add_argument("--workers-characters", type=int, default=2 * worth, help="0 to leave workers out")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--environments", type=Path, default=Path("runs/environments"))
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    return parser


if __name__ == "__main__":
    main()
