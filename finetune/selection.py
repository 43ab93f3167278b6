"""What of a data set a run uses, and what a person should know of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from anonymize.config.values import shown
from anonymize.errors import DatasetError
from finetune.datasets.base import OUTSIDE, Dataset, Sentence
from finetune.plans import VALIDATION_SIZE, Plan

NAMES_SHOWN = 8


def load_data(plan: Plan) -> Dataset:
    """Loads the data set that a plan names, whole.

    Raises:
        UsageError: there is no such data set, or it cannot be read.
    """
    from finetune.datasets.registry import load_dataset

    return load_dataset(
        plan.dataset,
        data_dir=plan.data_dir,
        seed=plan.settings.seed,
        size=plan.size,
        eval_size=plan.eval_size,
    )


def selected(plan: Plan, dataset: Dataset) -> Dataset:
    """Takes the sentences of a data set that a plan asks for.

    Raises:
        DatasetError: there are fewer than asked for.
    """
    from finetune.datasets.splits import select

    wanted = plan.validation_size
    if wanted is None and dataset.validation is not None:
        wanted = min(VALIDATION_SIZE, len(dataset.validation))
    return select(
        dataset,
        size=plan.size,
        eval_size=plan.eval_size,
        validation_size=wanted,
        seed=plan.settings.seed,
    )


def head_tags(data: Dataset) -> tuple[str, ...]:
    """Gives the tags that a model can learn from the training sentences, in the order of their ids.

    Raises:
        DatasetError: there is no entity in them.
    """
    trained = {tag.partition("-")[2] for sentence in data.train for tag in sentence.tags if tag != OUTSIDE}
    if not trained:
        raise DatasetError(
            f"{data.name}: no entity in the {len(data.train):,} training sentences; add labels"
        )
    return tuple(tag for tag in data.tags if tag == OUTSIDE or tag.partition("-")[2] in trained)


def check_labels(data: Dataset) -> None:
    """Checks that a model with the labels of a data set can be used.

    Raises:
        DatasetError: a label that `anon redact` would refuse.
    """
    from anonymize.detectors.model_files import TRAINABLE, is_trainable

    for label in data.labels:
        if not is_trainable(label):
            raise DatasetError(f"{data.name}: the label {shown(label)}; {TRAINABLE}, do; rename it")


def remarks(plan: Plan, data: Dataset) -> list[str]:
    """What a person should know of the data before they train on them, a sentence each."""
    known = {tag.partition("-")[2] for tag in head_tags(data)}
    unknown = [label for label in data.labels if label not in known] if plan.detector == "tagger" else []
    missing = f"no training sentence has {listed(unknown)}, so the model will not know it"
    standing = (
        f"{again:,} of {len(sentences):,} {split} sentences also stand in train, so scores on them"
        " measure memory"
        for split, sentences in data.splits().items()
        if split != "train" and (again := repeated(data, sentences))
    )
    return [*data.notes, *([missing] if unknown else ()), *standing]


def listed(names: Sequence[str]) -> str:
    """Names in a row, those beyond the first few as their number."""
    rest = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def repeated(data: Dataset, sentences: Sequence[Sentence] | None) -> int:
    """Counts those of the sentences whose words stand in the training sentences, too."""
    known = {sentence.tokens for sentence in data.train}
    return sum(sentence.tokens in known for sentence in sentences or ())


def fingerprint(data: Dataset) -> str:
    """SHA-256 over all sentences that are used: words, tags, texts, and what they were marked for."""
    digest = hashlib.sha256()
    for name, sentences in data.splits().items():
        digest.update(repr((name, len(sentences))).encode())
        for sentence in sentences:
            digest.update(repr((sentence.tokens, sentence.tags, sentence.text)).encode())
            if sentence.annotated is not None:
                digest.update(repr(sorted(sentence.annotated)).encode())
    return digest.hexdigest()
