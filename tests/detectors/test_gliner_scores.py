"""The scores, on random weights: those of the `gliner` package, whatever the batch and the runtime."""

from __future__ import annotations

import random
import subprocess
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from anonymize.detectors.gliner import Gliner, open_gliner
from anonymize.detectors.gliner.decoding import Decoder, WordSpan, needed, sigmoid
from anonymize.detectors.gliner.runtimes import Floats, Runtime, open_runtime
from anonymize.detectors.gliner.words import EncodedText, ModelInput, WordEncoder
from anonymize.detectors.tagger import Thresholds
from anonymize.windows import Window
from tests.tiny_gliner import FILLER, LEXICON, build_random

LABELS = {
    label: label.replace("_", " ") for label in ("location", "machine_name", "person", "project_codename")
}
HEADS = ("token_level", "markerV0")
THRESHOLDS = {"token": 0.4, "span": 0.9}
"""By head: above it lies some part of the scores."""


def texts(count: int, words: int, seed: int = 0) -> list[str]:
    """Texts of up to `words` words, some of several sub-words."""
    chooser = random.Random(seed)  # noqa: S311 - not for secrets
    vocabulary = [*FILLER, *LEXICON, "Rain-codename", "xylophone", "x1", "."]
    return [" ".join(chooser.choices(vocabulary, k=chooser.randint(1, words))) for _ in range(count)]


@pytest.fixture(scope="module", params=HEADS)
def directory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_random(tmp_path_factory.mktemp(request.param), span_mode=request.param)


@pytest.fixture(scope="module")
def package(directory: Path) -> Any:
    from gliner import GLiNER

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return GLiNER.from_pretrained(str(directory), local_files_only=True)


def whole(text: EncodedText) -> Window:
    return Window(0, 0, len(text), 0, len(text))


def test_input_and_logits_are_those_of_the_package(directory: Path, package: Any) -> None:
    files = open_gliner(str(directory))
    encoder, runtime = WordEncoder(files), open_runtime(files)
    prompt = encoder.prompt(LABELS.items())
    for text in texts(20, 50):
        (encoded,) = encoder.encode([text])
        ours = encoder.sequence(encoded, whole(encoded), prompt)
        prepared = package.prepare_batch([text], list(LABELS.values()))
        batch = package.collate_batch(prepared["input_x"], prepared["entity_types"])
        assert ours.ids.tolist() == batch["input_ids"][0].tolist()
        assert ours.words.tolist() == batch["words_mask"][0].tolist()
        expected = package.run_batch(batch).logits[0].numpy()
        (logits,) = runtime.logits([ours])
        assert logits.shape == expected.shape
        held = np.isfinite(logits)
        np.testing.assert_allclose(sigmoid(logits[held]), sigmoid(expected[held]), atol=1e-4)
        if files.head == "span":
            starts, widths = np.nonzero(~held.all(axis=-1))
            assert (starts + widths >= len(encoded)).all()


@pytest.mark.parametrize("pooling", ["first", "last", "mean", "max"])
def test_words_are_pooled_as_in_the_package(tmp_path: Path, pooling: str) -> None:
    from gliner import GLiNER

    files = open_gliner(str(build_random(tmp_path, subtoken_pooling=pooling)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = GLiNER.from_pretrained(str(tmp_path), local_files_only=True)
    encoder = WordEncoder(files)
    text = "the Xylophone went to Berlin-codename"
    (encoded,) = encoder.encode([text])
    ours = encoder.sequence(encoded, whole(encoded), encoder.prompt(LABELS.items()))
    prepared = package.prepare_batch([text], list(LABELS.values()))
    batch = package.collate_batch(prepared["input_x"], prepared["entity_types"])
    assert ours.words.tolist() == batch["words_mask"][0].tolist()
    (logits,) = open_runtime(files).logits([ours])
    np.testing.assert_allclose(
        sigmoid(logits), sigmoid(package.run_batch(batch).logits[0].numpy()), atol=1e-4
    )


def test_candidates_are_those_of_the_package(directory: Path, package: Any) -> None:
    """Put through the package's own choice between overlapping spans, they give what it predicts."""
    from gliner.decoding.decoder import Span as PackageSpan

    files = open_gliner(str(directory))
    encoder, runtime = WordEncoder(files), open_runtime(files)
    threshold = THRESHOLDS[files.head]
    decoder = Decoder(files.head, [threshold] * len(LABELS))
    total = 0
    for text in texts(20, 40, seed=1):
        (encoded,) = encoder.encode([text])
        (logits,) = runtime.logits(
            [encoder.sequence(encoded, whole(encoded), encoder.prompt(LABELS.items()))]
        )
        spans = [
            PackageSpan(span.start, span.end, list(LABELS.values())[span.label], span.score)
            for label in range(len(LABELS))
            for span in decoder.candidates(logits, label)
        ]
        spans.sort(key=lambda span: (span.start, span.end))
        chosen = package.decoder.greedy_search(spans)
        expected = package.predict_entities(text, list(LABELS.values()), threshold=threshold)
        assert [(int(encoded.starts[s.start]), int(encoded.ends[s.end]), s.entity_type) for s in chosen] == [
            (entity["start"], entity["end"], entity["label"]) for entity in expected
        ]
        assert [s.score for s in chosen] == pytest.approx([entity["score"] for entity in expected], abs=1e-4)
        total += len(chosen)
    assert total > 20


def places(gliner: Gliner, given: list[str]) -> list[list[tuple[int, int, str]]]:
    return [
        sorted((span.start, span.end, span.label) for span in detection.spans)
        for detection in gliner.detect(given)
    ]


def test_the_token_budget_does_not_change_what_is_found(directory: Path) -> None:
    files = open_gliner(str(directory))
    thresholds = Thresholds(THRESHOLDS[files.head])
    given = texts(12, 150, seed=2)
    found = [
        places(Gliner(files, LABELS, thresholds=thresholds, batch_tokens=budget), given)
        for budget in (1, 500, 100_000)
    ]
    assert sum(map(len, found[0])) > 20
    assert found[0] == found[1] == found[2]


class Unsteady:
    """A runtime whose batches differ from single windows in the last digits, as those of large models do."""

    def __init__(self, runtime: Runtime, error: float) -> None:
        self._error = error
        self.name, self.precision, self.budget = runtime.name, runtime.precision, 100_000
        self._runtime = runtime

    def logits(self, windows: Sequence[ModelInput]) -> list[Floats]:
        return [logits + self._error * (len(windows) > 1) for logits in self._runtime.logits(windows)]


@pytest.mark.parametrize("error", [1e-6, -1e-6])
def test_a_score_on_its_threshold_falls_on_one_side_whatever_the_batch(directory: Path, error: float) -> None:
    """Each label's threshold is the very score of one of its spans, so that the last digit decides."""
    files = open_gliner(str(directory))
    encoder, runtime = WordEncoder(files), open_runtime(files)
    decoder = Decoder(files.head, [THRESHOLDS[files.head]] * len(LABELS))
    given = texts(12, 40, seed=5)
    (text,) = encoder.encode([max(given, key=len)])
    (logits,) = runtime.logits([encoder.sequence(text, whole(text), encoder.prompt(LABELS.items()))])
    scores = {
        name: max([span.score for span in decoder.candidates(logits, label)], default=0.5)
        for label, name in enumerate(LABELS)
    }
    alone = Gliner(files, LABELS, thresholds=Thresholds(by_label=scores), batch_tokens=1)
    together = Gliner(files, LABELS, thresholds=Thresholds(by_label=scores))
    together._runtime = Unsteady(runtime, error)
    assert places(together, given) == places(alone, given)


def test_a_batch_gives_what_each_text_gives_alone(directory: Path) -> None:
    files = open_gliner(str(directory))
    gliner = Gliner(files, LABELS, thresholds=Thresholds(THRESHOLDS[files.head]))
    given = ["anna", "", *texts(5, 200, seed=3)]
    alone = [detection for text in given for detection in gliner.detect([text])]
    for together, single in zip(gliner.detect(given), alone, strict=True):
        assert [(s.start, s.end, s.label) for s in together.spans] == [
            (s.start, s.end, s.label) for s in single.spans
        ]
        assert [s.score for s in together.spans] == pytest.approx([s.score for s in single.spans], abs=2e-4)


def test_torch_and_onnx_agree_and_onnx_needs_no_torch(directory: Path, package: Any, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package.export_to_onnx(tmp_path)
    given = texts(5, 200, seed=4)
    files = open_gliner(str(directory))
    thresholds = Thresholds(THRESHOLDS[files.head])
    by_torch = Gliner(files, LABELS, thresholds=thresholds)
    by_onnx = Gliner(open_gliner(str(tmp_path)), LABELS, thresholds=thresholds)
    assert (by_torch.describe()["runtime"], by_onnx.describe()["runtime"]) == ("torch", "onnx")
    for one, other in zip(by_torch.detect(given), by_onnx.detect(given), strict=True):
        assert [(s.start, s.end, s.label) for s in one.spans] == [
            (s.start, s.end, s.label) for s in other.spans
        ]
    code = (
        "import sys; from anonymize.detectors.gliner import *;"
        "Gliner(open_gliner(sys.argv[1]), {'person': 'person'}).detect(['anna']);"
        "sys.exit(bool({'torch', 'transformers', 'gliner'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 0


def test_a_score_near_its_threshold_is_in_doubt() -> None:
    logits = np.full((3, 2, 3), -9.0, dtype=np.float32)
    decoder = Decoder("token", [0.5, 0.9])
    assert not decoder.in_doubt(logits)
    logits[1, 1, 2] = 1e-5
    assert not decoder.in_doubt(logits), "0.5 is the other label's threshold"
    logits[1, 0, 2] = 1e-5
    assert decoder.in_doubt(logits)


def test_neighbours_stay_two_spans_when_a_weaker_one_joins_them() -> None:
    first, second, both = WordSpan(0, 1, 0, 0.9), WordSpan(2, 3, 0, 0.8), WordSpan(0, 3, 0, 0.7)
    assert needed([both, first, second]) == [first, second]


def test_a_weaker_span_that_holds_more_words_is_kept() -> None:
    inner, outer = WordSpan(1, 2, 0, 0.9), WordSpan(0, 2, 0, 0.6)
    assert needed([outer, inner]) == [inner, outer]


def test_an_entity_ends_where_no_word_is_inside() -> None:
    """Start, end and inside of five words; the third is outside."""
    high, low = 9.0, -9.0
    logits = np.full((5, 1, 3), high, dtype=np.float32)
    logits[2, 0, 2] = low
    spans = Decoder("token", [0.5]).spans(logits)
    assert [(span.start, span.end) for span in spans] == [(0, 1), (3, 4)]
