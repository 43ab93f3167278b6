"""Presidio's operators as they come out here: replace, redact, keep, mask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_anonymizer.operators import Mask

from anonymize.config import OperatorConfig
from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.operators.presidio import PresidioOperator

TEXT = st.text(st.characters())
"""Any text, lone surrogates included."""


def build(type_: str, **params: object) -> OperatorSet:
    return OperatorSet.build({"person": OperatorConfig(type_, params)}, labels=["person"], key=Key.random())


@given(TEXT)
def test_redact_leaves_nothing(value: str) -> None:
    assert build("redact").replace("person", value) == ""


@given(TEXT)
def test_keep_leaves_everything(value: str) -> None:
    assert build("keep").replace("person", value) == value


@given(TEXT)
def test_replace_depends_on_nothing_of_the_value(value: str) -> None:
    assert build("replace").replace("person", value) == "<PERSON>"
    assert build("replace", new_value="[name]").replace("person", value) == "[name]"


@given(TEXT, st.sampled_from("*#•x"))
def test_a_full_mask_covers_every_character(value: str, character: str) -> None:
    assert build("mask", masking_char=character).replace("person", value) == character * len(value)


@given(TEXT, st.integers(1, 50), st.booleans())
def test_a_partial_mask_covers_the_end_it_is_told_to(value: str, count: int, from_end: bool) -> None:
    masked = build("mask", chars_to_mask=count, from_end=from_end).replace("person", value)
    covered = min(count, len(value))
    kept = len(value) - covered
    expected = value[:kept] + "*" * covered if from_end else "*" * covered + value[covered:]
    assert masked == expected


def test_a_mask_is_from_the_start_unless_told_otherwise() -> None:
    assert build("mask", chars_to_mask=2).replace("person", "Andrea") == "**drea"


def test_presidio_gets_no_dict_that_anybody_else_holds() -> None:
    class Greedy(Mask):  # type: ignore[misc]  # Presidio's classes are untyped here
        """Empties what it is given, as AnonymizerEngine does with an operator's type."""

        def operate(self, text: str, params: dict[str, object]) -> str:
            masked: str = super().operate(text=text, params=params)
            params.clear()
            return masked

        def validate(self, params: dict[str, object]) -> None:
            super().validate(params)
            params.clear()

    given_params: dict[str, object] = {"masking_char": "*", "chars_to_mask": 2, "from_end": False}
    operator = PresidioOperator(Greedy(), given_params)
    assert [operator.operate("Andrea", "person") for _ in range(2)] == ["**drea", "**drea"]
    assert len(given_params) == 3
    given_params["chars_to_mask"] = 1
    assert operator.operate("Andrea", "person") == "**drea"


def test_what_presidio_refuses_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="masking_char must be a character"):
        PresidioOperator(Mask(), {"masking_char": "##", "chars_to_mask": 2, "from_end": False})
