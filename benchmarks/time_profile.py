"""Where the time of a job goes, on one core, by samples of what it is doing; and the time within the passes.

    python -m benchmarks.time_profile --write

A thread looks every few milliseconds which room of the package `anon redact` is in. What a library does
counts for the room that called it. onnxruntime itself tells how long each kind of node of a pass takes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from types import FrameType

import orjson

from anonymize import cores
from anonymize.cli import run
from anonymize.detectors.onnx_graphs import session_options
from anonymize.detectors.tagger import BUNDLED, open_model
from anonymize.detectors.tagger.encoding import Encoder, Ints
from anonymize.detectors.tagger.runtimes import padded
from benchmarks.results import publish
from benchmarks.speed_texts import texts
from finetune.tables import markdown

PACKAGE = Path(cores.__file__).parent
ROOMS = (
    ("detectors/tagger/runtimes.py", "forward passes"),
    ("detectors/tagger", "windows, tokens and spans of the tagger"),
    ("detectors/patterns", "patterns"),
    ("documents", "reading and writing"),
    ("report", "manifest and summary"),
    ("operators", "replacing"),
    ("", "resolving, second mentions, checks"),
)
"""Places in the package, and what is done there; the first that fits counts."""
KINDS = {
    "MatMulIntegerToFloat": "products in int8",
    "MatMul": "products in fp32: attention",
    "FusedMatMul": "products in fp32: attention",
    "SkipLayerNormalization": "normalization, activations",
    "LayerNormalization": "normalization, activations",
    "QuantizeLinear": "rounding to int8",
    "Gelu": "normalization, activations",
    "Softmax": "normalization, activations",
}
"""Nodes of a pass by what they are; all others copy, add and scale."""
OTHERS = "copies, sums, scales"
INTERVAL = 0.003
"""Seconds between two looks."""
CHARACTERS = 200_000
"""Of the texts of each kind."""


def room(frame: FrameType | None) -> str | None:
    """The innermost room of the package that a frame is in or was called from; None outside of all."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            within = path.relative_to(PACKAGE).as_posix()
            return next(name for place, name in ROOMS if within.startswith(place))
        frame = frame.f_back
    return None


def sampled(work: Callable[[], object]) -> Counter[str]:
    """Does some work in this thread, and counts in which room each look found it."""
    looks: Counter[str] = Counter()
    done = threading.Event()
    here = threading.get_ident()

    def look() -> None:
        while not done.wait(INTERVAL):
            looks.update(filter(None, [room(sys._current_frames().get(here))]))

    looker = threading.Thread(target=look)
    looker.start()
    try:
        work()
    finally:
        done.set()
        looker.join()
    return looks


def redact(given: Sequence[str]) -> None:
    """Runs `anon redact` over JSONL with a text a line."""
    with tempfile.TemporaryDirectory() as temporary:
        source, out = Path(temporary, "in.jsonl"), Path(temporary, "out.jsonl")
        source.write_bytes(b"".join(orjson.dumps({"text": text}) + b"\n" for text in given))
        job = [str(source), "--output", str(out), "--workers", "1", "--on-leak", "report", "--quiet"]
        if status := run(["redact", *job]):
            sys.exit(status)
        if len(out.read_bytes().splitlines()) != len(given):
            sys.exit("not all texts are in the output, so nothing is told")


def passes(given: Sequence[str]) -> Counter[str]:
    """Microseconds that the kinds of nodes take in the passes over the windows of some texts."""
    import onnxruntime

    files = open_model(BUNDLED)
    encoder = Encoder.of(files)
    encoded = encoder.encode(given)
    windows = encoder.windows(encoded, size=files.window, overlap=files.overlap)
    sequences: Iterable[Ints] = (encoder.sequence(encoded[window.document], window) for window in windows)
    with tempfile.TemporaryDirectory() as temporary:
        options = session_options()
        options.intra_op_num_threads = 1
        options.enable_profiling = True
        options.profile_file_prefix = str(Path(temporary, "passes"))
        session = onnxruntime.InferenceSession(
            str(files.directory / files.weights[0].file_name), options, providers=["CPUExecutionProvider"]
        )
        for ids in sequences:
            feed = dict(zip(("input_ids", "attention_mask"), padded([ids], files.padding_id), strict=True))
            session.run(None, feed)
        events = orjson.loads(Path(session.end_profiling()).read_bytes())
    taken: Counter[str] = Counter()
    for event in events:
        if event.get("cat") == "Node" and event["name"].endswith("kernel_time"):
            taken[KINDS.get(event["args"]["op_name"], OTHERS)] += event["dur"]
    return taken


def shares(counted: Counter[str], names: Sequence[str]) -> list[str]:
    """Each one's share in percent."""
    return [f"{100 * counted[name] / counted.total():.1f}" for name in names]


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--characters", type=int, default=CHARACTERS, help="of the texts of each kind")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    given = parser.parse_args()
    cores.keep_to(1)
    kinds = {kind: texts(kind, given.characters) for kind in ("tickets", "pages")}
    redact(kinds["tickets"][:2])  # loads the libraries
    started = time.perf_counter()
    jobs = {kind: sampled(partial(redact, made)) for kind, made in kinds.items()}
    seconds = time.perf_counter() - started
    within = {kind: passes(made) for kind, made in kinds.items()}
    places = [name for _, name in ROOMS]
    nodes = [*dict.fromkeys(KINDS.values()), OTHERS]
    body = [
        f"{given.characters:,} characters of tickets and of pages, on one core, in {seconds:.0f} s.",
        markdown(
            ("share of a job, %", *jobs),
            list(zip(places, *(shares(one, places) for one in jobs.values()), strict=True)),
        ),
        markdown(
            ("share of the passes, %", *within),
            list(zip(nodes, *(shares(one, nodes) for one in within.values()), strict=True)),
        ),
    ]
    publish("Where the time goes", "\n\n".join(body), write=given.write)


if __name__ == "__main__":
    main()
