"""`anon finetune`: from the command line to a model that `anon redact` uses."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from anonymize.commands.finetune import finetune as command
from tests.commands.support import Anon, environment, process
from tests.commands.test_exit_status import started
from tests.finetune import tiny

QUICK = ("--epochs", "3", "--learning-rate", "5e-3", "--batch-size", "8", "--device", "cpu")


@pytest.fixture
def options(base_model: Path, data_files: Path) -> tuple[str, ...]:
    return ("finetune", "--dataset", f"conll:{data_files}", "--base-model", str(base_model), *QUICK)


def test_the_last_line_is_the_path_and_the_model_redacts(
    anon: Anon, options: tuple[str, ...], in_tmp: Path
) -> None:
    done = anon(*options, "--epochs", "8")
    assert done.exit_code == 0, done.stderr
    model = done.stdout.splitlines()[-1]
    assert model.startswith("runs/conll-")
    assert model.endswith("-all-none")
    redacted = anon(
        "redact", "-", "--model", model, "--detector", "tagger", stdin="and john saw a man in lima\n"
    )
    assert redacted.exit_code == 0, redacted.stderr
    assert redacted.stdout == "and <PERSON> saw a man in <LOCATION>\n"


def test_with_quiet_there_is_the_path_alone(anon: Anon, options: tuple[str, ...], in_tmp: Path) -> None:
    done = anon(*options, "--output", "mine", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "mine\n", "")


def test_json_holds_the_scores_and_the_path(anon: Anon, options: tuple[str, ...], in_tmp: Path) -> None:
    done = anon(*options, "--output", "mine", "--size", "50", "--json")
    found = json.loads(done.stdout)
    assert found["model"] == "mine"
    assert found["run"]["size"] == found["results"]["sentences"]["train"] == 50
    assert found["results"] == json.loads(Path("mine/metrics.json").read_bytes())


def test_freeze_alone_freezes_the_backbone_and_says_how_much_is_trained(
    anon: Anon, options: tuple[str, ...], in_tmp: Path
) -> None:
    done = anon(*options, "--freeze", "--output", "mine")
    assert done.exit_code == 0, done.stderr
    assert "165 of " in done.stderr  # a weight for each of 32 hidden units and 5 tags, and 5 biases
    parameters = json.loads(Path("mine/metrics.json").read_bytes())["parameters"]
    assert parameters["trainable"] == 165 < parameters["total"]


def test_the_environment_gives_defaults(
    anon: Anon, options: tuple[str, ...], in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"SIZE": "30", "JSON": "1", "OUTPUT": "mine"}.items():
        monkeypatch.setenv(f"ANON_FINETUNE_{name}", value)
    done = anon(*options)
    found = json.loads(done.stdout)
    assert (found["run"]["size"], found["model"]) == (30, "mine")


def test_every_option_has_an_environment_variable_of_its_name() -> None:
    for option in command.params:
        assert isinstance(option, click.Option)
        [flag] = [flag for flag in option.opts if flag.startswith("--")]
        prefix = "ANON" if flag in {"--quiet", "--verbose"} else "ANON_FINETUNE"
        assert option.envvar == f"{prefix}{flag[1:].upper().replace('-', '_')}"


def test_options_are_as_light_as_those_of_the_other_commands() -> None:
    script = (
        "import sys, anonymize.commands.finetune, anonymize.commands.dataset; print([name for name in "
        "('torch', 'transformers', 'numpy', 'tokenizers', 'faker') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_patience_ends_training(anon: Anon, options: tuple[str, ...], in_tmp: Path) -> None:
    done = anon(*options, "--output", "mine", "--epochs", "9", "--learning-rate", "1e-9", "--patience", "1")
    assert done.exit_code == 0, done.stderr
    assert json.loads(Path("mine/run.json").read_bytes())["settings"]["patience"] == 1
    assert len(json.loads(Path("mine/metrics.json").read_bytes())["epochs"]) < 9


def test_resuming_where_nothing_is_says_so_and_starts(
    anon: Anon, options: tuple[str, ...], in_tmp: Path
) -> None:
    done = anon(*options, "--output", "mine", "--resume")
    assert done.exit_code == 0, done.stderr
    assert "anon: nothing to resume in mine, starting" in done.stderr.splitlines()
    again = anon(*options, "--output", "mine", "--resume")
    assert again.exit_code == 0, again.stderr
    assert "nothing to resume" not in again.stderr


def test_after_an_interruption_it_is_said_how_to_go_on(options: tuple[str, ...], in_tmp: Path) -> None:
    with started(*options, "--output", "mine", "--epochs", "100000") as child:
        assert child.stderr is not None
        assert any(b"parameters are trained" in line for line in iter(child.stderr.readline, b""))
        child.send_signal(signal.SIGINT)
        output, errors = child.communicate()
    assert (child.returncode, output) == (130, b"")
    told = "anon: interrupted; what was done is kept: go on with --resume"
    assert told in errors.decode().splitlines()


def test_after_an_interruption_of_variants_it_is_said_how_to_go_on(
    anon: Anon, options: tuple[str, ...], in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> float:
        raise KeyboardInterrupt

    monkeypatch.setattr("finetune.training.rate_at", interrupt)
    done = anon(*options, "--output", "mine", "--variants", "--sizes", "100")
    assert (done.exit_code, done.stdout) == (130, "")
    assert any("parameters are trained" in line for line in done.stderr.splitlines())
    told = "anon: interrupted; what was done is kept: give the same command again, without --overwrite"
    assert told in done.stderr.splitlines()


def test_variants_print_a_table_and_end_with_the_best(
    anon: Anon, options: tuple[str, ...], in_tmp: Path
) -> None:
    done = anon(*options, "--variants", "--sizes", "40,80", "--freezes", "none,backbone", "--output", "grid")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split()[:3] == ["size", "freeze", "trainable"]
    assert [line.split()[:2] for line in lines[1:5]] == [
        ["40", "none"],
        ["80", "none"],
        ["40", "backbone"],
        ["80", "backbone"],
    ]
    scores = {row["model"]: row["validation_entity_micro_f1"] for row in read_variants()}
    assert lines[-1] == f"grid/{max(scores, key=lambda name: scores[name])}"


def read_variants() -> list[dict[str, float]]:
    found: list[dict[str, float]] = json.loads(Path("grid/variants.json").read_bytes())["variants"]
    return found


def test_recipes_are_listed_without_training(anon: Anon) -> None:
    done = anon("finetune", "--list-recipes")
    assert done.exit_code == 0
    assert "wnut17: Emerging entities" in done.stdout
    assert "study micro 0.8942" in done.stdout


def test_recipes_are_listed_as_json(anon: Anon) -> None:
    found = {
        recipe["name"]: recipe for recipe in json.loads(anon("finetune", "--list-recipes", "--json").stdout)
    }
    assert list(found) == ["conll2003-en", "pii-small", "polyglot-fr", "wikiann", "wikiann-es", "wnut17"]
    assert found["wnut17"]["values"]["dataset"] == "wnut17"
    assert found["wikiann-es"]["published"][0]["scores"]["study_micro"] == 0.8698


def test_a_recipe_names_its_settings_and_options_win(
    anon: Anon, base_model: Path, data_files: Path, in_tmp: Path
) -> None:
    arguments = ("--dataset", f"conll:{data_files}", "--base-model", base_model, *QUICK)
    done = anon(
        "finetune", "--recipe", "polyglot-fr", *arguments, "--size", "60", "--json", "--output", "mine"
    )
    assert done.exit_code == 0, done.stderr
    settings = json.loads(done.stdout)["run"]["settings"]
    assert (settings["label_subwords"], settings["warmup"], settings["epochs"]) == ("all", 500, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--overwrite", "--resume"), "--overwrite and --resume exclude each other"),
        (("--variants", "--resume"), "--variants goes on with what is there by itself; leave out --resume"),
        (("--sizes", "10"), "--sizes and --freezes belong to --variants"),
        (("--variants", "--size", "10"), "write --sizes and --freezes instead"),
        (("--variants", "--sizes", "10,many"), "--sizes takes numbers and commas"),
        (("--variants", "--freezes", "head"), "--freezes takes none, embeddings, backbone"),
        (("--recipe", "bert"), "unknown recipe 'bert'"),
        (("--learning-rate", "0"), "--learning-rate has to be above 0"),
        (("--dataset", "wikipedia:es"), "wikipedia"),
        (("--dataset", "wikiann:es", "--data-dir", "."), "train"),
        (("--size", "100000"), "100,000"),
        (("--base-model", "./nowhere"), "not a model directory"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    anon: Anon, options: tuple[str, ...], in_tmp: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = anon(*options, *arguments)
    assert done.exit_code == 2
    assert sum(message in line for line in done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_hub_id_without_a_network_is_one_clear_sentence(options: tuple[str, ...], tmp_path: Path) -> None:
    arguments = ("--base-model", "nobody/nothing", "--output", tmp_path / "mine")
    done = process(*options, *arguments, env=_closed(tmp_path))
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"nobody/nothing: neither a local directory nor to be had from the Hugging Face hub" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_hub_model_that_was_loaded_earlier_needs_no_network(
    options: tuple[str, ...], base_model: Path, tmp_path: Path
) -> None:
    cached = tmp_path / "home" / "hub" / "models--nobody--tiny"
    shutil.copytree(base_model, cached / "snapshots" / "abc")
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("abc")
    done = process(
        *options,
        "--base-model",
        "nobody/tiny",
        "--output",
        tmp_path / "mine",
        "--quiet",
        env=_closed(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""


def _closed(tmp_path: Path) -> dict[str, str]:
    """The environment of a process whose hub is a port of this machine where nobody answers."""
    names = environment(HF_ENDPOINT="http://127.0.0.1:9", HF_HOME=str(tmp_path / "home"))
    return {name: value for name, value in names.items() if name != "HF_HUB_OFFLINE"}


def test_made_up_sentences_and_the_bundled_encoder_need_nothing_else(anon: Anon, in_tmp: Path) -> None:
    done = anon("finetune", "--size", "60", "--eval-size", "20", "--freeze", "--epochs", "2", "--quiet")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "runs/synthetic-en-60-backbone\n"
    card = Path("runs/synthetic-en-60-backbone/README.md").read_text()
    assert "multilingual-e5-small" in card
    assert "made from templates" in card


def test_spans_of_documents_train_a_tagger(anon: Anon, base_model: Path, in_tmp: Path) -> None:
    rows = []
    for sentence in tiny.sentences(80, seed=5):
        text, spans, at = " ".join(sentence.tokens), [], 0
        for token, tag in zip(sentence.tokens, sentence.tags, strict=True):
            if tag != "O":
                spans.append({"start": at, "end": at + len(token), "label": tag[2:]})
            at += len(token) + 1
        rows.append(json.dumps({"text": text, "spans": spans}))
    Path("my.jsonl").write_text("\r\n".join(rows) + "\r\n", newline="")
    done = anon("finetune", "--dataset", "jsonl:my.jsonl", "--base-model", base_model, *QUICK, "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["model"] == "runs/jsonl-my-all-none"
    assert found["results"]["labels"] == ["LOC", "PER"]
