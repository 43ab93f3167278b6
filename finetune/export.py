"""From trained weights to a file for inference: ONNX, in fp32 or in int8.

int8 is two to three times as fast as fp32 on a CPU; `finetune.quantization` has how it is kept close to fp32.
This module knows taggers; what a GLiNER
needs otherwise is in `finetune.gliner.export`.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from anonymize.detectors.gliner import is_gliner
from anonymize.detectors.onnx_graphs import session_options
from anonymize.errors import ModelError
from finetune.quantization import Feed, quantize

CALIBRATION = Path(__file__).with_name("calibration.txt")
"""Texts in seven languages, with a blank line between them."""
EACH_LANGUAGE = 60
"""Of the project's own training texts, spread over all of a language; few texts leave out large values."""
SMALL_LETTERS = 4
"""One of so many of them is given in small letters."""
LONGEST_CALIBRATION_TEXT = 256
OPSET = 17
TOLERANCE = 1e-3
"""Largest difference of a logit between PyTorch and the exported fp32 graph."""
COMPARED = 8
"""Texts that the int8 graph is compared on."""
INT8_TOLERANCE = 0.3
"""Largest difference of the int8 graph's logits from those in fp32, as a share of them (Euclidean norms)."""


@dataclass(frozen=True, slots=True)
class Exportable:
    """A model as a graph: what is traced, and what it is fed with.

    Attributes:
        module: a torch module that takes the inputs by name and gives logits, or an output that has them.
        examples: inputs by name, of two sequences at least, to trace the graph with and to compare it by.
        counts: of these, where the logits count, as an array that broadcasts to their shape.
        axes: the axes of each input, and of `logits`, that have another length each time, by name.
        calibration: gives inputs to measure activations on.
        small_embeddings: whether the tables of words go to int8 with the rest, instead of fp16.
        static: whether the scales of activations are measured beforehand; else at run time.
    """

    module: Any
    examples: Feed
    counts: Any
    axes: Mapping[str, Mapping[int, str]]
    calibration: Callable[[], Sequence[Feed]]
    small_embeddings: bool = False
    static: bool = True


def export_onnx(model_directory: Path, *, int8: bool) -> Path:
    """Writes `model.onnx` (fp32) or `model.int8.onnx` into a model directory.

    The fp32 graph is compared with PyTorch, and that in int8 with it, before anything is put in place.

    Args:
        model_directory: holds a token-classification model or a GLiNER, with `model.safetensors`.
        int8: quantize the weights.

    Returns:
        The file written.

    Raises:
        ModelError: the directory has no such model, or the exported graph does not give what PyTorch gives.
    """
    if not (model_directory / "model.safetensors").is_file():
        raise ModelError(
            f"{model_directory}: no model.safetensors to export; name the directory of a trained model"
        )

    target = model_directory / ("model.int8.onnx" if int8 else "model.onnx")
    with tempfile.TemporaryDirectory(dir=model_directory, prefix=".export-") as folder:
        graph = Path(folder) / "model.onnx"
        model = _exportable(model_directory)
        _trace(model, graph)
        _compare(model, graph)
        if int8:
            graph = _quantized(model, graph)
        graph.replace(target)
    return target


def calibration_texts() -> list[str]:
    """The texts to measure activations on."""
    texts = CALIBRATION.read_text(encoding="utf-8").split("\n\n")
    for path in sorted(Path(str(files("datasets_custom"))).glob("fully_labelled/*.jsonl")):
        lines = path.read_bytes().splitlines()
        for number, line in enumerate(lines[:: max(1, len(lines) // EACH_LANGUAGE)][:EACH_LANGUAGE]):
            text: str = orjson.loads(line)["text"]
            texts.append(text if number % SMALL_LETTERS else text.lower())
    return texts


def _exportable(model_directory: Path) -> Exportable:
    if is_gliner(str(model_directory)):
        from finetune.gliner.export import exportable

        return exportable(model_directory)
    return _tagger(model_directory)


def _tagger(model_directory: Path) -> Exportable:
    import torch

    from anonymize.detectors.tagger.loading import load_model

    # Attention in its written-out form is the one that onnxruntime recognises and fuses.
    model = load_model(model_directory / "model.safetensors", "float32", attention="eager")
    ids = torch.randint(5, model.config.vocab_size, (2, 24), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    mask[1, 17:] = 0
    axes = {0: "batch", 1: "tokens"}
    return Exportable(
        module=model,
        examples={"input_ids": ids.numpy(), "attention_mask": mask.numpy()},
        counts=mask.numpy().astype(bool)[..., None],
        axes={"input_ids": axes, "attention_mask": axes, "logits": axes},
        calibration=lambda: _calibration(model_directory),
        small_embeddings=True,
    )


def _calibration(model_directory: Path) -> list[Feed]:
    from anonymize.detectors.tagger.encoding import Encoder
    from anonymize.detectors.tagger.files import open_model

    model = open_model(str(model_directory))
    encoder = Encoder.of(model)
    encoded = encoder.encode(calibration_texts())
    windows = encoder.windows(
        encoded, size=min(LONGEST_CALIBRATION_TEXT, model.window), overlap=model.overlap
    )
    sequences = [encoder.sequence(encoded[window.document], window)[None] for window in windows]
    return [{"input_ids": ids, "attention_mask": np.ones_like(ids)} for ids in sequences]


def _trace(model: Exportable, graph: Path) -> None:
    import torch

    given = {name: torch.from_numpy(values) for name, values in model.examples.items()}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the tracer warns of Python branches on shapes, which are fixed here
        torch.onnx.export(
            model.module,
            (),
            str(graph),
            kwargs=given,
            input_names=list(given),
            output_names=["logits"],
            dynamic_axes={name: dict(axes) for name, axes in model.axes.items()},
            opset_version=OPSET,
            dynamo=False,
        )


def _compare(model: Exportable, graph: Path) -> None:
    import onnxruntime
    import torch

    given = {name: torch.from_numpy(values) for name, values in model.examples.items()}
    with torch.inference_mode():
        expected = _logits(model.module(**given)).numpy()
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    found = session.run(None, model.examples)[0]
    difference = float((np.abs(found - expected) * model.counts).max())
    if difference > TOLERANCE:
        raise ModelError(f"the exported graph differs from the model by {difference:.4f} (limit {TOLERANCE})")


def _quantized(model: Exportable, exact: Path) -> Path:
    """Writes the int8 graph beside the exact one, and compares the two on texts."""
    graph = exact.with_name("model.int8.onnx")
    feeds = model.calibration()
    quantize(
        exact,
        graph,
        feeds,
        with_static_scales=model.static,
        small_embeddings=model.small_embeddings,
    )
    try:
        expected, found = (_outputs(path, feeds[:COMPARED]) for path in (exact, graph))
    except Exception as error:
        raise ModelError(
            "the int8 graph of this kind of model cannot be run; export it without --int8"
        ) from error
    share = float(np.linalg.norm(found - expected) / max(float(np.linalg.norm(expected)), TOLERANCE))
    if not share <= INT8_TOLERANCE:
        raise ModelError(
            f"the int8 graph differs from that in fp32 by {share:.0%} (limit {INT8_TOLERANCE:.0%});"
            " export it without --int8"
        )
    return graph


def _outputs(graph: Path, feeds: Sequence[Feed]) -> Any:  # noqa: ANN401
    """All that a graph gives for some inputs, as one array of one dimension."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(graph), session_options(), providers=["CPUExecutionProvider"])
    return np.concatenate([session.run(None, feed)[0].ravel() for feed in feeds])


def _logits(output: Any) -> Any:  # noqa: ANN401 - of transformers, or a tensor
    return getattr(output, "logits", output)
