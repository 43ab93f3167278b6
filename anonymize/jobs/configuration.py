"""What decides the bytes of a job's outputs, as the first line of its manifest tells it.

It is told twice: in plain words for people, and as keyed digests, one for each kind of setting, in which
secrets can go too. By these a job that is to go on where an earlier one stopped can tell what is another now.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from anonymize import __version__
from anonymize.config import DEFAULT, Config, OperatorConfig
from anonymize.detectors.base import Detector, ModelDetector
from anonymize.digests import digest, file_digest
from anonymize.documents.base import ReadOptions
from anonymize.documents.names import spell_file_name
from anonymize.documents.remote_names import shown_name
from anonymize.errors import ModelError
from anonymize.keys import Key
from anonymize.operators.custom import CUSTOM, PARAMETER
from anonymize.placement import Placement
from anonymize.placement.renaming import Renaming
from anonymize.redactor import Redactor

PURPOSE = "configuration"
LIBRARIES = (
    "ahocorasick-rs",
    "babel",
    "Faker",
    "numpy",
    "onnxruntime",
    "phonenumbers",
    "presidio-anonymizer",
    "pyarrow",
    "pypdfium2",
    "python-stdnum",
    "regex",
    "tokenizers",
)
"""Those whose version may decide what is found, what is put in its place, or how it is stored."""
TORCH_LIBRARIES = ("torch", "transformers", "gliner")
"""Those that do, too, where torch weights are run."""
BESIDE_WEIGHTS = (".json", ".txt", ".model")
"""Suffixes of what is read beside the weights of a model: its configuration and its tokenizer."""
KINDS = {
    "versions": "the version of anon, of Python or of a library",
    "detectors": "the detectors or their settings",
    "models": "the files of a model",
    "labels": "the labels",
    "allow": "what is allowed to stay",
    "finding": "how texts are searched",
    "operators": "the operators",
    "functions": "the code of a function of yours",
    "reading": "how the inputs are read",
    "vault": "the vault",
}
"""The kinds of settings, in words."""
_APART = frozenset({"detectors", "labels", "allow", "operators"})
"""What a redactor says of itself and that is a kind of its own."""


def describe_job(
    redactor: Redactor,
    *,
    config: Config,
    key: Key,
    inputs: Sequence[str],
    placement: Placement,
    glob: str | None,
    format_name: str,
    options: ReadOptions,
    renaming: Renaming | None,
    vault_id: str | None,
    files: int,
) -> dict[str, object]:
    """Gives what the first line of a manifest says of a job, but for its key.

    Args:
        redactor: of the job.
        config: what it was made from.
        key: of the job.
        inputs: as the user named them.
        placement: where the outputs go.
        glob: see `discover`.
        format_name: see `discover`.
        options: how the inputs are read.
        renaming: what files are renamed by; the names of the inputs and `glob` are, too, then.
        vault_id: of the vault that is written to.
        files: how many a whole manifest of the job tells of, read or skipped.

    Raises:
        ModelError: a file of a model cannot be read.
    """
    about = redactor.describe()
    models = [_model_digest(detector) for detector in redactor.detectors]
    torch = any(detector.describe().get("runtime") == "torch" for detector in redactor.detectors)
    versions = {name: _version(name) for name in (*LIBRARIES, *(TORCH_LIBRARIES if torch else ()))}
    reading = {
        "glob": None if glob is None else spell_file_name(glob),
        "format": format_name,
        "fields": None if options.fields is None else list(map(str, options.fields)),
        "all_strings": options.all_strings,
        "missing": options.missing,
        "encoding": options.encoding,
        "known_fields": {str(path): label for path, label in options.known},
        "subject_field": None if options.subject is None else str(options.subject),
    }
    # The digest is of the pattern itself, so that another one is seen when the job is to go on.
    shown = (
        reading
        if renaming is None or glob is None
        else {**reading, "glob": renaming.id(spell_file_name(glob))}
    )
    kinds: dict[str, object] = {
        "versions": [__version__, platform.python_version(), versions],
        "detectors": about["detectors"],
        "models": models,
        "labels": about["labels"],
        "allow": about.get("allow"),
        "finding": {name: value for name, value in about.items() if name not in _APART},
        # One by one, so that those of the labels of two jobs can be compared where these are others.
        **{f"operators:{label}": used for label, used in _operators(config, redactor.labels).items()},
        "functions": {path: _code_digest(path) for path in _functions(config)},
        "reading": [reading, renaming is not None],
        "vault": vault_id,
    }
    return {
        "anon": __version__,
        **about,
        "models": [model for model in models if model is not None],
        "libraries": versions,
        "inputs": [name if renaming is None else renaming.id(name) for name in map(shown_name, inputs)],
        "files": files,
        "output": None if placement.directory is None else placement.shown,
        "reading": shown,
        "vault": vault_id,
        "configuration": {
            name: key.mac(PURPOSE, _canonical([name, setting])).hex() for name, setting in kinds.items()
        },
    }


def changes(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Gives, in words, the kinds of settings that are others now than in an earlier job with the same key.

    Args:
        earlier: the first line of its manifest.
        now: as `describe_job` gives it.
    """
    before, after = earlier.get("configuration"), now["configuration"]
    if not isinstance(before, Mapping):
        return ["everything, since the manifest does not say"]
    if "operators" in before:  # one digest for those of all labels
        return [KINDS["versions"]]
    names = before.keys() | after.keys()
    if before.get("labels") != after["labels"]:
        # A label that only one of the jobs looks for has an operator in that one alone.
        names -= {name for name in before.keys() ^ after.keys() if _kind(name) == "operators"}
    changed = {_kind(name) for name in names if before.get(name) != after.get(name)}
    return [words for name, words in KINDS.items() if name in changed]


def _kind(name: str) -> str:
    """The kind of a setting; of operators there is one for each label."""
    return name.partition(":")[0]


def _canonical(content: object) -> bytes:
    """Gives one and the same bytes for equal settings."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), default=_plain).encode("ascii")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    return repr(value)


def _operators(config: Config, labels: frozenset[str]) -> dict[str, object]:
    """The operator of each label, with all parameters."""
    default = config.operators.get(DEFAULT, OperatorConfig("replace"))
    # In order: the same job writes the same manifest.
    chosen = {label: config.operators.get(label, default) for label in sorted(labels)}
    return {label: [operator.type, operator.params] for label, operator in chosen.items()}


def _model_digest(detector: Detector) -> dict[str, str] | None:
    """The SHA-256 of all files of a model that are read; None for a detector without one."""
    if not isinstance(detector, ModelDetector):
        return None
    weights = detector.weights
    try:
        found = {
            path.name: file_digest(path, hashlib.sha256())
            for path in sorted(weights.parent.iterdir())
            # Large ONNX models have their weights in a second file, whose name begins with that of the first.
            if path.is_file() and (path.suffix in BESIDE_WEIGHTS or path.name.startswith(weights.name))
        }
    except OSError as error:
        raise ModelError(f"{weights.parent}: {error.strerror}; check the model's files") from error
    return {"detector": detector.name, "weights": weights.name, "sha256": digest(sorted(found.items()))}


def _functions(config: Config) -> Iterator[str]:
    """Import paths of the functions that the settings name."""
    for operator in config.operators.values():
        if operator.type == CUSTOM.name:
            yield str(operator.params[PARAMETER])
    for pattern in config.patterns:
        if pattern.validator is not None:
            yield pattern.validator


def _code_digest(path: str) -> str | None:
    """The SHA-256 of the file that a function is in; None where there is no such file."""
    module = sys.modules.get(path.partition(":")[0])
    place = getattr(module, "__file__", None)
    try:
        return None if place is None else file_digest(Path(place), hashlib.sha256())
    except OSError:
        return None


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
