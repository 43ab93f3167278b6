"""ONNX files that were made to do harm: what they reach for, how long they run, and what they give back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper

from anonymize.detectors.onnx_graphs import check_graph
from anonymize.errors import ModelError
from tests.hostile.graphs import constant, endless, outside, rows, save
from tests.hostile.support import TEXT, found, gliner, refused, tagger
from tests.tiny_gliner import build_gliner
from tests.tiny_tagger import TAGS

NOTHING = [9.0, *[0.0] * (len(TAGS) - 1)]
"""Scores of a tagger that is sure that there is nothing to find."""
Writer = Callable[[Path], Path]


@pytest.fixture
def copied(torch_tagger: Path, tmp_path: Path) -> Path:
    """A tagger's directory that wants an ONNX file."""
    directory = shutil.copytree(torch_tagger, tmp_path / "model")
    (directory / "model.safetensors").unlink()
    return directory


@pytest.fixture(scope="module")
def gliner_directories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    heads = {"token": "token_level", "span": "markerV0"}
    made = {}
    for head, mode in heads.items():
        made[head] = build_gliner(tmp_path_factory.mktemp(head))
        path = made[head] / "gliner_config.json"
        path.write_text(path.read_text().replace('"token_level"', f'"{mode}"'))
        (made[head] / "model.safetensors").unlink()
    return made


def asking_of(head: str) -> list[Any]:
    """What a GLiNER's graph takes."""
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    spans = helper.make_tensor_value_info("span_idx", TensorProto.INT64, ["batch", "spans", 2])
    return [ids, spans] if head == "span" else [ids]


def shaped(*shape: int, kind: int = TensorProto.FLOAT, head: str = "token") -> Writer:
    """A graph that gives zeros of one shape, whatever it is given."""

    def write(path: Path) -> Path:
        zero = helper.make_tensor("value", kind, [1], [0])
        nodes = [
            helper.make_node("ConstantOfShape", ["shape"], ["logits"], value=zero),
            helper.make_node("Identity", ["input_ids"], ["unused"]),
        ]
        sizes = [constant("shape", np.array(shape, dtype=np.int64))]
        return save(path, nodes, sizes, inputs=asking_of(head), output=kind)

    return write


def test_sound_graph_is_run(copied: Path) -> None:
    rows(copied / "model.onnx", NOTHING)
    (result,) = found(tagger(copied), TEXT)
    assert (result.status, result.spans) == ("seen", ())


@pytest.mark.parametrize(
    "location",
    ["../secret", "../../../../../../etc/passwd", "/etc/passwd", "*/_ORT_MEM_ADDR_/*", "a/../../secret",
     "..\\secret", ".", "..", "", "absent", "a\nb", "link", "inner/weights"],
)  # fmt: skip
def test_weights_elsewhere_are_refused(copied: Path, location: str) -> None:
    (copied.parent / "secret").write_bytes(np.array(NOTHING, dtype=np.float32).tobytes())
    (copied / "link").symlink_to("../secret")
    for name in ("inner/weights", "*/_ORT_MEM_ADDR_/*"):
        (copied / name).parent.mkdir(parents=True)
        shutil.copy(copied.parent / "secret", copied / name)
    outside(copied / "model.onnx", location)
    assert "weights" in refused(tagger, copied) or location == "link"


def test_weights_beside_the_graph_are_read(copied: Path) -> None:
    (copied / "model.onnx_data").write_bytes(np.array(NOTHING, dtype=np.float32).tobytes())
    outside(copied / "model.onnx", "model.onnx_data")
    assert found(tagger(copied), TEXT)[0].status == "seen"


def test_weights_that_are_shorter_than_said_are_refused(copied: Path) -> None:
    (copied / "model.onnx_data").write_bytes(b"\0\0\0\0")
    outside(copied / "model.onnx", "model.onnx_data")
    refused(tagger, copied)


@pytest.mark.parametrize("within", [0, 1, 3, 7])
def test_endless_loop_is_refused_however_deep_it_lies(copied: Path, within: int) -> None:
    endless(copied / "model.onnx", within=within)
    assert "has a Loop, which may never end" in refused(tagger, copied)


@pytest.mark.parametrize("name", ["Scan", "SequenceMap"])
def test_other_loops_are_refused(copied: Path, name: str) -> None:
    rows(copied / "model.onnx", NOTHING, helper.make_node(name, ["scores"], ["logits"]))
    assert f"has a {name}" in refused(tagger, copied)


@pytest.mark.parametrize(("domain", "name"), [("com.evil", "Run"), ("", "Magic"), ("com.microsoft", "PyOp")])
def test_operator_that_is_not_onnxruntimes_own_is_refused(copied: Path, domain: str, name: str) -> None:
    node = helper.make_node(name, ["scores"], ["logits"], domain=domain)
    rows(copied / "model.onnx", NOTHING, node)
    refused(tagger, copied)


def test_what_a_graph_names_is_not_printed(copied: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nor is the number of a word, which onnxruntime puts into its log with the name of the node."""
    table = constant("table", np.zeros((2, len(TAGS)), dtype=np.float32))
    node = helper.make_node("Gather", ["table", "input_ids"], ["logits"], name="\x1b[2Jnode\n")
    save(copied / "model.onnx", [node], [table])
    assert found(tagger(copied), TEXT)[0].status == "failed"
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


GARBAGE = {
    "empty": b"",
    "text": b"nonsense",
    "zeros": bytes(1000),
    "length of exabytes": b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    "number without an end": b"\x3a" + b"\xff" * 1000,
    "group": b"\x3b",
    "cut off": b"\x3a\x05ab",
    "graphs within graphs": b"",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_file_that_is_no_graph_is_refused(copied: Path, name: str) -> None:
    data = GARBAGE[name]
    if name == "graphs within graphs":
        for _ in range(1_000):
            for tag in (0x32, 0x2A, 0x0A):  # graph in attribute in node in graph
                data = bytes([tag]) + varint(len(data)) + data
        data = b"\x3a" + varint(len(data)) + data
    (copied / "model.onnx").write_bytes(data)
    refused(tagger, copied)


def varint(value: int) -> bytes:
    digits = []
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_file_that_was_cut_off_is_refused(onnx_tagger: Path, tmp_path: Path, share: float) -> None:
    whole = (onnx_tagger / "model.onnx").read_bytes()
    path = tmp_path / "model.onnx"
    path.write_bytes(whole)
    check_graph(path)
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelError, match=r"not an ONNX model.*; copy or export it again"):
        check_graph(path)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("ids", TensorProto.INT64), ("input_ids", TensorProto.FLOAT), ("\x1b[31m", TensorProto.STRING)],
)
def test_graph_that_asks_for_something_else_is_refused(copied: Path, name: str, kind: int) -> None:
    given = helper.make_tensor_value_info(name, kind, ["batch", "tokens"])
    save(
        copied / "model.onnx", [helper.make_node("Identity", [name], ["logits"])], inputs=[given], output=kind
    )
    assert "it asks for" in refused(tagger, copied)


TAGS_COUNT = len(TAGS)
LENGTH = 10
"""Tokens of the text, two special ones included."""


@pytest.mark.parametrize(
    "writer",
    [
        shaped(1, LENGTH, 1), shaped(1, LENGTH, TAGS_COUNT - 1), shaped(1, LENGTH, TAGS_COUNT + 1),
        shaped(1, 1, TAGS_COUNT), shaped(1, LENGTH - 1, TAGS_COUNT), shaped(1, LENGTH + 1, TAGS_COUNT),
        shaped(0, LENGTH, TAGS_COUNT), shaped(2, LENGTH, TAGS_COUNT), shaped(1, 0, TAGS_COUNT),
        shaped(1, TAGS_COUNT), shaped(TAGS_COUNT), shaped(), shaped(1, LENGTH, TAGS_COUNT, 1),
        shaped(1, LENGTH, TAGS_COUNT, kind=TensorProto.INT64),
        shaped(1, LENGTH, TAGS_COUNT, kind=TensorProto.BOOL),
    ],
)  # fmt: skip
def test_tagger_that_gives_other_than_was_asked_for_is_refused(copied: Path, writer: Writer) -> None:
    writer(copied / "model.onnx")
    assert "the model gives" in refused(tagger, copied, "the parcel went to anna in a man")


def test_tagger_that_gives_as_much_as_was_asked_for_is_taken(copied: Path) -> None:
    shaped(1, LENGTH, TAGS_COUNT)(copied / "model.onnx")
    assert found(tagger(copied), "the parcel went to anna in a man")[0].status == "seen"


@pytest.mark.parametrize(
    "row",
    [
        [np.nan] * TAGS_COUNT,
        [np.nan, *[0.0] * (TAGS_COUNT - 1)],
        [*[0.0] * (TAGS_COUNT - 1), np.nan],
        [np.inf, *[0.0] * (TAGS_COUNT - 1)],
        [np.inf] * TAGS_COUNT,
        [-np.inf] * TAGS_COUNT,
    ],
)
def test_tagger_that_gives_no_numbers_fails_the_document(copied: Path, row: Sequence[float]) -> None:
    rows(copied / "model.onnx", row)
    for result in found(tagger(copied), TEXT, "anna", "the rain"):
        assert (result.status, result.reason) == ("failed", "scores_not_finite")


WORDS, WIDTH = 8, 5
"""Words of the text; most words of an entity in the tiny GLiNER."""
SHORT_OF: dict[str, list[tuple[int, ...]]] = {
    "token": [(1, 0, 1, 3), (1, WORDS - 1, 1, 3), (1, WORDS, 0, 3), (1, WORDS, 1, 2), (1, WORDS, 1, 1),
              (0, WORDS, 1, 3), (2, WORDS, 1, 3), (1, WORDS, 3), (3,), ()],
    "span": [(1, 0, WIDTH, 1), (1, WORDS - 1, WIDTH, 1), (1, WORDS, 0, 1), (1, WORDS, WIDTH - 1, 1),
             (1, WORDS, WIDTH, 0), (0, WORDS, WIDTH, 1), (2, WORDS, WIDTH, 1), (1, WORDS, WIDTH), (1,), ()],
}  # fmt: skip


@pytest.mark.parametrize(("head", "shape"), [(head, shape) for head in SHORT_OF for shape in SHORT_OF[head]])
def test_gliner_that_gives_other_than_was_asked_for_is_refused(
    gliner_directories: dict[str, Path], tmp_path: Path, head: str, shape: tuple[int, ...]
) -> None:
    directory = shutil.copytree(gliner_directories[head], tmp_path / "model")
    shaped(*shape, head=head)(directory / "model.onnx")
    assert "the model gives" in refused(gliner, directory)


@pytest.mark.parametrize("head", ["token", "span"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_gliner_that_gives_no_numbers_fails_the_document(
    gliner_directories: dict[str, Path], tmp_path: Path, head: str, value: float
) -> None:
    directory = shutil.copytree(gliner_directories[head], tmp_path / "model")
    shape = (1, WORDS, 1, 3) if head == "token" else (1, WORDS, WIDTH, 1)
    bad = helper.make_tensor("value", TensorProto.FLOAT, [1], [value])
    nodes = [
        helper.make_node("ConstantOfShape", ["shape"], ["logits"], value=bad),
        helper.make_node("Identity", ["input_ids"], ["unused"]),
    ]
    sizes = [constant("shape", np.array(shape, dtype=np.int64))]
    save(directory / "model.onnx", nodes, sizes, inputs=asking_of(head))
    (result,) = found(gliner(directory), TEXT)
    assert (result.status, result.reason) == ("failed", "scores_not_finite")


@pytest.mark.parametrize("head", ["token", "span"])
def test_gliner_that_gives_as_much_as_was_asked_for_is_taken(
    gliner_directories: dict[str, Path], tmp_path: Path, head: str
) -> None:
    directory = shutil.copytree(gliner_directories[head], tmp_path / "model")
    shape = (1, WORDS, 1, 3) if head == "token" else (1, WORDS, WIDTH, 1)
    shaped(*shape, head=head)(directory / "model.onnx")
    assert found(gliner(directory), TEXT)[0].status == "seen"


def test_vocabulary_smaller_than_the_tokenizers_fails_the_document(copied: Path) -> None:
    """The id of a word leads behind the end of the model's table."""
    table = constant("table", np.tile(np.array(NOTHING, dtype=np.float32), (6, 1)))
    save(copied / "model.onnx", [helper.make_node("Gather", ["table", "input_ids"], ["logits"])], [table])
    (result,) = found(tagger(copied), "the rain")
    assert (result.status, result.reason) == ("failed", "detector_failed")
