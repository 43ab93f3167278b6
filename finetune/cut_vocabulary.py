"""Makes a smaller base model by leaving out pieces of its vocabulary that texts hardly use.

    python -m finetune.cut_vocabulary --base-model DIR --texts runs/mixture.jsonl --size 36000 --output DIR

In small multilingual models half of the weights are embeddings of pieces, most of them rare. A word whose
piece is left out is read as several shorter ones, so nothing becomes unreadable. For Unigram tokenizers.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
import orjson

from anonymize.detectors.model_files import read_json
from anonymize.errors import ModelError

WORD_START = "\u2581"
"""Stands for a space in the pieces of SentencePiece."""
SELDOM = 3
"""A piece that the texts use at least as often comes before all that they do not."""
BATCH = 1_000
WEIGHTS = "model.safetensors"
TOKEN_IDS = ("pad_token_id", "bos_token_id", "eos_token_id", "sep_token_id", "cls_token_id")
_CARDS = ("README.md", "LICENSE", "NOTICE")


def texts_of(path: Path) -> Iterator[str]:
    """The texts and the labels of a JSONL file of documents.

    Raises:
        ModelError: it cannot be read, or a line holds no document.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    entry = orjson.loads(line)
                    texts = [entry["text"], *entry.get("labels", ())]
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise ModelError(f"{path}, line {number}: no JSON object with a `text`") from error
                yield from texts
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}") from error


def kept_pieces(tokenizer: Any, texts: Iterable[str], size: int) -> list[int]:  # noqa: ANN401 - tokenizers.Tokenizer
    """Chooses the pieces to keep: special ones, single characters, then those that the texts use most.

    Where the texts use fewer, the likeliest by the tokenizer's own scores fill up.

    Args:
        tokenizer: of the `tokenizers` package, with a Unigram model.
        texts: what the model will be used on, or is trained on.
        size: pieces to keep.

    Returns:
        Their ids in the order of the old vocabulary.

    Raises:
        ModelError: the tokenizer is of another kind, or `size` does not hold what has to be kept.
    """
    model = json.loads(tokenizer.to_str())["model"]
    if model["type"] != "Unigram":
        raise ModelError(f"the tokenizer is of the kind {model['type']}; only Unigram ones can be cut")
    counts: Counter[int] = Counter()
    rest = iter(texts)
    while some := list(islice(rest, BATCH)):
        for encoding in tokenizer.encode_batch(some, add_special_tokens=False):
            counts.update(encoding.ids)
    special = set(tokenizer.get_added_tokens_decoder())
    needed = special | {
        index for index, (piece, _) in enumerate(model["vocab"]) if len(piece.removeprefix(WORD_START)) <= 1
    }
    if len(needed) > size:
        raise ModelError(
            f"{len(needed):,} pieces are special or single characters; --size {size:,} is too small"
        )
    others = [index for index in range(len(model["vocab"])) if index not in needed]
    others.sort(
        key=lambda index: (-(counts[index] if counts[index] >= SELDOM else 0), -model["vocab"][index][1])
    )
    return sorted(needed | set(others[: size - len(needed)]))


def cut_tokenizer(content: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    """Gives a `tokenizer.json` with the kept pieces alone, numbered anew."""
    new = {old: index for index, old in enumerate(kept)}
    model = content["model"] | {
        "vocab": [content["model"]["vocab"][old] for old in kept],
        "unk_id": new[content["model"]["unk_id"]],
    }
    added = [token | {"id": new[token["id"]]} for token in content["added_tokens"]]
    special = content["post_processor"]["special_tokens"]
    processor = content["post_processor"] | {
        "special_tokens": {
            name: token | {"ids": [new[old] for old in token["ids"]]} for name, token in special.items()
        }
    }
    return content | {"model": model, "added_tokens": added, "post_processor": processor}


def cut(base: Path, output: Path, texts: Iterable[str], size: int) -> int:
    """Writes a base model with a smaller vocabulary; gives how many pieces it has.

    Args:
        base: directory of an encoder with a Unigram tokenizer and safetensors weights in one file.
        output: where to; must not exist.
        texts: see `kept_pieces`.
        size: pieces to keep.

    Raises:
        ModelError: the model cannot be cut, or `output` is there.
    """
    from safetensors.torch import load_file, save_file
    from tokenizers import Tokenizer

    if output.exists():
        raise ModelError(f"{output}: is there already; name another --output")
    config = read_json(base, "config.json")
    for name in ("tokenizer.json", WEIGHTS):
        if not (base / name).is_file():
            raise ModelError(f"{base / name}: no such file; name a model with safetensors in one file")
    kept = kept_pieces(Tokenizer.from_file(str(base / "tokenizer.json")), texts, size)
    weights = load_file(base / WEIGHTS)
    # The embeddings, and in models that predict words their tied copies and biases.
    of_pieces = [name for name, values in weights.items() if values.shape[:1] == (config["vocab_size"],)]
    if not any(weights[name].ndim > 1 for name in of_pieces):
        raise ModelError(f"{base / WEIGHTS}: no table has the {config['vocab_size']:,} rows of config.json")
    output.mkdir(parents=True)
    save_file(
        weights | {name: weights[name][kept].contiguous() for name in of_pieces},
        output / WEIGHTS,
        metadata={"format": "pt"},
    )
    ids = {name: kept.index(config[name]) for name in TOKEN_IDS if config.get(name) is not None}
    content = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    _write(output / "config.json", config | ids | {"vocab_size": len(kept)})
    _write(output / "tokenizer.json", cut_tokenizer(content, kept))
    for name in ("tokenizer_config.json", *_CARDS):
        if (base / name).is_file():
            shutil.copyfile(base / name, output / name)
    return len(kept)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    """Makes the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--base-model", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True, help="JSONL with `text` and perhaps `labels`")
    parser.add_argument("--size", type=int, required=True, help="pieces to keep")
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    try:
        count = cut(given.base_model, given.output, texts_of(given.texts), given.size)
    except ModelError as error:
        parser.error(str(error))
    click.echo(f"{given.output}: {count:,} pieces")


if __name__ == "__main__":
    main()
