"""What operators cost: with many spans in one document, with a million over a job, and beside the model.

    python -m benchmarks.operators --write

Correctness first: no value is left, equal values have equal surrogates, and a value that comes again is not
drawn again. Times are of whole processes; `pseudonym` and `replace` take turns, medians are compared.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import orjson

from benchmarks.results import publish
from benchmarks.texts import documents
from finetune.tables import markdown

VALUES = 10_000
"""Unique values of a job."""
KEY = "0123456789abcdef0123456789abcdef"


def emails(count: int) -> list[str]:
    """Values that the patterns find, over and over the same ones."""
    values = [f"user{number}.name{number % 97}@corp{number}.com" for number in range(VALUES)]
    return [values[number % VALUES] for number in range(count)]


def write_document(path: Path, spans: int) -> None:
    """Writes one text with so many spans."""
    path.write_text(", ".join(emails(spans)))


def write_records(path: Path, spans: int, *, each: int = 100) -> None:
    """Writes JSONL with `each` spans a record."""
    values = emails(spans)
    with path.open("wb") as file:
        for start in range(0, spans, each):
            file.write(orjson.dumps({"text": ", ".join(values[start : start + each])}) + b"\n")


def write_people(path: Path) -> list[str]:
    """Writes records, each with a name of its own in a sentence or two; gives the names."""
    from faker import Faker

    faker = Faker("en_US")
    faker.seed_instance(1)
    names: dict[str, None] = {}
    while len(names) < VALUES:
        names[f"{faker.first_name()} {faker.last_name()}-{faker.last_name()}"] = None
    texts = documents(VALUES, 60)
    with path.open("wb") as file:
        for name, text in zip(names, texts, strict=True):
            file.write(orjson.dumps({"text": f"Yesterday {name} came to see us. {text}"}) + b"\n")
    return list(names)


def redact(path: Path, operator: str, *options: str) -> float:
    """Runs a job into `path.out`; gives its seconds."""
    command = [sys.executable, "-m", "anonymize", "redact", str(path), "--operator", operator, *options]
    started = time.perf_counter()
    done = subprocess.run(
        [*command, "--output", str(path.with_suffix(".out")), "--overwrite", "--quiet"],
        env={"ANON_KEY": KEY, "PATH": ""},
        capture_output=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        raise SystemExit(f"the job failed: {done.stderr.decode()}")
    return seconds


def check_surrogates(path: Path, spans: int) -> None:
    """Checks that nothing is left, and that equal values have equal surrogates, as often as they stand."""
    written = path.with_suffix(".out").read_bytes().decode()
    texts = (
        [written] if path.suffix == ".txt" else [orjson.loads(line)["text"] for line in written.splitlines()]
    )
    found = [value for text in texts for value in text.split(", ")]
    values = emails(spans)
    assert len(found) == spans, "spans were lost"
    surrogates: dict[str, set[str]] = {}
    for value, surrogate in zip(values, found, strict=True):
        surrogates.setdefault(value, set()).add(surrogate)
    assert not set(values) & set(found), "a value was left"
    several = sum(len(one) > 1 for one in surrogates.values())
    assert several <= len(surrogates) / 100, f"{several} values have several surrogates"


def scaling(folder: Path, *, suffix: str, sizes: list[int]) -> list[list[object]]:
    """Seconds for more and more spans."""
    rows: list[list[object]] = []
    for operator in ("replace", "pseudonym"):
        first = 0.0
        for spans in sizes:
            path = folder / f"spans{spans}{suffix}"
            (write_document if suffix == ".txt" else write_records)(path, spans)
            seconds = redact(path, operator, "--detector", "patterns", "--labels", "email")
            if operator == "pseudonym":
                check_surrogates(path, spans)
            first = first or seconds / spans
            kind = "one document" if suffix == ".txt" else "a job"
            rows.append(
                [
                    kind,
                    operator,
                    f"{spans:,}",
                    f"{seconds:.1f}",
                    f"{seconds / spans * 1e6:.1f}",
                    f"{seconds / spans / first:.2f}",
                ]
            )
            print(rows[-1], flush=True)
    return rows


def beside_the_model(folder: Path, rounds: int) -> list[list[object]]:
    """The same job with `replace` and with `pseudonym`, on the bundled model."""
    path = folder / "people.jsonl"
    names = write_people(path)
    seconds: dict[str, list[float]] = {"replace": [], "pseudonym": []}
    for _ in range(rounds):
        for operator, times in seconds.items():
            times.append(redact(path, operator, "--labels", "person"))
            print(operator, f"{times[-1]:.1f}", flush=True)
    written = path.with_suffix(".out").read_text()
    left = sum(name in written for name in names)
    assert left <= VALUES / 50, f"{left} of {VALUES} names were not found"
    replace, pseudonym = (median(times) for times in seconds.values())
    return [[f"{VALUES:,}", f"{replace:.1f}", f"{pseudonym:.1f}", f"{pseudonym / replace:.3f}", left]]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3, help="of the jobs with the model")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = scaling(folder, suffix=".txt", sizes=[25_000, 50_000, 100_000])
        rows += scaling(folder, suffix=".jsonl", sizes=[250_000, 500_000, 1_000_000])
        model = beside_the_model(folder, options.rounds)
    spans = markdown(("spans in", "operator", "spans", "seconds", "µs a span", "to the smallest"), rows)
    people = markdown(("names", "replace s", "pseudonym s", "ratio", "names left by the model"), model)
    publish(
        "Operators",
        f"Patterns alone, {VALUES:,} unique values, start of the process included.\n\n{spans}\n\n"
        f"The bundled model, a name in each record, median of {options.rounds} rounds.\n\n{people}",
        write=options.write,
    )


if __name__ == "__main__":
    main()
