"""A GLiNER to train on, out of the int8 graph that it is shipped as."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from anonymize.detectors.gliner.files import CONFIG, TRAINED
from anonymize.detectors.graph_weights import INT8_GRAPH, TORCH_WEIGHTS, Floats, weights_of
from anonymize.errors import ModelError

PARTS = ("of_word", "of_label", "of_both")
"""The first matrix of a head that scores words, in the parts that `finetune.gliner.export` makes of it."""
MIXED = "scorer.out_mlp.0"
"""What the package calls it."""
_OF_SCORER = ("proj_token", "proj_label", "out_mlp")
_OF_SEQUENCE = re.compile(r"(\w+)\.\1\.(?=\d)")
"""The exporter gives the name of a sequence of layers again in those of its layers."""
_UNUSED = "pooler"
"""What encoders have and no GLiNER uses, so that no graph has it."""
_BESIDE = (CONFIG, TRAINED, "tokenizer.json", "tokenizer_config.json", "README.md", "NOTICE")


def restore_gliner(model: Path, output: Path) -> None:
    """Writes the weights of an exported GLiNER as torch reads them, and beside them what belongs to it.

    Args:
        model: the GLiNER's directory, with `model.int8.onnx`.
        output: a directory that is there, and empty.

    Raises:
        ModelError: see `weights_of`; or the graph was written before its head could be read back.
    """
    from safetensors.numpy import save_file

    weights = {
        _OF_SEQUENCE.sub(r"\1.", name).removeprefix("core."): values
        for name, values in weights_of(model / INT8_GRAPH).items()
    }
    save_file(_named(model, weights), output / TORCH_WEIGHTS, metadata={"format": "pt"})
    for name in _BESIDE:
        if (model / name).is_file():
            shutil.copy(model / name, output)


def check_complete(core: Any, directory: Path, name: str) -> None:  # noqa: ANN401 - a torch module
    """Checks that a GLiNER's files held all its weights; the package draws others at random in silence.

    Args:
        core: the module that was loaded.
        directory: where from.
        name: what the user calls the model.

    Raises:
        ModelError: some were missing. A graph in int8 has none of a recurrent layer that can be read back.
    """
    from safetensors import safe_open

    stored: set[str] = set()
    for file in directory.glob("*.safetensors"):
        with safe_open(file, framework="pt") as opened:
            stored.update(opened.keys(), opened.metadata() or {})
    shared = list(core.named_parameters(remove_duplicate=False))
    held = {id(weight) for named, weight in shared if named in stored}
    lost = [named for named, weight in shared if id(weight) not in held and _UNUSED not in named]
    if lost:
        raise ModelError(
            f"{name}: {len(lost)} of its weights are missing (first: {lost[0]}), and would be random; name"
            f" the model that it was made of, with its {TORCH_WEIGHTS}"
        )


def _named(model: Path, weights: dict[str, Floats]) -> dict[str, Floats]:
    """Gives the weights by the package's names, and the parts of the head's first matrix as one."""
    named = {
        f"scorer.{name}" if name.startswith(_OF_SCORER) else name: values
        for name, values in weights.items()
        if not name.startswith(PARTS)
    }
    parts = [weights[f"{part}.weight"] for part in PARTS if f"{part}.weight" in weights]
    if len(parts) == len(PARTS):
        named |= {
            f"{MIXED}.weight": np.concatenate(parts, axis=1),
            f"{MIXED}.bias": weights[f"{PARTS[0]}.bias"],
        }
    elif any(name.startswith("scorer.") for name in named):
        raise ModelError(
            f"{model}: its {INT8_GRAPH} is of an older version, of which no weights can be read back;"
            " write it anew with `anon models export`, from the weights that it was made of"
        )
    return named
