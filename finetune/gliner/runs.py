"""One run of a GLiNER, from a data set to a model directory; `finetune.runs` does the same for taggers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from anonymize.detectors.gliner.files import CONFIG, TRAINED, GlinerFiles, is_gliner, open_gliner
from anonymize.detectors.gliner.words import WordEncoder
from anonymize.scripts import scripts_of
from finetune import attention, output
from finetune.averaging import fit_mean
from finetune.base_models import BaseModel, quiet_library
from finetune.claims import claim, report
from finetune.datasets.base import Dataset
from finetune.freezing import ParameterCount
from finetune.gliner import model as gliners
from finetune.gliner.examples import examples
from finetune.gliner.inputs import Batches
from finetune.gliner.names import in_words, names_of
from finetune.gliner.task import Asking
from finetune.hardware import Hardware, memory_for
from finetune.metrics import Scores
from finetune.plans import Plan
from finetune.results import Results
from finetune.selection import repeated

START = "start"
"""In the checkpoints' folder: the model that training begins with."""
WORDS = 140
"""Words of an example at most."""
WINDOW = 160
"""Words that the model is to read at once. The bundled one misses in 250 a fifth of what it finds in 140."""


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
    """Trains a GLiNER as planned and writes it; see `finetune.runs.run`."""
    claimed = claim(plan, directory, dataset=dataset, resume=resume, overwrite=overwrite, notify=notify)
    if isinstance(claimed, Results):
        return claimed
    hardware, data, base, what = claimed.hardware, claimed.data, claimed.base, claimed.what
    with hardware.repeatable(plan.settings.seed), memory_for(plan.settings.batch_size):
        model = gliners.start(base, what["head"])
        gliners.check_room(base, model)
        output.begin(directory, what, overwrite=overwrite)
        with output.writing(directory):
            files = _saved(model, directory / output.CHECKPOINTS / START)
        core = model.model.to(hardware.device)
        attention.fit_to(gliners.backbone(model), hardware)
        parameters = gliners.freeze(model, plan.settings.freeze)
        notify(f"{data.name}, {len(data.train):,} texts, {len(data.labels):,} labels: {parameters}")
        encoder = WordEncoder(files)
        splits = {
            name: examples(sentences, data.labels, encoder, words=WORDS)
            for name, sentences in data.splits().items()
        }
        task = Asking(
            core,
            Batches(encoder, files, device=hardware.device),
            files,
            train=splits["train"],
            validation=splits["validation"],
            hardware=hardware,
            notify=notify,
        )
        with output.writing(directory):
            epochs = fit_mean(
                core,
                task,
                plan.settings,
                directory=directory / output.CHECKPOINTS,
                notify=notify,
                bar=bar,
                head=gliners.head_parameters(model),
            )
            validation = task.validate()
            test = task.score(splits["test"]) if "test" in splits else None
            _write_labels(data.labels, base, directory)
            _publish(model, directory, _how_to_run(data, base))
    seconds = {
        "training": sum(epoch.training_seconds for epoch in epochs),
        "evaluation": sum(epoch.evaluation_seconds for epoch in epochs),
    }
    results = _results(data, parameters, hardware, seconds, epochs, validation, test)
    report(plan, base, directory, results)
    return results


def _saved(model: Any, directory: Path) -> GlinerFiles:  # noqa: ANN401
    shutil.rmtree(directory, ignore_errors=True)
    with quiet_library():
        model.save_pretrained(directory, safe_serialization=True)
    return open_gliner(str(directory))


def _publish(model: Any, directory: Path, own: Mapping[str, object]) -> None:  # noqa: ANN401
    """Writes the model where `anon redact` finds it; the weights last."""
    stage = directory / output.STAGE
    model.model.to("cpu")
    _saved(model, stage)
    config = json.loads((stage / CONFIG).read_bytes())
    output.write_json(stage / CONFIG, config | {"anon": own})
    for path in sorted(stage.iterdir(), key=lambda path: path.suffix == ".safetensors"):
        shutil.copymode(directory / output.RUN, path)
        path.replace(directory / path.name)
    stage.rmdir()


def _how_to_run(data: Dataset, base: BaseModel) -> dict[str, object]:
    """What detection is to know of the training, under `anon` in the configuration.

    A model that began as a GLiNER reads as many words at once as that, and its scripts, where it says them.
    """
    trained = scripts_of(word for sentence in data.train for word in sentence.tokens)
    if not is_gliner(base.source):
        return {"scripts": trained, "window": WINDOW}
    before = open_gliner(base.source)
    if before.scripts is None:
        return {"window": before.words}
    return {"scripts": sorted(before.scripts.union(trained)), "window": before.words}


def _write_labels(labels: Sequence[str], base: BaseModel, directory: Path) -> None:
    """Says what the model was trained on, by all names; what a GLiNER to start from knew is known still."""
    names = {name for label in labels for name in names_of(in_words(label))}
    before = Path(base.source) / TRAINED
    if before.is_file():
        names.update(before.read_text(encoding="utf-8").splitlines())
    (directory / TRAINED).write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")


def _results(
    data: Dataset,
    parameters: ParameterCount,
    hardware: Hardware,
    seconds: dict[str, float],
    epochs: list[Any],
    validation: Scores,
    test: Scores | None,
) -> Results:
    return Results(
        labels=data.labels,
        sentences={name: len(sentences) for name, sentences in data.splits().items()},
        repeated=repeated(data, data.test),
        repeated_validation=repeated(data, data.validation),
        cuts={},
        parameters=parameters,
        device=f"{hardware.device}, {'bfloat16' if hardware.bfloat16 else 'float32'}",
        seconds=seconds,
        epochs=epochs,
        validation=validation,
        test=test,
        notes=data.notes,
    )
