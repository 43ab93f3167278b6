"""Directories of models that were made to do harm: each ends in a sentence, and nothing of them is run."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import struct
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from anonymize.detectors.model_files import LARGEST_JSON, LARGEST_TOKENIZER
from anonymize.detectors.tagger import open_model
from anonymize.errors import ModelError
from finetune.base_models import open_base
from finetune.gliner.model import start
from finetune.heads import new_tagger
from tests.hostile.support import TEXT, Attack, edit, found, gliner, labels, refused, tagger, write
from tests.tiny_gliner import build_gliner
from tests.tiny_tagger import TAGS

PICKLES = ("pytorch_model.bin", "model.pt", "model.pth", "model.ckpt", "model.pkl", "training_args.bin")
DEEP = 100_000


class Bomb:
    """Leaves a trace where somebody unpickles it."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.trace),)


@pytest.fixture(scope="module")
def gliner_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_gliner(tmp_path_factory.mktemp("gliner"))


@pytest.fixture(params=["tagger", "gliner"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def copied(kind: str, torch_tagger: Path, gliner_directory: Path, tmp_path: Path) -> Path:
    return shutil.copytree(torch_tagger if kind == "tagger" else gliner_directory, tmp_path / "model")


def opener(kind: str):  # type: ignore[no-untyped-def] # noqa: ANN201
    return tagger if kind == "tagger" else gliner


def main_file(kind: str) -> str:
    return "config.json" if kind == "tagger" else "gliner_config.json"


@pytest.mark.parametrize("name", PICKLES)
def test_pickle_beside_the_weights_is_never_opened(
    kind: str, copied: Path, tmp_path: Path, name: str
) -> None:
    (copied / name).write_bytes(pickle.dumps(Bomb(tmp_path / "trace")))
    assert labels(opener(kind)(copied).detect([TEXT])) >= {"person"}
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("name", PICKLES)
def test_pickle_alone_is_refused_with_what_to_do(kind: str, copied: Path, tmp_path: Path, name: str) -> None:
    (copied / "model.safetensors").unlink()
    (copied / name).write_bytes(pickle.dumps(Bomb(tmp_path / "trace")))
    message = refused(opener(kind), copied)
    assert "pickled weights are not loaded" in message
    assert "save_pretrained(DIRECTORY" in message
    assert not (tmp_path / "trace").exists()


def test_pickle_with_the_name_of_safetensors_is_refused(kind: str, copied: Path, tmp_path: Path) -> None:
    (copied / "model.safetensors").write_bytes(pickle.dumps(Bomb(tmp_path / "trace")))
    refused(opener(kind), copied)
    assert not (tmp_path / "trace").exists()


CODE = {"AutoModel": "somebody/else--modeling.Model"}
ASKING_FOR_MORE: dict[str, tuple[str, Attack]] = {
    "code": ("auto_map", edit("config.json", auto_map=CODE)),
    "code deep inside": ("auto_map", edit("config.json", a=[{"b": [[{"auto_map": CODE}]]}])),
    "code of the tokenizer": ("auto_map", edit("tokenizer_config.json", auto_map=CODE)),
    "code of the encoder": ("auto_map", edit("gliner_config.json", extra={"auto_map": CODE})),
    "kernel": ("attn_implementation", edit("config.json", attn_implementation="somebody/kernel")),
    "kernel in a part": (
        "_attn_implementation",
        edit("config.json", a={"_attn_implementation": {"": "a/b"}}),
    ),
    "kernel of the package": (
        "attn_implementation",
        edit("gliner_config.json", attn_implementation="a/b@c:d"),
    ),
    "other weights": ("transformers_weights", edit("config.json", transformers_weights="adapter_model.bin")),
    "adapter": ("adapters are not", edit("adapter_config.json", base_model_name_or_path="somebody/else")),
}


@pytest.mark.parametrize("name", ASKING_FOR_MORE)
def test_model_that_asks_for_code_or_for_other_weights_is_refused(kind: str, copied: Path, name: str) -> None:
    expected, attack = ASKING_FOR_MORE[name]
    attack(copied)
    assert expected in refused(opener(kind), copied)


@pytest.mark.parametrize("name", ["code", "kernel", "other weights", "adapter"])
def test_base_model_that_asks_for_code_or_for_other_weights_is_refused(
    kind: str, copied: Path, name: str
) -> None:
    expected, attack = ASKING_FOR_MORE[name]
    attack(copied)
    with pytest.raises(ModelError, match=expected):
        open_base(str(copied))


@pytest.mark.parametrize("name", ["empty", "binary", "table that is none", "deeply nested"])
def test_base_model_with_a_broken_tokenizer_is_refused(kind: str, copied: Path, name: str) -> None:
    TOKENIZERS[name](copied)
    with pytest.raises(ModelError, match="its tokenizer cannot be loaded"):
        open_base(str(copied))


@pytest.mark.parametrize("name", PICKLES)
def test_base_model_of_pickles_is_refused(kind: str, copied: Path, tmp_path: Path, name: str) -> None:
    base = open_base(str(copied))
    (copied / "model.safetensors").unlink()
    (copied / name).write_bytes(pickle.dumps(Bomb(tmp_path / "trace")))
    begin = partial(start, head="token") if kind == "gliner" else partial(new_tagger, tags=TAGS)
    with pytest.raises(ModelError, match="safetensors"):
        begin(base)
    assert not (tmp_path / "trace").exists()


CONFIGURATIONS = {
    "empty": b"",
    "no object": b"[]",
    "text": b'"config"',
    "binary": bytes(range(256)),
    "UTF-16": '{"id2label": {}}'.encode("utf-16"),
    "not a number": b'{"max_position_embeddings": NaN}',
    "deeply nested lists": b"[" * DEEP + b"]" * DEEP,
    "deeply nested objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "huge": b'{"a": "' + b"x" * LARGEST_JSON + b'"}',
}


@pytest.mark.parametrize("content", CONFIGURATIONS)
def test_configuration_that_is_none_is_refused(kind: str, copied: Path, content: str) -> None:
    write(main_file(kind), CONFIGURATIONS[content])(copied)
    assert main_file(kind) in refused(opener(kind), copied)


@pytest.mark.parametrize("content", CONFIGURATIONS)
def test_configuration_of_the_tokenizer_that_is_none_is_refused(
    kind: str, copied: Path, content: str
) -> None:
    write("tokenizer_config.json", CONFIGURATIONS[content])(copied)
    assert "tokenizer_config.json" in refused(opener(kind), copied)


WRONG_VALUES: list[tuple[str, object]] = [
    ("pad_token_id", "zero"),
    ("pad_token_id", [0]),
    ("pad_token_id", -1),
    ("pad_token_id", 1 << 70),
    ("max_position_embeddings", "512"),
    ("max_position_embeddings", -512),
    ("max_position_embeddings", 0),
    ("max_position_embeddings", True),
    ("id2label", ["O", "B-person"]),
    ("id2label", {"0": "O", "one": "B-person"}),
    ("id2label", {"-1": "O", "0": "B-person"}),
    ("id2label", {}),
    ("id2label", 7),
    ("anon", "window"),
    ("anon", {"window": "wide"}),
    ("anon", {"window": -1}),
    ("anon", {"window": 20}),
    ("anon", {"overlap": "some"}),
    ("anon", {"overlap": 1e300}),
    ("anon", {"subwords": {"first": True}}),
    ("anon", {"capitals": ["lowered"]}),
]


@pytest.mark.parametrize(("name", "value"), WRONG_VALUES, ids=str)
def test_setting_of_a_tagger_of_the_wrong_kind_is_refused(
    torch_tagger: Path, tmp_path: Path, name: str, value: object
) -> None:
    copied = shutil.copytree(torch_tagger, tmp_path / "model")
    edit("config.json", **{name: value})(copied)
    assert "config.json" in refused(tagger, copied)


LABELS = {
    "line end": "B-per\nson",
    "terminal escape": "B-\x1b[2J\x1b[31mperson",
    "bell": "person\x07",
    "other direction": "B-\u202enosrep",
    "lone surrogate": "B-\ud800",
    "blank": "  ",
    "huge": "B-" + "x" * 1_000_000,
}


@pytest.mark.parametrize("name", LABELS)
def test_label_that_cannot_be_printed_is_refused_and_not_printed(
    torch_tagger: Path, tmp_path: Path, name: str
) -> None:
    copied = shutil.copytree(torch_tagger, tmp_path / "model")
    names = {str(index): tag for index, tag in enumerate(TAGS)} | {"1": LABELS[name]}
    edit("config.json", id2label=names)(copied)
    assert "id2label" in refused(tagger, copied) or name == "lone surrogate"


def safetensors(header: object, data: bytes = b"\0" * 64, *, claimed: int | None = None) -> bytes:
    """A safetensors file with a header of its own."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if claimed is None else claimed) + text + data


def tensor(*offsets: int, shape: tuple[int, ...] = (8,)) -> dict[str, object]:
    return {"dtype": "F32", "shape": shape, "data_offsets": offsets}


WEIGHTS = {
    "empty": b"",
    "header of petabytes": safetensors({"a": tensor(0, 32)}, claimed=1 << 55),
    "header of all there is": safetensors({"a": tensor(0, 32)}, claimed=(1 << 64) - 1),
    "header behind the end": safetensors({"a": tensor(0, 32)}, claimed=10_000),
    "header that is no JSON": safetensors(b"{" * 1000),
    "deeply nested header": safetensors(b"[" * DEEP),
    "tensors that overlap": safetensors({"a": tensor(0, 32), "b": tensor(16, 48)}),
    "tensors with a hole": safetensors({"a": tensor(0, 32), "b": tensor(40, 72)}),
    "tensor behind the end": safetensors({"a": tensor(0, 4_000_000, shape=(1_000_000,))}),
    "tensor of petabytes": safetensors({"a": tensor(0, 1 << 55, shape=(1 << 53,))}),
    "shape that overflows": safetensors({"a": tensor(0, 32, shape=(1 << 62, 1 << 62))}),
    "other shape": safetensors({"a": tensor(0, 32, shape=(7,))}),
    "no tensors of the model's": safetensors({"a": tensor(0, 64, shape=(16,))}),
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_weights_that_are_none_are_refused(kind: str, copied: Path, name: str) -> None:
    write("model.safetensors", WEIGHTS[name])(copied)
    assert "that can be loaded" in refused(opener(kind), copied) or name == "no tensors of the model's"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_weights_that_were_cut_off_are_refused(kind: str, copied: Path, share: float) -> None:
    path = copied / "model.safetensors"
    write("model.safetensors", path.read_bytes()[: int(path.stat().st_size * share)])(copied)
    assert "that can be loaded" in refused(opener(kind), copied)


def test_tagger_without_a_head_is_refused_and_not_given_one_by_chance(
    torch_tagger: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file, save_file

    copied = shutil.copytree(torch_tagger, tmp_path / "model")
    weights = load_file(copied / "model.safetensors")
    del weights["classifier.weight"]
    save_file(weights, copied / "model.safetensors", metadata={"format": "pt"})
    assert "1 weights of the model are missing" in refused(tagger, copied)


@pytest.mark.parametrize("count", [1, len(TAGS) - 1, len(TAGS) + 1, 5_000])
def test_labels_that_do_not_match_the_weights_are_refused(
    torch_tagger: Path, tmp_path: Path, count: int
) -> None:
    copied = shutil.copytree(torch_tagger, tmp_path / "model")
    edit("config.json", id2label={str(index): f"B-{index}x" for index in range(count)})(copied)
    refused(tagger, copied)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_that_are_no_numbers_fail_the_document(kind: str, copied: Path, value: float) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(copied / "model.safetensors")
    name = "classifier.bias" if kind == "tagger" else "scorer.out_mlp.3.bias"
    weights[name] = np.full_like(weights[name], value)
    save_file(weights, copied / "model.safetensors", metadata={"format": "pt"})
    (result,) = found(opener(kind)(copied), TEXT)
    assert (result.status, result.reason, result.spans) == ("failed", "scores_not_finite", ())


TOKENIZERS: dict[str, Attack] = {
    "empty": write("tokenizer.json", b""),
    "binary": write("tokenizer.json", bytes(range(256)) * 100),
    "deeply nested": write("tokenizer.json", b"[" * DEEP),
    "of no kind": edit("tokenizer.json", model={"type": "Magic"}),
    "table that is none": edit(
        "tokenizer.json", normalizer={"type": "Precompiled", "precompiled_charsmap": "AAAA"}
    ),
    "table that leads outside": edit(
        "tokenizer.json", normalizer={"type": "Precompiled", "precompiled_charsmap": "BAAAAP////8AYWJj"}
    ),
    "pieces of no length": edit("tokenizer.json", pre_tokenizer={"type": "FixedLength", "length": 0}),
    "template without its tokens": edit(
        "tokenizer.json",
        post_processor={
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}],
            "pair": [],
            "special_tokens": {},
        },
    ),
    "template without the text": edit(
        "tokenizer.json",
        post_processor={"type": "TemplateProcessing", "single": [], "pair": [], "special_tokens": {}},
    ),
}


@pytest.mark.parametrize("name", TOKENIZERS)
def test_tokenizer_that_breaks_off_is_refused(kind: str, copied: Path, name: str) -> None:
    TOKENIZERS[name](copied)
    assert "tokenizer" in refused(opener(kind), copied)


def test_tokenizer_that_is_huge_is_refused_before_it_is_read(kind: str, copied: Path) -> None:
    with (copied / "tokenizer.json").open("wb") as file:
        file.truncate(LARGEST_TOKENIZER + 1)
    assert "more than the" in refused(opener(kind), copied)


def test_tokenizer_whose_expression_runs_away_fails_the_document(kind: str, copied: Path) -> None:
    expression = {"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": False}
    edit("tokenizer.json", pre_tokenizer=expression)(copied)
    good, bad = found(opener(kind)(copied), "anna", "a" * 40 + "b")
    assert (good.status, bad.status, bad.reason) == ("seen", "failed", "detector_failed")


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors", "config.json"])
@pytest.mark.parametrize("target", ["a file elsewhere", "/dev/zero", "nowhere", "itself", "a directory"])
def test_link_out_of_the_directory_is_refused(copied: Path, kind: str, name: str, target: str) -> None:
    name = main_file(kind) if name == "config.json" else name
    path = copied / name
    if target == "a file elsewhere":
        path.rename(copied.parent / "elsewhere")
        target = "../elsewhere"
    path.unlink(missing_ok=True)
    if target == "a directory":
        path.mkdir()
    else:
        path.symlink_to(name if target == "itself" else target)
    refused(opener(kind), copied)


def test_pipe_in_the_place_of_a_configuration_is_refused_and_not_waited_for(kind: str, copied: Path) -> None:
    (copied / main_file(kind)).unlink()
    os.mkfifo(copied / main_file(kind))
    refused(opener(kind), copied)


def test_links_of_the_hubs_cache_are_followed(kind: str, copied: Path, tmp_path: Path) -> None:
    repository = tmp_path / "models--somebody--something"
    snapshot = repository / "snapshots" / "0123abcd"
    snapshot.mkdir(parents=True)
    (repository / "blobs").mkdir()
    for number, path in enumerate(path for path in copied.iterdir() if path.is_file()):
        path.rename(repository / "blobs" / str(number))
        (snapshot / path.name).symlink_to(f"../../blobs/{number}")
    assert labels(opener(kind)(snapshot).detect([TEXT])) >= {"person"}
    (snapshot / "tokenizer.json").unlink()
    (snapshot / "tokenizer.json").symlink_to(shutil.copy(repository / "blobs" / "0", tmp_path / "outside"))
    assert "leads out of the model's directory" in refused(opener(kind), snapshot)


def test_directory_that_is_a_link_is_taken(torch_tagger: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(torch_tagger)
    assert open_model(str(tmp_path / "link")).labels >= {"person"}
