"""Real GLiNERs of a few thousand parameters.

`build_gliner` makes one that finds the words of a lexicon, whatever their context: its attention and
feed-forward layers are silenced, so each word's vector follows from its embedding alone, and its head is
solved for the lexicon, whether it scores words or spans. `build_random` makes one with random weights, whose
scores depend on everything.
"""

from __future__ import annotations

import string
import warnings
from pathlib import Path
from typing import Any

LABELS = ("person", "location", "project", "machine")
"""First words of the labels that it knows."""
LEXICON = {
    "anna": "person",
    "schmidt": "person",
    "okafor": "person",
    "berlin": "location",
    "##bridge": "location",
    "bluebird": "project",
    "foxglove": "project",
    "atlas": "machine",
}
DOUBTFUL = {"mercury": "project"}
"""Words with a score of 0.6 instead of more than 0.95."""
FILLER = (
    "the",
    "parcel",
    "went",
    "to",
    "on",
    "and",
    "a",
    "man",
    "in",
    "##s",
    "rain",
    "again",
    "codename",
    "name",
)
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "<<ENT>>", "<<SEP>>")
_HIDDEN = 64
_CERTAIN, _UNCERTAIN, _NOT = 4.0, 0.4, -4.0
"""Logits of a word of the label, of a doubtful one, and of any other."""


def build_gliner(directory: Path, *, span_mode: str = "token_level", **settings: Any) -> Path:
    """Writes a GLiNER that knows `LEXICON`, with `settings` in its configuration, and gives the directory."""
    import torch

    model, vocabulary = _model(directory, span_mode=span_mode, embed_ent_token=False, **settings)
    classes = {**{name: index for index, name in enumerate(LABELS)}}
    core = model.model
    with torch.no_grad():
        hidden = _silenced(core.token_rep_layer.bert_layer.model, vocabulary, classes)
        strength = torch.zeros(len(vocabulary), len(LABELS))
        for word, label in LEXICON.items():
            strength[vocabulary[word], classes[label]] = 1.0
        for word, label in DOUBTFUL.items():
            strength[vocabulary[word], classes[label]] = (_UNCERTAIN - _NOT) / (_CERTAIN - _NOT)
        asked = torch.zeros(len(vocabulary), len(LABELS))
        for label, index in classes.items():
            asked[vocabulary[label], index] = 1.0
        if span_mode == "token_level":
            _teach_words(core.scorer, hidden, strength, asked)
        else:
            _teach_spans(core, hidden, strength, asked)
    return _saved(model, directory)


def build_random(directory: Path, *, span_mode: str = "token_level", **settings: Any) -> Path:
    """Writes a GLiNER with random weights and gives the directory."""
    import torch

    torch.manual_seed(0)
    model, _ = _model(directory, span_mode=span_mode, **settings)
    with torch.no_grad():
        for parameter in model.model.parameters():
            parameter.mul_(1.5)  # or else all scores would lie about one half
    return _saved(model, directory)


def _model(directory: Path, **settings: Any) -> tuple[Any, dict[str, int]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries that this one imports
        from gliner import GLiNER

    tokenizer, vocabulary = _tokenizer()
    tokenizer.save_pretrained(str(directory))
    config = {
        "model_name": str(directory),
        "encoder_config": {
            "model_type": "bert",
            "vocab_size": len(vocabulary),
            "hidden_size": _HIDDEN,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 32,
            "max_position_embeddings": 512,
            "pad_token_id": 0,
        },
        "vocab_size": len(vocabulary),
        "class_token_index": vocabulary["<<ENT>>"],
        "hidden_size": _HIDDEN,
        "num_rnn_layers": 0,
        "max_types": 8,
        "max_width": 5,
        "max_len": 64,
        "dropout": 0.0,
        **settings,
    }
    config["encoder_config"].update(config.pop("encoder", {}))  # type: ignore[attr-defined]
    if "positions" in config:
        config["encoder_config"]["max_position_embeddings"] = config.pop("positions")  # type: ignore[index]
    return GLiNER.from_config(config, backbone_from_pretrained=False), vocabulary


def _saved(model: Any, directory: Path) -> Path:
    model.save_pretrained(directory, safe_serialization=True)
    return directory


def _silenced(bert: Any, vocabulary: dict[str, int], classes: dict[str, int]) -> Any:
    """Makes each word's vector its own, with a direction for each class, and gives those of all words."""
    import torch

    bert.embeddings.position_embeddings.weight.zero_()
    bert.embeddings.token_type_embeddings.weight.zero_()
    words = bert.embeddings.word_embeddings.weight
    words.normal_(std=0.01, generator=torch.Generator().manual_seed(0))
    words[:, 0] = 1.0
    for word, label in LEXICON.items():
        words[vocabulary[word], 1 + classes[label]] = 1.0
    for word in DOUBTFUL:
        words[vocabulary[word], 1 + len(classes)] = 1.0
    for label, index in classes.items():
        words[vocabulary[label], 2 + len(classes) + index] = 1.0
    layer = bert.encoder.layer[0]
    for silenced in (layer.attention.output.dense, layer.output.dense):
        silenced.weight.zero_()
        silenced.bias.zero_()
    rows = torch.arange(len(vocabulary))[None]
    return bert(input_ids=rows).last_hidden_state[0]


def _teach_words(scorer: Any, hidden: Any, strength: Any, asked: Any) -> None:
    """Sets a head that scores words: each by its own strength in the label."""
    _solve(scorer.proj_token, hidden, strength, first=_HIDDEN)
    _solve(scorer.proj_label, hidden, asked, first=_HIDDEN)
    first, last = scorer.out_mlp[0], scorer.out_mlp[-1]
    for weight in (first.weight, first.bias, last.weight):
        weight.zero_()
    for index in range(len(LABELS)):
        first.weight[index, 2 * _HIDDEN + index] = _CERTAIN - _NOT
        last.weight[:, index] = 1.0
    last.bias.fill_(_NOT)


def _teach_spans(core: Any, hidden: Any, strength: Any, asked: Any) -> None:
    """Sets a head that scores spans: each by the strength of its first and last word in the label."""
    import torch

    layer = core.span_rep_layer.span_rep_layer
    # A span of one doubtful word scores as that word does: the bias below takes one of the two halves away.
    ends = torch.where(strength > 0, (1 + strength) / 2, 0)
    _pass_on(layer.project_start, hidden, ends)
    _pass_on(layer.project_end, hidden, ends)
    # One more value, the same for all labels, carries the score of what is no entity.
    _pass_on(core.prompt_rep_layer, hidden, torch.cat([asked, torch.ones(len(asked), 1)], dim=1))
    first, last = layer.out_project[0], layer.out_project[-1]
    for weight in (first.weight, first.bias, last.weight, last.bias):
        weight.zero_()
    for index in range(len(LABELS)):
        first.weight[index, [index, _HIDDEN + index]] = 1.0
        first.bias[index] = -1.0
        last.weight[index, index] = _CERTAIN - _NOT
    last.bias[len(LABELS)] = _NOT


def _pass_on(layers: Any, hidden: Any, wanted: Any) -> None:
    """Sets a projection of two layers so that its output begins with `wanted` and the rest is zero."""
    import torch

    _solve(layers[0], hidden, wanted, first=0)
    layers[-1].weight.zero_()
    layers[-1].bias.zero_()
    rows = torch.arange(wanted.shape[1])
    layers[-1].weight[rows, rows] = 1.0


def _solve(layer: Any, hidden: Any, wanted: Any, *, first: int) -> None:
    """Sets a layer so that its output has `wanted` from place `first` on, and zero elsewhere."""
    import torch

    inputs = torch.cat([hidden, torch.ones(len(hidden), 1)], dim=1)
    solution = torch.linalg.lstsq(inputs, wanted, driver="gelsd").solution
    layer.weight.zero_()
    layer.bias.zero_()
    rows = slice(first, first + wanted.shape[1])
    layer.weight[rows] = solution[:-1].T
    layer.bias[rows] = solution[-1]


def _tokenizer() -> tuple[Any, dict[str, int]]:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    letters = string.ascii_lowercase + string.digits
    pieces = [*SPECIAL, *LEXICON, *DOUBTFUL, *LABELS, *FILLER]
    pieces += [*letters, *(f"##{letter}" for letter in letters), *string.punctuation]
    vocabulary = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 - not a secret
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",  # noqa: S106 - not a secret
        pad_token="[PAD]",  # noqa: S106 - not a secret
        cls_token="[CLS]",  # noqa: S106 - not a secret
        sep_token="[SEP]",  # noqa: S106 - not a secret
        additional_special_tokens=["<<ENT>>", "<<SEP>>"],
    )
    return wrapped, vocabulary
