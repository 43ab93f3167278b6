"""Chooses the tagger's window: what each length finds on long documents, and how fast it is.

    python -m benchmarks.window --data PATH/TO/data --write

Reads court cases (TAB) and Spanish clinical cases (MEDDOCAN dev), neither of which the model was trained on.
A gold span counts as covered when every character of it would be redacted, under whatever label.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson

from anonymize.detectors.tagger import BUNDLED, Tagger, open_model
from anonymize.spans import resolve, snap
from benchmarks.results import publish
from finetune.tables import markdown

WINDOWS = (64 + 34, 128, 160, 192, 256, 384, 512)
TAB_LABELS = {"PERSON": "person", "LOC": "location", "ORG": "organization", "DATETIME": "date"}
Gold = tuple[int, int, str]


def court_cases(data: Path) -> Iterator[tuple[str, list[Gold]]]:
    """Texts of TAB, with what its annotators wanted masked."""
    for line in (data / "tab" / "train.jsonl").read_bytes().splitlines():
        entry = orjson.loads(line)
        gold = [
            (item["start_offset"], item["end_offset"], TAB_LABELS.get(item["entity_type"], "other"))
            for item in entry["entities"]
            if item["identifier_type"] != "NO_MASK"
        ]
        yield entry["text"], gold


def clinical_cases(data: Path, most: int = 80) -> Iterator[tuple[str, list[Gold]]]:
    """Texts of MEDDOCAN's dev part."""
    for path in sorted((data / "meddocan").rglob("dev/**/*.txt"))[:most]:
        gold = []
        for line in path.with_suffix(".ann").read_text().splitlines():
            if line.startswith("T"):
                name, start, end = line.split("\t")[1].replace(";", " ").split()[:3]
                gold.append((int(start), int(end), "person" if name.startswith("NOMBRE") else "other"))
        yield path.read_bytes().decode(), gold


def measure(tagger: Tagger, documents: list[tuple[str, list[Gold]]]) -> tuple[float, float, float, float]:
    """Shares of persons and of all gold covered, of text redacted beyond gold, and characters a second."""
    started = time.perf_counter()
    detections = tagger.detect([text for text, _ in documents])
    seconds = time.perf_counter() - started
    covered: Counter[str] = Counter()
    total: Counter[str] = Counter()
    beyond = characters = 0
    for (text, gold), detection in zip(documents, detections, strict=True):
        hidden = bytearray(len(text))
        for span in resolve(snap(detection.spans, text)):
            hidden[span.start : span.end] = b"\1" * (span.end - span.start)
        for start, end, label in gold:
            total[label] += 1
            covered[label] += all(hidden[start:end])
        for start, end, _ in gold:
            hidden[start:end] = bytes(end - start)
        beyond += sum(hidden)
        characters += len(text)
    return (
        covered["person"] / total["person"],
        covered.total() / total.total(),
        beyond / characters,
        characters / seconds,
    )


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="directory with tab/ and meddocan/")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    files = open_model(BUNDLED)
    rows = []
    for name, documents in (
        ("court cases", list(court_cases(options.data))),
        ("clinical cases", list(clinical_cases(options.data))),
    ):
        for window in WINDOWS:
            tagger = Tagger(dataclasses.replace(files, window=window), files.labels)
            tagger.detect([documents[0][0]])
            person, everything, beyond, speed = measure(tagger, documents)
            rows.append(
                [name, window, f"{person:.3f}", f"{everything:.3f}", f"{beyond:.3f}", f"{speed / 1000:.0f}"]
            )
            print(rows[-1], flush=True)
    header = [
        "texts",
        "window, tokens",
        "persons covered",
        "gold covered",
        "text beyond gold",
        "1,000 characters/s",
    ]
    publish("Window length", markdown(header, rows), write=options.write)


if __name__ == "__main__":
    main()
