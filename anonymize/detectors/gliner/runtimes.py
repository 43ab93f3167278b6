"""Runtimes: windows of token ids in, logits out.

torch runs safetensors, on CUDA where there is one; onnxruntime runs the graphs that the package's
`export_to_onnx` writes, on the CPU, and needs no torch.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from anonymize.batching import batches
from anonymize.cores import on_all_cores
from anonymize.detectors.gliner.files import CONFIG, GlinerFiles
from anonymize.detectors.gliner.words import ModelInput
from anonymize.detectors.onnx_graphs import open_session
from anonymize.detectors.scores import checked, finite
from anonymize.detectors.tagger.runtimes import ONE_EACH, checked_precision, needing, padded
from anonymize.errors import ModelError, UsageError

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

CPU_BUDGET = 1_024
"""Tokens in a batch: what stays in a processor's cache. Larger ones are no faster."""
CUDA_BUDGET = 32_768
_INPUTS = {
    **dict.fromkeys(
        ("input_ids", "attention_mask", "words_mask", "text_lengths", "span_idx"), "tensor(int64)"
    ),
    "span_mask": "tensor(bool)",
}
"""What a graph may ask for."""


_SPANS = frozenset({"span_idx", "span_mask"})
"""What graphs ask for whose head scores spans, and no others."""
_SCORED = {"token": "words", "span": "spans of words"}


class Runtime(Protocol):
    """Runs a model. What it says of itself decides its results, and goes into the manifest."""

    name: str
    precision: str
    budget: int
    """Most tokens of windows that are run in one batch, padding included."""

    @property
    def device(self) -> str:
        """`cpu` or `cuda`."""
        ...

    @property
    def weights(self) -> Path:
        """The file that it runs."""
        ...

    def logits(self, windows: Sequence[ModelInput]) -> list[Floats]:
        """Runs windows, as many at once as the budget and the cores allow.

        Returns:
            For each window its scores, of shape (words, labels, 3) or (words, width, labels).
        """
        ...


def open_runtime(
    files: GlinerFiles, *, device: str = "auto", budget: int | None = None, precision: str | None = None
) -> Runtime:
    """Takes the preferred weights of a model that the device can run. Loads nothing yet.

    Args:
        files: the model.
        device: `auto` and `cpu` take the model's preferred weights; `cuda` takes the torch ones.
        budget: most tokens in a batch of the torch weights, padding included; None for the runtime's own
            choice. Graphs run each window alone, whatever it says.
        precision: `fp32` or `bf16`, of the torch weights; None for the preferred weights, and of torch ones
            fp32. `bf16` is faster where the processor has it, and its scores differ by some 0.01 with the
            batch.

    Raises:
        UsageError: CUDA or a precision was asked for, and the model has no weights for it or the device
            lacks it.
    """
    for weights in files.weights:
        if weights.runtime == "onnx" and device != "cuda" and precision is None:
            return OnnxRuntime(files, files.directory / weights.file_name, weights.precision)
        if weights.runtime == "torch":
            return TorchRuntime(files, device, budget, precision)
    raise UsageError(f"{files.directory}: no model.safetensors, which {needing(device, precision)} needs")


class TorchRuntime:
    """PyTorch with the package's encoder and the heads of `heads`."""

    name = "torch"

    def __init__(self, files: GlinerFiles, device: str, budget: int | None, precision: str | None) -> None:
        import torch

        if device == "cuda" and not torch.cuda.is_available():
            raise UsageError("--device cuda: torch finds no CUDA device here; leave it out to run on the CPU")
        self._device = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
        self.precision = checked_precision(precision or "fp32", self._device)
        self.budget = budget or (CUDA_BUDGET if self._device == "cuda" else CPU_BUDGET)
        self._files = files
        self._opened: Any = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_opened": None}

    @property
    def device(self) -> str:
        """See `Runtime`."""
        return self._device

    @property
    def weights(self) -> Path:
        """See `Runtime`."""
        return self._files.directory / "model.safetensors"

    def logits(self, windows: Sequence[ModelInput]) -> list[Floats]:
        """Runs batches of like lengths; see `Runtime`."""
        placed: dict[int, Floats] = {}
        for group in batches(list(map(len, windows)), budget=self.budget):
            placed |= zip(group, self._batch([windows[index] for index in group]), strict=True)
        return [placed[index] for index in range(len(windows))]

    def _batch(self, windows: Sequence[ModelInput]) -> list[Floats]:
        import torch

        if self._opened is None:
            self._opened = self._open()
        model, scorer = self._opened
        feed = {
            name: torch.from_numpy(values).to(self._device)
            for name, values in batch_of(windows, self._files.padding_id).items()
        }
        with torch.inference_mode():
            found = model.get_representations(**feed)
            scores = scorer(found.words_embedding, found.prompts_embedding).float().cpu().numpy()
        return unpadded(scores, windows, self._files)

    def _open(self) -> tuple[Any, Any]:
        import torch

        from anonymize.detectors.gliner.heads import scorer_of

        model = load_model(
            self._files, self._device, torch.bfloat16 if self.precision == "bf16" else torch.float32
        )
        return model.model, scorer_of(model.model)


class OnnxRuntime:
    """onnxruntime on the CPU: each window alone on one core, several at a time.

    With dynamic int8 scales a window's scores would else depend on its neighbours.
    """

    name = "onnx"
    device = "cpu"
    budget = ONE_EACH

    def __init__(self, files: GlinerFiles, path: Path, precision: str) -> None:
        self.precision = precision
        self._files = files
        self._path = path
        self._session: Any = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_session": None}

    @property
    def weights(self) -> Path:
        """See `Runtime`."""
        return self._path

    def logits(self, windows: Sequence[ModelInput]) -> list[Floats]:
        """Runs each window alone; see `Runtime`."""
        session = self._session = self._session or self._open()
        names = [item.name for item in session.get_inputs()]

        def run(window: ModelInput) -> Floats:
            feed = batch_of([window], self._files.padding_id) | span_inputs([window.count], self._files.width)
            scores = session.run(None, {name: feed[name] for name in names})[0]
            return unpadded(scores, [window], self._files)[0]

        return on_all_cores(run, windows)

    def _open(self) -> Any:  # noqa: ANN401 - onnxruntime carries no types
        session = open_session(self._path, _INPUTS)
        # Scores of one kind of head, read as those of the other, can have its shape and mean nothing.
        head = "span" if _SPANS & {item.name for item in session.get_inputs()} else "token"
        if head != self._files.head:
            raise ModelError(
                f"{self._path}: a graph whose head scores {_SCORED[head]}, and {CONFIG} says that it scores"
                f" {_SCORED[self._files.head]}; export the model again"
            )
        return session


def load_model(files: GlinerFiles, device: str, dtype: Any) -> Any:  # noqa: ANN401 - the package has no types
    """Loads the safetensors weights as a GLiNER of the package, ready to be run.

    Args:
        files: the model.
        device: where to.
        dtype: of the weights, a type of torch.

    Raises:
        ModelError: they cannot be loaded.
    """
    try:
        # The package warns of what was checked when the directory was opened.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from gliner import GLiNER

            model = GLiNER.from_pretrained(
                str(files.directory), local_files_only=True, map_location=device, strict=True, dtype=dtype
            )
    except Exception as error:
        raise ModelError(f"{files.directory}: not a GLiNER that can be loaded") from error
    # The package leaves an encoder in the precision that its configuration names, and the head in another.
    model.model.to(dtype)
    model.model.eval()
    return model


def batch_of(windows: Sequence[ModelInput], padding_id: int) -> dict[str, Ints]:
    """Stacks windows into the arrays that the package's models take, by name."""
    ids, mask = padded([window.ids for window in windows], padding_id)
    words, _ = padded([window.words for window in windows], 0)
    lengths = np.array([[window.count] for window in windows], dtype=np.int64)
    return {"input_ids": ids, "attention_mask": mask, "words_mask": words, "text_lengths": lengths}


def unpadded(scores: Any, windows: Sequence[ModelInput], files: GlinerFiles) -> list[Floats]:  # noqa: ANN401
    """Cuts each window's scores out of a batch's; spans that end behind its last word get minus infinity.

    Raises:
        ModelError: there are not scores for all that the model was given.
        DocumentError: some are no numbers.
    """
    rows, words = len(windows), max(window.count for window in windows)
    labels = max(window.labels for window in windows)
    if files.head == "token":
        scores = checked(scores, least=(rows, words, labels, 3), where=files.directory)
        return [
            finite(row[: window.count, : window.labels, :3])
            for row, window in zip(scores, windows, strict=True)
        ]
    scores = checked(scores, least=(rows, words, files.width, labels), where=files.directory)
    found = []
    for row, window in zip(scores, windows, strict=True):
        ends = np.add.outer(np.arange(window.count), np.arange(files.width))
        spans = finite(row[: window.count, : files.width, : window.labels])
        found.append(np.where((ends < window.count)[:, :, None], spans, np.float32(-np.inf)))
    return found


def span_inputs(counts: Sequence[int], width: int) -> dict[str, NDArray[Any]]:
    """The spans of windows by first and last word, as exported graphs take them.

    Args:
        counts: words of each window.
        width: most words of a span.

    Returns:
        `span_idx`, shape (windows, most words * width, 2), and `span_mask`, which of them are in the window.
    """
    most = max(counts)
    starts = np.repeat(np.arange(most), width)
    ends = starts + np.tile(np.arange(width), most)
    places = np.stack((starts, ends), axis=-1)
    return {
        "span_idx": np.repeat(places[None], len(counts), axis=0),
        "span_mask": ends < np.array(counts)[:, None],
    }
