"""A run's directory: who may write into it, and how a trained model gets there.

The directory is the model: `anon redact --model DIR` loads it. Until a run is done it holds `run.json` and
`checkpoints/` alone, so a half-written model cannot be taken for a trained one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anonymize.detectors.gliner.files import CONFIG as GLINER_CONFIG
from anonymize.detectors.gliner.files import TRAINED
from anonymize.detectors.tagger.capitals import Capitals
from anonymize.detectors.tagger.files import DEFAULT_OVERLAP, DEFAULT_WINDOW, LAYOUTS
from anonymize.errors import ModelError, UsageError
from anonymize.windows import OVERLAP
from finetune.base_models import quiet_library, unwritten, why_unwritten
from finetune.results import SCHEMA_VERSION, Results

RUN = "run.json"
METRICS = "metrics.json"
CARD = "README.md"
CURVE = "learning_curve.png"
CHECKPOINTS = "checkpoints"
STAGE = ".unfinished"
"""Where a model is written before it is moved into place."""
SENTENCES = "sentences_sha256"
"""Key of `run.json`: a fingerprint of the sentences that are used."""
BASE = "base_sha256"
"""Key of `run.json`: a digest of the base model's files. Runs of older versions do not have it."""
_CHANGED = {
    SENTENCES: "the data set is not what it was",
    BASE: "the base model's files are not what they were",
}
_NOT_COMPARED = frozenset({"device", "recipe", "data_dir", "versions", "schema_version"})
"""Parts of `run.json` that may differ when a run is taken up again."""
_OF_A_RUN = (
    RUN,
    f"{Path(RUN).stem}.part",
    METRICS,
    f"{Path(METRICS).stem}.part",
    CARD,
    CURVE,
    CHECKPOINTS,
    STAGE,
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    GLINER_CONFIG,
    TRAINED,
    # ONNX files among them: exported from the model that was there before, they would be preferred to it.
    *(layout.file_name for layout in LAYOUTS),
)


def check(directory: Path, run: Mapping[str, Any], *, resume: bool, overwrite: bool) -> Results | None:
    """Tells whether a run may write into a directory; writes nothing.

    Args:
        directory: need not be there.
        run: what the run is, as plain values.
        resume: go on with this very run where it was begun.
        overwrite: an earlier run there may be replaced.

    Returns:
        The results, where the run was done before and `resume` is set.

    Raises:
        UsageError: the directory is in use, by something else or by another run.
    """
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory}: not a directory; name another with --output")
    if not directory.is_dir() or not any(directory.iterdir()):
        return None
    before = _run_in(directory)
    if not (resume or overwrite):
        raise UsageError(
            f"{directory}: a run is there; --resume goes on with it, --overwrite replaces it, --output names"
            " another place"
        )
    if overwrite:
        return None
    _check_same(directory, before, run)
    return Results.read(directory / METRICS) if (directory / METRICS).is_file() else None


def begin(directory: Path, run: Mapping[str, Any], *, overwrite: bool) -> None:
    """Makes a directory ready for a run that `check` let through, and writes what the run is into it.

    Args:
        directory: made if it is not there.
        run: what the run is, as plain values.
        overwrite: remove what an earlier run left. Other files are never touched.

    Raises:
        UsageError: the directory cannot be written.
        AnonError: the disk is full.
    """
    with writing(directory):
        if overwrite:
            _clear(directory)
        directory.mkdir(parents=True, exist_ok=True)
        write_json(directory / RUN, {"schema_version": SCHEMA_VERSION, **run})


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Within it an error of the file system becomes one of the command line, with the place.

    Raises:
        UsageError: something could not be written there.
        AnonError: there was no more room.
    """
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, SafetensorError) as error:
        message = f"{directory}: cannot be written ({why_unwritten(error)}); name another place with --output"
        raise unwritten(error, message) from error


def save(
    directory: Path,
    model: Any,  # noqa: ANN401 - transformers objects
    tokenizer: Any,  # noqa: ANN401
    *,
    subwords: str,
    limit: int,
    scripts: Sequence[str],
    capitals: Capitals,
) -> None:
    """Writes a model and its tokenizer where `anon redact` finds them; the weights last.

    Args:
        directory: a run's.
        model: the trained model.
        tokenizer: its fast tokenizer.
        subwords: which sub-words of a word were trained to carry its tag.
        limit: most tokens that the model takes.
        scripts: Unicode scripts that it was trained on.
        capitals: what it was shown of lines in capitals.

    Raises:
        ModelError: the tokenizer cannot be written as one file.
    """
    stage = directory / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    # Read by anonymize.detectors.tagger.files. Windows must leave room beside the overlap.
    model.config.anon = {
        "subwords": subwords,
        "window": min(DEFAULT_WINDOW, limit),
        "overlap": DEFAULT_OVERLAP if limit > 2 * DEFAULT_OVERLAP else OVERLAP,
        "scripts": list(scripts),
        "capitals": capitals,
    }
    with quiet_library():
        model.save_pretrained(stage)
        tokenizer.save_pretrained(stage)
    if not (stage / "tokenizer.json").is_file():
        raise ModelError(f"{directory}: the base model's tokenizer cannot be written as tokenizer.json")
    for path in sorted(stage.iterdir(), key=lambda path: path.suffix == ".safetensors"):
        shutil.copymode(stage.parent / RUN, path)  # safetensors lets nobody but the owner read its files
        path.replace(directory / path.name)
    stage.rmdir()


def finish(directory: Path, results: Results) -> None:
    """Writes the results, which marks a run as done, and removes its checkpoints."""
    write_json(directory / METRICS, results.as_dict())
    shutil.rmtree(directory / CHECKPOINTS, ignore_errors=True)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes a JSON file whole or not at all."""
    import orjson

    beside = path.with_suffix(".part")
    beside.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    beside.replace(path)


def _run_in(directory: Path) -> dict[str, Any]:
    """The run that a directory holds."""
    import orjson

    try:
        content = orjson.loads((directory / RUN).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        content = None
    if not isinstance(content, dict) or content.get("schema_version") != SCHEMA_VERSION:
        raise UsageError(f"{directory}: holds files that are not of a run; name another with --output")
    return content


def _check_same(directory: Path, before: Mapping[str, Any], run: Mapping[str, Any]) -> None:
    old, new = _flattened(before), _flattened(run)
    if BASE not in old:
        new.pop(BASE, None)
    different = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    for name in different:
        if name not in _CHANGED:
            raise UsageError(
                f"{directory}: the run there has {name} {old.get(name)}, not {new.get(name)}; give the same"
                " options, or name another place with --output"
            )
    if different:
        raise UsageError(
            f"{directory}: {_CHANGED[different[0]]} when the run there began; --overwrite begins anew,"
            " --output names another place"
        )


def _flattened(run: Mapping[str, Any]) -> dict[str, Any]:
    compared = {name: value for name, value in run.items() if name not in _NOT_COMPARED}
    return {**compared.pop("settings"), **compared}


def _clear(directory: Path) -> None:
    for name in _OF_A_RUN:
        path = directory / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
