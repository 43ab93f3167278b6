"""Makes a base model of the backbone of an exported one, whole or its lower layers.

    python -m finetune.backbone --model anonymize/models/gliner-small --layers 8 --output runs/gliner-8

A tagger can so start from a GLiNER that already knows names, in as many layers as its speed allows. The
weights are those of the int8 graph (`anonymize.detectors.graph_weights`); training makes up for that.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path
from typing import Any

import click

from anonymize.detectors.gliner.files import CONFIG as GLINER_CONFIG
from anonymize.detectors.graph_weights import INT8_GRAPH, TORCH_WEIGHTS, weights_of
from anonymize.detectors.model_files import read_json
from anonymize.errors import ModelError

UNLIKELIER = 30.0
"""By so much, as a logarithm, than its unlikeliest piece is what a tokenizer is not to use."""
_MIXED = re.compile(r"\d.*[^\w\u2581]|[^\w\u2581].*\d")
WORDS = "embeddings.word_embeddings.weight"
_BACKBONE = re.compile(r"(?:.*\.)?(?=(?:embeddings|encoder)\.)")
"""What stands before the names of a backbone's own weights in those of a whole model."""


def restore_backbone(model: Path, output: Path, *, layers: int | None = None, head: bool = False) -> None:
    """Writes a model directory with the backbone of an exported model, its tokenizer and configuration.

    Args:
        model: a tagger's or GLiNER's directory, with `model.int8.onnx`.
        output: an empty or new directory.
        layers: how many layers to keep, the lowest first; None for all.
        head: keep a tagger's head, too.

    Raises:
        ModelError: see `weights_of`; or the output holds something already.
    """
    from safetensors.numpy import save_file

    check_empty(output)
    weights = weights_of(model / INT8_GRAPH)
    if not head:
        weights = {
            _BACKBONE.sub("", name, count=1): values
            for name, values in weights.items()
            if _BACKBONE.match(name)
        }
    gliner = (model / GLINER_CONFIG).is_file()
    config = read_json(model, GLINER_CONFIG)["encoder_config"] if gliner else read_json(model, "config.json")
    kept = config["num_hidden_layers"] if layers is None else layers
    if not 1 <= kept <= config["num_hidden_layers"]:
        raise ModelError(f"{model}: it has {config['num_hidden_layers']} layers, not {kept}")
    config["num_hidden_layers"] = kept
    output.mkdir(parents=True, exist_ok=True)
    tokenizer = json.loads((model / "tokenizer.json").read_bytes())
    _split_numbers(tokenizer)
    if gliner:
        config["vocab_size"] = _drop_added(tokenizer)
        weights[WORDS] = weights[WORDS][: config["vocab_size"]]
    (output / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    inside = re.compile(r"encoder\.layer\.(\d+)\.")
    save_file(
        {
            name: values
            for name, values in weights.items()
            if not (found := inside.search(name)) or int(found[1]) < kept
        },
        output / TORCH_WEIGHTS,
        metadata={"format": "pt"},
    )
    (output / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for name in ("tokenizer_config.json", "README.md"):
        if (model / name).is_file():
            shutil.copy(model / name, output)


def check_empty(output: Path) -> None:
    """Checks that a directory is new, or holds nothing.

    Raises:
        ModelError: it holds something.
    """
    if output.exists() and any(output.iterdir()):
        raise ModelError(f"{output}: not empty; give another --output")


def _split_numbers(tokenizer: dict[str, Any]) -> None:
    """Has a Unigram tokenizer use no piece any more that has both a digit and a sign.

    Of `2013,` the comma is not a part of the date, and a tagger could not say so.
    """
    if tokenizer["model"]["type"] == "Unigram":
        vocabulary = tokenizer["model"]["vocab"]
        never = min(score for _, score in vocabulary) - UNLIKELIER
        for entry in vocabulary:
            entry[1] = never if _MIXED.search(entry[0]) else entry[1]


def _drop_added(tokenizer: dict[str, Any]) -> int:
    """Takes the tokens out that a GLiNER added behind the vocabulary; gives how many pieces are left."""
    pieces = len(tokenizer["model"]["vocab"])
    tokenizer["added_tokens"] = [one for one in tokenizer["added_tokens"] if one["id"] < pieces]
    return pieces


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--layers", type=int, help="how many to keep, the lowest first")
    options = parser.parse_args()
    try:
        restore_backbone(options.model, options.output, layers=options.layers)
    except ModelError as error:
        parser.error(str(error))
    click.echo(f"{options.output}: the backbone of {options.model.name}")


if __name__ == "__main__":
    main()
