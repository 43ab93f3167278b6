"""What is said on standard error, and the summary as JSON."""

from __future__ import annotations

import json
import os
import pty
import re
import termios
import unicodedata
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, command, jsonl, process, shell, write_tree


@pytest.fixture
def docs(in_tmp: Path) -> Path:
    """A directory with something good, something bad and something unknown."""
    good = jsonl({"text": EMAIL, "name": "n"})
    return write_tree(in_tmp / "docs", {"a.jsonl": good + "nope\n", "b.txt": EMAIL, "c.png": "c"})


def test_messages_are_lines_that_begin_with_the_name_of_the_program(anon: Anon, docs: Path) -> None:
    lines = anon("redact", "docs", *FAST).stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["anon"] * len(lines)
    assert lines[0] == "anon: patterns for email"
    assert lines[1] == "anon: no key was given: this job cannot be resumed; see anon key new"
    assert lines[2].startswith("anon: skipped docs/c.png: ")
    assert lines[3].startswith("anon: docs/a.jsonl:2:1: not JSON: ")
    assert lines[4].startswith("anon: 2 document(s) to redacted in ")
    assert lines[4].endswith(" s: 2 email")
    assert lines[5:] == [
        "anon: NOT in the output: 2 (1 not_json, 1 unknown_format)",
        "anon: fields passed through as they were: name",
    ]


def test_quiet_says_nothing_but_troubles(anon: Anon, docs: Path) -> None:
    result = anon("redact", "docs", *FAST, "--quiet")
    assert [line.split(":")[1].split()[-1] for line in result.stderr.splitlines()] == [
        "docs/c.png",
        "docs/a.jsonl",
    ]
    assert anon("redact", "docs/b.txt", *FAST, "--quiet").stderr == ""
    assert anon("redact", "docs", *FAST, "--quiet", "--glob", "*.md", "--output", "o").output == ""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "a.csv",
            "name,text\nJos\u00e9 Okafor,mail to jose@example.org\njose@example.org,to Jose@example.org\n",
        ),
        ("a.jsonl", jsonl({"text": "x"}, {"text": "to jose@example.org", "from": "<jose@example.org>"})),
        ("a.jsonl", r'{"text": "to josé@example.org", "from": "jos\u00e9@example.org", "x": "\ud800"}'),
        ("a.jsonl", r'{"text": "at jose@example.org", "from": "\njose@example.org"}'),
        ("a.csv", 'name,text\n"to ""x""@example.org","to ""x""@example.org"\n'),
    ],
)
def test_a_removed_value_in_a_field_that_was_passed_through_is_told(
    anon: Anon, in_tmp: Path, name: str, data: str
) -> None:
    (in_tmp / name).write_text(data, encoding="utf-8")
    told = "in 1 record(s) a value that was removed, or part of a name, stands in a field that was passed"
    assert told in anon("redact", name, *FAST).stderr
    fields = "name" if name.endswith("csv") else "from"
    result = anon("redact", name, *FAST, "--field", "text", "--field", fields, "--missing", "skip")
    assert result.exit_code == 0
    assert told not in result.stderr


@pytest.mark.parametrize("more", ["", r', "x": "a\nb"'])
def test_a_removed_number_in_a_number_that_was_passed_through_is_told(
    anon: Anon, in_tmp: Path, more: str
) -> None:
    (in_tmp / "a.jsonl").write_text(f'{{"text": "by 4111111111111111", "card": 4111111111111111{more}}}')
    told = anon("redact", "a.jsonl", "--detector", "patterns", "--labels", "card").stderr
    assert "in 1 record(s) a value that was removed, or part of a name, stands in a field that was" in told
    assert "passed through as they were: card" in told


@pytest.mark.parametrize(
    "beside",
    ["Okafor was here", "OKAFOR", "to jokafor@example.org", "Jose called", "jose_okafor.pdf", "Okafors dog"],
)
def test_part_of_a_removed_name_in_a_field_that_was_passed_through_is_told(
    anon: Anon, in_tmp: Path, beside: str
) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "José Okafor came.", "note": beside}))
    assert "or part of a name, stands in" in anon("redact", "a.jsonl", "--labels", "person").stderr


@pytest.mark.parametrize(
    ("record", "counted"),
    [
        ({"Jane Okafor": "Jane Okafor is late"}, 1),
        ({"rota": [{"early": {"Okafor": "with Jane Okafor"}}]}, 1),
        ({"J\u00f6rg": "early", "note": "J\u00f6rg Okafor called"}, 1),
        ({"note": "Jane Okafor called", "said": "yes"}, 0),
        ({"Jane Okafor": "nobody called"}, 0),
    ],
)
def test_a_removed_value_in_the_name_of_a_field_is_told_where_all_fields_are_searched(
    anon: Anon, in_tmp: Path, record: object, counted: int
) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl(record))
    result = anon("redact", "a.jsonl", "--labels", "person", "--all-strings")
    told = "in 1 record(s) a value that was removed, or part of a name, stands in a field that was passed"
    assert result.stderr.count(told) == counted


@pytest.mark.parametrize(
    "written",
    [
        "J&ouml;rg M&uuml;ller",
        r"J\u00f6rg M\u00fcller",
        "J\u00f6rg Mu\u00adller",
        "=?utf-8?Q?J=C3=B6rg_M=C3=BCller?=",
    ],
)
def test_a_name_that_was_removed_in_a_disguise_is_told_where_it_stands_plainly(
    anon: Anon, in_tmp: Path, written: str
) -> None:
    (in_tmp / "a.jsonl").write_text(
        jsonl({"text": f"Patient: {written} came.", "note": "M\u00fcller called"})
    )
    result = anon("redact", "a.jsonl", "--labels", "person")
    assert "<PERSON> came." in result.stdout
    assert "in 1 record(s) a value that was removed, or part of a name, stands in" in result.stderr


@pytest.mark.parametrize(
    "beside",
    [
        unicodedata.normalize("NFD", "M\u00fcller_Befund.pdf"),
        "https://klinik.example/akten/M%C3%BCller.pdf",
        "M&uuml;ller",
        "M\u00fc\u00adller",
        "\uff2d\uff35\uff25\uff2c\uff2c\uff25\uff32",
        "+49  30\u00a0901820",
        unicodedata.normalize("NFD", "aus D\u00fcsseldorf"),
        "DUESSELDORF",
        "Hauptstrasse 12",
        "St Mary\u2019s Hospital",
    ],
)
def test_a_removed_value_that_is_written_in_another_way_is_told(
    anon: Anon, in_tmp: Path, beside: str
) -> None:
    text = "Frau Müller, Hauptstraße 12, kam aus Düsseldorf. Tel. +49 30 901820, St Mary's Hospital."
    (in_tmp / "a.csv").write_text(f'text,file\n"{text}",{beside}\n', encoding="utf-8")
    denied = {"person": "Müller", "location": "Düsseldorf", "address": "Hauptstraße 12"}
    denied["organization"] = "St Mary's Hospital"
    lines = (f"  {label}: [{value}]\n" for label, value in denied.items())
    (in_tmp / "anon.yaml").write_text("".join(("deny:\n", *lines)), encoding="utf-8")
    told = anon("redact", "a.csv", "--config", "anon.yaml", "--detector", "patterns", "--region", "DE").stderr
    assert "in 1 record(s) a value that was removed" in told


@pytest.mark.parametrize("beside", ["cokafor@example.org", "CHIDIOKAFOR"])
def test_an_account_made_of_two_names_that_were_removed_is_told(
    anon: Anon, in_tmp: Path, beside: str
) -> None:
    (in_tmp / "a.csv").write_text(f"last,first,login\nOkafor,Chidi,{beside}\n")
    result = anon("redact", "a.csv", "--labels", "person", "--field", "last", "--field", "first")
    assert result.stdout == f"last,first,login\n<PERSON>,<PERSON>,{beside}\n"
    assert "in 1 record(s) a value that was removed, or part of a name, stands in" in result.stderr
    both = anon("redact", "a.csv", "--labels", "person", "--all-strings", "--quiet").stdout
    assert beside.partition("@")[0] not in both


@pytest.mark.parametrize("beside", ["the okaforest", "josephine", "a will", "Will", "x"])
def test_what_is_no_part_of_a_name_is_not_told(anon: Anon, in_tmp: Path, beside: str) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "José Will Okafor came.", "note": beside}))
    assert "part of a name" not in anon("redact", "a.jsonl", "--labels", "person").stderr


def test_what_merely_holds_a_removed_value_is_not_told(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.csv").write_text("name,text\nxjose@example.org,jose@example.org\n")
    assert "that was removed" not in anon("redact", "a.csv", *FAST).stderr


def test_nothing_found_is_said(anon: Anon, in_tmp: Path) -> None:
    assert anon("redact", "-", *FAST, stdin="x").stderr.endswith("s: nothing found\n")


def test_many_fields_passed_through_are_cut_in_the_message_and_whole_in_json(
    anon: Anon, in_tmp: Path
) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "x"} | {f"f{number:02}": "x" for number in range(30)}))
    assert "f00, f01, f02, f03, f04, f05, f06, f07 and 22 more\n" in anon("redact", "a.jsonl", *FAST).stderr
    (in_tmp / "b.jsonl").write_text(
        jsonl({"text": "x", "patient": {"Last_Name": "x"}} | {f"f{number:02}": "x" for number in range(30)})
    )
    told = anon("redact", "b.jsonl", *FAST).stderr
    assert "as they were: patient.Last_Name, f00, f01" in told, "what is called like a label comes first"
    result = anon("redact", "a.jsonl", *FAST, "--json", "--quiet")
    assert len(json.loads(result.stderr)["passed_through"]) == 30


def test_summary_as_json_goes_to_standard_output_where_that_is_free(anon: Anon, docs: Path) -> None:
    expected = {
        "schema_version": 1,
        "files": 2,
        "documents": {"redacted": 2, "withheld": 1, "failed": 1},
        "labels": {"email": 2},
        "kept": {},
        "reasons": {"not_json": 1, "unknown_format": 1},
        "skipped": 1,
        "collisions": 0,
        "leaks": 0,
        "named_paths": 0,
        "field_labels": {},
        "named_fields": [],
        "passed_through": ["name"],
        "in_passed_through": 0,
        "taken_out": {},
        "complete": False,
    }
    for options in ([], ["--dry-run"]):
        result = anon("redact", "docs", *FAST, "--json", *options)
        summary = json.loads(result.stdout)
        assert summary.pop("seconds") >= 0
        assert summary == expected
        assert "NOT in the output" not in result.stderr, "it is told once"


def test_summary_as_json_is_the_last_line_of_standard_error_where_text_is_on_standard_output(
    anon: Anon, docs: Path
) -> None:
    result = anon("redact", "docs/b.txt", *FAST, "--json")
    assert result.stdout == "<EMAIL>"
    assert json.loads(result.stderr.splitlines()[-1])["complete"] is True


@pytest.mark.parametrize("closed", ["2>&-", "</dev/null 2>&-"])
def test_closed_standard_error_does_no_harm(in_tmp: Path, docs: Path, closed: str) -> None:
    line = " ".join(command("redact", "docs", *FAST, "--json"))
    done = shell(f"{line} {closed}")
    assert done.returncode == 1
    assert json.loads(done.stdout)["documents"]["redacted"] == 2, "and nothing else is on standard output"


def test_closed_standard_output_is_an_error_of_one_line(in_tmp: Path, docs: Path) -> None:
    line = " ".join(command("redact", "docs/b.txt", *FAST, "--quiet"))
    done = shell(f"{line} >&-")
    assert done.returncode == 1
    assert done.stderr == b"anon: standard output is closed; name a file with --output\n"


def test_progress_is_shown_on_a_terminal_and_troubles_stay_above_it(in_tmp: Path, docs: Path) -> None:
    shown = _on_terminal("redact", "docs", *FAST)
    assert "records" in shown
    assert "anon: docs/a.jsonl:2:1: not JSON" in shown
    assert "records" not in _on_terminal("redact", "docs", *FAST, "--quiet")


def test_where_no_bar_is_shown_a_line_says_now_and_then_how_far_the_job_is(
    anon: Anon, in_tmp: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "so far" not in anon("redact", "docs", *FAST).stderr, "short jobs say nothing"
    monkeypatch.setattr("anonymize.commands.progress.EVERY", 0.0)
    told = [line for line in anon("redact", "docs", *FAST).stderr.splitlines() if "so far" in line]
    assert re.fullmatch(r"anon: [1-9]\d* records in 0 min so far", told[-1])
    assert "so far" not in anon("redact", "docs", *FAST, "--quiet").stderr


def _on_terminal(*arguments: str) -> str:
    """Gives what a run shows when its standard error is a terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    done = process(*arguments, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while data := os.read(ours, 1 << 16):
            shown += data
    except OSError:  # the terminal is closed: all was read
        pass
    finally:
        os.close(ours)
    assert done.returncode == 1
    return shown.decode()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("redact", "-", "--labels", "person", "--labels", "email"), "--labels"),
        (("detect", "-", "--config", "a.yaml", "--config=b.yaml"), "--config"),
        (("restore", "-", "--vault", "a", "--vault", "b"), "--vault"),
        (("config", "show", "--labels", "person", "--labels", "email"), "--labels"),
    ],
)
def test_an_option_that_counts_once_is_refused_where_it_is_given_twice(
    anon: Anon, arguments: tuple[str, ...], told: str
) -> None:
    done = anon(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{told} is given 2 times, and only the last would count; give it once" in done.stderr


def test_flags_and_options_that_repeat_may_be_given_twice(anon: Anon) -> None:
    repeated = ("--quiet", "--quiet", "--field", "a", "--field", "b", "--format", "jsonl")
    assert anon("redact", "-", *FAST, *repeated, stdin=jsonl({"a": "", "b": ""})).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("redact", "a.txt", "--config", ""),
        ("redact", "a.txt", "--review", ""),
        ("report", ""),
        ("evaluate", "--data", ""),
        ("finetune", "--output", ""),
        ("config", "check", ""),
    ],
)
def test_an_empty_path_is_not_taken_for_the_directory(
    anon: Anon, in_tmp: Path, arguments: tuple[str, ...]
) -> None:
    """As `"$NAME"` leaves it where the variable is not set."""
    Path("a.txt").write_text("Ada Okafor\n")
    done = anon(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "the name is empty" in done.stderr
    assert sorted(Path().iterdir()) == [Path("a.txt")]


@pytest.mark.parametrize("command", ["redact", "detect"])
def test_an_empty_input_name_is_said(anon: Anon, in_tmp: Path, command: str) -> None:
    done = anon(command, "")
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        done.stderr == "anon: an input has an empty name; name a file, a directory or - for standard input\n"
    )
