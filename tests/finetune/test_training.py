"""Training: what moves and what does not, repeatability, resumption, and the end of it."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from anonymize.detectors.tagger import open_model
from anonymize.errors import AnonError, DatasetError, UsageError
from finetune.checkpoints import Epoch, best_of, put_random_states, random_states
from finetune.datasets.base import Dataset, Sentence
from finetune.plans import Plan
from finetune.results import Results, flat
from finetune.runs import run
from finetune.settings import Settings, rate_at
from tests.finetune import tiny

Plans = Callable[..., Plan]
Undisturbed = Callable[[Plan], tuple[Results, Path]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Gives what comes of a plan and the model directory; run once for all tests that compare with it."""

    @cache
    def done(asked: Plan) -> tuple[Results, Path]:
        directory = tmp_path_factory.mktemp("undisturbed") / "run"
        return run(asked, directory), directory

    return done


def numbers(results: Results) -> list[Any]:
    """All that has to repeat: everything but the times."""
    epochs = [(epoch.number, epoch.loss, epoch.f1, epoch.token_f1) for epoch in results.epochs]
    return [epochs, results.validation, results.test, results.parameters]


def weights(directory: Path) -> dict[str, torch.Tensor]:
    return load_file(directory / "model.safetensors")


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> set[str]:
    """Names of the weights that are bit for bit the same."""
    return {name for name, values in one.items() if name in other and torch.equal(values, other[name])}


def before(base_model: Path) -> dict[str, torch.Tensor]:
    return {f"bert.{name}": values for name, values in load_file(base_model / "model.safetensors").items()}


def test_training_learns_what_the_sentences_show(plan: Plans, tmp_path: Path) -> None:
    results = run(plan(epochs=6), tmp_path / "run")
    assert results.test is not None
    assert results.test.entity_micro.f1 > 0.9
    assert results.epochs[-1].loss < results.epochs[0].loss / 2


def test_without_freezing_every_weight_moves(plan: Plans, base_model: Path, tmp_path: Path) -> None:
    results = run(plan(weight_decay=0.0), tmp_path / "run")
    after = weights(tmp_path / "run")
    still = same(before(base_model), after)
    assert still == set()
    assert results.parameters.trainable == results.parameters.total == sum(map(torch.numel, after.values()))


def test_a_frozen_backbone_stays_bit_for_bit_and_the_head_moves(
    plan: Plans, base_model: Path, tmp_path: Path
) -> None:
    short, long = (tmp_path / name for name in ("short", "long"))
    results = run(plan(freeze="backbone", epochs=1), short)
    run(plan(freeze="backbone", epochs=4), long)
    frozen = before(base_model)
    assert same(frozen, weights(long)) == set(frozen)
    head = set(weights(long)) - set(frozen)
    assert head == {"classifier.weight", "classifier.bias"}
    assert not same({name: weights(short)[name] for name in head}, weights(long))
    assert results.parameters.trainable == sum(weights(long)[name].numel() for name in head)


def test_frozen_embeddings_stay_bit_for_bit_and_the_others_move(
    plan: Plans, base_model: Path, tmp_path: Path
) -> None:
    results = run(plan(freeze="embeddings"), tmp_path / "run")
    frozen = before(base_model)
    embeddings = {name for name in frozen if name.startswith("bert.embeddings.")}
    assert len(embeddings) == 5
    assert same(frozen, weights(tmp_path / "run")) == embeddings
    counted = sum(frozen[name].numel() for name in embeddings)
    assert results.parameters.total - results.parameters.trainable == counted


def test_a_frozen_backbone_learns_with_the_rate_of_a_head(plan: Plans, tmp_path: Path) -> None:
    """The published frozen runs used the backbone's rate, which leaves the head where it was drawn."""
    as_published = run(plan(freeze="backbone", learning_rate=5e-5, epochs=3), tmp_path / "published")
    ours = run(plan(freeze="backbone", learning_rate=None, epochs=None), tmp_path / "ours")
    assert ours.scores.study_micro > as_published.scores.study_micro + 0.2


def test_cached_hidden_states_score_as_the_whole_model_does(
    plan: Plans, data: Dataset, tmp_path: Path
) -> None:
    """What was scored with the head alone is what the saved model gives."""
    from transformers import AutoModelForTokenClassification

    from finetune.alignment import align, word_tags
    from finetune.base_models import open_base
    from finetune.batches import TokenInputs
    from finetune.hardware import Hardware
    from finetune.metrics import score
    from finetune.training import predict

    results = run(plan(freeze="backbone", epochs=10), tmp_path / "run")
    model = AutoModelForTokenClassification.from_pretrained(tmp_path / "run")
    assert data.test is not None
    encoder = open_base(str(tmp_path / "run")).encoder
    pieces = align(data.test, encoder, data.tags, subwords="first", max_length=64)
    inputs = TokenInputs(pieces, padding_id=0, device="cpu")
    given = predict(model, inputs, Hardware.pick("cpu"))
    scores = score([s.tags for s in data.test], word_tags(data.test, pieces, given, data.tags))
    assert flat(scores) == pytest.approx(flat(results.scores), abs=0.02)


@pytest.mark.parametrize("freeze", ["none", "backbone"])
def test_the_same_seed_gives_the_same_numbers(plan: Plans, tmp_path: Path, freeze: str) -> None:
    one, two, other = (
        run(plan(freeze=freeze, seed=seed), tmp_path / name)
        for name, seed in (("one", 7), ("two", 7), ("other", 8))
    )
    assert numbers(one) == numbers(two)
    assert numbers(one) != numbers(other)
    assert same(weights(tmp_path / "one"), weights(tmp_path / "two")) == set(weights(tmp_path / "one"))


def test_the_mean_of_several_trainings_is_the_mean_of_their_weights(plan: Plans, tmp_path: Path) -> None:
    """Each begins with the same weights, the new head included; the first has the plan's own seed."""
    from finetune import averaging, training

    kept: list[dict[str, torch.Tensor]] = []
    begun: list[dict[str, torch.Tensor]] = []

    def watched(model: Any, *given: Any, **named: Any) -> list[Epoch]:
        begun.append({name: values.clone() for name, values in model.state_dict().items()})
        epochs = training.fit(model, *given, **named)
        kept.append({name: values.clone() for name, values in model.state_dict().items()})
        return epochs

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(averaging, "fit", watched)
        results = run(plan(average=3, epochs=2), tmp_path / "mean")
    assert same(begun[0], begun[1]) == same(begun[1], begun[2]) == set(begun[0])
    assert not torch.equal(kept[0]["classifier.weight"], kept[1]["classifier.weight"])
    assert not torch.equal(kept[1]["classifier.weight"], kept[2]["classifier.weight"])
    mean = weights(tmp_path / "mean")
    # Word embeddings have a row for each piece in use while they are trained, so their shapes differ.
    compared = {name for name, values in mean.items() if values.shape == kept[0][name].shape}
    assert set(mean) - compared == {"bert.embeddings.word_embeddings.weight"}
    for name in compared:
        torch.testing.assert_close(mean[name], torch.stack([one[name] for one in kept]).mean(dim=0))
    assert [(epoch.training, epoch.number) for epoch in results.epochs] == [
        (training, number) for training in (1, 2, 3) for number in (1, 2)
    ]
    once = run(plan(epochs=2), tmp_path / "once")
    assert numbers(once)[0] == numbers(results)[0][:2]
    assert results.as_dict()["best_epochs"][:1] == once.as_dict()["best_epochs"]


@pytest.mark.parametrize("at", [1, 2, 3, 5])
def test_several_trainings_go_on_where_they_were_interrupted(
    plan: Plans, undisturbed: Undisturbed, tmp_path: Path, at: int
) -> None:
    asked = plan(average=3, epochs=2)
    alone, directory = undisturbed(asked)
    seen = 0

    def interrupt(line: str) -> None:
        nonlocal seen
        seen += "epoch" in line
        if seen == at:
            raise KilledError

    with pytest.raises(KilledError):
        run(asked, tmp_path / "resumed", notify=interrupt)
    resumed = run(asked, tmp_path / "resumed", resume=True)
    assert numbers(resumed) == numbers(alone)
    both = [weights(tmp_path / "resumed"), weights(directory)]
    assert same(*both) == set(both[0])
    assert not (tmp_path / "resumed" / "checkpoints").exists()


def test_a_run_leaves_the_random_state_as_it_was(plan: Plans, tmp_path: Path) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    run(plan(epochs=1), tmp_path / "run")
    assert torch.equal(torch.rand(3), expected)


class KilledError(Exception):
    """Ends a run from within."""


@pytest.mark.parametrize("freeze", ["none", "backbone"])
@pytest.mark.parametrize("at", [1, 3])
def test_a_run_that_was_interrupted_and_resumed_equals_an_undisturbed_one(
    plan: Plans, undisturbed: Undisturbed, tmp_path: Path, freeze: str, at: int
) -> None:
    asked = plan(freeze=freeze, epochs=4)
    alone, directory = undisturbed(asked)

    def stop(message: str) -> None:
        if message.startswith(f"epoch {at} "):
            raise KilledError

    with pytest.raises(KilledError):
        run(asked, tmp_path / "resumed", notify=stop)
    assert not (tmp_path / "resumed" / "model.safetensors").exists()
    told: list[str] = []
    resumed = run(asked, tmp_path / "resumed", resume=True, notify=told.append)
    assert sum(message.startswith("epoch") for message in told) == 4 - at
    assert numbers(resumed) == numbers(alone)
    written, expected = tmp_path / "resumed" / "model.safetensors", directory / "model.safetensors"
    assert written.read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("freeze", ["none", "backbone"])
@pytest.mark.parametrize("at", [1, 4, 12])
def test_a_run_that_was_interrupted_within_an_epoch_goes_on_there(
    plan: Plans,
    undisturbed: Undisturbed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    freeze: str,
    at: int,
) -> None:
    """Dropout goes on with the numbers that it would have drawn."""
    asked = plan(freeze=freeze, epochs=3, dropout=0.2)
    alone, directory = undisturbed(asked)
    monkeypatch.setattr("finetune.training.KEEP_SECONDS", 0.0)
    told: list[str] = []

    def stop(message: str) -> None:
        told.append(message)
        if sum("minutes to go" in line for line in told) == at:
            raise KilledError

    with pytest.raises(KilledError):
        run(asked, tmp_path / "resumed", notify=stop)
    before = told[-1]
    told.clear()
    resumed = run(asked, tmp_path / "resumed", resume=True, notify=lambda line: told.append(line))
    assert numbers(resumed) == numbers(alone)
    both = [weights(tmp_path / "resumed"), weights(directory)]
    assert same(*both) == set(both[0])
    assert before not in told, "what was done is not done again"


def test_a_gpu_that_nothing_is_on_is_not_asked_for_its_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be full, or lent to one process alone."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: False)
    before = random_states()
    expected = torch.rand(3)
    put_random_states(before)
    assert torch.equal(torch.rand(3), expected)


def test_a_kill_between_the_two_files_of_a_checkpoint_does_no_harm(
    plan: Plans, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """The best weights are those of the second epoch already, the state that of the first."""
    asked = plan(epochs=3)
    alone, _ = undisturbed(asked)
    assert best_of(alone.epochs[:2]).number == 2
    state, kept = tmp_path / "resumed" / "checkpoints" / "last.pt", tmp_path / "kept.pt"

    def stop(message: str) -> None:
        if message.startswith("epoch 1 "):
            shutil.copy(state, kept)
        if message.startswith("epoch 2 "):
            shutil.copy(kept, state)
            raise KilledError

    with pytest.raises(KilledError):
        run(asked, tmp_path / "resumed", notify=stop)
    assert numbers(run(asked, tmp_path / "resumed", resume=True)) == numbers(alone)


def test_a_process_that_was_killed_is_resumed(
    plan: Plans, base_model: Path, data_files: Path, tmp_path: Path
) -> None:
    asked = plan(epochs=200, learning_rate=1e-4)
    command = [sys.executable, "-m", "anonymize", "finetune", "--dataset", asked.dataset, "--device", "cpu"]
    command += ["--base-model", str(base_model), "--epochs", "200", "--learning-rate", "1e-4"]
    command += ["--batch-size", "8", "--output", str(tmp_path / "run")]
    pipes: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, **pipes) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "epoch 2 of" in line:
                process.kill()
                break
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["checkpoints", "run.json"]
    epochs: list[str] = []

    def stop(message: str) -> None:
        epochs.append(message)
        if message.startswith("epoch"):
            raise KilledError

    with pytest.raises(KilledError):
        run(asked, tmp_path / "run", resume=True, notify=stop)
    assert not epochs[-1].startswith("epoch 1 ")


def test_the_best_epoch_is_kept_and_training_stops_without_progress(plan: Plans, tmp_path: Path) -> None:
    results = run(plan(epochs=40, patience=2), tmp_path / "run")
    best = best_of(results.epochs)
    assert len(results.epochs) == best.number + 2 < 40
    assert results.validation.entity_micro.f1 == best.f1
    assert best.f1 == max(epoch.f1 for epoch in results.epochs)


def test_of_equal_epochs_the_first_is_the_best() -> None:
    epochs = [Epoch(number, 1.0, f1, f1, 0.0, 0.0) for number, f1 in ((1, 0.2), (2, 0.6), (3, 0.6))]
    assert best_of(epochs).number == 2


def test_a_tenth_of_train_validates_where_there_is_no_such_split(plan: Plans, tmp_path: Path) -> None:
    data = Dataset.of("tiny", train=tiny.sentences(100, seed=1), test=tiny.sentences(20, seed=2))
    results = run(plan(epochs=1), tmp_path / "run", dataset=data)
    assert results.sentences["train"] == 90
    assert 5 <= results.sentences["validation"] <= 10


def test_without_a_test_split_the_validation_scores_stand_alone(plan: Plans, tmp_path: Path) -> None:
    data = Dataset.of("tiny", train=tiny.sentences(100, seed=1))
    results = run(plan(epochs=1), tmp_path / "run", dataset=data)
    assert results.test is None
    assert results.scores == results.validation
    assert "no test split" in (tmp_path / "run" / "README.md").read_text()


def test_a_rate_far_too_high_is_an_error_that_says_so(plan: Plans, tmp_path: Path) -> None:
    with pytest.raises(AnonError, match="lower --learning-rate"):
        run(plan(learning_rate=1e30), tmp_path / "run")


def test_sentences_longer_than_the_limit_are_all_scored(plan: Plans, tmp_path: Path) -> None:
    results = run(plan(max_length=8, epochs=1), tmp_path / "run")
    whole = run(plan(epochs=1), tmp_path / "whole")
    assert results.cuts["test"] > 0
    assert results.scores.tokens == whole.scores.tokens
    assert whole.cuts["test"] == 0


@pytest.mark.parametrize("length", [1, 2, 161])
def test_a_limit_that_the_model_does_not_take_is_refused(plan: Plans, tmp_path: Path, length: int) -> None:
    with pytest.raises(UsageError, match=r"--max-length .* more than 2 and at most 160"):
        run(plan(max_length=length), tmp_path / "run")


def test_test_sentences_that_stand_in_train_are_counted(plan: Plans, tmp_path: Path) -> None:
    train = tiny.sentences(60, seed=1)
    data = Dataset.of("tiny", train=train, validation=tiny.sentences(9, seed=2), test=train[:7])
    results = run(plan(epochs=1), tmp_path / "run", dataset=data)
    assert results.repeated == 7
    assert "7 of the 7 test sentences" in (tmp_path / "run" / "README.md").read_text()


def test_validation_sentences_that_stand_in_train_are_counted_and_told(plan: Plans, tmp_path: Path) -> None:
    train = tiny.sentences(60, seed=1)
    data = Dataset.of("tiny", train=train, validation=(*train[:7], *tiny.sentences(2, seed=2)))
    said: list[str] = []
    results = run(plan(epochs=1), tmp_path / "run", dataset=data, notify=said.append)
    again = results.repeated_validation
    assert again >= 7
    told = f"{again} of 9 validation sentences also stand in train, so scores on them measure memory"
    assert told in said
    assert f"{again} of the 9 validation sentences" in (tmp_path / "run" / "README.md").read_text()
    metrics = tmp_path / "run" / "metrics.json"
    assert Results.read(metrics) == results
    older = json.loads(metrics.read_bytes())
    del older["repeated_validation"]
    metrics.write_text(json.dumps(older))
    assert Results.read(metrics).repeated_validation == 0


@pytest.mark.parametrize("label", ["x" * 99, "na\u200bme", "two\nlines"])
def test_a_label_that_redact_would_refuse_is_refused_before_training(
    plan: Plans, tmp_path: Path, label: str
) -> None:
    named = Sentence(("took", "aspirin"), ("O", f"B-{label}"))
    data = Dataset.of("tiny", train=(*tiny.sentences(9, seed=1), named), validation=tiny.sentences(9, seed=2))
    with pytest.raises(DatasetError, match="at most 98 characters") as caught:
        run(plan(epochs=1), tmp_path / "run", dataset=data)
    assert len(str(caught.value).splitlines()) == 1
    assert not (tmp_path / "run").exists()


def test_the_longest_label_is_trained_and_read(plan: Plans, tmp_path: Path) -> None:
    named = Sentence(("took", "aspirin"), ("O", f"B-{'x' * 98}"))
    data = Dataset.of("tiny", train=(*tiny.sentences(9, seed=1), named), validation=tiny.sentences(9, seed=2))
    run(plan(epochs=1), tmp_path / "run", dataset=data)
    assert "x" * 98 in open_model(str(tmp_path / "run")).labels


def test_the_rate_climbs_and_falls_in_a_line() -> None:
    shares = [rate_at(step, steps=10, warmup=0.4) for step in range(10)]
    assert shares == pytest.approx([0.2, 0.4, 0.6, 0.8, 1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6])
    assert [rate_at(step, steps=10, warmup=4) for step in range(10)] == pytest.approx(shares)


@pytest.mark.parametrize("warmup", [0, 0.5, 0.999, 1, 7, 10, 500])
def test_every_step_has_a_rate_above_nothing_and_none_above_the_highest(warmup: float) -> None:
    assert all(0 < rate_at(step, steps=10, warmup=warmup) <= 1 for step in range(10))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0),
        ("learning_rate", 0.0),
        ("learning_rate", float("nan")),
        ("weight_decay", -0.1),
        ("warmup", -1),
    ],
)
def test_settings_that_make_no_sense_are_refused_by_their_option(name: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"--{name.replace('_', '-')}"):
        Settings(**{name: value})


def test_sentences_without_any_entity_are_refused(plan: Plans, data: Dataset, tmp_path: Path) -> None:
    """A model of them would find nothing, and nobody would be told."""
    empty = replace(data, train=(Sentence(("nothing", "here"), ("O", "O")),) * 5)
    with pytest.raises(DatasetError, match="no entity in the 5 training sentences"):
        run(plan(), tmp_path / "run", dataset=empty)


def test_a_label_without_training_sentences_is_named_and_not_claimed(
    plan: Plans, data: Dataset, tmp_path: Path
) -> None:
    assert data.test is not None
    drug = Sentence(("took", "aspirin"), ("O", "B-DRUG"))
    wider = replace(data, labels=("DRUG", *data.labels), test=(*data.test, drug))
    said: list[str] = []
    results = run(plan(epochs=1), tmp_path / "run", dataset=wider, notify=said.append)
    assert "no training sentence has DRUG, so the model will not know it" in said
    assert "It does not know DRUG" in (tmp_path / "run" / "README.md").read_text()
    assert "DRUG" not in (tmp_path / "run" / "config.json").read_text()
    assert (results.labels, results.unknown_labels) == (("LOC", "PER"), ("DRUG",))
    assert results.scores.entity_labels["DRUG"].support == 1


def test_what_reading_brought_up_is_said(plan: Plans, data: Dataset, tmp_path: Path) -> None:
    said: list[str] = []
    noted = replace(data, notes=("3 span(s) that cut a word",), test=data.train[:5])
    run(plan(epochs=1), tmp_path / "run", dataset=noted, notify=said.append)
    assert "3 span(s) that cut a word" in said
    assert "5 of 5 test sentences also stand in train, so scores on them measure memory" in said


def test_a_piece_without_a_scored_token_does_no_harm(plan: Plans, data: Dataset, tmp_path: Path) -> None:
    """The second half of a word that is longer than the limit has none."""
    long = replace(data, train=(*data.train[:20], Sentence(("x" * 90,), ("B-PER",))))
    results = run(plan(epochs=1, batch_size=1, max_length=32), tmp_path / "run", dataset=long)
    assert results.cuts["train"] > 0
    assert all(math.isfinite(epoch.loss) for epoch in results.epochs)
