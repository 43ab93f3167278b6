"""The ends of a run: what it may work with and where it may write, and the report when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anonymize import __version__
from anonymize.errors import UsageError
from finetune import output
from finetune.base_digests import base_digest
from finetune.base_models import BaseModel, open_base
from finetune.card import model_card
from finetune.charts import learning_curve
from finetune.datasets.base import Dataset
from finetune.hardware import Hardware
from finetune.plans import Plan
from finetune.results import Results
from finetune.selection import check_labels, fingerprint, load_data, remarks, selected


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a run works with, once it is known that it may: see `claim`."""

    hardware: Hardware
    data: Dataset
    base: BaseModel
    what: dict[str, Any]


def claim(
    plan: Plan,
    directory: Path,
    *,
    dataset: Dataset | None,
    resume: bool,
    overwrite: bool,
    notify: Callable[[str], None],
) -> Claimed | Results:
    """Finds what a plan names, and checks that the run may write into its directory; writes nothing.

    Args:
        plan: what to do.
        directory: becomes the model directory.
        dataset: the plan's data set, where it is loaded already.
        resume: go on with this very run.
        overwrite: an earlier run may be replaced.
        notify: told what a person should know of the data.

    Returns:
        What to work with; or the results, where the run was done before.

    Raises:
        UsageError: something in the plan cannot be done: data, model, device, directory.
    """
    hardware = Hardware.pick(plan.device)
    data = selected(plan, load_data(plan) if dataset is None else dataset)
    check_labels(data)
    base = open_base(plan.base_model)
    if Path(base.source).resolve() == directory.resolve():
        raise UsageError(f"{directory}: the base model would be overwritten; name another with --output")
    what = _described(plan, data, base)
    done = output.check(directory, what, resume=resume, overwrite=overwrite)
    if done is not None:
        notify(f"{directory}: done before")
        return done
    for remark in remarks(plan, data):
        notify(remark)
    return Claimed(hardware, data, base, what)


def report(plan: Plan, base: BaseModel, directory: Path, results: Results) -> None:
    """Writes learning curve, card and scores, which marks the run as done."""
    with output.writing(directory):
        learning_curve(results.epochs, directory / output.CURVE)
        (directory / output.CARD).write_text(model_card(plan, base, results), encoding="utf-8")
        output.finish(directory, results)


def _described(plan: Plan, data: Dataset, base: BaseModel) -> dict[str, Any]:
    """What a run is, for `run.json`: the plan, digests of sentences and base model, and versions."""
    import faker
    import torch
    import transformers

    versions = {
        "anon": __version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "faker": faker.VERSION,
    }
    about = plan.as_dict()
    if plan.detector == "gliner":
        from finetune.gliner.model import head_of

        about["head"] = head_of(base, plan.head)
    digests = {output.SENTENCES: fingerprint(data), output.BASE: base_digest(base)}
    return about | digests | {"versions": versions}
