"""The whole way of a long text through the command, entities at its seams included."""

from __future__ import annotations

import json
from pathlib import Path

from tests import tiny_tagger
from tests.commands.support import Anon, jsonl
from tests.support_seams import MIXED, TAGGERS, moved


def test_the_command_replaces_an_entity_at_every_offset_of_every_seam(anon: Anon, onnx_tagger: Path) -> None:
    texts = {(entity, long): label for entity, label in TAGGERS.items() for long in moved(entity, MIXED)}
    result = anon(
        *("redact", "-", "--format", "jsonl", "--field", "text", "--detector", "tagger"),
        *("--model", onnx_tagger, "--labels", ",".join(tiny_tagger.LABELS), "--no-propagate"),
        stdin=jsonl(*({"text": long.text} for _, long in texts)),
    )
    assert result.exit_code == 0
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [
        long.replaced(entity, f"<{label.upper()}>") for (entity, long), label in texts.items()
    ]


def test_a_file_with_an_entity_at_each_of_its_seams_comes_out_without_them(
    anon: Anon, in_tmp: Path, onnx_tagger: Path
) -> None:
    """With Windows line ends, and so little filler that most seams cut an entity."""
    written = "".join(f"the {entity}\r\n" for entity in TAGGERS) * 40
    (in_tmp / "a.txt").write_bytes(written.encode())
    options = ("--detector", "tagger", "--model", onnx_tagger, "--labels", ",".join(tiny_tagger.LABELS))
    result = anon("redact", "a.txt", *options, "--no-propagate", "--output", "b.txt")
    assert result.exit_code == 0
    expected = "".join(f"the <{label.upper()}>\r\n" for label in TAGGERS.values()) * 40
    assert (in_tmp / "b.txt").read_bytes() == expected.encode()
