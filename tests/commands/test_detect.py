"""`anon detect`: one line a document, in input order, whatever becomes of it."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from anonymize.spans import Span
from tests.commands.support import EMAIL, FAST, Anon, jsonl, tree, write_tree


def found(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_spans_come_as_one_line_a_document_in_the_form_that_is_documented(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(f"to {EMAIL}")
    result = anon("detect", "a.txt", *FAST)
    assert result.exit_code == 0
    assert result.stdout == (
        '{"schema_version":1,"id":"a.txt","spans":'
        '[{"start":3,"end":18,"label":"email","score":0.9,"source":"patterns"}]}\n'
    )


def test_documents_come_in_input_order_those_without_spans_too(anon: Anon, in_tmp: Path) -> None:
    records = [{"a": EMAIL, "b": ["x", EMAIL]}, {"a": "x", "b": []}, {"a": None, "b": ["x"]}]
    write_tree(in_tmp, {"docs/b.jsonl": jsonl(*records), "docs/c.txt": "", "docs/a.txt": "x", "z.txt": EMAIL})
    result = anon("detect", "z.txt", "docs", *FAST, "--field", "a", "--field", "b[]")
    assert [(line["id"], len(line["spans"])) for line in found(result)] == [
        ("z.txt", 1),
        ("docs/a.txt", 0),
        ("docs/b.jsonl:1:a", 1),
        ("docs/b.jsonl:1:b[0]", 0),
        ("docs/b.jsonl:1:b[1]", 1),
        ("docs/b.jsonl:2:a", 0),
        ("docs/b.jsonl:3:b[0]", 0),
        ("docs/c.txt", 0),
    ]
    assert result.exit_code == 0
    assert set(tree(in_tmp)) == {"docs/b.jsonl", "docs/c.txt", "docs/a.txt", "z.txt"}, "nothing is written"


def test_inputs_are_chosen_and_unpacked_as_for_redact(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt.gz": gzip.compress(EMAIL.encode()), "docs/b.md": EMAIL})
    result = anon("detect", "docs", "-", "--glob", "*.gz", *FAST, stdin="")
    assert [(line["id"], len(line["spans"])) for line in found(result)] == [("docs/a.txt.gz", 1), ("-", 0)]


def test_text_stands_beside_a_span_only_when_asked_for(anon: Anon, in_tmp: Path) -> None:
    text = f"\U0001f600 e\u0301 {EMAIL}"
    assert EMAIL not in anon("detect", "-", *FAST, stdin=text).output
    [line] = found(anon("detect", "-", *FAST, "--with-text", stdin=text))
    [span] = line["spans"]
    assert span["text"] == EMAIL == text[span["start"] : span["end"]], "offsets are code points"


def test_half_a_surrogate_pair_in_a_span_comes_as_it_was_spelled(anon: Anon) -> None:
    line = '{"text": "http://example.com/\\ud800a"}\n'
    options = ("--detector", "patterns", "--labels", "url", "--format", "jsonl", "--with-text")
    [entry] = found(anon("detect", "-", *options, stdin=line))
    assert entry["spans"][0]["text"].startswith("http://example.com/")


def test_document_that_cannot_be_read_has_null_and_the_reason(anon: Anon, in_tmp: Path) -> None:
    write_tree(
        in_tmp,
        {
            "docs/a.jsonl": jsonl({"text": EMAIL}) + "nope\n" + jsonl({"body": "b"}),
            "docs/b.txt": b"\xff",
            "docs/c.txt.gz": b"\x1f\x8b\0",
            "docs/d.txt": EMAIL,
            "docs/e.png": "e",
        },
    )
    result = anon("detect", "docs", *FAST)
    assert result.exit_code == 1
    assert [
        (line["id"], line["spans"] and len(line["spans"]), line.get("reason")) for line in found(result)
    ] == [
        ("docs/e.png", None, "unknown_format"),
        ("docs/a.jsonl:1:text", 1, None),
        ("docs/a.jsonl:2", None, "not_json"),
        ("docs/a.jsonl:3", None, "field_missing"),
        ("docs/b.txt", None, "undecodable"),
        ("docs/c.txt.gz", None, "corrupt_gzip"),
        ("docs/d.txt", 1, None),
    ]
    for name in ("a.jsonl:2", "a.jsonl:3", "b.txt", "c.txt.gz", "e.png"):
        assert f"docs/{name}: " in result.stderr or f"docs/{name}:" in result.stderr


def test_known_fields_are_looked_for_as_in_redact(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "known.yaml").write_text(
        "{detector: patterns, labels: [email], known_fields: {name: person, nobody: person}}"
    )
    record = {"name": "Okafor", "text": "met Okafor", "note": "x", "other": "of Okafor"}
    (in_tmp / "a.jsonl").write_text(jsonl(record))
    result = anon("detect", "a.jsonl", "--config", "known.yaml", "--with-text")
    assert {line["id"]: [span["text"] for span in line["spans"]] for line in found(result)} == {
        "a.jsonl:1:text": ["Okafor"], "a.jsonl:1:name": ["Okafor"], "a.jsonl:1:other": ["Okafor"],
    }  # fmt: skip
    assert "known_fields: 'nobody' holds nothing in the first 1 record(s)" in result.stderr
    assert "fields in which only known values were looked for: " in result.stderr


def test_fields_that_were_not_searched_are_told(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": EMAIL, "note": EMAIL}))
    assert "fields not searched: note" in anon("detect", "a.jsonl", *FAST).stderr


@pytest.mark.parametrize("command", [("detect", "a.jsonl"), ("evaluate", "--data", "a.jsonl")])
def test_functions_that_the_configuration_names_may_be_allowed(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.syspath_prepend(in_tmp)
    (in_tmp / "own.yaml").write_text(
        "detector: patterns\npatterns: [{label: ticket, regex: 'T-\\d+', validator: 'own_checks:is_even'}]\n"
        "operators: {ticket: {type: custom, lambda: 'textwrap:dedent'}}\n"
    )
    (in_tmp / "own_checks.py").write_text("def is_even(value): return int(value[2:]) % 2 == 0\n")
    (in_tmp / "a.jsonl").write_text(jsonl({"id": "1", "text": "T-1 T-2", "labels": ["ticket"], "spans": []}))
    options = ("--config", "own.yaml", "--detector", "patterns")
    refused = anon(*command, *options)
    assert (refused.exit_code, "--allow-custom" in refused.stderr) == (2, True)
    allowed = anon(*command, *options, "--allow-custom")
    assert allowed.exit_code == 0, allowed.stderr
    if command[0] == "detect":
        assert [(span["start"], span["end"]) for line in found(allowed) for span in line["spans"]] == [(4, 7)]


def test_default_field_that_is_missing_is_wrong_usage_before_anything_is_printed(
    anon: Anon, in_tmp: Path
) -> None:
    write_tree(in_tmp, {"docs/a.jsonl": jsonl({"text": EMAIL}), "docs/b.jsonl": jsonl({"body": EMAIL})})
    result = anon("detect", "docs", *FAST)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "docs/b.jsonl:1: no string in the field 'text'" in result.stderr


def test_quiet_says_nothing_but_troubles(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.txt": EMAIL, "b.txt": b"\xff"})
    assert anon("detect", "a.txt", *FAST, "--quiet").stderr == ""
    assert len(anon("detect", "a.txt", "b.txt", *FAST, "--quiet").stderr.splitlines()) == 1


def test_spans_do_not_overlap_and_take_whole_words(anon: Anon, onnx_tagger: Path) -> None:
    text = f"Annas, John Okafor of Harbour Road 17, {EMAIL}"
    [line] = found(
        anon("detect", "-", "--model", onnx_tagger, "--threshold", "0.3", "--with-text", stdin=text)
    )
    assert [(span["label"], span["text"], span["source"]) for span in line["spans"]] == [
        ("person", "Annas", "tagger"),
        ("person", "John Okafor", "tagger"),
        ("address", "Harbour Road 17", "tagger"),
        ("email", EMAIL, "patterns"),
    ]
    spans = [
        Span(span["start"], span["end"], span["label"], span["score"], span["source"])
        for span in line["spans"]
    ]
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(0 < span.score <= 1 for span in spans)


@pytest.mark.parametrize("inputs", [[], ["nowhere.txt"]])
def test_wrong_usage(anon: Anon, in_tmp: Path, inputs: list[str]) -> None:
    result = anon("detect", *inputs, *FAST)
    assert (result.exit_code, result.stdout) == (2, "")


def test_what_redact_replaces_is_what_detect_finds(anon: Anon, in_tmp: Path, onnx_tagger: Path) -> None:
    text = f"Anna Schmidt, Harbour Road 17, and {EMAIL}; call +44 20 7946 0018"
    options = ("--model", onnx_tagger)
    [line] = found(anon("detect", "-", *options, stdin=text))
    position, expected = 0, ""
    for span in line["spans"]:
        expected += text[position : span["start"]] + f"<{span['label'].upper()}>"
        position = span["end"]
    assert anon("redact", "-", *options, stdin=text).stdout == expected + text[position:]
    assert len(line["spans"]) == 4
