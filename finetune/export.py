"""From trained weights to a file for inference: ONNX, in fp32 or with dynamic int8 weights.

Dynamic int8 (weights per channel, activations scaled at run time) is about twice as fast as fp32 on a CPU;
`finetune.quantization` has how it is kept close to fp32.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Any

from anonymize.errors import ModelError
from anonymize.windows import OVERLAP

CALIBRATION = Path(__file__).with_name("calibration.txt")
"""Texts in seven languages, with a blank line between them, that the int8 scales are measured on."""
LONGEST_CALIBRATION_TEXT = 256
OPSET = 17
TOLERANCE = 1e-3
"""Largest difference of a logit between PyTorch and the exported fp32 graph."""


def export_onnx(model_directory: Path, *, int8: bool) -> Path:
    """Writes `model.onnx` (fp32) or `model.int8.onnx` into a model directory.

    The fp32 graph is compared with PyTorch on made-up input before anything is put in place.

    Args:
        model_directory: holds `config.json` and `model.safetensors` of a token-classification model.
        int8: quantize the weights.

    Returns:
        The file written.

    Raises:
        ModelError: the directory has no such model, the `onnx` package is missing, or the exported graph
            does not give what PyTorch gives.
    """
    if not (model_directory / "model.safetensors").is_file():
        raise ModelError(f"{model_directory}: no model.safetensors to export")
    try:
        import onnx  # noqa: F401 - the exporter needs it and says so less clearly
    except ImportError as error:
        raise ModelError("exporting needs the package onnx: pip install 'anon-redact[export]'") from error

    target = model_directory / ("model.int8.onnx" if int8 else "model.onnx")
    with tempfile.TemporaryDirectory(dir=model_directory, prefix=".export-") as folder:
        graph = Path(folder) / "model.onnx"
        model = _load(model_directory)
        _trace(model, graph)
        _compare(model, graph)
        if int8:
            graph = _quantize(model_directory, graph)
        graph.replace(target)
    return target


def _load(model_directory: Path) -> Any:  # noqa: ANN401 - a transformers model, which has no useful static type
    import torch
    from transformers import AutoModelForTokenClassification

    # Attention in its written-out form is the one that onnxruntime recognises and fuses.
    model = AutoModelForTokenClassification.from_pretrained(
        model_directory,
        dtype=torch.float32,
        attn_implementation="eager",
        local_files_only=True,
        use_safetensors=True,
    )
    return model.eval()


def _example(model: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Two sequences of token ids, one padded, of shape (2, 24)."""
    import torch

    ids = torch.randint(5, model.config.vocab_size, (2, 24), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    mask[1, 17:] = 0
    return ids, mask


def _trace(model: Any, graph: Path) -> None:  # noqa: ANN401
    import torch

    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the tracer warns of Python branches on shapes, which are fixed here
        torch.onnx.export(
            model,
            (),
            str(graph),
            kwargs=dict(zip(("input_ids", "attention_mask"), _example(model), strict=True)),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": axes},
            opset_version=OPSET,
            dynamo=False,
        )


def _compare(model: Any, graph: Path) -> None:  # noqa: ANN401
    import numpy as np
    import onnxruntime
    import torch

    ids, mask = _example(model)
    with torch.inference_mode():
        expected = model(input_ids=ids, attention_mask=mask).logits.numpy()
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    given = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
    difference = float(np.abs(given - expected)[mask.numpy().astype(bool)].max())
    if difference > TOLERANCE:
        raise ModelError(f"the exported graph differs from the model by {difference:.4f} (limit {TOLERANCE})")


def _quantize(model_directory: Path, graph: Path) -> Path:
    import logging

    from anonymize.detectors.tagger.encoding import Encoder
    from finetune.quantization import quantize

    encoder = Encoder.from_file(model_directory / "tokenizer.json")
    encoded = encoder.encode(CALIBRATION.read_text(encoding="utf-8").split("\n\n"))
    windows = encoder.windows(encoded, size=LONGEST_CALIBRATION_TEXT, overlap=OVERLAP)
    target = graph.with_name("model.int8.onnx")
    logging.disable(logging.WARNING)  # onnxruntime advises a preprocessing step that brings nothing here
    try:
        quantize(graph, target, [encoder.sequence(encoded[window.document], window) for window in windows])
    finally:
        logging.disable(logging.NOTSET)
    return target
