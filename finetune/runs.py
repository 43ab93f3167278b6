"""One run, from a data set to a model directory: select, align, train, score once, write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anonymize.errors import UsageError
from anonymize.scripts import scripts_of
from finetune import output
from finetune.averaging import fit_mean
from finetune.base_models import BaseModel, length_limit
from finetune.checkpoints import Epoch
from finetune.claims import claim, report
from finetune.datasets.base import Dataset
from finetune.freezing import ParameterCount, freeze
from finetune.hardware import Hardware, memory_for
from finetune.heads import new_tagger
from finetune.metrics import Scores
from finetune.plans import Plan
from finetune.preparation import Splits, lightened, prepare
from finetune.results import Results
from finetune.selection import head_tags, repeated
from finetune.settings import LONGEST, Settings
from finetune.training import Tagging

TRAIN, VALIDATION, TEST = "train", "validation", "test"


def run(
    plan: Plan,
    directory: Path,
    *,
    dataset: Dataset | None = None,
    resume: bool = False,
    overwrite: bool = False,
    notify: Callable[[str], None] = lambda _: None,
    bar: bool = False,
) -> Results:
    """Trains a tagger as planned and writes it.

    Args:
        plan: what to do.
        directory: becomes the model directory.
        dataset: the plan's data set, where it is loaded already.
        resume: go on where the same run was interrupted; a run that was done is left as it is.
        overwrite: replace an earlier run.
        notify: told what happens, a line each.
        bar: show progress on standard error, if that is a terminal.

    Returns:
        What came of it.

    Raises:
        UsageError: something in the plan cannot be done: data, model, device, directory.
        AnonError: memory ran out, or training went astray.
    """
    claimed = claim(plan, directory, dataset=dataset, resume=resume, overwrite=overwrite, notify=notify)
    if isinstance(claimed, Results):
        return claimed
    hardware, data, base, what = claimed.hardware, claimed.data, claimed.base, claimed.what
    tags = head_tags(data)
    with hardware.repeatable(plan.settings.seed), memory_for(plan.settings.batch_size):
        model = new_tagger(base, tags, dropout=plan.settings.dropout, notify=notify).to(hardware.device)
        limit = length_limit(base, model)
        splits = prepare(
            data,
            base,
            tags=tags,
            subwords=plan.settings.label_subwords,
            max_length=_max_length(plan.settings, base, limit),
            padding_id=_padding_id(model),
            device=hardware.device,
        )
        # Only now, when nothing of the plan can be wrong any more, an earlier run may go.
        output.begin(directory, what, overwrite=overwrite)
        parameters = freeze(model, plan.settings.freeze)
        notify(f"{data.name}, {len(data.train):,} sentences: {parameters}")
        with output.writing(directory):
            trained = _train(plan, splits, tags, model, hardware, directory, notify=notify, bar=bar)
            output.save(
                directory,
                model,
                base.tokenizer,
                subwords=plan.settings.label_subwords,
                limit=limit,
                scripts=scripts_of(word for sentence in data.train for word in sentence.tokens),
                capitals=base.encoder.capitals,
            )
    results = _results(data, splits, parameters, hardware, trained)
    report(plan, base, directory, results)
    return results


@dataclass(frozen=True, slots=True)
class _Trained:
    epochs: list[Epoch]
    scores: dict[str, Scores]
    seconds: dict[str, float]


def _train(
    plan: Plan,
    splits: Splits,
    tags: Sequence[str],
    model: Any,  # noqa: ANN401 - a transformers model
    hardware: Hardware,
    directory: Path,
    *,
    notify: Callable[[str], None],
    bar: bool,
) -> _Trained:
    """Trains a model and scores its best epoch; the only time that the test sentences are looked at."""
    clock = _Clock()
    frozen = plan.settings.freeze
    padding = _padding_id(model)
    with lightened(model, splits, frozen, hardware, padding_id=padding, measure=clock.measure) as light:
        task = Tagging(
            model,
            light[TRAIN].inputs,
            hardware,
            validate=lambda: light[VALIDATION].score(model, tags, hardware),
            batch_tokens=plan.settings.batch_tokens,
        )
        epochs = fit_mean(
            model,
            task,
            plan.settings,
            directory=directory / output.CHECKPOINTS,
            notify=notify,
            bar=bar,
        )
        scores = {}
        for name in light.keys() - {TRAIN}:
            with clock.measure(name):
                scores[name] = light[name].score(model, tags, hardware)
    return _Trained(epochs, scores, clock.seconds(epochs))


class _Clock:
    """Adds up the seconds spent on each split."""

    def __init__(self) -> None:
        self._seconds = {TRAIN: 0.0, VALIDATION: 0.0, TEST: 0.0}

    @contextmanager
    def measure(self, split: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self._seconds[split] += time.perf_counter() - started

    def seconds(self, epochs: Sequence[Epoch]) -> dict[str, float]:
        """Time of training and of evaluation, that of the epochs included."""
        return {
            "training": self._seconds[TRAIN] + sum(epoch.training_seconds for epoch in epochs),
            "evaluation": self._seconds[VALIDATION]
            + self._seconds[TEST]
            + sum(epoch.evaluation_seconds for epoch in epochs),
        }


def _results(
    data: Dataset, splits: Splits, parameters: ParameterCount, hardware: Hardware, trained: _Trained
) -> Results:
    known = {tag.partition("-")[2] for tag in head_tags(data)}
    return Results(
        labels=tuple(label for label in data.labels if label in known),
        unknown_labels=tuple(label for label in data.labels if label not in known),
        sentences={name: len(split.sentences) for name, split in splits.items()},
        repeated=repeated(data, data.test),
        repeated_validation=repeated(data, data.validation),
        cuts={name: split.cuts for name, split in splits.items()},
        parameters=parameters,
        device=f"{hardware.device}, {'bfloat16' if hardware.bfloat16 else 'float32'}",
        seconds=trained.seconds,
        epochs=trained.epochs,
        validation=trained.scores[VALIDATION],
        test=trained.scores.get(TEST),
        notes=data.notes,
    )


def _max_length(settings: Settings, base: BaseModel, limit: int) -> int:
    if settings.max_length is None:
        return min(LONGEST, limit)
    if not base.encoder.special_tokens < settings.max_length <= limit:
        raise UsageError(
            f"--max-length {settings.max_length}: {base.name} takes more than {base.encoder.special_tokens}"
            f" and at most {limit} tokens"
        )
    return settings.max_length


def _padding_id(model: Any) -> int:  # noqa: ANN401
    return int(model.config.pad_token_id or 0)
