"""Base models: the model to start from and its tokenizer, found and not loaded yet.

A base model is a local directory, a repository on the Hugging Face hub, or a bundled one. Only safetensors
are read, or the int8 graph that `anon models export` wrote; and no code that comes with a model is run.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anonymize.detectors.gliner.files import BUNDLED as BUNDLED_GLINER
from anonymize.detectors.gliner.files import CONFIG as GLINER_CONFIG
from anonymize.detectors.gliner.files import open_gliner
from anonymize.detectors.graph_weights import INT8_GRAPH
from anonymize.detectors.model_files import ADAPTER, CONFIGURATIONS, no_panic, read_json, refuse_code
from anonymize.detectors.tagger import BUNDLED as BUNDLED_MODEL
from anonymize.detectors.tagger import open_model
from anonymize.detectors.tagger.capitals import Capitals
from anonymize.detectors.tagger.encoding import Encoder
from anonymize.detectors.tagger.files import read_capitals
from anonymize.errors import FAILED_WRITES, AnonError, ModelError, UsageError
from anonymize.windows import OVERLAP
from finetune.backbone import restore_backbone
from finetune.gliner.restoring import restore_gliner

BUNDLED = "bundled"
"""Stands for the model that comes with the package, where a GLiNER is trained for the GLiNER that does; their
own names do, too."""
BUNDLED_NOTICE = (
    "The encoder is that of pii-small, which was made from multilingual-e5-small's (Wang et al., 2024, MIT"
    " licence), changed. Keep this attribution."
)
_NOTICES = {
    ("pii-small", "multilingual-e5-small"): BUNDLED_NOTICE,
    ("gliner-small", "multilingual-e5-small"): (
        "It began as gliner-small, which was made from multilingual-e5-small (Wang et al., 2024, MIT"
        " licence), changed. Keep this attribution."
    ),
    ("pii-small", "Rampart"): (
        "The encoder is that of an older pii-small, which was made from Rampart's (National Design Studio,"
        " copyright 2026, CC BY 4.0), changed. Keep this attribution."
    ),
}
"""By what stands in the card of every model that was made from a bundled one, this one's own included."""
_CARDS = ("README.md", "NOTICE")
SECONDS_TO_ANSWER = 10.0
"""For the hub, before the copies that were loaded earlier are taken."""
_UNLIMITED = 100_000
"""Tokenizers that know of no limit give a number far above this one."""


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A base model that was found, with its tokenizer; the weights are not loaded yet.

    Attributes:
        name: as the user named it.
        source: the local directory, or the repository on the hub.
        tokenizer: a fast tokenizer of transformers, to be saved beside the trained model.
        encoder: the same one, as `anon redact` uses it.
        configurations: a directory with the model's configurations.
        offline: whether only what was loaded from the hub earlier can be had.
        revision: the commit of a repository on the hub; None for a directory.
    """

    name: str
    source: str
    tokenizer: Any
    encoder: Encoder
    configurations: Path
    offline: bool = False
    revision: str | None = None

    @property
    def notice(self) -> str | None:
        """The attribution that a model made from this one has to keep, where there is one.

        It is known by the card in the base's own directory, so it is not lost with the base's name, nor when
        a trained model is trained on.
        """
        cards = (Path(self.source) / name for name in _CARDS)
        texts = [card.read_text(encoding="utf-8", errors="replace") for card in cards if card.is_file()]
        found = (
            notice
            for names, notice in _NOTICES.items()
            if any(all(name in text for name in names) for text in texts)
        )
        return next(found, None)


def shown_name(name: str) -> str:
    """Gives a base model's name for cards and tables, without the folders that lead to it."""
    path = Path(name).expanduser()
    return (path.name or path.resolve().name) if path.is_dir() else name


def bundled_directory(name: str) -> Path | None:
    """Gives the directory of a model that comes with the package; None for any other name."""
    if name in {BUNDLED, BUNDLED_MODEL}:
        return open_model(BUNDLED_MODEL).directory
    return open_gliner(BUNDLED_GLINER).directory if name == BUNDLED_GLINER else None


def open_base(name: str) -> BaseModel:
    """Finds a base model and loads its tokenizer.

    Args:
        name: a local directory, `bundled` or the name of a bundled model (`anon models show`), or a
            repository on the Hugging Face hub.

    Raises:
        ModelError: there is no such model, it has no fast tokenizer, or see `refuse_code`.
        UsageError: see `_with_weights`.
    """
    from tokenizers import Tokenizer
    from transformers import AutoTokenizer

    source = str(bundled_directory(name) or Path(name).expanduser())
    local = Path(source).is_dir()
    if not local and (Path(source).exists() or name.count("/") > 1 or name.startswith((".", "/", "~"))):
        raise ModelError(f"{name}: not a model directory; leave --base-model out for the bundled model")
    if local and not any((Path(source) / config).is_file() for config in ("config.json", GLINER_CONFIG)):
        raise ModelError(f"{name}: no config.json, so this is not a model directory")
    offline = not local and not _hub_has(name)
    configurations = Path(source) if local else _configurations(name, offline=offline)
    refuse_code(configurations)
    source = _with_weights(source)
    with quiet_library(), loading(name, "tokenizer"):
        tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=False, local_files_only=offline)
    if not getattr(tokenizer, "is_fast", False):
        raise ModelError(f"{name}: it has no fast tokenizer (tokenizer.json), which offsets are taken from")
    # A copy, because the encoder changes how its tokenizer takes special tokens.
    copy = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    encoder = Encoder(copy, capitals=_capitals(configurations))
    # The hub's cache calls a repository's directory by its commit.
    revision = None if local else configurations.name
    return BaseModel(name, source, tokenizer, encoder, configurations, offline, revision)


def length_limit(base: BaseModel, model: Any) -> int:  # noqa: ANN401
    """Gives the most tokens, special ones included, that a model takes.

    Raises:
        ModelError: too few for the overlapping windows that `anon redact` works with.
    """
    limits = [_UNLIMITED, int(base.tokenizer.model_max_length)]
    positions = int(getattr(model.config, "max_position_embeddings", 0) or 0)
    if positions > 0:
        table = getattr(getattr(model.base_model, "embeddings", None), "position_embeddings", None)
        padding = getattr(table, "padding_idx", None)
        # RoBERTa and its kin count positions from the padding's id on.
        limits.append(positions - (0 if padding is None else padding + 1))
    if min(limits) <= 2 * OVERLAP:
        raise ModelError(f"{base.name}: it takes {min(limits)} tokens, too few for overlapping windows")
    return min(limits)


def _capitals(directory: Path) -> Capitals:
    if not (directory / "config.json").is_file():
        return "kept"
    return read_capitals(directory / "config.json", read_json(directory, "config.json"))


def _hub_has(name: str) -> bool:
    """Asks the hub once. The libraries would ask for a minute, and say on standard error that they do."""
    from huggingface_hub import HfApi, is_offline_mode

    if is_offline_mode():
        return False
    try:
        HfApi().model_info(name, timeout=SECONDS_TO_ANSWER)
    except Exception:  # noqa: BLE001 - whatever it is, a copy that was loaded earlier may do
        return False
    return True


def _configurations(name: str, *, offline: bool) -> Path:
    """Gives a directory with the configurations of a model on the hub."""
    from huggingface_hub import snapshot_download

    patterns = [*CONFIGURATIONS, ADAPTER]
    with loading(name, "configuration"):
        return Path(snapshot_download(name, allow_patterns=patterns, local_files_only=offline))


@cache
def _with_weights(source: str) -> str:
    """Gives a directory with safetensors for one with an int8 graph alone, until the process ends.

    Raises:
        ModelError: the weights cannot be read back.
        UsageError: there is no place to write them to.
        AnonError: the disk is full.
    """
    directory = Path(source)
    if not (directory / INT8_GRAPH).is_file() or any(directory.glob("*.safetensors")):
        return source
    from safetensors import SafetensorError

    try:
        restored = tempfile.mkdtemp(prefix="anon-base-")
        atexit.register(shutil.rmtree, restored, ignore_errors=True)
        if (directory / GLINER_CONFIG).is_file():
            restore_gliner(directory, Path(restored))
        else:
            restore_backbone(directory, Path(restored), head=True)
    except (OSError, SafetensorError) as error:
        message = f"{source}: its weights cannot be unpacked ({why_unwritten(error)})"
        raise unwritten(error, f"{message}; set TMPDIR to a folder with room") from error
    return restored


def why_unwritten(error: Exception) -> str:
    """Tells why something cannot be written."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    number = _system_error(error)
    return type(error).__name__ if number is None else os.strerror(number)


def unwritten(error: Exception, message: str) -> AnonError:
    """Gives the error for what cannot be written: a full disk is a failure, a place that is none wrong usage.

    Args:
        error: of the file system, or of safetensors.
        message: what is told.
    """
    return AnonError(message) if _system_error(error) in FAILED_WRITES else UsageError(message)


def _system_error(error: Exception) -> int | None:
    """The number of the system's error; safetensors puts it in a text."""
    if isinstance(error, OSError):
        return error.errno
    number = re.search(r"os error (\d+)", str(error))
    return None if number is None else int(number[1])


@contextlib.contextmanager
def loading(name: str, what: str) -> Iterator[None]:
    """Within it whatever goes wrong is said of the base model that the user named."""
    try:
        with no_panic():
            yield
    except Exception as error:
        if Path(name).expanduser().is_dir() or bundled_directory(name) is not None:
            raise ModelError(
                f"{name}: its {what} cannot be loaded ({type(error).__name__}); it has to be of a kind that"
                " transformers makes taggers of, with safetensors weights"
            ) from error
        raise ModelError(
            f"{name}: neither a local directory nor to be had from the Hugging Face hub"
            f" ({type(error).__name__}); name a local directory with --base-model, or leave it out for the"
            " bundled model"
        ) from error


@contextlib.contextmanager
def quiet_library() -> Iterator[None]:
    """Within it transformers shows no bars, and does not report on a head that is new on purpose."""
    from transformers.utils import logging

    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
