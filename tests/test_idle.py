"""Settings without effect are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.config import Config, DetectorConfig, OperatorConfig
from anonymize.idle import idle_replacements, idle_settings
from anonymize.redactor import Redactor
from tests.commands.support import EMAIL, FAST, Anon, jsonl

PATTERNS: dict[str, object] = {"detectors": ("patterns",), "labels": ("email", "phone")}
MAIL_ALONE = DetectorConfig("patterns", labels=("email",), thresholds={"email": 0.4})
SHIFT = {"date": OperatorConfig("date_shift", {"days": 3})}
KEEP = {"person": OperatorConfig("keep")}


def told(**settings: object) -> list[str]:
    config = Config(**settings)  # type: ignore[arg-type]
    redactor = Redactor.from_config(config)
    return [*idle_settings(config, redactor), *idle_replacements(config, redactor)]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"thresholds": {"phone": 0.4}, "labels": ("email",)},
            "thresholds.phone_number has no effect",
        ),
        (
            {
                "detectors": (
                    "tagger",
                    MAIL_ALONE,
                )
            },
            "thresholds.email has no effect",
        ),
        (PATTERNS | {"labels": ("email",), "region": "DE"}, "region DE has no effect"),
        (PATTERNS | {"device": "cpu", "batch_size": 9}, "device, batch_size have no effect: no model"),
        (PATTERNS | {"threshold": 0.4}, "threshold has no effect: no model"),
        (PATTERNS | {"subject_field": "id"}, "subject_field has no effect"),
        (PATTERNS | {"deny": {"person": ["Ann"]}, "operators": KEEP}, "what deny lists for person stays"),
    ],
)
def test_a_setting_without_effect_is_told(settings: dict[str, object], message: str) -> None:
    (found,) = told(**settings)
    assert found.startswith(message)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        PATTERNS | {"region": "DE"},
        {"labels": ("email",), "thresholds": {"email": 0.4}, "threshold": 0.6, "device": "cpu"},
        {"labels": ("date",), "subject_field": "id", "operators": SHIFT},
        PATTERNS | {"deny": {"person": ["Ann"]}},
    ],
)
def test_settings_with_effect_are_not(settings: dict[str, object]) -> None:
    assert told(**settings) == []


def test_commands_tell_of_them(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    (in_tmp / "anon.yaml").write_text("detector: patterns\nlabels: [email]\nregion: DE\n")
    for command in (("redact", "a.txt"), ("detect", "a.txt")):
        done = anon(*command, "--config", "anon.yaml")
        assert (done.exit_code, "anon: region DE has no effect" in done.stderr) == (0, True)
        assert "no effect" not in anon(*command, "--config", "anon.yaml", "--quiet").stderr
    assert "anon: region DE has no effect" in anon("config", "check", "anon.yaml").stderr


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--field", "body.x", "--missing", "skip"), "--field, --missing have"),
        (("--all-strings",), "--all-strings has"),
    ],
)
def test_fields_of_inputs_without_fields_are_told(
    anon: Anon, in_tmp: Path, options: tuple[str, ...], names: str
) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    (in_tmp / "a.jsonl").write_text(jsonl({"body": {"x": EMAIL}}))
    for command in ("redact", "detect"):
        done = anon(command, "a.txt", *FAST, *options)
        assert f"anon: {names} no effect, as no input has fields" in done.stderr
        assert "no effect" not in anon(command, "a.jsonl", *FAST, *options).stderr
