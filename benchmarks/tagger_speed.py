"""How fast taggers find, side by side: the bundled one and another, on the same texts, in turns.

    anon models export DIR --int8
    python -m benchmarks.tagger_speed --against DIR --write

Each reads 100 documents of 2,000 characters and must have seen every character. Detection alone is timed:
tokenizing, windows, the forward passes, decoding. Each round has other texts, for what repeats is run once.
Medians are compared.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence

from anonymize.detectors.tagger import BUNDLED, Tagger, open_model
from benchmarks.results import publish
from benchmarks.texts import documents
from finetune.tables import markdown


def opened(name: str) -> Tagger:
    """A tagger for all of its labels."""
    files = open_model(name)
    return Tagger(files, files.labels)


def seconds(tagger: Tagger, texts: Sequence[str]) -> float:
    """Wall time of one pass, which must have seen all that there is to see."""
    started = time.perf_counter()
    found = tagger.detect(texts)
    took = time.perf_counter() - started
    for text, detection in zip(texts, found, strict=True):
        seen = {index for start, end in detection.seen for index in range(start, end)}
        assert all(index in seen for index, sign in enumerate(text) if sign.isalnum())
    return took


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--against", required=True, metavar="DIR", help="directory of the other tagger")
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--characters", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    taggers = {name: opened(name) for name in (BUNDLED, options.against)}
    times: dict[str, list[float]] = {name: [] for name in taggers}
    for tagger in taggers.values():
        seconds(tagger, documents(5, options.characters, seed=options.rounds))
    for number in range(options.rounds):
        texts = documents(options.documents, options.characters, seed=number)
        for name, tagger in taggers.items():
            times[name].append(seconds(tagger, texts))
    size = options.documents * options.characters
    theirs = statistics.median(times[options.against])
    rows = [
        [name, f"{size / median / 1000:.1f}", f"{theirs / median:.2f}"]
        for name, median in ((name, statistics.median(found)) for name, found in times.items())
    ]
    publish(
        "Taggers", markdown(["tagger", "1,000 characters/s", "times the other"], rows), write=options.write
    )


if __name__ == "__main__":
    main()
