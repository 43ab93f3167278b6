"""Whole-process throughput: `anon redact` against a loop of `transformers.pipeline`, on the same texts.

    python -m benchmarks.throughput --write

Both read 500 documents of 2,000 characters (1 MB) and both cover every character: the pipeline with a
stride, as its documentation shows. The pipeline runs the same weights in fp32 and only finds; ours finds with
the tagger and with the patterns, replaces, and writes the files. Each side runs in a process of its own, in
turns; medians are compared.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

from benchmarks.results import publish
from benchmarks.texts import documents
from finetune.tables import markdown

MODEL = Path(__file__).parents[1] / "anonymize" / "models" / "pii-small"
PIPELINE = """
import sys, torch, orjson
from pathlib import Path
from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline
model = AutoModelForTokenClassification.from_pretrained(sys.argv[1], dtype=torch.float32)
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
options = {"aggregation_strategy": "simple", "stride": 40}
find = pipeline("token-classification", model=model, tokenizer=tokenizer, **options)
with open(sys.argv[3], "wb") as out:
    for path in sorted(Path(sys.argv[2]).iterdir()):
        found = [(e["start"], e["end"]) for e in find(path.read_text())]
        out.write(orjson.dumps({"id": path.name, "spans": found}) + b"\\n")
"""


def anon(folder: Path, out: Path) -> list[str]:
    """The command that redacts `folder`."""
    command = [sys.executable, "-m", "anonymize", "redact", str(folder), "--output", str(out), "--overwrite"]
    return [*command, "--quiet"]


def loop(folder: Path, out: Path) -> list[str]:
    """The command that runs the pipeline over `folder`."""
    return [sys.executable, "-c", PIPELINE, str(MODEL), str(folder), str(out)]


def seconds(command: list[str]) -> float:
    """Wall time of a whole process."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def check(folder: Path, manifest: Path, found: Path) -> float:
    """Makes sure that both sides did the work; gives the share of the pipeline's finds that ours has."""
    ours: dict[str, set[int]] = {}
    for line in manifest.read_bytes().splitlines()[1:]:
        entry = orjson.loads(line)
        if entry["kind"] != "document":
            continue
        assert entry["status"] == "redacted", entry["id"]
        ours[Path(entry["id"]).name] = {
            index for span in entry["spans"] for index in range(span["start"], span["end"])
        }
    theirs = {
        entry["id"]: {index for start, end in entry["spans"] for index in range(start, end)}
        for entry in map(orjson.loads, found.read_bytes().splitlines())
    }
    assert ours.keys() == theirs.keys() == {path.name for path in folder.iterdir()}
    common = sum(len(ours[name] & theirs[name]) for name in ours)
    share = common / sum(map(len, theirs.values()))
    assert share > 0.9, f"only {share:.2f} of what the pipeline finds is found"
    return share


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--characters", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder, out, found = (Path(temporary, name) for name in ("in", "out", "found.jsonl"))
        folder.mkdir()
        for number, text in enumerate(documents(options.documents, options.characters)):
            (folder / f"{number:05}.txt").write_text(text)
        times: dict[str, list[float]] = {"ours": [], "loop": []}
        for _ in range(options.rounds):
            times["ours"].append(seconds(anon(folder, out)))
            times["loop"].append(seconds(loop(folder, found)))
        share = check(folder, Path(f"{out}.manifest.jsonl"), found)
    ours, theirs = (statistics.median(times[side]) for side in ("ours", "loop"))
    size = options.documents * options.characters
    rows = [
        ["`anon redact`, whole process", f"{ours:.1f}", f"{size / ours / 1000:.0f}", f"{theirs / ours:.2f}"],
        ["`transformers.pipeline` loop", f"{theirs:.1f}", f"{size / theirs / 1000:.0f}", "1"],
    ]
    body = markdown(["", "seconds", "1,000 characters/s", "times the loop"], rows)
    body += f"\n\n{share:.1%} of the characters that the loop finds are in what ours redacts."
    publish("Throughput", body, write=options.write)


if __name__ == "__main__":
    main()
