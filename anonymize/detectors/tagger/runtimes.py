"""Runtimes: sequences of token ids in, logits out.

onnxruntime runs ONNX files on the CPU and needs no torch; torch runs safetensors, or what an int8 graph of
ours holds, on CUDA where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from anonymize.batching import batches, even_batches
from anonymize.cores import on_all_cores
from anonymize.detectors.graph_weights import TORCH_READS
from anonymize.detectors.onnx_graphs import check_graph, open_session
from anonymize.detectors.scores import checked, finite
from anonymize.detectors.tagger.files import TaggerFiles
from anonymize.detectors.tagger.loading import load_model
from anonymize.detectors.tagger.repeats import Repeats
from anonymize.errors import ModelError, UsageError

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

ONE_EACH = 1
"""Token budget that puts every sequence into a batch of its own."""
GRAPH_BUDGET = 512
"""Tokens in a batch of a graph in static int8. Larger ones are no faster."""
_STATIC = "MatMulIntegerToFloat"
"""The products of a graph in static int8; see `finetune.quantization`."""
_DYNAMIC = frozenset({"DynamicQuantizeLinear", "DynamicQuantizeMatMul"})
"""What scales a batch by the largest value in it. onnxruntime makes such products of these, too."""
TORCH_BUDGET = 8_192
_INPUTS = dict.fromkeys(("input_ids", "attention_mask", "token_type_ids"), "tensor(int64)")
"""What a graph may ask for."""


class Runtime(Protocol):
    """Runs a model. What it says of itself decides its results, and goes into the manifest."""

    name: str
    precision: str
    budget: int

    @property
    def device(self) -> str:
        """`cpu` or `cuda`."""
        ...

    @property
    def weights(self) -> Path:
        """The file that it runs."""
        ...

    def logits(self, sequences: Sequence[Ints]) -> list[Floats]:
        """Gives the logits, shape (tokens, tags), of each sequence of token ids, shape (tokens,)."""
        ...


def open_runtime(
    files: TaggerFiles, *, device: str = "auto", budget: int | None = None, precision: str | None = None
) -> Runtime:
    """Takes the preferred weights of a model that the device can run. Loads nothing yet.

    Args:
        files: the model.
        device: `auto` and `cpu` take the model's preferred weights; `cuda` takes the torch ones, or what an
            int8 graph holds.
        budget: most tokens in a batch, padding included; None for the runtime's own choice.
        precision: `fp32` or `bf16`, of the torch weights; None for the preferred weights, and of torch ones
            bfloat16 where the device has it.

    Raises:
        UsageError: CUDA or a precision was asked for, and the model has no weights for it or the device
            lacks it.
    """
    preferred = files.weights[0]
    if preferred.runtime == "onnx" and device != "cuda" and precision is None:
        return OnnxRuntime(files, files.directory / preferred.file_name, preferred.precision, budget)
    there = {weights.file_name for weights in files.weights}
    for name in TORCH_READS:
        if name in there:
            return TorchRuntime(files, files.directory / name, device, budget, precision)
    raise UsageError(f"{files.directory}: no model.safetensors, which {needing(device, precision)} needs")


def needing(device: str, precision: str | None) -> str:
    """Names the option that only torch weights can serve."""
    return "--device cuda" if device == "cuda" else f"--precision {precision}"


def checked_precision(precision: str, device: str) -> str:
    """Gives a precision back if a device has it.

    Raises:
        UsageError: it has not.
    """
    if precision == "bf16" and not has_bfloat16(device):
        raise UsageError("--precision bf16: this processor has no bfloat16; leave it out")
    return precision


class OnnxRuntime:
    """onnxruntime on the CPU, one core for each batch and several batches at a time.

    With scales that were measured beforehand a row of a batch leaves the others alone, so sequences of one
    length are run together. Those of other graphs are run each alone. So a sequence's logits never depend on
    its neighbours, and what repeats is run once.
    """

    name = "onnx"
    device = "cpu"

    def __init__(self, files: TaggerFiles, path: Path, precision: str, budget: int | None = None) -> None:
        self.precision = precision
        operators = check_graph(path)
        together = _STATIC in operators and not operators & _DYNAMIC
        self.budget = (budget or GRAPH_BUDGET) if together else ONE_EACH
        self._files = files
        self._path = path
        self._session: Any = None
        self._repeats = Repeats()

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_session": None}

    @property
    def weights(self) -> Path:
        """See `Runtime`."""
        return self._path

    def logits(self, sequences: Sequence[Ints]) -> list[Floats]:
        """Gives the logits of each sequence; see `Runtime`."""
        return self._repeats.run(sequences, self._infer)

    def _infer(self, sequences: Sequence[Ints]) -> list[Floats]:
        session = self._session = self._session or open_session(self._path, _INPUTS)
        names = [item.name for item in session.get_inputs()]
        groups = list(even_batches(list(map(len, sequences)), budget=self.budget))

        def run(group: list[int]) -> Floats:
            ids = np.stack([sequences[index] for index in group])
            feed = {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            }
            given = session.run(None, {name: feed[name] for name in names})
            return _checked(given[0], ids, self._files, self._path)

        return scattered(groups, on_all_cores(run, groups), sequences)


class TorchRuntime:
    """PyTorch: bfloat16 where the CPU or the GPU has it, float32 elsewhere."""

    name = "torch"

    def __init__(
        self,
        files: TaggerFiles,
        path: Path,
        device: str = "auto",
        budget: int | None = None,
        precision: str | None = None,
    ) -> None:
        import torch

        if device == "cuda" and not torch.cuda.is_available():
            raise UsageError("--device cuda: torch finds no CUDA device here; leave it out to run on the CPU")
        self._device = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
        automatic = "bf16" if has_bfloat16(self._device) else "fp32"
        self.precision = automatic if precision is None else checked_precision(precision, self._device)
        self.budget = budget or TORCH_BUDGET
        self._files = files
        self._path = path
        self._model: Any = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_model": None}

    @property
    def device(self) -> str:
        """See `Runtime`."""
        return self._device

    @property
    def weights(self) -> Path:
        """See `Runtime`."""
        return self._path

    def logits(self, sequences: Sequence[Ints]) -> list[Floats]:
        """Gives the logits of each sequence; see `Runtime`."""
        import torch

        model = self._open()
        groups = list(batches([len(sequence) for sequence in sequences], budget=self.budget))

        def run(group: list[int]) -> Floats:
            ids, mask = padded([sequences[index] for index in group], self._files.padding_id)
            with torch.inference_mode():
                given = model(
                    input_ids=torch.from_numpy(ids).to(self._device),
                    attention_mask=torch.from_numpy(mask).to(self._device),
                )
            return _checked(given.logits.float().cpu().numpy(), ids, self._files, self._files.directory)

        return scattered(groups, map(run, groups), sequences)

    def _open(self) -> Any:  # noqa: ANN401 - a transformers model, which has no useful static type
        if self._model is None:
            precision = "bfloat16" if self.precision == "bf16" else "float32"
            self._model = load_model(self._path, precision).to(self._device)
        return self._model


def _checked(scores: Any, ids: Ints, files: TaggerFiles, where: Path) -> Floats:  # noqa: ANN401
    least = (*ids.shape, len(files.tags))
    logits = checked(scores, least=least, where=where)
    if logits.shape != least:
        raise ModelError(
            f"{where}: the model gives scores of the shape {logits.shape} where {least} is needed"
        )
    return logits


def padded(sequences: Sequence[Ints], padding_id: int) -> tuple[Ints, Ints]:
    """Stacks sequences into ids and attention mask, both of shape (sequences, longest)."""
    ids = np.full((len(sequences), max(map(len, sequences))), padding_id, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    return ids, mask


def scattered(groups: Sequence[Sequence[int]], results: Any, sequences: Sequence[Ints]) -> list[Floats]:  # noqa: ANN401
    """Puts the rows of each batch's result back to where their sequences stood, without the padding.

    Raises:
        DocumentError: some scores are no numbers.
    """
    placed: dict[int, Floats] = {}
    for group, result in zip(groups, results, strict=True):
        for row, index in enumerate(group):
            placed[index] = finite(result[row, : len(sequences[index])])
    return [placed[index] for index in range(len(sequences))]


def has_bfloat16(device: str) -> bool:
    """Whether torch runs models in bfloat16 on a device."""
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
