"""A GLiNER as a graph for onnxruntime, with the inputs that the package's own exported graphs have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from anonymize.detectors.gliner.files import GlinerFiles, open_gliner
from anonymize.detectors.gliner.runtimes import batch_of, load_model, span_inputs
from anonymize.detectors.gliner.windows import Room, split
from anonymize.detectors.gliner.words import ModelInput, WordEncoder
from finetune.export import Exportable, calibration_texts
from finetune.gliner.model import backbone, token_logits
from finetune.quantization import Feed

EXAMPLES = ("The parcel went to Anna Okafor in Berlin, said the sticker on it.", "Nobody opened the door.")
PROMPTS = (
    ("person", "city"),
    ("person", "organization", "address", "project codename", "medication", "date"),
)
"""Labels to trace with and to measure activations with."""


def exportable(model_directory: Path) -> Exportable:
    """Opens a GLiNER for `finetune.export`."""
    import torch

    files = open_gliner(str(model_directory))
    model = load_model(files, "cpu", torch.float32)
    # Attention in its written-out form is the one that onnxruntime recognises and fuses.
    backbone(model).set_attn_implementation("eager")
    encoder = WordEncoder(files)
    examples = _feed(files, _inputs(files, encoder, EXAMPLES, PROMPTS[0]))
    axes: dict[str, dict[int, str]] = {
        "input_ids": {0: "batch", 1: "tokens"},
        "attention_mask": {0: "batch", 1: "tokens"},
        "words_mask": {0: "batch", 1: "tokens"},
        "text_lengths": {0: "batch"},
        "logits": {0: "batch", 1: "words", 2: "labels"},
    }
    words = examples["text_lengths"]
    counts = np.arange(words.max()) < words
    if files.head == "span":
        axes |= {"span_idx": {0: "batch", 1: "spans"}, "span_mask": {0: "batch", 1: "spans"}}
        axes["logits"] = {0: "batch", 1: "words", 3: "labels"}
        ends = np.add.outer(np.arange(words.max()), np.arange(files.width))
        counts = ends[None] < words[..., None]
    return Exportable(
        module=_module(model.model, files),
        examples=examples,
        counts=counts[..., None, None] if files.head == "token" else counts[..., None],
        axes=axes,
        calibration=lambda: _calibration(files, encoder),
        small_embeddings=True,
        static=False,
    )


def _module(core: Any, files: GlinerFiles) -> Any:  # noqa: ANN401 - torch modules
    """The scores alone; those of words with the head in fewer operations, each product with a name."""
    from torch import nn

    class Graph(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.core = core
            if files.head == "token":
                self.of_word, self.of_label, self.of_both = _linear_layers(core.scorer.out_mlp[0])

        def forward(
            self,
            input_ids: Any,  # noqa: ANN401
            attention_mask: Any,  # noqa: ANN401
            words_mask: Any,  # noqa: ANN401
            text_lengths: Any,  # noqa: ANN401
            span_idx: Any = None,  # noqa: ANN401
            span_mask: Any = None,  # noqa: ANN401
        ) -> Any:  # noqa: ANN401
            given = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "words_mask": words_mask,
                "text_lengths": text_lengths,
            }
            if files.head == "span":
                return self.core(**given, span_idx=span_idx, span_mask=span_mask).logits
            found = self.core.get_representations(**given)
            parts = self.of_word, self.of_label, self.of_both
            return token_logits(self.core, found.words_embedding, found.prompts_embedding, parts)

    return Graph().eval()


def _linear_layers(hidden: Any) -> list[Any]:  # noqa: ANN401 - a torch layer
    """Three layers for the parts of one; `finetune.gliner.restoring` knows them by name in the graph."""
    from torch import nn

    layers = []
    for number, weight in enumerate(hidden.weight.detach().chunk(3, dim=1)):
        layer = nn.Linear(weight.shape[1], weight.shape[0], bias=number == 0)
        layer.weight.data = weight.contiguous()
        layers.append(layer)
    layers[0].bias.data = hidden.bias.detach()
    return layers


def _calibration(files: GlinerFiles, encoder: WordEncoder) -> list[Feed]:
    """Each text, or each window of a long one, by itself, asked for few labels and for more in turns."""
    prompts = cycle(PROMPTS)
    return [
        _feed(files, [each])
        for text in calibration_texts()
        for each in _inputs(files, encoder, (text,), next(prompts))
    ]


def _inputs(
    files: GlinerFiles, encoder: WordEncoder, texts: Sequence[str], labels: Sequence[str]
) -> list[ModelInput]:
    prompt = encoder.prompt((label, label) for label in labels)
    encoded = encoder.encode(texts)
    room = Room(files.words, files.positions - encoder.around(prompt))
    windows = [window for number, text in enumerate(encoded) for window in split(text, room, document=number)]
    return [encoder.sequence(encoded[window.document], window, prompt) for window in windows]


def _feed(files: GlinerFiles, inputs: Sequence[ModelInput]) -> Feed:
    feed: Feed = dict(batch_of(inputs, files.padding_id))
    if files.head == "span":
        feed |= span_inputs([each.count for each in inputs], files.width)
    return feed
