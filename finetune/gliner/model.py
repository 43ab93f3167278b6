"""The model that is trained: made from an encoder, or a GLiNER that is trained on."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from anonymize.detectors.gliner.detector import SHARE_OF_LABELS
from anonymize.detectors.gliner.files import CONFIG, open_gliner
from anonymize.detectors.gliner.windows import Room
from anonymize.detectors.model_files import refuse_code
from anonymize.errors import ModelError, UsageError
from finetune.base_models import BaseModel, length_limit, quiet_library, shown_name
from finetune.freezing import Freeze, ParameterCount, freeze_backbone
from finetune.gliner.prompts import MOST
from finetune.gliner.restoring import check_complete
from finetune.plans import NEW_HEAD, Head

HIDDEN = 256
"""Size of the vectors that words and labels are compared in."""
WORDS, WIDTH = 384, 12
"""The package's own limits: words a text, words a span."""
DROPOUT = 0.1
"""Of the head."""
RARE = -4.0
"""Logit that a new head starts from: a probability of 0.018."""
SPAN_MODES = {"token": "token_level", "span": "markerV0"}
FILES = ("*.json", "*.safetensors", "*.model", "*.txt")
"""What is taken of a repository on the hub: no code, no pickle."""
MARKERS = ("<<ENT>>", "<<SEP>>")


def head_of(base: BaseModel, asked: Head | None) -> Head:
    """Gives what the head of the model to begin with scores.

    Args:
        base: an encoder, which gets a new head, or a GLiNER, which keeps its own.
        asked: what was asked for; None for nothing.

    Raises:
        UsageError: a head was asked for, and the base is a GLiNER.
        ModelError: see `start`.
    """
    source = _checked(base)
    if not (source / CONFIG).is_file():
        return asked or NEW_HEAD
    if asked is not None:
        raise UsageError(
            f"--head: the base {base.name} is a GLiNER and keeps its head; leave it out,"
            " or name an encoder with --base-model"
        )
    return open_gliner(str(source)).head


def start(base: BaseModel, head: Head) -> Any:  # noqa: ANN401 - a GLiNER, which carries no types
    """Makes the model to begin with.

    Args:
        base: an encoder, or a GLiNER.
        head: see `head_of`.

    Raises:
        ModelError: it cannot be loaded, comes with code of its own, or lacks weights in safetensors.
    """
    source = _checked(base)
    begun = (source / CONFIG).is_file()
    try:
        with quiet_library(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of libraries that the package imports
            from gliner import GLiNER

            if begun:
                model = GLiNER.from_pretrained(str(source), local_files_only=True, map_location="cpu")
            else:
                model = GLiNER.from_config(_new(source, head), backbone_from_pretrained=True)
    except Exception as error:
        raise ModelError(
            f"{base.name}: no GLiNER can be made of it ({type(error).__name__}); it has to be an encoder that"
            " transformers knows, with safetensors weights, or a GLiNER"
        ) from error
    if begun:
        check_complete(model.model, source, base.name)
        return _ready(model)
    if head == "token":
        # Few words begin, end or fill an entity of a given label; a head that starts from there does not have
        # to learn it first (Lin et al., "Focal Loss for Dense Object Detection", 2017).
        model.model.scorer.out_mlp[-1].bias.data.fill_(RARE)
    # The folder that it came from is of no use to whoever gets the model.
    model.config.model_name = model.config.encoder_config._name_or_path = shown_name(base.name)
    return _ready(model)


def _new(encoder: Path, head: Head) -> dict[str, object]:
    """The configuration of a GLiNER with a new head."""
    return {
        "model_name": str(encoder),
        "span_mode": SPAN_MODES[head],
        "hidden_size": HIDDEN,
        "num_rnn_layers": 0,
        "max_len": WORDS,
        "max_width": WIDTH,
        "max_types": MOST,
        "dropout": DROPOUT,
        "subtoken_pooling": "first",
        "fine_tune": True,
        "ent_token": MARKERS[0],
        "sep_token": MARKERS[1],
    }


def _checked(base: BaseModel) -> Path:
    """Gives a base model's directory, from the hub where need be, of which the package runs no code.

    The package loads pickled weights and runs code that comes with a model, so neither may be there.
    """
    source = Path(base.source)
    if not source.is_dir():
        source = _download(base)
    if (source / CONFIG).is_file():
        return open_gliner(str(source)).directory
    refuse_code(source)
    if not any(source.glob("*.safetensors")):
        raise ModelError(f"{base.name}: no safetensors weights, and pickled ones are not loaded")
    return source


def _download(base: BaseModel) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(base.source, allow_patterns=list(FILES), local_files_only=base.offline))
    except Exception as error:
        raise ModelError(
            f"{base.name}: its weights cannot be had from the Hugging Face hub ({type(error).__name__}); name"
            " a local directory with --base-model"
        ) from error


def _ready(model: Any) -> Any:  # noqa: ANN401
    """In float32, whatever it was stored in, and an encoder without dropout.

    GLiNERs see most texts once or twice, each time asked for other labels, so there is little to overfit; and
    on a CPU drawing the random numbers takes a quarter of the time.
    """
    model.model.float()
    model.config.encoder_config.dtype = "float32"
    for module in backbone(model).modules():
        if type(module).__name__.endswith("Dropout"):
            module.p = 0.0
    return model


def check_room(base: BaseModel, model: Any) -> None:  # noqa: ANN401
    """Checks that the detector can work with an encoder, before any time is spent on it.

    Raises:
        ModelError: it has too few positions for a prompt and windows that overlap.
    """
    positions = length_limit(base, backbone(model))
    try:
        Room(WORDS, positions - positions // SHARE_OF_LABELS)
    except ValueError as error:
        raise ModelError(f"{base.name}: it takes {positions} tokens; {error}") from error


def backbone(model: Any) -> Any:  # noqa: ANN401
    """The encoder of a GLiNER, a model of transformers."""
    return model.model.token_rep_layer.bert_layer.model


def head_parameters(model: Any) -> list[Any]:  # noqa: ANN401
    """All parameters but those of the encoder."""
    own = set(map(id, backbone(model).parameters()))
    return [parameter for parameter in model.model.parameters() if id(parameter) not in own]


def freeze(model: Any, what: Freeze) -> ParameterCount:  # noqa: ANN401
    """Decides what is trained: everything, everything but the embeddings, or all but the encoder."""
    model.model.requires_grad_(True)
    freeze_backbone(backbone(model), what)
    parameters = list(model.model.parameters())
    return ParameterCount(
        trainable=sum(values.numel() for values in parameters if values.requires_grad),
        total=sum(values.numel() for values in parameters),
    )


def token_logits(core: Any, words: Any, prompts: Any, parts: Sequence[Any] | None = None) -> Any:  # noqa: ANN401
    """Scores words as start, end and inside of an entity, with gradients; shape (texts, words, labels, 3).

    The package's `Scorer`, with the parts of its first matrix that belong to a word or a label alone applied
    once to each: see `anonymize.detectors.gliner.heads`, which does the same for detection.

    Args:
        core: the model's torch module.
        words: vectors of the words.
        prompts: vectors of the labels.
        parts: layers for the parts of the first matrix, of word, of label and of both; None for its own.
    """
    scorer = core.scorer
    of_word, of_label, of_both = parts or _parts(scorer.out_mlp[0])
    word, word_factor = scorer.proj_token(words).chunk(2, dim=-1)
    label, label_factor = scorer.proj_label(prompts).chunk(2, dim=-1)
    mixed = of_both(word_factor[:, :, None] * label_factor[:, None])
    mixed = mixed + of_word(word)[:, :, None] + of_label(label)[:, None]
    return scorer.out_mlp[1:](mixed)


def _parts(hidden: Any) -> Sequence[Any]:  # noqa: ANN401 - a torch layer
    from torch.nn.functional import linear

    word, label, both = hidden.weight.chunk(3, dim=1)
    return (
        partial(linear, weight=word, bias=hidden.bias),
        partial(linear, weight=label),
        partial(linear, weight=both),
    )


def span_logits(core: Any, words: Any, prompts: Any) -> Any:  # noqa: ANN401 - torch tensors
    """Scores each span of words by start and width, with gradients; shape (texts, words, width, labels).

    The package's `markerV0`, with the parts of its hidden matrix that belong to start and end applied once a
    word: see `anonymize.detectors.gliner.heads`.
    """
    import torch
    from torch.nn.functional import linear

    layer = core.span_rep_layer.span_rep_layer
    hidden, out = layer.out_project[0], layer.out_project[1:]
    of_start, of_end = hidden.weight.chunk(2, dim=1)
    start = linear(layer.project_start(words).relu(), of_start, hidden.bias)
    end = linear(layer.project_end(words).relu(), of_end)
    prompt = core.prompt_rep_layer(prompts).transpose(1, 2)
    count = words.shape[1]
    scores = []
    for width in range(layer.max_width):
        kept = max(0, count - width)
        spans = torch.matmul(out(start[:, :kept] + end[:, width:]), prompt)
        scores.append(torch.nn.functional.pad(spans, (0, 0, 0, count - kept)))
    return torch.stack(scores, dim=2)
