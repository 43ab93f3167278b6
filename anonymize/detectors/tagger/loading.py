"""Torch models, from safetensors or from what an int8 graph of ours holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anonymize.detectors.graph_weights import weights_of
from anonymize.errors import ModelError


def load_model(weights: Path, dtype: str, *, attention: str | None = None) -> Any:  # noqa: ANN401 - a transformers model
    """Loads a model from safetensors or from an int8 graph, ready to be run.

    What transformers says meanwhile holds names out of the files.

    Args:
        weights: the file, beside its `config.json`.
        dtype: as torch names it, `float32` or `bfloat16`.
        attention: how it is computed, of what is loaded from safetensors; None for the library's choice.

    Raises:
        ModelError: it cannot be loaded, or lacks weights.
    """
    from transformers.utils import logging

    logging.disable_progress_bar()
    graph = weights.suffix == ".onnx"
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        if graph:
            model, lacking = _from_graph(weights, dtype)
        else:
            model, lacking = _from_safetensors(weights, dtype, attention)
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"{weights.parent}: not a token-classification model that can be loaded") from error
    finally:
        logging.set_verbosity(verbosity)
    # The library leaves what is missing as it was drawn, by chance.
    if lacking:
        raise ModelError(
            f"{weights.parent}: {len(lacking)} weights of the model are missing or of another shape; "
            + (
                "an int8 graph has not all of this kind: use its model.safetensors"
                if graph
                else "get it again"
            )
        )
    return model.eval()


def _from_safetensors(weights: Path, dtype: str, attention: str | None) -> tuple[Any, list[Any]]:
    from transformers import AutoModelForTokenClassification

    model, loading = AutoModelForTokenClassification.from_pretrained(
        weights.parent,
        dtype=dtype,
        local_files_only=True,
        use_safetensors=True,
        trust_remote_code=False,
        attn_implementation=attention,
        output_loading_info=True,
    )
    return model, [*loading["missing_keys"], *loading["mismatched_keys"]]


def _from_graph(weights: Path, dtype: str) -> tuple[Any, list[Any]]:
    import torch
    from transformers import AutoConfig, AutoModelForTokenClassification

    config = AutoConfig.from_pretrained(weights.parent, local_files_only=True, trust_remote_code=False)
    model = AutoModelForTokenClassification.from_config(config, trust_remote_code=False)
    read = {name: torch.from_numpy(values) for name, values in weights_of(weights).items()}
    return model.to(getattr(torch, dtype)), model.load_state_dict(read, strict=False).missing_keys
