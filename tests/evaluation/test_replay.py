"""Trying out thresholds on what the models said once gives what a run with them gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from anonymize.config import Config
from anonymize.detectors.base import Detection
from anonymize.detectors.tagger import Tagger, Thresholds
from anonymize.evaluation.replay import Replay
from anonymize.findings import Findings
from anonymize.redactor import Redactor
from tests.tiny_gliner import build_gliner, build_random

LOW = 0.02
TEXTS = (
    "anna schmidt went to berlin, may and will stayed at mill lane 4; reach bob@example.org",
    "Dr Okafor of the Elm Clinic called (0)30 1234567 on 4 May. Will Okafor call back?",
    "",
    "The parcel for J. Park, 12 Harbour Rd, Bristol went back on 3/4.",
)
THRESHOLDS = (
    Thresholds(),
    Thresholds(LOW),
    Thresholds(0.9),
    Thresholds(0.5, {"person": 0.05, "location": 0.8, "address": 0.1}),
    Thresholds(0.1, {"person": 0.95}),
)


def found(config: Config, thresholds: Thresholds) -> list[Findings]:
    with_them = Config(
        labels=config.labels,
        detectors=config.detectors,
        model=config.model,
        threshold=thresholds.default,
        thresholds=thresholds.by_label,
    )
    return [one for text in TEXTS for one in _find(with_them, text)]


def _find(config: Config, text: str) -> Sequence[Findings]:
    from anonymize.findings import Texts

    return Redactor.from_config(config).finder.find([Texts((text,))])[0]


def replayed(config: Config) -> list[list[Findings]]:
    replay = Replay(Redactor.from_config(config).finder, lowest=LOW)
    return [replay.find(TEXTS, thresholds) for thresholds in THRESHOLDS]


def test_the_bundled_tagger_with_patterns() -> None:
    config = Config(labels=("person", "location", "address", "email"))
    for thresholds, again in zip(THRESHOLDS, replayed(config), strict=True):
        assert [one.spans for one in again] == [one.spans for one in found(config, thresholds)]


@pytest.mark.parametrize("build", [build_gliner, build_random])
@pytest.mark.parametrize("mode", ["token_level", "markerV0"])
def test_a_gliner_hides_the_same_characters(tmp_path: Path, build: object, mode: str) -> None:
    model = str(build(tmp_path / "gliner", span_mode=mode))  # type: ignore[operator]
    config = Config(labels=("person", "location", "address"), detectors=("gliner",), model=model)
    for thresholds, again in zip(THRESHOLDS, replayed(config), strict=True):
        bounds = [[(span.start, span.end, span.label) for span in one.spans] for one in again]
        assert bounds == [
            [(span.start, span.end, span.label) for span in one.spans] for one in found(config, thresholds)
        ]


def test_a_model_sees_a_text_once(torch_tagger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = Tagger.read
    monkeypatch.setattr(Tagger, "read", lambda self, texts: read.extend(texts) or original(self, texts))
    config = Config(labels=("person",), detectors=("tagger",), model=str(torch_tagger))
    replay = Replay(Redactor.from_config(config).finder, lowest=LOW)
    for thresholds in THRESHOLDS:
        replay.find([*TEXTS, *TEXTS], thresholds)
    assert read == list(TEXTS)


def test_thresholds_hold_for_labels_of_models_alone() -> None:
    config = Config(labels=("person", "mac_address", "email"))
    replay = Replay(Redactor.from_config(config).finder, lowest=LOW)
    assert replay.adjustable == {"person", "email"}
    assert isinstance(replay.find(["x"], Thresholds())[0], Findings)
    assert Detection((), ()).spans == ()
