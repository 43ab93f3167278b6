"""`anon config`: what is wrong, and what is in force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anonymize.policy import THRESHOLD
from tests.commands.support import Anon

KEY = "0123456789abcdef0123456789abcdef"


def shown(anon: Anon, *arguments: str) -> dict[str, Any]:
    done = anon("config", "show", *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return {entry["setting"]: (entry["value"], entry["source"]) for entry in json.loads(done.stdout)}


def test_each_setting_is_shown_with_where_it_came_from(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (in_tmp / "anon.yaml").write_text(
        "labels: [person]\nthresholds: {person: 0.4, email: 0.3}\ndeny: {person: [Ann, Bob]}\nregion: de\n"
        "operators: {person: hash}\n"
    )
    monkeypatch.setenv("ANON_REGION", "FR")
    monkeypatch.setenv("ANON_OPERATOR", "email=mask")
    found = shown(
        anon, "--config", "anon.yaml", "--labels", "email", "--threshold", "0.6", "--threshold", "person=0.7"
    )
    assert found["labels"] == (["email"], "option")
    assert found["threshold"] == (0.6, "option")
    assert found["thresholds.person"] == (0.7, "option")
    assert "thresholds.email" not in found, "overruled by the threshold for all"
    assert found["region"] == ("FR", "environment")
    assert found["operators.person"] == ({"type": "hash"}, "file")
    assert found["operators.email"] == ({"type": "mask"}, "environment")
    assert shown(anon, "--config", "anon.yaml")["thresholds.email"] == (0.3, "file")
    assert found["deny.person"] == ("2 values", "file")
    assert found["detectors"] == (["auto"], "default")
    assert found["model"] == (None, "default")
    assert shown(anon)["threshold"] == (THRESHOLD, "default")


def test_a_setting_of_a_single_detector_that_an_option_overrules_is_not_shown(
    anon: Anon, in_tmp: Path
) -> None:
    (in_tmp / "anon.yaml").write_text(
        "labels: [phone]\ndetectors: [{type: patterns, region: DE, threshold: 0.9}]\n"
    )
    (in_tmp / "a.txt").write_text("Call (415) 555-2671 now.")
    found = shown(anon, "--config", "anon.yaml", "--region", "US")
    assert found["detectors"] == ([{"type": "patterns", "threshold": 0.9}], "file")
    assert found["region"] == ("US", "option")
    command = ("redact", "a.txt", "--config", "anon.yaml", "-q")
    assert anon(*command, "--region", "US").stdout == "Call <PHONE_NUMBER> now."
    assert anon(*command).stdout == "Call (415) 555-2671 now."


def test_secrets_are_not_shown(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "anon.yaml").write_text(f"operators: {{person: {{type: encrypt, key: {KEY}}}}}\n")
    for form in ((), ("--json",)):
        done = anon("config", "show", "--config", "anon.yaml", *form)
        assert done.exit_code == 0
        assert KEY not in done.stdout
        assert "(not shown)" in done.stdout


def test_the_table_is_for_people(anon: Anon) -> None:
    lines = anon("config", "show", "--labels", "person").stdout.splitlines()
    assert 'labels                   option       ["person"]' in lines
    assert "key_file                 default      -" in lines


def test_a_right_configuration_is_said_to_be_right(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "names.txt").write_text("Anna\n")
    (in_tmp / "anon.yaml").write_text(
        "detector: patterns\nlabels: [email]\ndeny: {person: {file: names.txt}}\n"
        "patterns: [{label: ticket, regex: 'T-\\d+'}]\noperators: {DEFAULT: mask}\n"
    )
    done = anon("config", "check", "anon.yaml")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "anon: anon.yaml is right: it looks for email, person, ticket; operators: mask\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("labels: [peson]", "did you mean 'person'?"),
        ("model: nowhere/at-all", "nowhere/at-all"),
        (
            "operators: {person: maks}",
            "line 1: operator 'maks' for 'person': no such operator, did you mean 'mask'?",
        ),
        ("operators: {person: decrypt}", "anon restore"),
        ("operators: {person: {type: mask, chars: 4}}", "unknown parameter 'chars'"),
        ("operators: {person: {type: custom, lambda: 'os:getcwd'}}", "--allow-custom"),
        ("operators: {peson: mask}", "did you mean 'person'?"),
        ("key_file: nowhere.key", "nowhere.key cannot be read"),
        ("patterns: [{label: ticket, regex: '('}]", "ticket"),
        ("patterns: [{label: ticket, regex: a, validator: 'os:getcwd'}]", "--allow-custom"),
        ("deny: {person: {file: nowhere.txt}}", "nowhere.txt"),
        ("allow: [{pattern: '['}]", "allow"),
        ("known_fields: ['a..b']", "a..b"),
        ("subject_field: 'a[b'", "a[b"),
    ],
)
def test_what_a_job_would_trip_over_is_told_beforehand(
    anon: Anon, in_tmp: Path, text: str, said: str
) -> None:
    (in_tmp / "anon.yaml").write_text(text)
    done = anon("config", "check", "anon.yaml")
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
