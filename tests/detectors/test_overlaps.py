"""Overlaps: what one of two windows finds is found, where it has some context."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from anonymize.detectors.gliner import Gliner, open_gliner
from anonymize.detectors.gliner import windows as gliner_windows
from anonymize.detectors.tagger import Tagger, Thresholds, open_model
from anonymize.detectors.tagger.decoding import softmax
from anonymize.windows import heard
from tests import tiny_gliner, tiny_tagger


def test_what_either_window_finds_in_the_overlap_is_found(tmp_path: Path) -> None:
    """Beside the seam and with some context; on a model whose scores depend on what stands around."""
    tagger = Tagger(open_model(str(confused(tmp_path))), tiny_tagger.LABELS, thresholds=Thresholds(0.7))
    text = " ".join(random.Random(0).choices(("the", "parcel", "rain", "anna", "road", "on", "a"), k=2_000))  # noqa: S311 - not secret
    (detection,) = tagger.detect([text])
    hidden = {place for span in detection.spans for place in range(span.start, span.end)}
    assert tagger._encoder is not None
    (encoded,) = tagger._encoder.encode([text])
    windows = tagger._encoder.windows([encoded], size=64, overlap=32)
    asked = [tag.label is not None for tag in tagger._files.tags]
    sure: set[int] = set()
    trusted: set[int] = set()
    sequences = [tagger._encoder.sequence(encoded, window) for window in windows]
    for window, logits in zip(windows, tagger._runtime.logits(sequences), strict=True):
        shares = softmax(logits[tagger._encoder.inner(window)])[:, asked].sum(axis=1)
        part = heard(window, len(encoded.ids))
        found_here = {place for place in range(part.start, part.stop) if shares[place - window.start] >= 0.7}
        sure |= found_here
        trusted |= found_here & set(range(window.trusted_start, window.trusted_end))
    assert {int(encoded.starts[place]) for place in sure} <= hidden
    assert len(sure - trusted) >= 5, "what only the window beyond the seam finds"
    assert len(sure) < len(encoded.ids)


def confused(directory: Path) -> Path:
    """The tiny tagger with places and attention that count for something."""
    import torch
    from safetensors.torch import load_file, save_file

    path = tiny_tagger.build_tagger(directory) / "model.safetensors"
    weights = load_file(path)
    torch.manual_seed(0)
    for name in ("embeddings.position_embeddings", "encoder.layer.0.attention.output.dense"):
        weights[f"bert.{name}.weight"] = torch.randn(weights[f"bert.{name}.weight"].shape) / 2
    save_file(weights, path, metadata={"format": "pt"})
    return directory


@pytest.mark.parametrize(("span_mode", "threshold"), [("token_level", 0.4), ("markerV0", 0.9)])
def test_what_either_window_of_a_gliner_finds_in_the_overlap_is_found(
    tmp_path: Path, span_mode: str, threshold: float
) -> None:
    """On a model with random weights, whose scores depend on everything."""
    files = open_gliner(str(tiny_gliner.build_random(tmp_path, span_mode=span_mode, max_len=72)))
    labels = {label: label for label in tiny_gliner.LABELS}
    gliner = Gliner(files, labels, thresholds=Thresholds(threshold))
    text = " ".join(random.Random(0).choices(tiny_gliner.FILLER, k=600))  # noqa: S311 - not secret
    (detection,) = gliner.detect([text])
    found_whole = {(span.start, span.end, span.label) for span in detection.spans}
    assert gliner._plan is not None
    (encoded,) = gliner._plan.encoder.encode([text])
    only_beyond = 0
    for window, prompt, spans, _ in gliner._run(gliner._plan, [encoded]):
        part = gliner_windows.heard(window, gliner_windows.weights(encoded))
        for span in spans:
            first, last = window.start + span.start, window.start + span.end
            if first in part and last in part:
                place = int(encoded.starts[first]), int(encoded.ends[last]), prompt[span.label]
                assert place in found_whole
                only_beyond += last < window.trusted_start or first >= window.trusted_end
    assert only_beyond >= 5
