"""Scores of predicted tags against gold ones: by entity, by token, and as the five studies computed them.

Everything here takes tags of words, one sequence a sentence. Which sub-words make a word, and that padding
is none, is settled before: see `alignment`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from finetune.datasets.base import OUTSIDE

Tags = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each from 0 to 1, and how many gold entities they rest on."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one set of sentences.

    Attributes:
        entity_micro: over all entities; a hit has the gold entity's bounds and its label.
        entity_macro: the mean over the labels.
        entity_labels: of each label.
        token_micro_f1: over the tags of tokens, `O` left out: neither a class nor a hit, but a token wrongly
            tagged `O`, or wrongly tagged as an entity, counts as an error.
        token_macro_f1: the mean over the same tags.
        accuracy: share of tokens with the right tag, `O` included.
        study_micro: accuracy over the tokens whose gold tag is not `O`. False alarms cost nothing.
        study_macro: mean F1 over all classes that occur among those tokens, gold or predicted; where one of
            them was predicted as `O`, `O` is such a class, and its F1 is always 0.
        sentences: how many were scored.
        tokens: how many were scored.
    """

    entity_micro: Score
    entity_macro: Score
    entity_labels: dict[str, Score]
    token_micro_f1: float
    token_macro_f1: float
    accuracy: float
    study_micro: float
    study_macro: float
    sentences: int
    tokens: int

    def as_dict(self) -> dict[str, Any]:
        """The scores as plain values, for JSON."""
        return asdict(self)


def score(gold: Tags, predicted: Tags) -> Scores:
    """Scores predicted tags.

    Entities are read as conlleval reads them (seqeval's default mode): an `I-` without a beginning starts an
    entity. That is what published figures rest on.

    Args:
        gold: IOB2 tags of each sentence.
        predicted: as many for each sentence.

    Raises:
        ValueError: the two differ in shape.
    """
    if [len(tags) for tags in gold] != [len(tags) for tags in predicted]:
        raise ValueError("gold and predicted tags differ in number")
    true, given = list(chain.from_iterable(gold)), list(chain.from_iterable(predicted))
    micro, macro, labels = _entities(gold, predicted)
    inside = [(one, other) for one, other in zip(true, given, strict=True) if one != OUTSIDE]
    tags = sorted({*true, *given} - {OUTSIDE})
    return Scores(
        entity_micro=micro,
        entity_macro=macro,
        entity_labels=labels,
        token_micro_f1=_f1(true, given, "micro", tags),
        token_macro_f1=_f1(true, given, "macro", tags),
        accuracy=sum(map(str.__eq__, true, given)) / len(true) if true else 0.0,
        study_micro=_f1([one for one, _ in inside], [other for _, other in inside], "micro"),
        study_macro=_f1([one for one, _ in inside], [other for _, other in inside], "macro"),
        sentences=len(gold),
        tokens=len(true),
    )


def _entities(gold: Tags, predicted: Tags) -> tuple[Score, Score, dict[str, Score]]:
    from seqeval.metrics import classification_report

    if not any(tag != OUTSIDE for tags in chain(gold, predicted) for tag in tags):
        nothing = Score(0.0, 0.0, 0.0, 0)
        return nothing, nothing, {}
    report = classification_report(
        [list(tags) for tags in gold],
        [list(tags) for tags in predicted],
        output_dict=True,
        zero_division=0,
    )
    scores = {
        name: Score(
            float(row["precision"]), float(row["recall"]), float(row["f1-score"]), int(row["support"])
        )
        for name, row in report.items()
    }
    micro, macro = scores.pop("micro avg"), scores.pop("macro avg")
    del scores["weighted avg"]
    return micro, macro, scores


def _f1(
    gold: Sequence[str], predicted: Sequence[str], average: str, labels: Sequence[str] | None = None
) -> float:
    """scikit-learn's F1; without `labels`, over all classes that occur."""
    from sklearn.metrics import f1_score

    if not gold or labels == []:
        return 0.0
    return float(f1_score(gold, predicted, labels=labels, average=average, zero_division=0))
