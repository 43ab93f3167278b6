"""The redactor as programs use it: in notebooks, on columns, with a file of settings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import anonymize
from anonymize import Config, Key, OperatorConfig, Redactor, Span, load_config, load_key
from anonymize.config import AllowConfig
from anonymize.detectors.base import Detection, whole
from anonymize.errors import UsageError
from anonymize.policy import Policy
from tests.support_detectors import Fixed, operators

EMAIL = "bob@example.com"
PHRASE = "0123456789abcdef"


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor.from_config(Config(detectors=("patterns",), labels=("email",)))


class Late(Fixed):
    """Finds the name only where the address is gone."""

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        spans = [
            Span(9, 14, "address", 0.9, "late") if "Paris" in text else Span(0, 4, "person", 0.9, "late")
            for text in texts
        ]
        return [Detection((span,), whole(text)) for span, text in zip(spans, texts, strict=True)]


@pytest.mark.parametrize("method", ["redact_all", "detect_all"])
@pytest.mark.parametrize("given", [EMAIL, EMAIL.encode(), {EMAIL: 1}])
def test_one_text_where_many_are_asked_for_is_refused(redactor: Redactor, method: str, given: Any) -> None:
    """Taken for its letters, it would come back letter by letter, with nothing found in any."""
    with pytest.raises(TypeError, match="a list of texts") as raised:
        getattr(redactor, method)(given)
    assert "bob" not in str(raised.value)


@pytest.mark.parametrize("value", [None, math.nan, EMAIL.encode(), 5, [EMAIL], pd.NA])
def test_what_is_no_text_fails_alone(redactor: Redactor, value: Any) -> None:
    first, wrong, last = redactor.redact_all([f"to {EMAIL}", value, f"by {EMAIL}"])
    assert (first.text, last.text) == ("to <EMAIL>", "by <EMAIL>")
    assert (wrong.status, wrong.text, wrong.reason) == ("failed", None, "not_text")
    assert wrong.detail == f"a text is a str, not {type(value).__name__}"
    assert redactor.redact(value) == redactor.detect_all([value])[0] == wrong


def test_columns_of_texts_are_taken_as_they_are(redactor: Redactor) -> None:
    texts = [f"to {EMAIL}", "no one"]
    for column in (pd.Series(texts, index=[7, 7]), np.array(texts), iter(texts)):
        assert [result.text for result in redactor.redact_all(column)] == ["to <EMAIL>", "no one"]


@pytest.mark.parametrize("labels", ["email, ip", ["email", "ip"], {"email", "ip"}])
def test_labels_are_names_however_they_are_given(labels: Any) -> None:
    made = Redactor.from_config(Config(detectors=("patterns",)), labels=labels)
    assert made.labels == {"email", "ip_address"}


def test_no_labels_at_all_are_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match="not an empty list"):
        Redactor.from_config(labels=[])


@pytest.mark.parametrize(
    ("verify", "status", "leaks"),
    [("none", "redacted", 0), ("report", "redacted", 1), ("strict", "withheld", 1)],
)
def test_an_output_is_searched_again_where_that_is_asked_for(verify: Any, status: str, leaks: int) -> None:
    made = Redactor([Late({})], operators("person", "address"), policy=Policy(verify=verify))
    result = made.redact("Anna, in Paris")
    assert (result.status, len(result.leaks)) == (status, leaks)
    assert result.text == (None if status == "withheld" else "Anna, in <ADDRESS>")


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A configuration that names a key beside it."""
    path = tmp_path / "anon.yaml"
    path.write_text(
        "labels: [email]\ndetector: patterns\noperators: {email: pseudonym}\nkey_file: team.key\n", "utf-8"
    )
    return path


def test_the_key_that_a_configuration_names_is_taken(settings: Path) -> None:
    key = settings.with_name("team.key")
    key.write_text(PHRASE, "utf-8")
    key.chmod(0o600)
    config = load_config(str(settings))
    made = [
        Redactor.from_config(config, key=given).redact(EMAIL).text for given in (None, None, load_key(key))
    ]
    assert len(set(made)) == 1
    other = Redactor.from_config(config, key=Key(b"k" * 16)).redact(EMAIL).text
    assert other not in made


def test_a_key_that_is_named_and_not_there_is_told(settings: Path) -> None:
    with pytest.raises(UsageError, match=r"team\.key cannot be read"):
        Redactor.from_config(load_config(settings))


@pytest.mark.parametrize("key", [PHRASE, PHRASE.encode(), Path("team.key")])
def test_a_secret_that_is_no_key_is_refused_and_not_shown(key: Any) -> None:
    with pytest.raises(TypeError, match=r"load_key") as raised:
        Redactor.from_config(labels=["email"], key=key)
    assert PHRASE not in str(raised.value)


@pytest.mark.parametrize("config", ["anon.yaml", Path("anon.yaml"), {"labels": ["email"]}])
def test_a_configuration_that_was_not_loaded_is_refused(config: Any) -> None:
    with pytest.raises(TypeError, match="load_config"):
        Redactor.from_config(config)


@pytest.mark.parametrize(
    "given",
    [
        {"allow": ("Berlin",)},
        {"patterns": [{"label": "ticket", "regex": "T"}]},
        {"patterns": OperatorConfig("mask")},
    ],
)
def test_a_setting_of_another_kind_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match="must be"):
        Config(**given)


@pytest.mark.parametrize("given", [{"values": "Berlin"}, {"patterns": "B.*"}, {"values": ("Berlin", None)}])
def test_one_allowed_value_is_not_taken_for_its_letters(given: Any) -> None:
    with pytest.raises(UsageError, match="must be"):
        AllowConfig(**given)


def test_everything_public_can_be_found_and_imported() -> None:
    assert set(anonymize.__all__) <= set(dir(anonymize))
    assert all(getattr(anonymize, name) for name in anonymize.__all__)
