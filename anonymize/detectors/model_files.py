"""What is read of a model's directory, whoever made it: files within it, JSON of a sane size, no code.

What the files mean is left to `tagger.files` and `gliner.files`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from anonymize.config.values import shown
from anonymize.errors import ModelError

LARGEST_JSON = 16 << 20
"""Bytes. A configuration has some thousand; that of a tokenizer with many added tokens has a few million."""
LARGEST_TOKENIZER = 128 << 20
"""Bytes. The tokenizers of large models have some 30 MB."""
CONFIGURATIONS = ("config.json", "gliner_config.json", "tokenizer_config.json")
ADAPTER = "adapter_config.json"
LONGEST_LABEL = 100
"""Characters. A label stands in the place of each value that is replaced."""
TRAINABLE = f"at most {LONGEST_LABEL - len('B-')} characters that can be seen, on a line"
"""What `is_trainable` asks of a label, for messages."""

_CODE = "auto_map"
_KERNELS = frozenset({"attn_implementation", "_attn_implementation"})
_OTHER_WEIGHTS = "transformers_weights"


def local_path(name: str) -> Path | None:
    """Gives the place that a model's name is the path of; None where nothing is there, or can be."""
    try:
        path = Path(name).expanduser()
        return path if path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long a name; the home of nobody; a NUL
        return None


def find_file(directory: Path, name: str, *, largest: int | None = None) -> Path | None:
    """Gives a file of a model's directory, or None where there is none of that name.

    The hub's cache keeps files beside the directories, which have links to them; other links out of a
    directory are refused: what they lead to is not the model's.

    Args:
        directory: the model's.
        name: of the file.
        largest: how many bytes it may have.

    Raises:
        ModelError: it lies elsewhere, is no ordinary file, or is too large.
    """
    path = directory / name
    if not os.path.lexists(path):
        return None
    try:
        place = path.resolve(strict=True)
        about = place.stat()
    except (OSError, RuntimeError) as error:  # the latter for links that lead in a circle
        raise ModelError(f"{path}: cannot be read; get the model again") from error
    home = directory.resolve()
    if not any(place.is_relative_to(allowed) for allowed in (home, *_cache(home))):
        raise ModelError(f"{path}: leads out of the model's directory; put the file itself there")
    if not stat.S_ISREG(about.st_mode):
        raise ModelError(f"{path}: not a file; get the model again")
    if largest is not None and about.st_size > largest:
        raise ModelError(f"{path}: {about.st_size} bytes, more than the {largest} that such a file may have")
    return path


def _cache(home: Path) -> tuple[Path, ...]:
    """Where the hub's cache keeps the files of a directory `models--OWNER--NAME/snapshots/REVISION`."""
    repository = home.parent.parent
    cached = home.parent.name == "snapshots" and repository.name.startswith("models--")
    return (repository / "blobs",) if cached else ()


def read_json(directory: Path, name: str) -> dict[str, Any]:
    """Reads a JSON object.

    Raises:
        ModelError: there is no such file, or it does not hold one.
    """
    path = find_file(directory, name, largest=LARGEST_JSON)
    if path is None:
        raise ModelError(f"{directory / name}: there is no such file; name the directory of a model")
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise ModelError(f"{path}: not JSON, line {error.lineno} column {error.colno}") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path}: not a JSON object")
    return content


def whole_number(where: object, config: Mapping[str, Any], name: str, default: int, *, least: int = 0) -> int:
    """Gives a setting that is a whole number; `where` names the file in the error.

    Raises:
        ModelError: it is something else, or less than `least`.
    """
    value = default if config.get(name) is None else config[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        above = "above 0" if least == 1 else f"of {least} or more"
        raise ModelError(f"{where}: {name} must be a whole number {above}, not {shown(value)}")
    return value


def most_tokens(directory: Path, positions: int) -> int:
    """Gives how many of a model's positions its tokenizer lets be used."""
    if find_file(directory, "tokenizer_config.json") is None:
        return positions
    # Tokenizers that know of no limit give a number of thirty digits, which orjson reads as a float.
    limit = read_json(directory, "tokenizer_config.json").get("model_max_length")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit <= 0:
        return positions
    return int(min(positions, limit))


def refuse_code(directory: Path) -> None:
    """Refuses a model that comes with code of its own, or that asks for what is not in its directory.

    The libraries that load weights are told to run no code; this is for what they have no setting for.

    Raises:
        ModelError: naming the file and the setting.
    """
    for name in CONFIGURATIONS:
        if find_file(directory, name) is not None:
            problem = _strange(read_json(directory, name))
            if problem:
                raise ModelError(f"{directory / name}: {problem}")
    if os.path.lexists(directory / ADAPTER):
        raise ModelError(f"{directory / ADAPTER}: adapters are not loaded; merge it into the model's weights")


def _strange(config: dict[str, Any]) -> str | None:
    """Gives what is wrong with a configuration, at any depth."""
    waiting: list[object] = [config]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            if _CODE in value:
                return f"{_CODE} names code of the model's own, which is never run"
            if value.get(_OTHER_WEIGHTS) is not None:
                return f"{_OTHER_WEIGHTS} names other weights, which are not loaded; leave it out"
            for name in _KERNELS & value.keys():
                if "/" in str(value[name]):
                    return f"{name} names code on the Hugging Face hub, which is never run; leave it out"
            waiting.extend(value.values())
    return None


def check_label(where: object, name: str) -> str:
    """Gives a model's name for a label back, which is printed, and written into documents.

    Raises:
        ModelError: it is blank, long, or holds what cannot be seen, such as a line's end.
    """
    if not _is_printed(name):
        raise ModelError(
            f"{where}: id2label has the label {shown(name)}; at most {LONGEST_LABEL} characters on a line do"
        )
    return name


def is_trainable(label: str) -> bool:
    """Whether a model can be trained for a label, and then read: its tags are named `B-LABEL`."""
    return _is_printed(f"B-{label}")


def _is_printed(name: str) -> bool:
    return bool(name.strip()) and name.isprintable() and len(name) <= LONGEST_LABEL


class PanicError(RuntimeError):
    """A library in Rust met a state that it holds to be impossible, such as a table that is no table."""


@contextmanager
def no_panic() -> Iterator[None]:
    """Makes an ordinary error of a panic in Rust, which else no `except Exception` would catch.

    Raises:
        PanicError: it does not say what the library said, which may be text of a document.
    """
    try:
        yield
    except BaseException as error:
        # The class cannot be imported: each library has one of its own, of this name.
        if type(error).__name__ != "PanicException":
            raise
        raise PanicError from None
