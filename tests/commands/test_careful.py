"""`anon redact`: second mentions, the last look at the output, scripts that no model knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, MODEL_LABELS, Anon, entries, jsonl, lost, write_tree

TICKET = ("--config", "ticket.yaml", "--labels", "ticket", "--detector", "patterns")
"""Finds a number only behind the word `ticket`, so that its second mention is missed."""


@pytest.fixture
def tickets(in_tmp: Path) -> Path:
    (in_tmp / "ticket.yaml").write_text("patterns: [{label: ticket, regex: 'ticket (?<value>[A-Z]+-\\d+)'}]")
    return in_tmp


def test_a_second_mention_is_redacted_and_its_source_told(anon: Anon, tickets: Path) -> None:
    (tickets / "a.txt").write_text("ticket ABCD-1234, see abcd-1234")
    result = anon("redact", "a.txt", *TICKET, "--output", "out/")
    assert result.exit_code == 0
    assert (tickets / "out/a.txt").read_text() == "ticket <TICKET>, see <TICKET>"
    (entry,) = entries(tickets / "out.manifest.jsonl", "document")
    assert entry["sources"] == {"expressions": 1, "propagated": 1}


def test_second_mentions_are_found_in_the_other_fields_of_a_record_alone(anon: Anon, tickets: Path) -> None:
    records = [{"a": "ticket ABCD-1234", "b": "as ABCD-1234", "c": "ABCD-1234"}, {"a": "", "b": "ABCD-1234"}]
    result = anon("redact", "-", "--format", "jsonl", "--field", "a", "--field", "b", *TICKET,
                  stdin=jsonl(*records))  # fmt: skip
    assert result.stdout == jsonl(
        {"a": "ticket <TICKET>", "b": "as <TICKET>", "c": "ABCD-1234"}, {"a": "", "b": "ABCD-1234"}
    )


def test_without_second_mentions_what_is_left_withholds_the_document(anon: Anon, tickets: Path) -> None:
    write_tree(tickets / "docs", {"a.txt": "ticket ABCD-1234, see abcd-1234", "b.txt": "ticket ABCD-1234"})
    result = anon("redact", "docs", *TICKET, "--no-propagate")
    assert result.exit_code == 1
    assert lost(tickets / "redacted.manifest.jsonl") == {"docs/a.txt": "leak"}
    assert [path.name for path in (tickets / "redacted/docs").iterdir()] == ["b.txt"]
    assert "docs/a.txt: withheld (leak): 1 removed value(s)" in result.stderr
    assert "1234" not in result.stderr
    (entry, _) = entries(tickets / "redacted.manifest.jsonl", "document")
    assert entry["leaks"] == [{"start": 22, "end": 31, "label": "ticket", "check": "value"}]


def test_a_dry_run_tells_what_would_be_withheld_and_what_would_leak(anon: Anon, tickets: Path) -> None:
    (tickets / "a.txt").write_text("ticket ABCD-1234, see abcd-1234")
    command = ("redact", "a.txt", *TICKET, "--no-propagate", "--dry-run")
    result = anon(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "NOT in the output: 1 (1 leak)" in result.stderr
    result = anon(*command, "--on-leak", "report")
    assert result.exit_code == 0
    assert "1 possible leak(s) would be IN the output" in result.stderr


def test_a_leak_can_be_reported_instead(anon: Anon, tickets: Path) -> None:
    (tickets / "a.txt").write_text("ticket ABCD-1234, see abcd-1234")
    result = anon("redact", "a.txt", *TICKET, "--no-propagate", "--on-leak", "report")
    assert result.exit_code == 0
    assert result.stdout == "ticket <TICKET>, see abcd-1234"
    assert "a.txt: in the output there is a value that was removed elsewhere (ticket 1)" in result.stderr


def test_the_output_is_searched_too_and_what_is_found_is_told(anon: Anon, tickets: Path) -> None:
    """The replacement itself makes a ticket's number of what stands behind it."""
    (tickets / "a.txt").write_text("bob@example.com XY-77")
    (tickets / "ticket.yaml").write_text(
        "patterns: [{label: ticket, regex: 'ticket (?<value>[A-Z]+-\\d+)'}]\n"
        "operators: {email: {type: replace, new_value: ticket}}"
    )
    options = ("a.txt", "--config", "ticket.yaml", "--detector", "patterns", "--labels", "ticket,email")
    assert anon("redact", *options).stdout == "ticket XY-77"
    reported = anon("redact", *options, "--verify")
    assert (reported.exit_code, reported.stdout) == (0, "ticket XY-77")
    assert (
        "a.txt: in the output there is what the detectors find when they search it (ticket 1)"
        in reported.stderr
    )
    withheld = anon("redact", *options, "--verify=strict")
    assert (withheld.exit_code, withheld.stdout) == (1, "")
    assert "a.txt: withheld (leak)" in withheld.stderr


def test_what_operators_wrote_is_not_taken_for_a_leak(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(f"write to {EMAIL} or {EMAIL}")
    result = anon("redact", "a.txt", *FAST, "--operator", "pseudonym", "--verify=strict")
    assert result.exit_code == 0
    assert EMAIL not in result.stdout


def test_verifying_with_workers_gives_the_same(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp / "docs", {f"{number}.txt": f"write to {EMAIL}" for number in range(3)})
    result = anon("redact", "docs", *FAST, "--verify=strict", "--workers", "2")
    assert result.exit_code == 0
    assert (in_tmp / "redacted/docs/2.txt").read_text() == "write to <EMAIL>"


def test_a_text_in_a_script_that_the_model_was_not_trained_on_is_withheld(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp / "docs", {"a.txt": "Анна Петрова живёт в Москве.", "b.txt": "Anna left."})
    result = anon("redact", "docs", "--labels", "person")
    assert result.exit_code == 1
    assert lost(in_tmp / "redacted.manifest.jsonl") == {"docs/a.txt": "unsupported_script"}
    assert "Cyrillic" in result.stderr
    assert "--allow-script" in result.stderr
    allowed = anon("redact", "docs", "--labels", "person", "--allow-script")
    assert allowed.exit_code == 0


def test_a_word_of_unknown_pieces_and_one_that_is_too_long_are_withheld(
    anon: Anon, in_tmp: Path, onnx_tagger: Path
) -> None:
    long = "x" * 200
    write_tree(
        in_tmp / "docs",
        {"a.txt": f"the {long} man", "b.txt": "the \U00010330\U00010331 man", "c.txt": "a \u2603"},
    )
    options = ("--model", onnx_tagger, "--labels", MODEL_LABELS, "--detector", "tagger")
    result = anon("redact", "docs", *options)
    assert result.exit_code == 1
    assert set(lost(in_tmp / "redacted.manifest.jsonl")) == {"docs/a.txt", "docs/b.txt"}


def test_detect_withholds_such_a_text_too(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text("Анна Петрова живёт в Москве.", encoding="utf-8")
    result = anon("detect", "a.txt", "--labels", "person")
    assert result.exit_code == 1
    assert '"spans":null' in result.stdout
    assert '"reason":"unsupported_script"' in result.stdout


def test_coverage_of_each_detector_is_in_the_manifest(anon: Anon, in_tmp: Path, onnx_tagger: Path) -> None:
    (in_tmp / "a.txt").write_text("the parcel went to anna " * 60)
    anon("redact", "a.txt", "--model", onnx_tagger, "--labels", MODEL_LABELS, "--output", "out.txt")
    (entry,) = entries(in_tmp / "out.txt.manifest.jsonl", "document")
    assert entry["characters"] == 1440
    assert entry["coverage"]["tagger"] == [[0, 1440]]


def test_an_escaped_space_between_two_names_does_not_make_one_word_of_them(
    anon: Anon, in_tmp: Path, onnx_tagger: Path
) -> None:
    (in_tmp / "a.txt").write_text("the anna%20schmidt.pdf and http://a.test/?q=john%20okafor%20went")
    result = anon("redact", "a.txt", "--model", onnx_tagger, "--labels", "person", "--detector", "tagger")
    assert (result.exit_code, result.stdout) == (
        0,
        "the <PERSON>%20<PERSON>.pdf and http://a.test/?q=<PERSON>%20<PERSON>%20went",
    )
