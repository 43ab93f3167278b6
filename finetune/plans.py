"""What a run is asked to do, before anything is loaded: from options, a recipe and the defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from anonymize.detectors.gliner import BUNDLED as BUNDLED_GLINER
from anonymize.errors import UsageError
from finetune.base_models import BUNDLED
from finetune.freezing import Freeze
from finetune.settings import FROZEN_BACKBONE, Settings, defaults

if TYPE_CHECKING:
    from finetune.recipes import Recipe

DEFAULT_DATASET = "synthetic:en"
VALIDATION_SIZE = 1_000
"""Enough to tell epochs apart; all 10,000 of WikiANN would cost more than training on 3,000."""
RUNS = Path("runs")
Detector = Literal["tagger", "gliner"]
Head = Literal["token", "span"]
NEW_HEAD: Head = "token"
"""What a head scores that is made anew, unless another is asked for."""
_SETTINGS = frozenset(field.name for field in fields(Settings))


@dataclass(frozen=True, slots=True)
class Plan:
    """A training run as asked for.

    Attributes:
        dataset: a specification, as `finetune.datasets.registry` knows it.
        settings: how to train.
        base_model: as `open_base` takes it; of a GLiNER never `bundled`, but the bundled GLiNER's name.
        data_dir: where the data set's files lie.
        size: training sentences; None for all.
        eval_size: test sentences; None for all.
        validation_size: validation sentences; None for `VALIDATION_SIZE`, or all where there are fewer.
        device: `auto`, `cpu` or `cuda`.
        recipe: name of the recipe it follows.
        detector: `tagger`, or `gliner`.
        head: of a GLiNER made from an encoder: `token` scores words, `span` scores spans of words; None for
            `NEW_HEAD`, and for the head of a base that is a GLiNER.
    """

    dataset: str
    settings: Settings
    base_model: str = BUNDLED
    data_dir: Path | None = None
    size: int | None = None
    eval_size: int | None = None
    validation_size: int | None = None
    device: str = "auto"
    recipe: str | None = None
    detector: Detector = "tagger"
    head: Head | None = None

    def as_dict(self) -> dict[str, Any]:
        """The plan as plain values, for `run.json`."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return plain | {
            "settings": self.settings.as_dict(),
            "data_dir": None if self.data_dir is None else str(self.data_dir),
            "head": self.head or NEW_HEAD,
        }

    @property
    def name(self) -> str:
        """`DATASET-SIZE-FREEZE`, or `DATASET-gliner-SIZE-FREEZE`, fit for a file name."""
        kind = "" if self.detector == "tagger" else f"-{self.detector}"
        return f"{dataset_name(self.dataset)}{kind}-{self.variant}"

    @property
    def variant(self) -> str:
        """`SIZE-FREEZE`."""
        return f"{'all' if self.size is None else self.size}-{self.settings.freeze}"


def make_plan(given: Mapping[str, Any], recipe: Recipe | None = None) -> Plan:
    """Puts a plan together: what was given wins over the recipe, and that over the defaults.

    Args:
        given: fields of `Plan` and `Settings` that were asked for; None stands for not asked for.
        recipe: what to follow otherwise.

    Raises:
        UsageError: a number that makes no sense.
    """
    asked = {name: value for name, value in given.items() if value is not None}
    values: dict[str, Any] = {} if recipe is None else dict(recipe.values)
    freeze: Freeze = asked.get("freeze", values.get("freeze", "none"))
    gliner = asked.get("detector") == "gliner"
    _check_detector(asked, recipe, gliner=gliner)
    if freeze == "backbone":
        # What a recipe sets for the whole model does not suit a head.
        values = {name: value for name, value in values.items() if name not in FROZEN_BACKBONE}
    values |= asked
    if gliner and values.get("base_model", BUNDLED) == BUNDLED:
        values["base_model"] = BUNDLED_GLINER
    for name in ("size", "eval_size", "validation_size"):
        if values.get(name) is not None and values[name] < 1:
            raise UsageError(f"--{name.replace('_', '-')} has to be 1 or more, not {values[name]}")
    chosen = {name: value for name, value in values.items() if name in _SETTINGS}
    settings = Settings(**{**defaults(freeze, gliner=gliner), **chosen})
    rest = {name: value for name, value in values.items() if name not in _SETTINGS}
    return Plan(
        **{"dataset": DEFAULT_DATASET, **rest},
        settings=settings,
        recipe=None if recipe is None else recipe.name,
    )


def _check_detector(asked: Mapping[str, Any], recipe: Recipe | None, *, gliner: bool) -> None:
    others = ("label_subwords", "max_length", "batch_tokens", "dropout") if gliner else ("head", "head_rate")
    if gliner and recipe is not None and (set_there := [name for name in others if name in recipe.values]):
        raise UsageError(f"recipe {recipe.name} is for a tagger: it sets {', '.join(set_there)}")
    for name in others:
        if name in asked:
            option = f"--{name.replace('_', '-')}"
            other = "is for taggers; leave it out" if gliner else "is for a GLiNER; add --detector gliner"
            raise UsageError(f"{option} {other}")


def dataset_name(spec: str) -> str:
    """Gives a data set's specification as a part of a file name: `wikiann-es`, `jsonl-my`."""
    source, _, argument = spec.partition(":")
    parts = (source, Path(argument).stem)
    return "-".join(re.sub(r"[^\w.]+", "-", part).strip("-") for part in parts if part)
