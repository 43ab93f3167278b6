"""What the user names: values denied and allowed, patterns, fields whose value is known, subjects."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.commands.support import EMAIL, Anon, entries, jsonl, write_tree

BASE = "detector: patterns\n"


def redact(anon: Anon, in_tmp: Path, config: str, text: str, *arguments: str, suffix: str = "txt") -> str:
    (in_tmp / "anon.yaml").write_text(BASE + config)
    (in_tmp / f"in.{suffix}").write_text(text)
    done = anon("redact", f"in.{suffix}", "--config", "anon.yaml", "--quiet", *arguments)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_denied_values_go_and_allowed_ones_stay_unless_they_are_denied(anon: Anon, in_tmp: Path) -> None:
    text = f"ANNA SCHMIDT of Acme wrote to {EMAIL} and to info@other.org; annalise did not."
    config = "deny: {person: [Anna Schmidt], organization: [Acme]}\nallow: [info@other.org, Acme]\n"
    expected = "<PERSON> of <ORGANIZATION> wrote to <EMAIL> and to info@other.org; annalise did not."
    assert redact(anon, in_tmp, config, text) == expected
    assert redact(anon, in_tmp, config + "labels: [email]\n", text) == expected, (
        "denied whatever is asked for"
    )


def test_a_denied_label_may_be_asked_for_where_no_other_detector_knows_it(anon: Anon, in_tmp: Path) -> None:
    config = "deny: {person: [Anna Lee]}\nlabels: [person, email]\n"
    assert redact(anon, in_tmp, config, f"Anna Lee, {EMAIL}") == "<PERSON>, <EMAIL>"


def test_a_threshold_for_all_detectors_may_be_for_a_label_that_one_of_them_knows(
    anon: Anon, in_tmp: Path
) -> None:
    (in_tmp / "anon.yaml").write_text(
        "detectors: [patterns, {type: tagger, labels: [person]}]\nthresholds: {person: 0.4}\n"
    )
    assert anon("config", "check", "anon.yaml").exit_code == 0
    (in_tmp / "anon.yaml").write_text("detectors: [patterns, {type: patterns, thresholds: {person: 0.4}}]\n")
    done = anon("config", "check", "anon.yaml")
    assert done.exit_code == 2
    assert "none of the chosen detectors finds 'person'" in done.stderr


def test_patterns_of_ones_own_are_labels_too(anon: Anon, in_tmp: Path) -> None:
    config = "patterns: [{label: case number, regex: '\\d+ Js \\d+/\\d{2}', context: [file]}]\n"
    config += "labels: [case number]\noperators: {case number: mask}\n"
    assert redact(anon, in_tmp, config, "file 12 Js 345/26") == "file ************"
    assert redact(anon, in_tmp, config, "12 Js 345/26") == "12 Js 345/26"


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("№ \\d{3}", "see № 123, or No 456", "see <X>, or No 456"),
        ("½ [A-Z]+", "took ½ MG", "took <X>"),
        ("Ref ₂\\d", "Ref ₂7 and Ref 28", "<X> and Ref 28"),
        ("AT&amp;T \\d+", "of AT&amp;T 5", "of <X>"),
        ("AT&T \\d+", "of AT&amp;T 5", "of <X>"),
        ("No \\d{3}", "see № 123", "see <X>"),
    ],
)
def test_patterns_hold_for_the_text_as_it_is_written_and_as_detectors_read_it(
    anon: Anon, in_tmp: Path, pattern: str, text: str, expected: str
) -> None:
    config = f"patterns: [{{label: x, regex: '{pattern}'}}]\nlabels: [x]\n"
    assert redact(anon, in_tmp, config, text) == expected


def test_what_a_pattern_finds_in_the_text_as_it_is_written_may_be_allowed(anon: Anon, in_tmp: Path) -> None:
    config = "patterns: [{label: x, regex: '№ \\d{3}'}]\nlabels: [x]\nallow: [{pattern: '№ 12\\d'}]\n"
    assert redact(anon, in_tmp, config, "№ 123 № 456") == "№ 123 <X>"


def test_a_runaway_pattern_fails_its_document_and_not_the_job(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "anon.yaml").write_text(BASE + "patterns: [{label: x, regex: '(a|aa)+(?=b)c'}]\n")
    (in_tmp / "in.jsonl").write_text(jsonl({"text": "a" * 20_000}, {"text": EMAIL}))
    done = anon("redact", "in.jsonl", "--config", "anon.yaml", "--output", "out.jsonl")
    assert done.exit_code == 1
    assert "in.jsonl:1:text: failed (pattern_timeout)" in done.stderr
    assert (in_tmp / "out.jsonl").read_text() == jsonl({"text": "<EMAIL>"})


def test_known_fields_are_redacted_in_every_string_of_their_record(anon: Anon, in_tmp: Path) -> None:
    records = [
        {
            "patient": "Anna Schmidt",
            "body": "Ms Schmidt came.",
            "note": {"by": "Dr Lee", "of": ["ANNA SCHMIDT", 5]},
        },
        {"patient": "Bob Lee", "body": "Schmidt did not.", "note": {"by": "Dr Lee", "of": []}},
        {"patient": None, "body": "Nobody came.", "note": {}},
    ]
    output = redact(
        anon,
        in_tmp,
        "known_fields: [patient]\n",
        jsonl(*records),
        "--field",
        "body",
        "--manifest",
        "m.jsonl",
        suffix="jsonl",
    )
    assert [json.loads(line) for line in output.splitlines()] == [
        {"patient": "<PERSON>", "body": "Ms <PERSON> came.", "note": {"by": "Dr Lee", "of": ["<PERSON>", 5]}},
        {"patient": "<PERSON>", "body": "Schmidt did not.", "note": {"by": "Dr <PERSON>", "of": []}},
        {"patient": None, "body": "Nobody came.", "note": {}},
    ]
    sources = [span["source"] for line in entries(in_tmp / "m.jsonl", "document") for span in line["spans"]]
    assert set(sources) == {"known_field"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.jsonl", jsonl({"patient": "Anna Lee", "body": "x", "by": "y"})),
        ("in.json", json.dumps({"patient": "Anna Lee", "body": "x", "by": "y"})),
        ("in.csv", "patient,body,by\nAnna Lee,x,y\n"),
    ],
)
def test_a_known_field_is_not_called_passed_through(
    anon: Anon, in_tmp: Path, name: str, content: str
) -> None:
    (in_tmp / "anon.yaml").write_text("labels: [email]\nknown_fields: [patient]\n")
    (in_tmp / name).write_text(content)
    done = anon(
        "redact", name, "--config", "anon.yaml", "--field", "body", "--output", "out", "--quiet", "--json"
    )
    assert done.exit_code == 0
    assert json.loads(done.stdout)["passed_through"] == ["by"]
    told = anon("redact", name, "--config", "anon.yaml", "--field", "body", "--output", "out").stderr
    assert "anon: fields in which at most known values were replaced: by\n" in told


def test_a_known_field_that_is_a_list_says_how_its_items_are_named(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "anon.yaml").write_text("labels: [email]\nknown_fields: [patients]\n")
    (in_tmp / "in.jsonl").write_text(jsonl({"patients": ["Anna Lee"], "text": "Anna Lee"}))
    done = anon("redact", "in.jsonl", "--config", "anon.yaml", "--output", "out.jsonl")
    assert done.exit_code == 1
    told = "the field 'patients' is a list, not a string; correct known_fields, where NAME[] stands for"
    assert told in done.stderr
    (in_tmp / "anon.yaml").write_text("labels: [email]\nknown_fields: ['patients[]']\n")
    assert anon("redact", "in.jsonl", "--config", "anon.yaml", "--output", "out.jsonl").exit_code == 0
    assert json.loads((in_tmp / "out.jsonl").read_text()) == {"patients": ["<PERSON>"], "text": "<PERSON>"}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("known_fields: [patient, nurse]\n", []),
        ("known_fields: [patient, nrse]\n", ["known_fields: 'nrse' holds nothing in the first 2 record(s)"]),
        ("subject_field: patient\n", []),
        ("subject_field: patiant\n", ["subject_field: 'patiant' holds nothing in the first 2 record(s)"]),
    ],
)
@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_a_known_field_or_subject_that_no_record_holds_is_told(
    anon: Anon, in_tmp: Path, settings: str, told: list[str], suffix: str
) -> None:
    rows = [
        {"patient": "Anna Lee", "body": "x", "nurse": ""},
        {"patient": "", "body": "y", "nurse": "Bo Ito"},
    ]
    table = "".join(",".join(row) + "\n" for row in [list(rows[0]), *(row.values() for row in rows)])
    (in_tmp / f"in.{suffix}").write_text(jsonl(*rows) if suffix == "jsonl" else table)
    (in_tmp / "anon.yaml").write_text(f"labels: [email]\n{settings}")
    done = anon("redact", f"in.{suffix}", "--config", "anon.yaml", "--field", "body", "--quiet")
    assert done.exit_code == 0
    assert [line.partition(";")[0] for line in done.stderr.splitlines()] == [f"anon: {one}" for one in told]


@pytest.mark.parametrize("name", ["in.txt", "-"])
def test_fields_of_the_configuration_are_told_where_no_input_has_any(
    anon: Anon, in_tmp: Path, name: str
) -> None:
    content = jsonl({"who": "Quentin", "text": "Quentin"})
    (in_tmp / "in.txt").write_text(content)
    settings = "labels: [email]\nknown_fields: [who]\nsubject_field: text\n"
    (in_tmp / "anon.yaml").write_text(settings)
    done = anon("redact", name, "--config", "anon.yaml", "--quiet", stdin=content)
    assert (done.exit_code, done.stdout) == (0, content)
    assert [line.partition(";")[0] for line in done.stderr.splitlines()] == [
        "anon: known_fields, subject_field have no effect, as no input has fields (read as text)",
    ]
    told = anon("redact", name, "--config", "anon.yaml", "--format", "jsonl", "--quiet", stdin=content)
    assert "as no input has fields" not in told.stderr


def test_tags_go_on_over_all_fields_of_a_record_and_begin_anew_in_the_next(anon: Anon, in_tmp: Path) -> None:
    records = [{"a": "a@example.com", "b": "b@example.com, a@example.com"}, {"a": "b@example.com", "b": ""}]
    fields = ("--field", "a", "--field", "b", "--operator", "tag")
    output = redact(anon, in_tmp, "", jsonl(*records), *fields, suffix="jsonl")
    assert [json.loads(line) for line in output.splitlines()] == [
        {"a": "<EMAIL_1>", "b": "<EMAIL_2>, <EMAIL_1>"},
        {"a": "<EMAIL_1>", "b": ""},
    ]


def test_dates_of_a_subject_move_by_the_same_days(anon: Anon, in_tmp: Path) -> None:
    config = "patterns: [{label: date, regex: '\\d{4}-\\d\\d-\\d\\d'}]\nsubject_field: id\n"
    config += "operators: {date: date_shift}\nkey_file: team.key\n"
    assert anon("key", "new", "team.key").exit_code == 0
    records = [
        {"id": 7, "text": "2024-03-05"},
        {"id": 8, "text": "2024-03-05"},
        {"id": 7, "text": "again 2024-03-05"},
    ]
    output = redact(anon, in_tmp, config, jsonl(*records), suffix="jsonl")
    one, other, again = (json.loads(line)["text"] for line in output.splitlines())
    assert again == f"again {one}"
    assert len({one, other, "2024-03-05"}) == 3


def test_a_subject_is_the_same_however_formats_spell_it_and_an_empty_one_is_nobody(
    anon: Anon, in_tmp: Path
) -> None:
    (in_tmp / "anon.yaml").write_text(
        f"{BASE}patterns: [{{label: date, regex: '20[0-9-]+'}}]\nsubject_field: id\n"
        "operators: {date: date_shift}\nkey_file: team.key\n"
    )
    (in_tmp / "team.key").write_text("k" * 32)
    (in_tmp / "team.key").chmod(0o600)
    ids = (7, 7.0, "7", " 7 ")
    lines = [{"id": value, "text": f"{place}: 2024-03-05"} for place, value in enumerate(ids)]
    rows = "".join(f"{value},{place}: 2024-03-05\n" for place, value in enumerate(ids))
    nobody = "".join(f"{value},{place} of nobody: 2024-03-05\n" for place, value in enumerate(("", " ", "")))
    write_tree(in_tmp / "in", {"a.jsonl": jsonl(*lines), "b.csv": f"id,text\n{rows}{nobody}"})
    for kept in ([7, 7], [7.0, None]):
        table = pa.table({"id": kept, "text": ["2024-03-05", "other 2024-03-05"]})
        pq.write_table(table, in_tmp / "in" / f"{kept[1]}.parquet")
    assert anon("redact", "in", "--output", "out", "--config", "anon.yaml", "--field", "text").exit_code == 0
    dates = {
        name: re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", (in_tmp / "out" / "in" / name).read_text())
        for name in ("a.jsonl", "b.csv")
    }
    [one] = set(dates["a.jsonl"] + dates["b.csv"][: len(ids)])
    assert len({one, *dates["b.csv"][len(ids) :]}) == 4
    whole = pq.read_table(in_tmp / "out" / "in" / "7.parquet")["text"].to_pylist()
    gaps = pq.read_table(in_tmp / "out" / "in" / "None.parquet")["text"].to_pylist()
    assert whole == [one, f"other {one}"]
    assert gaps[0] == one
    assert gaps[1] != f"other {one}"
