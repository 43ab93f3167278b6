"""Training that goes on from a GLiNER of which there is the int8 graph alone, as the bundled one is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from anonymize.detectors.gliner.files import BUNDLED, CONFIG, TRAINED
from anonymize.detectors.graph_weights import INT8_GRAPH, TORCH_WEIGHTS
from anonymize.errors import ModelError
from finetune.base_models import open_base
from finetune.export import export_onnx
from finetune.gliner import model as gliners
from tests.tiny_gliner import build_random

WIDE = {"hidden_size": 384, "intermediate_size": 768}
"""An encoder whose layers are worth int8, with outlying channels beside it."""


@pytest.fixture(
    params=[("token_level", {}), ("markerV0", {}), ("token_level", WIDE)], ids=["words", "spans", "wide"]
)
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, np.ndarray]]:
    """GLiNERs as int8 graphs, with each head and one with wide layers, and the weights they were made of."""
    span_mode, encoder = request.param
    directory = build_random(tmp_path / "gliner", span_mode=span_mode, encoder=encoder)
    export_onnx(directory, int8=True)
    stored = load_file(directory / TORCH_WEIGHTS)
    (directory / TORCH_WEIGHTS).unlink()
    (directory / TRAINED).write_text("ship\n", encoding="utf-8")
    return directory, stored


def test_all_weights_come_back_to_a_step_of_int8(exported: tuple[Path, dict[str, np.ndarray]]) -> None:
    directory, stored = exported
    base = open_base(str(directory))
    restored = gliners.start(base, gliners.head_of(base, None)).model.state_dict()
    assert base.name == str(directory)
    assert restored.keys() == stored.keys()
    for name, values in stored.items():
        if "pooler" not in name:  # which no GLiNER uses
            distance = np.linalg.norm(restored[name].numpy() - values)
            assert distance <= 0.05 * np.linalg.norm(values), name


def test_what_stands_beside_the_weights_comes_along(exported: tuple[Path, dict[str, np.ndarray]]) -> None:
    directory, _ = exported
    base = open_base(str(directory))
    assert (Path(base.source) / TRAINED).read_text(encoding="utf-8") == "ship\n"
    assert json.loads((Path(base.source) / CONFIG).read_bytes()) == json.loads(
        (directory / CONFIG).read_bytes()
    )
    assert not (directory / TORCH_WEIGHTS).exists()
    assert (directory / INT8_GRAPH).exists()


def test_weights_that_cannot_be_read_back_are_not_drawn_at_random(tmp_path: Path) -> None:
    directory = build_random(tmp_path / "recurrent", num_rnn_layers=1)
    export_onnx(directory, int8=True)
    exact = shutil.copytree(directory, tmp_path / "exact")
    assert gliners.start(open_base(str(exact)), "token").model.rnn is not None
    (directory / TORCH_WEIGHTS).unlink()
    with pytest.raises(ModelError, match=r"recurrent: 8 of its weights are missing \(first: rnn\.lstm\."):
        gliners.start(open_base(str(directory)), "token")


def test_the_bundled_one_can_be_trained_on_by_its_name() -> None:
    base = open_base(BUNDLED)
    model = gliners.start(base, gliners.head_of(base, None))
    assert "MIT" in str(base.notice)
    assert sum(parameter.numel() for parameter in model.model.parameters()) > 30_000_000
