"""What came of a run: scores, epochs, counts and times, as `metrics.json` keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finetune.checkpoints import Epoch, best_of, by_training
from finetune.freezing import ParameterCount
from finetune.metrics import Score, Scores

SCHEMA_VERSION = 1
SCORE_NAMES: dict[str, str] = {
    "token_micro_f1": "token F1 micro",
    "token_macro_f1": "token F1 macro",
    "entity_micro_precision": "entity precision",
    "entity_micro_recall": "entity recall",
    "entity_micro_f1": "entity F1 micro",
    "entity_macro_f1": "entity F1 macro",
    "accuracy": "accuracy",
    "study_micro": "study micro",
    "study_macro": "study macro",
}
"""Scores by the name that recipes and tables use, and in words."""


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a run.

    Attributes:
        labels: entity labels that the model knows.
        unknown_labels: those of the data set that no training sentence has.
        sentences: used, by split.
        repeated: test sentences whose words stand in the training sentences, too.
        repeated_validation: those of validation.
        cuts: how many times a sentence over the limit was split, by split.
        parameters: trained and in all.
        device: where it was trained, and in which precision.
        seconds: `training` (with the hidden states of a frozen backbone) and `evaluation`.
        epochs: all of them, in order.
        validation: scores of the best epoch, or of the mean of several trainings.
        test: its scores on the test sentences, where the data set has any.
        notes: what reading the data set brought up.
    """

    labels: tuple[str, ...]
    sentences: dict[str, int]
    repeated: int
    cuts: dict[str, int]
    parameters: ParameterCount
    device: str
    seconds: dict[str, float]
    epochs: list[Epoch]
    validation: Scores
    test: Scores | None
    notes: tuple[str, ...] = ()
    unknown_labels: tuple[str, ...] = ()
    repeated_validation: int = 0

    @property
    def scores(self) -> Scores:
        """The test scores, or the validation scores where there is no test split."""
        return self.validation if self.test is None else self.test

    def as_dict(self) -> dict[str, Any]:
        """The results as plain values, for JSON."""
        best = [best_of(epochs).number for epochs in by_training(self.epochs)]
        return {"schema_version": SCHEMA_VERSION, "best_epochs": best} | asdict(self)

    @classmethod
    def read(cls, path: Path) -> Results:
        """Reads what `as_dict` gave."""
        import orjson

        content: dict[str, Any] = orjson.loads(path.read_bytes())
        return cls(
            labels=tuple(content["labels"]),
            sentences=content["sentences"],
            repeated=content["repeated"],
            cuts=content["cuts"],
            parameters=ParameterCount(**content["parameters"]),
            device=content["device"],
            seconds=content["seconds"],
            epochs=[Epoch(**epoch) for epoch in content["epochs"]],
            validation=_scores(content["validation"]),
            test=None if content["test"] is None else _scores(content["test"]),
            notes=tuple(content["notes"]),
            unknown_labels=tuple(content["unknown_labels"]),
            repeated_validation=content.get("repeated_validation", 0),
        )


def flat(scores: Scores) -> dict[str, float]:
    """Gives the scores that are compared, by the names in `SCORE_NAMES`."""
    return {
        "token_micro_f1": scores.token_micro_f1,
        "token_macro_f1": scores.token_macro_f1,
        "entity_micro_precision": scores.entity_micro.precision,
        "entity_micro_recall": scores.entity_micro.recall,
        "entity_micro_f1": scores.entity_micro.f1,
        "entity_macro_f1": scores.entity_macro.f1,
        "accuracy": scores.accuracy,
        "study_micro": scores.study_micro,
        "study_macro": scores.study_macro,
    }


def _scores(content: Mapping[str, Any]) -> Scores:
    return Scores(
        **{
            **content,
            "entity_micro": Score(**content["entity_micro"]),
            "entity_macro": Score(**content["entity_macro"]),
            "entity_labels": {name: Score(**row) for name, row in content["entity_labels"].items()},
        }
    )
