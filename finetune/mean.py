"""Makes the mean of models that were trained one from another: it is better than each, and no slower.

    python -m finetune.mean anonymize/models/pii-small runs/pii-small --output runs/pii-mean

Weights that lie near each other have a mean that is a model, too ("Model soups", Wortsman et al. 2022,
https://arxiv.org/abs/2203.05482); `anon finetune --average` makes that of trainings which begin alike.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from anonymize.detectors.gliner.files import CONFIG as GLINER_CONFIG
from anonymize.detectors.gliner.files import TRAINED
from anonymize.detectors.graph_weights import INT8_GRAPH, TORCH_WEIGHTS, weights_of
from anonymize.detectors.model_files import read_json
from anonymize.errors import ModelError
from finetune.backbone import check_empty

Weights = dict[str, npt.NDArray[np.float32]]
CONFIGS = ("config.json", GLINER_CONFIG)
"""Of a tagger, and of a GLiNER."""
COPIED = (*CONFIGS, "tokenizer.json", "tokenizer_config.json", TRAINED, "README.md")
"""What is taken from the last model."""
_SAME = ("id2label", "model_type", "span_mode", "anon")
"""What has to be the same in the configurations of all."""


def write_mean(models: Sequence[Path], output: Path, *, outside: float = 0.0) -> None:
    """Writes a model directory with the mean of the weights of some models, and the files of the last.

    Args:
        models: directories of two or more taggers or GLiNERs, with safetensors; of a tagger, an int8 graph of
            ours will do.
        output: an empty or new directory.
        outside: is added to the bias of a tagger's tag `O`: below 0, more is found at the same thresholds.

    Raises:
        ModelError: they have other labels, settings, pieces or shapes; one cannot be read; or the output
            holds something already.
    """
    from safetensors.numpy import save_file

    if len(models) < 2:
        raise ModelError("a mean is one of two models or more")
    check_empty(output)
    last = models[-1]
    place = _outside(last) if outside else None
    total = _weights(last)
    for model in models[:-1]:
        _check_alike(model, last)
        weights = _weights(model)
        if {name: one.shape for name, one in weights.items()} != {k: one.shape for k, one in total.items()}:
            raise ModelError(f"{model}: its weights are not those of {last}, or of another shape")
        for name, values in weights.items():
            total[name] = total[name] + values
    output.mkdir(parents=True, exist_ok=True)
    count = np.float32(len(models))
    mean = {name: values / count for name, values in total.items()}
    if place is not None:
        mean["classifier.bias"][place] += np.float32(outside)
    save_file(mean, output / TORCH_WEIGHTS, metadata={"format": "pt"})
    for name in COPIED:
        if (last / name).is_file():
            shutil.copy(last / name, output)


def _outside(model: Path) -> int:
    tags = read_json(model, CONFIGS[0])["id2label"] if (model / CONFIGS[0]).is_file() else {}
    if "O" not in tags.values():
        raise ModelError(f"{model}: it has no tag O, whose bias could be another; leave --outside out")
    return next(int(index) for index, tag in tags.items() if tag == "O")


def _weights(model: Path) -> Weights:
    """Weights by name, without the buffers that some versions of a library write beside them."""
    if not (model / TORCH_WEIGHTS).is_file():
        return weights_of(model / INT8_GRAPH)
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        stored = load_file(model / TORCH_WEIGHTS)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{model / TORCH_WEIGHTS}: cannot be read; get the model again") from error
    return {name: one.float().numpy() for name, one in stored.items() if one.is_floating_point()}


def _check_alike(model: Path, other: Path) -> None:
    file = next((name for name in CONFIGS if (other / name).is_file()), CONFIGS[0])
    one, two = (read_json(directory, file) for directory in (model, other))
    if changed := [name for name in _SAME if one.get(name) != two.get(name)]:
        raise ModelError(f"{model}: its {', '.join(changed)} in {file} is not that of {other}")
    if _pieces(model) != _pieces(other):
        raise ModelError(f"{model}: its tokenizer has other pieces than that of {other}")


def _pieces(model: Path) -> dict[str, int]:
    """Ids of a tokenizer's pieces; their scores may be rounded."""
    from tokenizers import Tokenizer

    read_json(model, "tokenizer.json")  # of a file that is none, `Tokenizer` says nothing of use
    pieces: dict[str, int] = Tokenizer.from_file(str(model / "tokenizer.json")).get_vocab()
    return pieces


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", type=Path, nargs="+", metavar="MODEL")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument(
        "--outside", type=float, default=0.0, metavar="LOGIT", help="added to the bias of a tagger's tag O"
    )
    options = parser.parse_args()
    try:
        write_mean(options.models, options.output, outside=options.outside)
    except ModelError as error:
        parser.error(str(error))
    click.echo(f"{options.output}: the mean of {len(options.models)} models")


if __name__ == "__main__":
    main()
