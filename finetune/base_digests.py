"""What a base model's files are, in a digest: a run that goes on must have the backbone it began with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from anonymize.detectors.gliner.files import TRAINED
from anonymize.detectors.graph_weights import INT8_GRAPH
from anonymize.detectors.model_files import CONFIGURATIONS
from anonymize.digests import digest, file_digest
from anonymize.errors import ModelError
from finetune.base_models import BaseModel, bundled_directory

_WEIGHTS = "*.safetensors"
_READ = (
    *CONFIGURATIONS,
    "*.safetensors.index.json",
    "tokenizer.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.*",
    "merges.txt",
    "*.model",
    TRAINED,
)
"""What is loaded beside the weights. Cards and exports may change: nothing is trained from them."""


def base_digest(base: BaseModel) -> str | None:
    """Gives a digest of a base model's weights, tokenizer and configuration.

    Args:
        base: a local directory, a bundled model, or a repository on the hub, whose commit stands for its
            files.

    Returns:
        SHA-256 in hexadecimal digits; None for a repository whose commit is not known.

    Raises:
        ModelError: a file cannot be read.
    """
    named = bundled_directory(base.name) or Path(base.name).expanduser()
    if not named.is_dir():
        return None if base.revision is None else digest(base.revision)
    try:
        return digest([[path.name, file_digest(path, hashlib.sha256())] for path in _files(named)])
    except OSError as error:
        raise ModelError(
            f"{base.name}: a file of it cannot be read ({error.strerror or type(error).__name__}); mend the"
            " model"
        ) from error


def _files(directory: Path) -> Iterator[Path]:
    weights = _WEIGHTS if any(directory.glob(_WEIGHTS)) else INT8_GRAPH
    found = {path for pattern in (weights, *_READ) for path in directory.glob(pattern) if path.is_file()}
    yield from sorted(found)
