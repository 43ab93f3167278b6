"""A real BERT tagger of a few thousand parameters that labels words by a lexicon, whatever their context.

Its attention and feed-forward layers are silenced, so each token's logits follow from its embedding alone,
and its head is solved for the lexicon. That makes what it must find exactly predictable.
"""

from __future__ import annotations

import json
import string
from pathlib import Path

LABELS = ("person", "address", "location", "username")
LEXICON = {
    "anna": "B-person",
    "john": "B-person",
    "schmidt": "I-person",
    "okafor": "I-person",
    "harbour": "B-address",
    "road": "I-address",
    "17": "I-address",
    "berlin": "B-location",
    "##bridge": "B-location",
    "foxglove": "B-username",
}
TAGS = ("O", *(f"{prefix}-{label}" for label in LABELS for prefix in "BI"))
FILLER = ("the", "parcel", "went", "to", "on", "and", "a", "man", "in", "##s", "rain", "again", "café")
_HIDDEN = 64
_CERTAIN = 8.0
"""Logit of a word's own tag; the others get 0, so its probability is above 0.99."""


def build_tagger(directory: Path, *, subwords: str = "all", window: int = 64, overlap: int = 32) -> Path:
    """Writes the model, its tokenizer and its configuration into `directory`, and gives it back."""
    import torch
    from transformers import BertConfig, BertForTokenClassification

    tokenizer, vocabulary = _tokenizer()
    tokenizer.save(str(directory / "tokenizer.json"))
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=_HIDDEN,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=512,
        id2label=dict(enumerate(TAGS)),
        label2id={tag: index for index, tag in enumerate(TAGS)},
        pad_token_id=0,
    )
    torch.manual_seed(0)
    model = BertForTokenClassification(config).eval()
    with torch.no_grad():
        embeddings = model.bert.embeddings
        embeddings.position_embeddings.weight.zero_()
        embeddings.token_type_embeddings.weight.zero_()
        # One direction for each tag, so that a head can tell them apart whatever else the embedding holds.
        embeddings.word_embeddings.weight.normal_(std=0.01)
        for token, row in vocabulary.items():
            embeddings.word_embeddings.weight[row, TAGS.index(LEXICON.get(token, "O"))] = 1.0
        layer = model.bert.encoder.layer[0]
        for silenced in (layer.attention.output.dense, layer.output.dense):
            silenced.weight.zero_()
            silenced.bias.zero_()
        rows = torch.arange(len(vocabulary))[None]
        hidden = model.bert(input_ids=rows).last_hidden_state[0]
        wanted = torch.zeros(len(vocabulary), len(TAGS))
        for token, row in vocabulary.items():
            wanted[row, TAGS.index(LEXICON.get(token, "O"))] = _CERTAIN
        inputs = torch.cat([hidden, torch.ones(len(vocabulary), 1)], dim=1)
        solution = torch.linalg.lstsq(inputs, wanted, driver="gelsd").solution
        model.classifier.weight.copy_(solution[:-1].T)
        model.classifier.bias.copy_(solution[-1])
    model.save_pretrained(directory)
    path = directory / "config.json"
    content = json.loads(path.read_text())
    content["anon"] = {"subwords": subwords, "window": window, "overlap": overlap}
    path.write_text(json.dumps(content))
    return directory


def _tokenizer():  # type: ignore[no-untyped-def] # noqa: ANN202 - the library's types say nothing more
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    letters = string.ascii_lowercase + string.digits
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *LEXICON, *FILLER]
    pieces += [*letters, *(f"##{letter}" for letter in letters), *string.punctuation]
    vocabulary = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer, vocabulary


def build_wide_tagger(directory: Path, *, positions: int | None = None) -> Path:
    """A tagger with layers wide enough to be scaled, and to have outliers; it may take fewer tokens."""
    import torch
    from transformers import BertConfig, BertForTokenClassification

    build_tagger(directory)
    config = BertConfig.from_pretrained(directory)
    config.update({"hidden_size": 384, "intermediate_size": 768, "num_hidden_layers": 2})
    if positions is not None:
        config.max_position_embeddings = positions
    torch.manual_seed(1)
    own = json.loads((directory / "config.json").read_bytes())["anon"]
    model = BertForTokenClassification(config)
    with torch.no_grad():
        for values in model.parameters():
            values.normal_(std=0.05)  # no two alike, as in a trained one: like ones are stored once
    model.save_pretrained(directory)
    written = json.loads((directory / "config.json").read_bytes())
    (directory / "config.json").write_text(json.dumps({**written, "anon": own}))
    return directory
