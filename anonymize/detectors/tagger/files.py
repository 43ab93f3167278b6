"""A tagger's directory: what has to be in it, and what its configuration says.

Only safetensors and ONNX weights are read. A directory is read by what it holds: the fastest file first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import regex

from anonymize.config.values import shown
from anonymize.detectors.model_files import (
    LARGEST_TOKENIZER,
    check_label,
    find_file,
    local_path,
    most_tokens,
    read_json,
    refuse_code,
    whole_number,
)
from anonymize.detectors.tagger.capitals import Capitals
from anonymize.errors import ModelError
from anonymize.labels import canonical
from anonymize.scripts import is_script
from anonymize.windows import OVERLAP

BUNDLED = "pii-small"
"""Name of the model that comes with the package."""
DEFAULT_WINDOW = 256
DEFAULT_OVERLAP = 40
MODELS = Path(__file__).parents[2] / "models"
"""Where the models lie that come with the package."""
_TAG = regex.compile(r"(?P<prefix>[BIESLU])[-_](?P<name>.+)")
_BEGINNINGS = frozenset("BSU")
_POSITIONS_AFTER_PADDING = frozenset({"roberta", "xlm-roberta", "camembert"})
"""Architectures that count positions from the padding id on, and so fit fewer tokens than they have rows."""


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A layout that a model directory may have."""

    file_name: str
    runtime: Literal["onnx", "torch"]
    precision: str


LAYOUTS = (
    WeightsFile("model.int8.onnx", "onnx", "int8"),
    WeightsFile("model.onnx", "onnx", "fp32"),
    WeightsFile("model.safetensors", "torch", "auto"),
)
"""Probed in this order."""
BESIDE = ("_data", ".data")
"""How the names of files end that hold the weights of a graph too large for one file."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One output of the model's head: a canonical label (None for `O`) and whether it begins an entity."""

    label: str | None
    begins: bool


@dataclass(frozen=True, slots=True)
class TaggerFiles:
    """A model directory that was checked.

    Attributes:
        directory: where it lies.
        weights: the files there that can be run, the preferred one first.
        tags: what each output of the head stands for.
        subwords: whether a word's first sub-word decides, or the mean over all of them.
        window: tokens a window, special tokens included.
        overlap: tokens that neighbouring windows share.
        padding_id: id of the padding token.
        capitals: what it is shown of lines in capitals.
        scripts: Unicode scripts that it was trained on; None where its configuration does not say.
    """

    directory: Path
    weights: tuple[WeightsFile, ...]
    tags: tuple[Tag, ...]
    subwords: Literal["first", "all"]
    window: int
    overlap: int
    padding_id: int
    capitals: Capitals = "kept"
    scripts: frozenset[str] | None = None

    @property
    def labels(self) -> frozenset[str]:
        """Canonical labels that the model knows."""
        return frozenset(tag.label for tag in self.tags if tag.label is not None)


def open_model(name: str) -> TaggerFiles:
    """Finds a model by name, checks its directory and reads its configuration. Loads no weights.

    Args:
        name: a local directory, `pii-small` for the bundled model, or a repository on the Hugging Face hub.

    Raises:
        ModelError: there is no such model, or its directory is incomplete or asks for what is never done.
    """
    directory = _locate(name)
    if not directory.is_dir():
        raise ModelError(f"{name}: not a model directory")
    config = read_json(directory, "config.json")
    refuse_code(directory)
    weights = tuple(layout for layout in LAYOUTS if find_file(directory, layout.file_name))
    if not weights:
        expected = ", ".join(layout.file_name for layout in LAYOUTS)
        raise ModelError(
            f"{directory}: no weights; expected one of {expected} (pickled weights are not loaded; load them "
            "with transformers where you trust them, and save them again with save_pretrained(DIRECTORY))"
        )
    if not find_file(directory, "tokenizer.json", largest=LARGEST_TOKENIZER):
        raise ModelError(
            f"{directory}: no tokenizer.json; save the model's fast tokenizer beside its weights"
        )
    where = directory / "config.json"
    own = config.get("anon", {})
    if not isinstance(own, dict):
        raise ModelError(f'{where}: anon must hold settings, as `{{"window": 256}}`')
    overlap = whole_number(where, own, "overlap", DEFAULT_OVERLAP)
    limit = _position_limit(directory, config)
    window = min(whole_number(where, own, "window", DEFAULT_WINDOW), limit)
    if not OVERLAP <= overlap < limit // 2:
        raise ModelError(
            f"{directory}/config.json: an overlap of {overlap} tokens does not suit a limit of {limit}"
        )
    if window <= overlap + 2:  # the least that the special tokens take
        raise ModelError(f"{where}: a window of {window} tokens does not suit an overlap of {overlap}")
    return TaggerFiles(
        directory=directory,
        weights=weights,
        tags=_tags(directory, config),
        subwords=_subwords(directory, own),
        window=window,
        overlap=overlap,
        padding_id=whole_number(where, config, "pad_token_id", 0),
        capitals=read_capitals(where, config),
        scripts=read_scripts(where, config),
    )


def read_capitals(path: Path, config: Mapping[str, Any]) -> Capitals:
    """Reads what a model is shown of lines in capitals, from the project's own part of its configuration.

    Raises:
        ModelError: it is none of `Capitals`.
    """
    own = config.get("anon") or {}
    match own.get("capitals", "kept") if isinstance(own, dict) else own:
        case "kept":
            return "kept"
        case "lowered":
            return "lowered"
        case "both":
            return "both"
        case other:
            raise ModelError(f"{path}: anon.capitals is 'kept', 'lowered' or 'both', not {shown(other)}")


def read_scripts(path: Path, config: Mapping[str, Any]) -> frozenset[str] | None:
    """Reads which scripts a model was trained on, from the project's own part of its configuration.

    Raises:
        ModelError: it is something else than a list of names of Unicode scripts.
    """
    own = config.get("anon") or {}
    scripts = own.get("scripts") if isinstance(own, dict) else own
    if scripts is None:
        return None
    if not isinstance(scripts, list) or not all(map(is_script, scripts)):
        raise ModelError(f"{path}: anon.scripts is a list of Unicode scripts, such as Latin and Cyrillic")
    return frozenset(scripts)


def _locate(name: str) -> Path:
    if name == BUNDLED:
        return MODELS / BUNDLED
    path = local_path(name)
    if path is not None:
        return path
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise ModelError(f"{name}: there is no such directory; {BUNDLED} is the bundled model")
    return _download(name)


def _download(repository: str) -> Path:
    from huggingface_hub import snapshot_download

    patterns = [
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        *(layout.file_name for layout in LAYOUTS),
        *(f"{layout.file_name}{ending}" for layout in LAYOUTS for ending in BESIDE),
    ]
    try:
        return Path(snapshot_download(repository, allow_patterns=patterns))
    except Exception as error:
        raise ModelError(
            f"{repository}: neither a local directory nor to be had from the Hugging Face hub "
            f"({type(error).__name__}); name a local model directory, or leave --model out"
        ) from error


def _position_limit(directory: Path, config: Mapping[str, Any]) -> int:
    where = directory / "config.json"
    positions = whole_number(where, config, "max_position_embeddings", 512)
    if config.get("model_type") in _POSITIONS_AFTER_PADDING:
        positions -= whole_number(where, config, "pad_token_id", 1) + 1
    return most_tokens(directory, positions)


def _subwords(directory: Path, own: Mapping[str, Any]) -> Literal["first", "all"]:
    match own.get("subwords", "first"):
        case "first":
            return "first"
        case "all":
            return "all"
        case other:
            raise ModelError(
                f"{directory}/config.json: anon.subwords is 'first' or 'all', not {shown(other)}"
            )


def _tags(directory: Path, config: Mapping[str, Any]) -> tuple[Tag, ...]:
    try:
        names = {int(index): str(name) for index, name in config["id2label"].items()}
        ordered = [names[index] for index in range(len(names))]
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise ModelError(
            f"{directory}/config.json: id2label does not number the model's labels from 0"
        ) from error
    if all(name.startswith("LABEL_") for name in ordered):
        raise ModelError(
            f"{directory}/config.json: id2label names no labels, so this is not a trained tagger"
        )
    where = directory / "config.json"
    return tuple(_tag(check_label(where, name)) for name in ordered)


def _tag(name: str) -> Tag:
    if name.upper() == "O":
        return Tag(None, begins=False)
    match = _TAG.fullmatch(name)
    if match is None:
        return Tag(canonical(name), begins=False)
    return Tag(canonical(match["name"]), begins=match["prefix"] in _BEGINNINGS)
