"""What a deny list of 100,000 names costs beside the patterns.

    python -m benchmarks.deny --write

10 MB of JSONL-like records, made by code, with names of the list planted in one record of ten. Correctness
first: every planted name is found and gone, and a job without the list leaves it. Then the same records are
redacted with and without the list, in turns; medians are compared. Building the list is measured apart, since
a job does it once.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Sequence
from itertools import product
from statistics import median

from anonymize.detectors.base import Detector
from anonymize.detectors.patterns import PATTERN_LABELS, PatternDetector
from anonymize.detectors.terms import Terms
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.redactor import Redactor
from benchmarks.results import publish
from benchmarks.texts import documents
from finetune.tables import markdown

NAMES = 100_000
PLANTED_EVERY = 10
"""Records to one that holds a name of the list."""
TOO_MUCH = 2.0
"""Times the job without the list."""


def names(count: int) -> list[str]:
    """Gives unique full names: Faker's first and last names of five locales, every one with every other."""
    from faker import Faker

    faker = Faker(["en_US", "de_DE", "fr_FR", "es_ES", "it_IT"])
    faker.seed_instance(1)
    firsts, lasts = (sorted({draw() for _ in range(5_000)}) for draw in (faker.first_name, faker.last_name))
    full = [f"{first} {last}" for first, last in product(firsts, lasts)]
    return random.Random(1).sample(full, count)  # noqa: S311 - not for secrets


def records(megabytes: int, characters: int, listed: Sequence[str]) -> tuple[list[str], dict[int, str]]:
    """Gives the texts of records, and which of them hold which name."""
    texts = documents(megabytes * 1_000_000 // characters, characters)
    chooser = random.Random(2)  # noqa: S311 - not for secrets
    planted = {number: chooser.choice(listed) for number in range(0, len(texts), PLANTED_EVERY)}
    for number, name in planted.items():
        words = texts[number].split(" ")
        # With a line break within, as texts have them.
        words.insert(chooser.randrange(len(words)), f"{name.replace(' ', chr(10), 1)},")
        texts[number] = " ".join(words)
    return texts, planted


def redactor(detectors: Sequence[Detector]) -> Redactor:
    """Gives what a job with these detectors runs."""
    labels = [label for detector in detectors for label in detector.labels]
    return Redactor(detectors, OperatorSet.build({}, labels=labels, key=Key.random()))


def redact(job: Redactor, texts: Sequence[str]) -> tuple[float, list[str]]:
    """Redacts all texts; gives the seconds and the results."""
    started = time.perf_counter()
    done = job.redact_all(texts)
    seconds = time.perf_counter() - started
    assert all(one.status == "redacted" for one in done), "a record was not redacted"
    return seconds, [one.text or "" for one in done]


def check(texts: Sequence[str], planted: dict[int, str], results: Sequence[Sequence[str]]) -> None:
    """Makes sure that the list finds what is planted, and nothing else does."""
    without, with_list = results
    for number, name in planted.items():
        written = name.replace(" ", "\n", 1)
        assert written in texts[number]
        assert written in without[number], "the patterns found a name"
        assert written not in with_list[number], "a planted name was left"
        assert "<PERSON>" in with_list[number]


def alone(detector: Detector, texts: Sequence[str]) -> float:
    """Seconds of one detector on all texts."""
    started = time.perf_counter()
    detector.detect(texts)
    return time.perf_counter() - started


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=10)
    parser.add_argument("--characters", type=int, default=2_000, help="of a record")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    listed = names(NAMES)
    texts, planted = records(options.megabytes, options.characters, listed)
    patterns = PatternDetector(PATTERN_LABELS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    terms = Terms({"person": listed})
    terms.find("")  # builds the automaton
    built = time.perf_counter() - started
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    detectors: tuple[Detector, ...] = (patterns, terms)
    jobs = (redactor(detectors[:1]), redactor(detectors))
    check(texts, planted, [redact(job, texts)[1] for job in jobs])
    times: list[list[float]] = [[], []]
    searched: list[list[float]] = [[], []]
    for _ in range(options.rounds):
        for job, seconds in zip(jobs, times, strict=True):
            seconds.append(redact(job, texts)[0])
        for detector, seconds in zip(detectors, searched, strict=True):
            seconds.append(alone(detector, texts))
        print([f"{seconds[-1]:.2f}" for seconds in (*times, *searched)], flush=True)
    without, with_list = map(median, times)
    ratio = with_list / without
    assert ratio <= TOO_MUCH, f"the list makes it {ratio:.2f} times as long"
    rows = [
        ["patterns alone", f"{without:.2f}", f"{median(searched[0]):.2f}", "1"],
        ["with the list", f"{with_list:.2f}", f"{median(searched[1]):.2f}", f"{ratio:.2f}"],
    ]
    table = markdown(["", "job, s", "search of this detector alone, s", "times the patterns alone"], rows)
    publish(
        "Deny list",
        f"{options.megabytes} MB in records of {options.characters:,} characters, {NAMES:,} names, a name in"
        f" one record of {PLANTED_EVERY}; medians of {options.rounds} rounds.\n\n{table}\n\n"
        f"The list is built in {built:.2f} s and takes {memory:.0f} MB at most.",
        write=options.write,
    )


if __name__ == "__main__":
    main()
