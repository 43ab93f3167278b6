"""The head of a new tagger: what the base model's own head knows is kept, the rest is drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from anonymize.detectors.graph_weights import TORCH_WEIGHTS
from finetune.base_models import open_base
from finetune.export import export_onnx
from finetune.heads import new_tagger
from tests.tiny_tagger import TAGS as OWN
from tests.tiny_tagger import build_tagger

TAGS = ("O", "B-PER", "I-PER", "B-MISC", "I-MISC")
KEPT = {0: OWN.index("O"), 1: OWN.index("B-person"), 2: OWN.index("I-person")}


@pytest.fixture
def tagger(tmp_path: Path) -> Path:
    return build_tagger(tmp_path)


def _head(base: Path, tags: tuple[str, ...], seed: int) -> tuple[torch.Tensor, list[str]]:
    told: list[str] = []
    torch.manual_seed(seed)
    model = new_tagger(open_base(str(base)), tags, notify=told.append)
    return model.classifier.weight.detach(), told


def _drawn(base: Path, tags: tuple[str, ...] = TAGS) -> bool:
    """Whether a head differs in every row from one of another seed, and nothing is told to be kept."""
    (first, told), (second, _) = (_head(base, tags, seed) for seed in (1, 2))
    return not told and not any(torch.equal(one, other) for one, other in zip(first, second, strict=True))


def test_rows_of_labels_that_the_base_knows_are_kept_under_other_names_and_others_drawn(tagger: Path) -> None:
    own = load_file(tagger / TORCH_WEIGHTS)["classifier.weight"]
    (first, told), (second, _) = (_head(tagger, TAGS, seed) for seed in (1, 2))
    for row in range(len(TAGS)):
        assert torch.equal(first[row], second[row]) == (row in KEPT)
        assert row not in KEPT or torch.equal(first[row], own[KEPT[row]])
    assert [line.partition(" knows ")[2] for line in told] == ["PER; its head is kept for that"]


def test_an_int8_graph_alone_gives_its_head_too(tagger: Path) -> None:
    own = load_file(tagger / TORCH_WEIGHTS)["classifier.weight"]
    export_onnx(tagger, int8=True)
    (tagger / TORCH_WEIGHTS).unlink()
    first, _ = _head(tagger, TAGS, 1)
    for row, place in KEPT.items():
        assert torch.allclose(first[row], own[place], atol=0.05)


def test_a_head_with_none_of_the_labels_is_drawn_whole(tagger: Path) -> None:
    assert _drawn(tagger, ("O", "B-gene", "I-gene"))


def test_a_configuration_that_names_tags_without_a_head_is_an_encoder(tagger: Path) -> None:
    weights = load_file(tagger / TORCH_WEIGHTS)
    backbone = {name: values for name, values in weights.items() if not name.startswith("classifier")}
    save_file(backbone, tagger / TORCH_WEIGHTS, metadata={"format": "pt"})
    assert _drawn(tagger)


def test_outputs_without_names_are_nothing_that_is_known(tagger: Path) -> None:
    path = tagger / "config.json"
    content = json.loads(path.read_text())
    content["id2label"] = {str(place): f"LABEL_{place}" for place in range(len(OWN))}
    path.write_text(json.dumps(content))
    assert _drawn(tagger)


def test_a_head_of_another_shape_than_the_configuration_says_is_drawn_anew(tagger: Path) -> None:
    weights = load_file(tagger / TORCH_WEIGHTS)
    for name in ("classifier.weight", "classifier.bias"):
        weights[name] = weights[name][:-1]
    save_file(weights, tagger / TORCH_WEIGHTS, metadata={"format": "pt"})
    assert _drawn(tagger)
