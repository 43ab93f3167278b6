"""A GLiNER's directory: what has to be in it, and what its configuration says.

Only safetensors and ONNX weights are read, and a directory that asks for code of its own is refused: the
`gliner` package would run it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from anonymize.config.values import shown
from anonymize.detectors.gliner.prompts import spellings
from anonymize.detectors.model_files import (
    LARGEST_JSON,
    LARGEST_TOKENIZER,
    find_file,
    local_path,
    most_tokens,
    read_json,
    refuse_code,
    whole_number,
)
from anonymize.detectors.tagger.files import BESIDE, LAYOUTS, MODELS, WeightsFile, read_scripts
from anonymize.errors import ModelError
from anonymize.labels import normalise

CONFIG = "gliner_config.json"
BUNDLED = "gliner-small"
"""Name of the GLiNER that comes with the package."""
TRAINED = "labels.txt"
"""Where a model's directory may say which labels it was trained on, a line each."""
Head = Literal["token", "span"]
Pooling = Literal["first", "last", "mean", "max"]

_HEADS: dict[str, Head] = {"token_level": "token", "markerV0": "span"}
"""`span_mode` of the configuration, and what the head scores."""
_FOREIGN = {
    "labels_encoder": "a bi-encoder",
    "labels_decoder": "a model that writes its labels",
    "relations_layer": "a model of relations",
    "represent_spans": "a model that scores its spans a second time",
    "precomputed_prompts_mode": "a model of fixed labels",
    "span_encoder_config": "a model with an encoder of spans",
    "post_fusion_schema": "a model that fuses labels and text",
}
"""Settings of the configuration that make another kind of model."""
_POSITIONS_AFTER_PADDING = frozenset({"roberta", "xlm-roberta", "camembert"})
"""Architectures that count positions from the padding id on, and so fit fewer tokens than they have rows."""
_DOWNLOADING = frozenset({"stanza", "hanlp"})
"""Word splitters of the package that fetch models when they are made."""
_REMEDY = "load it with the gliner package and call its save_pretrained(DIRECTORY, safe_serialization=True)"


@dataclass(frozen=True, slots=True)
class GlinerFiles:
    """A model directory that was checked.

    Attributes:
        directory: where it lies.
        weights: the files there that can be run, the preferred one first.
        head: whether it scores every word as start, end and inside of an entity, or every span of words.
        words: most words in a window: what the model takes, or less where it was trained on shorter texts
            and its configuration says so (`window`, under `anon`).
        width: most words in an entity; holds for heads that score spans.
        labels: most labels in one prompt.
        positions: most sub-words in a sequence, prompt and special tokens included.
        pooling: which sub-words stand for a word.
        splitter: name of the package's word splitter that the model was trained with.
        marker: the token before each label.
        marker_id: its id.
        separator: the token between labels and text.
        padding_id: id of the padding token.
        trained: labels that it was trained on, by their normalised names; None where its directory does not
            say.
        scripts: Unicode scripts that it was trained on; None where its configuration does not say.
    """

    directory: Path
    weights: tuple[WeightsFile, ...]
    head: Head
    words: int
    width: int
    labels: int
    positions: int
    pooling: Pooling
    splitter: str
    marker: str
    marker_id: int
    separator: str
    padding_id: int
    trained: Mapping[str, str] | None = None
    scripts: frozenset[str] | None = None

    def is_unfamiliar(self, words: str) -> bool:
        """Tells whether it was not trained on a label's words, where its directory says on what it was."""
        return self.trained is not None and normalise(words) not in self.trained


def is_gliner(name: str) -> bool:
    """Tells whether a model is a GLiNER: a local directory, or a repository of the hub that can be had."""
    if name == BUNDLED:
        return True
    path = local_path(name)
    if path is not None or not _is_repository(name):
        return path is not None and (path / CONFIG).exists()
    from huggingface_hub import hf_hub_download

    try:
        hf_hub_download(name, CONFIG)
    except Exception:  # noqa: BLE001 - whatever the reason, opening the model says it
        return False
    return True


def open_gliner(name: str) -> GlinerFiles:
    """Finds a model by name, checks its directory and reads its configuration. Loads no weights.

    Args:
        name: a local directory, `gliner-small` for the bundled one, or a repository on the Hugging Face hub.

    Raises:
        ModelError: there is no such model, it is of a kind that is not supported, or it is incomplete.
    """
    directory = _locate(name)
    if find_file(directory, CONFIG) is None:
        raise ModelError(f"{directory}: no {CONFIG}, so this is not a GLiNER; name one with --model")
    config = read_json(directory, CONFIG)
    encoder = config.get("encoder_config")
    if not isinstance(encoder, dict):
        raise ModelError(f"{directory}/{CONFIG}: no encoder_config; {_REMEDY}")
    _refuse_foreign(directory, config)
    weights = tuple(layout for layout in LAYOUTS if find_file(directory, layout.file_name))
    if not weights:
        expected = " or ".join(layout.file_name for layout in LAYOUTS)
        raise ModelError(f"{directory}: no {expected}, and pickled weights are not loaded; {_REMEDY}")
    if not find_file(directory, "tokenizer.json", largest=LARGEST_TOKENIZER):
        raise ModelError(f"{directory}: no tokenizer.json; {_REMEDY}")
    pooling = str(config.get("subtoken_pooling", "first"))
    if pooling not in get_args(Pooling):
        raise ModelError(f"{directory}/{CONFIG}: subtoken_pooling is {shown(pooling)}, which is unknown")
    splitter = str(config.get("words_splitter_type", "whitespace"))
    if splitter in _DOWNLOADING:
        raise ModelError(f"{directory}/{CONFIG}: the word splitter {splitter} downloads models of its own")
    scripts = read_scripts(directory / CONFIG, config)
    limit = _number(directory, config, "max_len", 384)
    own = config.get("anon") or {}
    return GlinerFiles(
        directory=directory,
        weights=weights,
        head=_HEADS[config["span_mode"]],
        words=min(limit, _number(directory, own, "window", limit)),
        width=_number(directory, config, "max_width", 12),
        labels=_number(directory, config, "max_types", 25),
        positions=_positions(directory, encoder),
        pooling=pooling,  # type: ignore[arg-type]  # checked above
        splitter=splitter,
        marker=str(config.get("ent_token", "<<ENT>>")),
        marker_id=_number(directory, config, "class_token_index", -1),
        separator=str(config.get("sep_token", "<<SEP>>")),
        padding_id=whole_number(directory / CONFIG, encoder, "pad_token_id", 0),
        trained=_trained(directory),
        scripts=scripts,
    )


def _trained(directory: Path) -> dict[str, str] | None:
    path = find_file(directory, TRAINED, largest=LARGEST_JSON)
    if path is None:
        return None
    return spellings(path.read_text(encoding="utf-8", errors="replace").splitlines())


def _locate(name: str) -> Path:
    if name == BUNDLED:
        return MODELS / BUNDLED
    path = local_path(name)
    if path is not None:
        return path
    if not _is_repository(name):
        raise ModelError(f"{name}: there is no such directory; name one that holds a GLiNER")
    return _download(name)


def _is_repository(name: str) -> bool:
    return name.count("/") == 1 and not name.startswith((".", "/", "~"))


def _download(repository: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    patterns = [
        CONFIG,
        TRAINED,
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
            f"({type(error).__name__}); name a local directory that holds a GLiNER"
        ) from error


def _refuse_foreign(directory: Path, config: Mapping[str, Any]) -> None:
    refuse_code(directory)
    for setting, kind in _FOREIGN.items():
        if config.get(setting):
            raise ModelError(f"{directory}/{CONFIG}: {setting} makes this {kind}, which is not supported")
    if config.get("span_mode") not in tuple(_HEADS):  # what cannot be hashed included
        raise ModelError(
            f"{directory}/{CONFIG}: span_mode {shown(config.get('span_mode'))} is not supported; "
            f"{' and '.join(_HEADS)} are"
        )


def _number(directory: Path, config: Mapping[str, Any], name: str, default: int) -> int:
    return whole_number(directory / CONFIG, config, name, default, least=1)


def _positions(directory: Path, encoder: Mapping[str, Any]) -> int:
    positions = _number(directory, encoder, "max_position_embeddings", 512)
    if encoder.get("model_type") in _POSITIONS_AFTER_PADDING:
        positions -= whole_number(directory / CONFIG, encoder, "pad_token_id", 1) + 1
    return most_tokens(directory, positions)
