"""From an exported graph in fp32 to one in int8: `static` for taggers, `dynamic` for GLiNER models."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from finetune.quantization import dynamic, static
from finetune.quantization.layers import Feed, by_input, dense_layers, ranges, shrink_embeddings, unshared

__all__ = ["Feed", "quantize"]


def quantize(
    graph: Path,
    target: Path,
    feeds: Sequence[Feed],
    *,
    with_static_scales: bool,
    small_embeddings: bool = False,
) -> None:
    """Writes the int8 version of an exported model.

    Args:
        graph: the fp32 ONNX file.
        target: where to write to.
        feeds: inputs to measure activations on.
        with_static_scales: scale activations as they are measured here; else anew at each run.
        small_embeddings: store the tables of embeddings in int8, with a scale a row, instead of in fp16.
    """
    import onnx

    model = onnx.load(graph)
    layers = by_input(unshared(model, dense_layers(model)))
    seen = ranges(model, sorted(layers), feeds)
    shrink_embeddings(model, small=small_embeddings)
    layers = by_input(dense_layers(model))  # anew: the graph's nodes are copies of those from before
    write = static.write if with_static_scales else dynamic.write
    write(model, layers, seen, target)
