"""A tagger to train: the backbone of a base model, and a head for the tags of a data set.

A base that is a tagger itself brings a head. What that knows of the data set's labels is kept, by whatever
name each has for them (`PER` is `person`); the rest of the head is drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from anonymize.detectors.model_files import read_json
from anonymize.errors import ModelError
from anonymize.labels import canonical
from finetune.base_models import BaseModel, loading, quiet_library, shown_name
from finetune.datasets.base import OUTSIDE
from finetune.selection import listed


def new_tagger(
    base: BaseModel,
    tags: Sequence[str],
    *,
    dropout: float | None = None,
    notify: Callable[[str], None] = lambda _: None,
) -> Any:  # noqa: ANN401 - a transformers model, which has no useful static type
    """Loads the backbone in float32 and puts a head on it, drawn from torch's global generator.

    The rows of tags that the base's own head has (`known_tags`) are taken from that.

    Args:
        base: the base model.
        tags: what the outputs of the head stand for.
        dropout: share of hidden states left out in training; None for what the base model has.
        notify: told what of the base's head is kept.

    Raises:
        ModelError: it cannot be loaded, is not made for tagging, or lacks weights of the backbone.
    """
    import torch

    names = {
        "id2label": dict(enumerate(tags)),
        "label2id": {tag: index for index, tag in enumerate(tags)},
        "num_labels": len(tags),
    }
    model, told = _loaded(base, **names)
    if model.base_model is model:
        raise ModelError(f"{base.name}: a {type(model).__name__} has no backbone apart from its head")
    backbone = f"{model.base_model_prefix}."
    if lacking := sorted(key for key in _drawn(told) if key.startswith(backbone)):
        raise ModelError(
            f"{base.name}: {len(lacking)} weights of the backbone are missing or of another shape,"
            f" {lacking[0]} among them"
        )
    if dropout is not None:
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = dropout
    for module in head_modules(model):
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    known = known_tags(base, tags)
    if known and _keep_rows(model, base, known):
        labels = dict.fromkeys(tags[index].partition("-")[2] for index in known if tags[index] != OUTSIDE)
        notify(f"{shown_name(base.name)} knows {listed(tuple(labels))}; its head is kept for that")
    return model


def known_tags(base: BaseModel, tags: Sequence[str]) -> dict[int, int]:
    """Gives the outputs of a base model's own head for tags, by their place among the tags.

    Empty for an encoder, and for a tagger that has none of the labels: that it knows what is outside of its
    own labels is no help then.
    """
    own = _own_tags(base)
    places = {_meaning(tag): place for place, tag in own.items()}
    known = {index: places[meaning] for index, tag in enumerate(tags) if (meaning := _meaning(tag)) in places}
    return known if any(tags[index] != OUTSIDE for index in known) else {}


def head_modules(model: Any) -> Iterator[Any]:  # noqa: ANN401
    """Every module outside the backbone, inner ones included, the model itself left out."""
    backbone = set(model.base_model.modules())
    return (module for module in model.modules() if module is not model and module not in backbone)


def _keep_rows(model: Any, base: BaseModel, known: dict[int, int]) -> bool:  # noqa: ANN401
    """Writes the rows of the known tags, and layers before them as they are, into a head that was drawn.

    Returns:
        Whether the base model has a head: its configuration may name tags without one.
    """
    import torch

    own, told = _loaded(base)
    backbone = f"{own.base_model_prefix}."
    if any(not key.startswith(backbone) for key in _drawn(told)):
        return False
    outputs = own.config.num_labels
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.startswith(backbone):
                continue
            brought = own.get_parameter(name)
            if len(brought) != outputs:
                parameter.copy_(brought)
                continue
            for index, place in known.items():
                parameter[index] = brought[place]
    return True


def _loaded(base: BaseModel, **names: Any) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401
    """Loads a model and its head as the base has them, or with other names; and what the library tells."""
    import torch
    from transformers import AutoModelForTokenClassification

    with quiet_library(), loading(base.name, "weights"):
        model, told = AutoModelForTokenClassification.from_pretrained(
            base.source,
            output_loading_info=True,
            dtype=torch.float32,
            ignore_mismatched_sizes=True,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=base.offline,
            **names,
        )
    return model, told


def _drawn(told: dict[str, Any]) -> set[str]:
    """Names of the weights that a model did not bring, or in another shape."""
    return {*told["missing_keys"], *(entry[0] for entry in told["mismatched_keys"])}


def _own_tags(base: BaseModel) -> dict[int, str]:
    """The tags that a base model's configuration names, by output; those of no tagger mean nothing here."""
    names = read_json(base.configurations, "config.json").get("id2label")
    if not isinstance(names, dict):
        return {}
    return {int(place): str(tag) for place, tag in names.items() if str(place).isdecimal()}


def _meaning(tag: str) -> tuple[str, str]:
    """What a tag says, however its label is called."""
    kind, _, label = tag.partition("-")
    return kind, canonical(label)
