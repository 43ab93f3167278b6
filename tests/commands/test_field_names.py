"""Names of fields that hold what is looked for: they stay, and are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anonymize.errors import EXIT_INCOMPLETE
from tests.commands.support import FAST, Anon, entries, jsonl, write_tree

KEY = "ida.berg@example.org"
TOLD = "names of fields hold what looks like personal data ({}) and stay as they are in the output; rename"


def _json_lines(path: Path) -> list[str]:
    path.write_text(jsonl({"text": "x", KEY: {"inner": True}}) + jsonl({"text": "y", KEY: {}}))
    return []


def _json_file(path: Path) -> list[str]:
    path.write_text(json.dumps({"rota": [{KEY: 3}]}))
    return ["--all-strings"]


def _table(path: Path) -> list[str]:
    path.write_text(f"text,{KEY},b\r\nx,early,c\r\n")
    return []


def _parquet(path: Path) -> list[str]:
    pq.write_table(pa.table({"text": ["x"], "shifts": [[{KEY: "early"}]]}), path)
    return ["--all-strings"]


def _mail(path: Path) -> list[str]:
    path.write_text(
        'Subject: rota\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: application/json\n'
        'Content-Disposition: attachment; filename="r.json"\n\n' + json.dumps({KEY: "early"}) + "\n--b--\n"
    )
    return []


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.jsonl", _json_lines),
        ("a.json", _json_file),
        ("a.csv", _table),
        ("a.parquet", _parquet),
        ("a.eml", _mail),
    ],
)
def test_a_name_of_a_field_with_what_is_looked_for_is_told_in_all_forms(
    anon: Anon, in_tmp: Path, name: str, make: Callable[[Path], list[str]]
) -> None:
    options = make(in_tmp / name)
    done = anon("redact", name, *FAST, *options, "--output", "out")
    assert done.exit_code == 0
    assert f"{TOLD.format('1 email')} them: {KEY}\n" in done.stderr
    (file,) = entries(in_tmp / "out.manifest.jsonl", "file")
    assert (file["field_labels"], file["named_fields"]) == ({"email": 1}, [KEY])
    numbers = json.loads(anon("report", "out.manifest.jsonl", "--json").stdout)
    assert (numbers["field_labels"], numbers["named_fields"]) == ({"email": 1}, [KEY])
    warning = f"1 time(s) what looks like personal data in names of fields, which the output keeps: {KEY}"
    assert warning in anon("report", "out.manifest.jsonl").stdout
    again = anon("redact", name, *FAST, *options, "--dry-run", "--json")
    assert json.loads(again.stdout)["named_fields"] == [KEY]


def test_names_without_any_are_not_told(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": KEY, "created_at": "x"}))
    done = anon("redact", "a.jsonl", *FAST, "--output", "out")
    assert "names of fields" not in done.stderr
    assert "field_labels" not in entries(in_tmp / "out.manifest.jsonl", "file")[0]


def test_names_in_records_that_are_not_in_the_output_are_not_told(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "x"}) + jsonl({"text": 3, KEY: "x"}))
    done = anon("redact", "a.jsonl", *FAST, "--output", "out")
    assert done.exit_code == EXIT_INCOMPLETE
    assert "names of fields" not in done.stderr


def test_more_names_than_are_kept_at_a_time_are_all_searched(anon: Anon, in_tmp: Path) -> None:
    lines = (jsonl({"text": "x", f"n{number}@example.org": 1}) for number in range(2_500))
    (in_tmp / "a.jsonl").write_text("".join(lines))
    assert TOLD.format("2500 email") in anon("redact", "a.jsonl", *FAST).stderr


def test_a_file_that_an_earlier_run_has_done_is_told_again(anon: Anon, in_tmp: Path) -> None:
    anon("key", "new", "key")
    write_tree(in_tmp / "docs", {"a.jsonl": jsonl({"text": "x", KEY: 1}), "b.jsonl": jsonl({"text": "x"})})
    job = ("redact", "docs", *FAST, "--output", "out", "--key-file", "key")
    anon(*job)
    done = anon(*job, "--resume")
    assert "2 of 2 file(s) are done" in done.stderr
    assert TOLD.format("1 email") in done.stderr
