"""A base model of a few thousand parameters, and sentences that it learns to tag within seconds."""

from __future__ import annotations

import random
import string
from pathlib import Path

from finetune.datasets.base import Dataset, Sentence

FIRST = ("anna", "john", "amara", "lucia", "tomas", "yusuf")
LAST = ("schmidt", "okafor", "garcia", "novak")
PLACES = ("berlin", "lagos", "lima", "oslo", "turin", "kyoto")
FILLER = ("the", "parcel", "went", "to", "on", "and", "a", "man", "in", "rain", "again", "saw")
SPECIAL = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}


def build_base(directory: Path, *, positions: int = 160) -> Path:
    """Writes a BERT without a head, randomly drawn, and its tokenizer.

    Args:
        directory: to write into.
        positions: most tokens it takes.
    """
    import torch
    from transformers import BertConfig, BertModel

    vocabulary = _tokenizer(directory)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=positions,
        pad_token_id=0,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(directory)
    return directory


def sentences(count: int, *, seed: int) -> tuple[Sentence, ...]:
    """Made-up sentences with people and places; some words are of several sub-words."""
    chance = random.Random(seed)  # noqa: S311 - made-up sentences, no secrets

    def one() -> Sentence:
        words: list[tuple[str, str]] = []
        for _ in range(chance.randint(1, 4)):
            words += [(chance.choice(FILLER), "O") for _ in range(chance.randint(0, 3))]
            if chance.random() < 0.5:
                words.append((chance.choice(FIRST), "B-PER"))
                words += [(chance.choice(LAST), "I-PER")] * chance.randint(0, 1)
            else:
                words.append((chance.choice(PLACES) + chance.choice(("", "shire")), "B-LOC"))
        tokens, tags = zip(*words, strict=True)
        return Sentence(tokens, tags)

    return tuple(one() for _ in range(count))


def dataset(train: int = 120, validation: int = 40, test: int = 50) -> Dataset:
    """A data set of such sentences."""
    return Dataset.of(
        "tiny",
        train=sentences(train, seed=1),
        validation=sentences(validation, seed=2),
        test=sentences(test, seed=3),
    )


def write_columns(data: Dataset, directory: Path) -> Path:
    """Writes a data set as files that `conll:DIR` reads."""
    for name, split in data.splits().items():
        blocks = [
            "".join(f"{word}\t{tag}\n" for word, tag in zip(s.tokens, s.tags, strict=True)) for s in split
        ]
        (directory / f"{name}.conll").write_text("\n".join(blocks))
    return directory


def _tokenizer(directory: Path) -> int:
    """Writes a WordPiece tokenizer that knows some words and all letters; gives the number of pieces."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    letters = string.ascii_lowercase + string.digits
    # Last names and places are left out: they fall into letters, so that words have several sub-words.
    pieces = [
        *SPECIAL.values(),
        *FIRST,
        *FILLER,
        *PLACES[:3],
        "##shire",
        *letters,
        *(f"##{letter}" for letter in letters),
    ]
    pieces += string.punctuation
    vocabulary = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=SPECIAL["unk_token"]))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(list(SPECIAL.values()))
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **SPECIAL).save_pretrained(directory)
    return len(vocabulary)
