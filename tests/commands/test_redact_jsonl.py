"""`anon redact` on JSONL: which bytes come back, which records fail, and that none is lost without a word."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.commands.support import EMAIL, FAST, Anon, entries, jsonl, lost, tree, write_tree


def test_only_the_string_literals_that_changed_are_replaced(anon: Anon, in_tmp: Path) -> None:
    line = (
        '{ "n" : 1.10,"big":12345678901234567890, "e": 1e-7,\t"text": "caf\\u00e9 %s \\/ \\ud83d\\ude00",'
        ' "n" : 2, "text":"twice %s", "other": "\\u0041 \\/", "deep": {"z": [null, true]} } \r\n'
    )
    (in_tmp / "a.jsonl").write_text(line % (EMAIL, EMAIL), newline="")
    result = anon("redact", "a.jsonl", *FAST)
    assert (result.exit_code, result.stdout_bytes.decode()) == (0, line % ("<EMAIL>", "<EMAIL>"))


def test_order_blank_lines_and_a_missing_last_line_end_are_kept(anon: Anon, in_tmp: Path) -> None:
    lines = [f'{{"n": {number}, "text": "{EMAIL}"}}\n' for number in range(2_500)]
    lines[1_000] = "\n"
    text = "".join(lines).rstrip("\n")
    (in_tmp / "a.jsonl").write_text(text)
    assert anon("redact", "a.jsonl", *FAST).stdout == text.replace(EMAIL, "<EMAIL>")


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--field", "user.bio"], ["user.bio"]),
        (["--field", "messages[].content"], ["messages[].content"]),
        (["--field", "tags[]", "--field", "text"], ["tags[]", "text"]),
        (["--field", r"a\.b"], ["a.b"]),
        (["--all-strings"], ["text", "user.bio", "messages[].content", "tags[]", "a.b"]),
        ([], ["text"]),
    ],
)
def test_fields_are_chosen_by_path(anon: Anon, in_tmp: Path, options: list[str], changed: list[str]) -> None:
    def record(path: str) -> str:
        return "<EMAIL>" if path in changed else EMAIL

    def whole(value: Any) -> str:
        return jsonl(
            {
                "text": value("text"),
                "user": {"bio": value("user.bio"), "age": 3},
                "messages": [{"content": value("messages[].content")}] * 2,
                "tags": [value("tags[]")] * 2,
                "a.b": value("a.b"),
            }
        )

    (in_tmp / "a.jsonl").write_text(whole(lambda _: EMAIL))
    result = anon("redact", "a.jsonl", *FAST, *options)
    assert (result.exit_code, result.stdout) == (0, whole(record))


def test_fields_passed_through_are_named_in_the_summary(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "t", "name": "n", "more": [{"x": "y"}], "n": 1}))
    passed = ["name", "more[].x", "n"]
    assert f"passed through as they were: {', '.join(passed)}" in anon("redact", "a.jsonl", *FAST).stderr
    result = anon("redact", "a.jsonl", *FAST, "--json", "--output", "out.jsonl")
    assert json.loads(result.stdout)["passed_through"] == sorted(passed)


def test_fields_of_a_record_that_was_not_written_are_not_called_passed_through(
    anon: Anon, in_tmp: Path
) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "t", "a": "a"}, {"b": "b"}))
    result = anon("redact", "a.jsonl", *FAST)
    assert "as they were: a\n" in result.stderr


BAD_LINES: dict[str, list[str | bytes]] = {
    "not_json": [
        '{"text": "a"',
        '{"text": "a"} x',
        "nope",
        '{"text": NaN}',
        '{"text": "a\tb"}',
        "\u00a0",
        "{'text': 1}",
    ],
    "field_missing": ['{"name": "a"}', "{}"],
    "field_not_string": ['{"text": 1}', '{"text": ["a"]}', '{"text": {"a": "b"}}', '["a"]', '"a"', "3"],
    "undecodable": [b'{"text": "a \xff"}', b'\xc3{"text": "a"}'],
}
"""Lines that cannot be worked on with `--field text`, by the reason that is given."""


@pytest.mark.parametrize(
    ("reason", "line"), [(reason, line) for reason, lines in BAD_LINES.items() for line in lines]
)
def test_bad_line_is_left_out_and_named_by_file_and_line(
    anon: Anon, in_tmp: Path, reason: str, line: bytes | str
) -> None:
    good = jsonl({"text": EMAIL}).encode()
    bad = line.encode() if isinstance(line, str) else line
    (in_tmp / "a.jsonl").write_bytes(good + bad + b"\n" + good)
    result = anon("redact", "a.jsonl", *FAST, "--field", "text", "--output", "out.jsonl")
    assert result.exit_code == 1
    assert (in_tmp / "out.jsonl").read_bytes() == good.replace(EMAIL.encode(), b"<EMAIL>") * 2
    assert "anon: a.jsonl:2:" in result.stderr
    assert f"NOT in the output: 1 (1 {reason})" in result.stderr
    assert lost(in_tmp / "out.jsonl.manifest.jsonl") == {"a.jsonl:2": reason}


def test_line_that_is_not_json_is_told_with_its_column(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text('{"text": "a"}\n{"text": secret}\n')
    assert "a.jsonl:2:10: not JSON" in anon("redact", "a.jsonl", *FAST).stderr


def test_null_passes(anon: Anon, in_tmp: Path) -> None:
    text = jsonl({"text": None}, {"text": "a"}, {"text": None})
    (in_tmp / "a.jsonl").write_text(text)
    result = anon("redact", "a.jsonl", *FAST)
    assert (result.exit_code, result.stdout) == (0, text)


def test_missing_skip_lets_records_without_the_field_pass(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"body": EMAIL}, {"name": EMAIL}))
    options = ("--field", "body", "--missing", "skip")
    result = anon("redact", "a.jsonl", *FAST, *options)
    assert (result.exit_code, result.stdout) == (0, jsonl({"body": "<EMAIL>"}, {"name": EMAIL}))
    assert "passed through as they were: name" in result.stderr


def test_first_record_without_the_default_field_is_wrong_usage_that_lists_its_fields(
    anon: Anon, in_tmp: Path
) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"n": 1, "body": EMAIL, "user": {"bio": "b"}}))
    result = anon("redact", "a.jsonl", *FAST)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "a.jsonl:1: no string in the field 'text'" in result.stderr
    assert "(string fields of this record: body, user.bio)" in result.stderr


@pytest.mark.parametrize("before", ["", "nope\n", "\n\n" + jsonl({"text": None}) + "nope\n"])
def test_default_field_missing_in_the_second_file_leaves_everything_as_it_was(
    anon: Anon, in_tmp: Path, before: str
) -> None:
    write_tree(in_tmp, {"docs/a.jsonl": jsonl({"text": EMAIL}), "docs/b.jsonl": jsonl({"text": EMAIL})})
    anon("redact", "docs", *FAST)
    (in_tmp / "docs/a.jsonl").write_text(jsonl({"text": "new"}))
    wrong = {"docs/b.jsonl": before.replace(jsonl({"text": None}), "") + jsonl({"body": EMAIL})}
    write_tree(in_tmp, wrong)
    there = tree(in_tmp)
    assert anon("redact", "docs", *FAST).exit_code == 2
    assert anon("redact", "docs", *FAST, "--dry-run").exit_code == 2
    assert tree(in_tmp) == there, "the outputs of the first run are there, and nothing of the second"


def test_encoding_that_does_not_suit_jsonl_leaves_everything_as_it_was(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL.encode("utf-16"), "docs/b.jsonl": "{}\n"})
    there = tree(in_tmp)
    result = anon("redact", "docs", *FAST, "--encoding", "utf-16", "--field", "text")
    assert result.exit_code == 2
    assert "convert the file to utf-8" in result.stderr
    assert tree(in_tmp) == there


def test_later_record_without_the_default_field_fails_alone(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "a"}, {"body": "b"}, {"text": "c"}))
    result = anon("redact", "a.jsonl", *FAST)
    assert (result.exit_code, result.stdout) == (1, jsonl({"text": "a"}, {"text": "c"}))
    assert "a.jsonl:2: the field 'text' is missing" in result.stderr


def test_file_of_which_no_record_can_be_written_has_no_output(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.jsonl": "nope\nnope\n"})
    assert anon("redact", "docs", *FAST).exit_code == 1
    assert list((in_tmp / "redacted").iterdir()) == []
    [file] = entries(in_tmp / "redacted.manifest.jsonl", "file")
    assert (file["output"], file["status"]) == (None, "withheld")


def test_damaged_gzip_takes_back_the_whole_file_and_says_so(anon: Anon, in_tmp: Path) -> None:
    records = "".join(f'{{"text": "{EMAIL} {number:x}"}}\n' for number in range(20_000))
    packed = gzip.compress(records.encode())
    write_tree(in_tmp, {"docs/a.jsonl.gz": packed[: len(packed) // 2], "docs/b.txt": EMAIL})
    result = anon("redact", "docs", *FAST, "--json", "--quiet")
    assert result.exit_code == 1
    assert tree(in_tmp / "redacted") == {"docs/b.txt": b"<EMAIL>"}
    summary = json.loads(result.stdout)
    assert summary["documents"] == {"redacted": 1, "withheld": 0, "failed": 1}
    assert summary["labels"] == {"email": 1}
    assert summary["reasons"] == {"corrupt_gzip": 1}
    last = [
        line for line in entries(in_tmp / "redacted.manifest.jsonl") if line.get("input") == "docs/a.jsonl.gz"
    ][-1]
    assert (last["kind"], last["output"], last["status"]) == ("file", None, "failed")


def test_standard_input_is_read_as_jsonl_when_told_so(anon: Anon, in_tmp: Path) -> None:
    result = anon(
        "redact", "-", "--format", "jsonl", "--field", "b", *FAST, stdin=jsonl({"a": EMAIL, "b": EMAIL})
    )
    assert result.stdout == jsonl({"a": EMAIL, "b": "<EMAIL>"})


def test_standard_input_that_is_taken_for_text_is_said(anon: Anon, in_tmp: Path) -> None:
    result = anon("redact", "-", *FAST, stdin=jsonl({"a": EMAIL}))
    assert "--format jsonl" in result.stderr


@pytest.mark.parametrize(
    "options",
    [["--field", "a", "--all-strings"], ["--field", "a..b"], ["--field", ""], ["--missing", "maybe"]],
)
def test_wrong_choice_of_fields_is_wrong_usage(anon: Anon, in_tmp: Path, options: list[str]) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": EMAIL}))
    result = anon("redact", "a.jsonl", *FAST, *options)
    assert (result.exit_code, result.stdout) == (2, "")


_GOOD = st.builds(
    lambda number, mark: f'{{"n": {number}, "text": "{mark} {EMAIL}"}}'.encode(),
    st.integers(0, 9),
    st.sampled_from(["a", "\\u00e9", ""]),
)
_PASSING = st.sampled_from([b"", b" ", b'{"text": null}'])
_BAD = st.sampled_from(
    [line if isinstance(line, bytes) else line.encode() for lines in BAD_LINES.values() for line in lines]
)


@given(st.lists(st.one_of(_GOOD, _GOOD, _PASSING, _BAD), max_size=12), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_record_is_in_the_output_or_in_the_manifest(
    anon: Anon, in_tmp: Path, lines: list[bytes], ends: bool
) -> None:
    bad = {
        line if isinstance(line, bytes) else line.encode() for group in BAD_LINES.values() for line in group
    }
    data = b"".join(line + b"\n" for line in lines)
    kept = b"".join(line + b"\n" for line in lines if line not in bad)
    if data and not ends:
        data = data[:-1]
        kept = kept if lines[-1] in bad else kept[:-1]
    (in_tmp / "a.jsonl").write_bytes(data)
    result = anon("redact", "a.jsonl", *FAST, "--field", "text", "--output", "out.jsonl")
    written = (in_tmp / "out.jsonl").read_bytes() if (in_tmp / "out.jsonl").exists() else b""
    assert written == kept.replace(EMAIL.encode(), b"<EMAIL>")
    missing = {f"a.jsonl:{number}" for number, line in enumerate(lines, 1) if line in bad}
    assert set(lost(in_tmp / "out.jsonl.manifest.jsonl")) == missing
    assert result.exit_code == bool(missing)
