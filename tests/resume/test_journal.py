"""Reading what a job of any kind left behind, and putting it in order."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from anonymize.report.journal import Journal, arrange, owned_outputs

FIRST = b'{"schema_version":1,"kind":"job"}\n'


def document(name: str, output: str | None = "out", **more: object) -> bytes:
    status = "withheld" if output is None else "redacted"
    entry = {"kind": "document", "id": name, "input": name, "output": output, "status": status}
    return orjson.dumps({**entry, "reason": None, "labels": {}, "leaks": [], **more}) + b"\n"


def file(name: str, output: str | None = "out", documents: int = 1, **more: object) -> bytes:
    entry = {"kind": "file", "id": name, "input": name, "output": output, "status": "redacted"}
    counts = {"documents": {"redacted": documents}, "collisions": 0, "in_passed_through": 0}
    lists = {"passed_through": [], "taken_out": {}}
    return orjson.dumps({**entry, "reason": None, **counts, **lists, **more}) + b"\n"


def written(path: Path, *lines: bytes) -> Journal:
    path.write_bytes(b"".join(lines))
    journal = Journal.read(path)
    assert journal is not None
    return journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "m.jsonl"


@pytest.mark.parametrize("content", [b"", b"\n", b"text", b'{"kind":"file"}\n', b"[1]\n", FIRST[:20]])
def test_what_is_no_manifest_gives_none(path: Path, content: bytes) -> None:
    assert Journal.read(path) is None
    path.write_bytes(content)
    assert Journal.read(path) is None


def test_blocks_end_with_the_line_of_their_file_and_the_rest_is_what_the_job_was_at(path: Path) -> None:
    lines = [document("a"), file("a"), file("b", documents=0), document("c")]
    journal = written(path, FIRST, *lines)
    assert [(block.id, block.whole) for block in journal.blocks] == [("a", True), ("b", True)]
    assert journal.end == len(FIRST + b"".join(lines[:3]))
    assert written(path, FIRST).end == len(FIRST)


def test_every_torn_end_is_dropped(path: Path) -> None:
    content = FIRST + document("a") + file("a")
    end = len(content)
    content += document("b") + file("b")
    for at in range(end, len(content)):
        journal = written(path, content[:at])
        assert (journal.end, [block.id for block in journal.blocks]) == (end, ["a"])


@pytest.mark.parametrize(
    "lines",
    [
        [document("b"), file("a")],
        [document("a"), document("a"), file("a")],
        [file("a")],
        [b"\0\0\0\n", document("a"), file("a")],
        [document("a", status=3), file("a")],
        [document("a", labels={"person": "x"}), file("a")],
        [document("a", labels=[]), file("a")],
        [document("a", input=["a"]), file("a")],
        [document("a"), file("a", collisions="x")],
        [document("a"), file("a", passed_through=[1])],
        [document("a"), file("a", taken_out={"pictures": "1"})],
        [document("a"), file("a", documents={"redacted": "x"})],
        [document("a"), file("a", documents=1)[:-2] + b',"documents":3}\n'],
    ],
)
def test_block_with_anything_wrong_in_it_is_not_whole(path: Path, lines: list[bytes]) -> None:
    block = written(path, FIRST, *lines).last["a"]
    assert not block.whole


def test_last_block_of_a_file_holds(path: Path) -> None:
    lines = [document("a"), file("a"), file("b", documents=0), document("a", None), file("a", None)]
    journal = written(path, FIRST, *lines)
    assert journal.last["a"].output is None
    assert owned_outputs(path) == {"out"}, "that of b"
    path.write_bytes(FIRST + lines[0] + lines[1] + lines[3] + lines[4])
    assert owned_outputs(path) == frozenset()


def test_put_in_order_every_file_has_its_last_block_and_no_others_stay(path: Path) -> None:
    old, new, other = file("a", "old", 0), file("a", "new", 0), file("b", documents=0)
    path.write_bytes(FIRST + old + file("gone", documents=0) + other + new + document("c"))
    arrange(path, b'{"kind":"job","now":1}\n', ["a", "never", "b"])
    assert path.read_bytes() == b'{"kind":"job","now":1}\n' + new + other


def test_manifest_that_is_in_order_is_not_written_again(path: Path) -> None:
    path.write_bytes(FIRST + file("a", documents=0))
    before = path.stat().st_ino
    arrange(path, FIRST, ["a"])
    assert path.stat().st_ino == before
    arrange(path, FIRST, [])
    assert path.read_bytes() == FIRST
    assert [entry.name for entry in path.parent.iterdir()] == ["m.jsonl"]
