"""What repeats is run once, within a call and from one to the next, and the results are the same bits."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize.detectors.tagger import Tagger, TaggerFiles, open_model, runtimes
from anonymize.detectors.tagger.repeats import ENTRY_BYTES, Floats, Ints, Repeats
from anonymize.detectors.tagger.runtimes import OnnxRuntime
from finetune.export import export_onnx
from tests.tiny_tagger import build_wide_tagger

LINES = ("anna went to Harbour Road 17", "john okafor", "the parcel", "Berlin and foxglove")
LABELS = frozenset({"person", "address", "location", "username"})


class Model:
    """Counts what it is given, and gives logits that follow from it."""

    def __init__(self) -> None:
        self.run: list[list[int]] = []

    def infer(self, sequences: Sequence[Ints]) -> Iterable[Floats]:
        for ids in sequences:
            self.run.append(ids.tolist())
            yield np.stack([ids * 0.1, ids * 0.3], axis=-1).astype(np.float32)


def sequence(*ids: int) -> Ints:
    """A sequence of token ids."""
    return np.array(ids, dtype=np.int64)


def entry(tokens: int) -> int:
    """Bytes that the logits of so many tokens take."""
    return tokens * 2 * 4 + ENTRY_BYTES


class CountingSession:
    """A session of onnxruntime that counts the sequences that it runs."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.runs = 0

    def get_inputs(self) -> Any:
        return self._session.get_inputs()

    def run(self, names: None, feed: dict[str, Any]) -> Any:
        self.runs += len(feed["input_ids"])
        return self._session.run(names, feed)


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[CountingSession]:
    """The sessions that are opened from here on."""
    opened: list[CountingSession] = []
    real = runtimes.open_session

    def open_session(*arguments: Any) -> CountingSession:
        opened.append(CountingSession(real(*arguments)))
        return opened[-1]

    monkeypatch.setattr(runtimes, "open_session", open_session)
    return opened


def test_lines_that_repeat_are_inferred_once(onnx_tagger: Path, sessions: list[CountingSession]) -> None:
    tagger = Tagger(open_model(str(onnx_tagger)), LABELS)
    alone = [tagger.detect([line])[0] for line in LINES]
    [session] = sessions
    assert session.runs == len(LINES)
    assert tagger.detect(LINES * 50) == alone * 50
    assert session.runs == len(LINES)
    assert (
        tagger.detect(["again and again", *LINES] * 5)
        == [
            *tagger.detect(["again and again"]),
            *alone,
        ]
        * 5
    )
    assert session.runs == len(LINES) + 1


def test_a_pickled_tagger_takes_nothing_kept_along(
    onnx_tagger: Path, sessions: list[CountingSession]
) -> None:
    tagger = Tagger(open_model(str(onnx_tagger)), LABELS)
    fresh = len(pickle.dumps(tagger))
    tagger.detect(LINES)
    pickled = pickle.dumps(tagger)
    assert len(pickled) == fresh
    assert pickle.loads(pickled).detect(LINES) == tagger.detect(LINES)  # noqa: S301 - our own bytes
    assert [session.runs for session in sessions] == [len(LINES)] * 2


@settings(max_examples=25, deadline=None)
@given(
    calls=st.lists(
        st.lists(st.sampled_from([*LINES, "", "the " * 100, "anna " * 100]), max_size=6), max_size=5
    ),
    budget=st.sampled_from([None, 90, 10_000]),
    int8=st.booleans(),
)
def test_results_are_the_same_bits_whatever_is_run_together(
    onnx_tagger: Path, int8_tagger: Path, calls: list[list[str]], budget: int | None, int8: bool
) -> None:
    """As of a runtime that keeps nothing and runs each text by itself."""
    directory = int8_tagger if int8 else onnx_tagger
    kept = Tagger(both_cases(directory), LABELS, batch_tokens=budget)
    for texts in calls:
        for text, ours in zip(texts, kept.read(texts), strict=True):
            assert tuple(one.probabilities.tobytes() for one in ours) == alone(directory, text)


def both_cases(directory: Path) -> TaggerFiles:
    """A model that reads texts as they are and in small letters."""
    return replace(open_model(str(directory)), capitals="both")


@cache
def alone(directory: Path, text: str) -> tuple[bytes, ...]:
    """What a tagger that has seen nothing else gives for a text."""
    (found,) = Tagger(both_cases(directory), LABELS).read([text])
    return tuple(one.probabilities.tobytes() for one in found)


@pytest.fixture(scope="module")
def int8_tagger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wide tagger in static int8."""
    directory = build_wide_tagger(tmp_path_factory.mktemp("int8"))
    export_onnx(directory, int8=True)
    return directory


@given(
    calls=st.lists(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), max_size=8), max_size=8),
    most=st.integers(0, 4 * entry(4)),
)
def test_never_more_is_kept_than_the_bound(calls: list[list[list[int]]], most: int) -> None:
    model, repeats = Model(), Repeats(most)
    for call in calls:
        sequences = [sequence(*ids) for ids in call]
        got = repeats.run(sequences, model.infer)
        expected = list(Model().infer(sequences))
        assert [logits.tobytes() for logits in got] == [logits.tobytes() for logits in expected]
        assert repeats.size == sum(logits.nbytes + ENTRY_BYTES for logits in repeats._kept.values()) <= most


def test_the_least_recent_goes_first() -> None:
    model, repeats = Model(), Repeats(2 * entry(1))
    for ids in (1, 2, 1, 3, 1, 2):
        repeats.run([sequence(ids)], model.infer)
    assert model.run == [[1], [2], [3], [2]]


def test_what_is_larger_than_the_bound_is_run_and_not_kept() -> None:
    model, repeats = Model(), Repeats(entry(2))
    for _ in range(2):
        repeats.run([sequence(1, 2, 3), sequence(1, 2, 3), sequence(1)], model.infer)
    assert model.run == [[1, 2, 3], [1], [1, 2, 3]]


def test_what_is_kept_cannot_be_changed() -> None:
    [logits] = Repeats().run([sequence(1)], Model().infer)
    with pytest.raises(ValueError, match="read-only"):
        logits += 1


def test_a_failure_keeps_nothing(onnx_tagger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Tagger(open_model(str(onnx_tagger)), LABELS)._runtime
    assert isinstance(runtime, OnnxRuntime)
    with monkeypatch.context() as broken:
        broken.setattr(runtimes, "_checked", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            runtime.logits([sequence(2, 5, 3)])
    assert len(runtime.logits([sequence(2, 5, 3)])[0]) == 3
