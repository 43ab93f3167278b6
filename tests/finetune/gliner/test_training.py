"""Training a GLiNER from an encoder, and training one on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from anonymize.detectors.gliner import Gliner, open_gliner
from anonymize.errors import ModelError, UsageError
from finetune.datasets.base import Dataset, Sentence
from finetune.gliner import model as gliners
from finetune.gliner.runs import run
from finetune.plans import Plan, make_plan
from finetune.recipes import load_recipe
from finetune.results import Results
from tests.commands.support import Anon
from tests.finetune import tiny
from tests.tiny_gliner import build_random

Plans = Callable[..., Plan]
QUICK: dict[str, Any] = {"epochs": 2, "learning_rate": 3e-3, "head_rate": 1.0, "batch_size": 4}
LEARNING: dict[str, Any] = {"epochs": 20, "learning_rate": 1e-3, "batch_size": 1, "patience": 20}


@pytest.fixture(scope="session")
def encoder_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder with room for a prompt and windows."""
    return tiny.build_base(tmp_path_factory.mktemp("encoder"), positions=512)


@pytest.fixture
def gliner_plan(encoder_directory: Path, data_files: Path) -> Plans:
    """Makes plans for a GLiNER: a run of a second, but for what is given."""

    def make(**given: Any) -> Plan:
        known = {"dataset": f"conll:{data_files}", "base_model": str(encoder_directory), "device": "cpu"}
        return make_plan({**known, "detector": "gliner", **QUICK, **given})

    return make


def weights(directory: Path) -> dict[str, torch.Tensor]:
    return load_file(directory / "model.safetensors")


def test_the_command_trains_a_model_that_finds_what_it_is_asked_for_and_redact_uses_it(
    anon: Anon, encoder_directory: Path, data_files: Path, in_tmp: Path
) -> None:
    arguments = ("--epochs", "20", "--learning-rate", "1e-3", "--head-rate", "1", "--batch-size", "1")
    done = anon(
        *("finetune", "--detector", "gliner", "--dataset", f"conll:{data_files}"),
        *("--base-model", encoder_directory, *arguments, "--patience", "20", "--quiet"),
    )
    assert done.exit_code == 0, done.stderr
    model = done.stdout.strip()
    assert model.endswith("-gliner-all-none")
    assert Results.read(in_tmp / model / "metrics.json").validation.entity_micro.f1 > 0.8
    (found,) = Gliner(open_gliner(model), {"place": "location"}).detect(["and anna saw lima in the rain"])
    assert [(span.start, span.end, span.label) for span in found.spans] == [(13, 17, "place")]
    asked = ("--detector", "gliner", "--model", model, "--labels", "location", "--quiet")
    redacted = anon("redact", "-", *asked, stdin="and anna saw lima in the rain\n")
    assert redacted.stdout == "and anna saw <LOCATION> in the rain\n"


def test_a_head_that_scores_spans_learns_too(gliner_plan: Plans, tmp_path: Path) -> None:
    results = run(gliner_plan(**LEARNING, head="span"), tmp_path / "run")
    assert open_gliner(str(tmp_path / "run")).head == "span"
    assert results.epochs[-1].loss < results.epochs[0].loss / 3
    assert results.validation.entity_micro.f1 > 0.4


@pytest.mark.parametrize("alone", [False, True])
def test_texts_that_are_too_long_for_the_model_are_told(
    gliner_plan: Plans, data: Dataset, tmp_path: Path, *, alone: bool
) -> None:
    long = Sentence(("novak",) * 120, ("B-PER",) + ("O",) * 119)
    mixed = replace(data, train=(long,) if alone else (*data.train, long))
    said: list[str] = []
    with pytest.raises(ModelError, match="cut them") if alone else nullcontext():
        run(gliner_plan(), tmp_path / "run", dataset=mixed, notify=said.append)
    told = [message for message in said if "this epoch is without them" in message]
    assert len(told) == (0 if alone else QUICK["epochs"])
    assert all(message.startswith("1 of ") for message in told)


def test_a_frozen_encoder_stays_bit_for_bit_and_the_head_moves(gliner_plan: Plans, tmp_path: Path) -> None:
    short, long = tmp_path / "short", tmp_path / "long"
    results = run(gliner_plan(freeze="backbone", epochs=1), short)
    run(gliner_plan(freeze="backbone", epochs=3), long)
    one, other = weights(short), weights(long)
    same = {name for name in one if torch.equal(one[name], other[name])}
    encoder = {name for name in one if ".bert_layer." in name}
    assert same == encoder
    assert results.parameters.trainable == sum(one[name].numel() for name in one.keys() - encoder)
    assert results.parameters.total == sum(values.numel() for values in one.values())


def test_the_same_seed_gives_the_same_weights(gliner_plan: Plans, tmp_path: Path) -> None:
    for name in ("one", "other"):
        run(gliner_plan(), tmp_path / name)
    one, other = weights(tmp_path / "one"), weights(tmp_path / "other")
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_run_that_was_interrupted_and_resumed_equals_an_undisturbed_one(
    gliner_plan: Plans, tmp_path: Path
) -> None:
    run(gliner_plan(epochs=3), tmp_path / "undisturbed")

    def interrupt(line: str) -> None:
        if line.startswith("epoch 2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(gliner_plan(epochs=3), tmp_path / "disturbed", notify=interrupt)
    assert not (tmp_path / "disturbed" / "model.safetensors").exists()
    run(gliner_plan(epochs=3), tmp_path / "disturbed", resume=True)
    one, other = weights(tmp_path / "undisturbed"), weights(tmp_path / "disturbed")
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert not (tmp_path / "disturbed" / "checkpoints").exists()


def test_a_gliner_is_trained_on_with_its_own_head(gliner_plan: Plans, tmp_path: Path) -> None:
    base = build_random(tmp_path / "base", span_mode="markerV0")
    results = run(gliner_plan(base_model=str(base), epochs=1), tmp_path / "run")
    assert open_gliner(str(tmp_path / "run")).head == "span"
    assert json.loads((tmp_path / "run" / "run.json").read_text())["head"] == "span"
    assert results.parameters.total == sum(values.numel() for values in weights(base).values())


@pytest.mark.parametrize("head", ["token", "span"])
def test_another_head_for_a_gliner_is_refused(gliner_plan: Plans, tmp_path: Path, head: str) -> None:
    base = build_random(tmp_path / "base")
    with pytest.raises(UsageError, match="base is a GLiNER and keeps its head; leave it out"):
        run(gliner_plan(base_model=str(base), head=head), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_an_encoder_that_the_detector_could_not_use_is_refused_before_training(
    gliner_plan: Plans, base_model: Path, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="it takes 160 tokens; windows of 384 words and 120 sub-words"):
        run(gliner_plan(base_model=str(base_model)), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_configuration_names_no_folder(
    gliner_plan: Plans, encoder_directory: Path, tmp_path: Path
) -> None:
    run(gliner_plan(epochs=1), tmp_path / "run")
    text = (tmp_path / "run" / "gliner_config.json").read_text()
    assert str(encoder_directory.parent) not in text
    assert json.loads(text)["model_name"] == encoder_directory.name


def test_the_model_says_what_it_was_trained_on_and_what_the_one_before_was(
    gliner_plan: Plans, tmp_path: Path
) -> None:
    run(gliner_plan(epochs=1), tmp_path / "first")
    trained = (tmp_path / "first" / "labels.txt").read_text().splitlines()
    assert {"person", "full name"} <= set(trained)
    (tmp_path / "first" / "labels.txt").write_text("song\n")
    run(gliner_plan(epochs=1, base_model=str(tmp_path / "first")), tmp_path / "second")
    assert (tmp_path / "second" / "labels.txt").read_text().splitlines() == sorted({*trained, "song"})
    detector = Gliner(
        open_gliner(str(tmp_path / "second")), {"a": "Song", "b": "tune: a song", "c": "person"}
    )
    assert detector.unfamiliar == ("tune: a song",)
    assert detector.describe()["unfamiliar"] == ["tune: a song"], "and so does the manifest"


def test_a_base_that_was_stored_in_fp16_gives_a_model_that_can_be_used(
    gliner_plan: Plans, encoder_directory: Path, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    shutil.copytree(encoder_directory, base)
    config = base / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"dtype": "float16"}))
    weights = load_file(base / "model.safetensors")
    save_file(
        {name: values.half() for name, values in weights.items()},
        base / "model.safetensors",
        {"format": "pt"},
    )
    run(gliner_plan(base_model=str(base), epochs=1), tmp_path / "run")
    assert "float16" not in (tmp_path / "run" / "gliner_config.json").read_text()
    (detection,) = Gliner(open_gliner(str(tmp_path / "run")), {"person": "person"}).detect(["anna in berlin"])
    assert detection.seen == ((0, 14),)


HOSTILE = """
from pathlib import Path
from transformers import BertModel

Path({marker!r}).touch()


class Hostile(BertModel):
    pass
"""


@pytest.mark.parametrize("kind", ["encoder", "gliner"])
def test_code_that_comes_with_a_base_model_is_not_run(
    gliner_plan: Plans, encoder_directory: Path, tmp_path: Path, kind: str
) -> None:
    """The gliner package would run it."""
    base, marker = tmp_path / "base", tmp_path / "was-run"
    auto_map = {"auto_map": {"AutoModel": "hostile.Hostile"}}
    if kind == "encoder":
        shutil.copytree(encoder_directory, base)
        changed = [base / "config.json"]
    else:
        changed = [build_random(base) / "gliner_config.json"]
    for path in changed:
        path.write_text(json.dumps(json.loads(path.read_text()) | auto_map))
    (base / "hostile.py").write_text(HOSTILE.format(marker=str(marker)))
    with pytest.raises(ModelError, match="auto_map names code of the model's own, which is never run"):
        run(gliner_plan(base_model=str(base), epochs=1), tmp_path / "run")
    assert not marker.exists()
    assert not (tmp_path / "run").exists()


def test_pickled_weights_of_an_encoder_are_not_loaded(
    gliner_plan: Plans, encoder_directory: Path, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    shutil.copytree(encoder_directory, base)
    torch.save(load_file(base / "model.safetensors"), base / "pytorch_model.bin")
    (base / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="no safetensors weights"):
        run(gliner_plan(base_model=str(base), epochs=1), tmp_path / "run")


def test_it_begins_with_the_bundled_gliner_unless_told_otherwise() -> None:
    assert make_plan({"detector": "gliner"}).base_model == "gliner-small"
    assert make_plan({"detector": "gliner", "base_model": "bundled"}).base_model == "gliner-small"
    assert make_plan({"detector": "gliner", "base_model": "pii-small"}).base_model == "pii-small"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"label_subwords": "all"}, "--label-subwords is for taggers; leave it out"),
        ({"max_length": 64}, "--max-length is for taggers"),
        ({"detector": "tagger", "head": "span"}, "--head is for a GLiNER; add --detector gliner"),
    ],
)
def test_options_of_the_other_kind_are_refused(
    gliner_plan: Plans, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        make_plan({"detector": "gliner", **given})


def test_a_recipe_of_a_tagger_is_not_followed_for_a_gliner() -> None:
    with pytest.raises(UsageError, match="recipe wikiann is for a tagger: it sets label_subwords"):
        make_plan({"detector": "gliner"}, load_recipe("wikiann"))


@pytest.mark.parametrize("mode", ["token_level", "markerV0"])
def test_the_heads_give_the_packages_own_scores(tmp_path: Path, mode: str) -> None:
    from gliner import GLiNER

    model = GLiNER.from_pretrained(str(build_random(tmp_path, span_mode=mode)), local_files_only=True)
    core = model.model.eval()
    torch.manual_seed(1)
    words, prompts = torch.randn(2, 7, 64), torch.randn(2, 3, 64)
    with torch.no_grad():
        if mode == "token_level":
            expected = core.scorer(words, prompts)
            given = gliners.token_logits(core, words, prompts)
        else:
            width = model.config.max_width
            starts = torch.arange(7).repeat_interleave(width)
            spans = torch.stack((starts, starts + torch.arange(width).repeat(7)), dim=1)[None].expand(
                2, -1, -1
            )
            inside = spans[..., 1] < 7
            rep = core.span_rep_layer(words, spans * inside[..., None])
            expected = torch.einsum("BLKD,BCD->BLKC", rep, core.prompt_rep_layer(prompts))
            given = gliners.span_logits(core, words, prompts)
            kept = inside.view(2, 7, width)[..., None]
            expected, given = expected * kept, given * kept
    torch.testing.assert_close(given, expected, atol=1e-4, rtol=1e-4)
