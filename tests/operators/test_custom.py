"""The operator `custom`: a function of the user's, allowed on purpose only."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from anonymize.config import OperatorConfig
from anonymize.errors import DocumentError, UsageError
from anonymize.keys import Key
from anonymize.operators import OperatorSet

MODULE = "custom_functions"


@pytest.fixture(autouse=True)
def functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of the user's, on the path."""
    lines = [
        "def backwards(value):\n    return value[::-1]",
        "def number(value):\n    return 5",
        "def broken(value):\n    raise ValueError(value)",
        "not_a_function = 3",
    ]
    (tmp_path / f"{MODULE}.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)


def custom(function: str, *, allow_custom: bool = True, **params: object) -> OperatorSet:
    given = {"lambda": f"{MODULE}:{function}", **params}
    config = {"person": OperatorConfig("custom", given)}
    return OperatorSet.build(config, labels=["person"], key=Key.random(), allow_custom=allow_custom)


def test_the_function_gives_the_replacement_in_a_copy_too() -> None:
    operators = custom("backwards")
    assert operators.replace("person", "Anna") == "annA"
    assert pickle.loads(pickle.dumps(operators)).replace("person", "Bob") == "boB"  # noqa: S301 - our own
    assert not operators.exposes("person")


def test_code_that_a_file_names_is_not_run_unless_it_is_allowed() -> None:
    with pytest.raises(UsageError, match="--allow-custom"):
        custom("backwards", allow_custom=False)


@pytest.mark.parametrize("function", ["missing", "not_a_function"])
def test_what_is_no_function_is_refused_before_anything_is_read(function: str) -> None:
    with pytest.raises(UsageError, match=function):
        custom(function)


def test_without_a_function_there_is_no_operator() -> None:
    with pytest.raises(UsageError, match="needs the parameter 'lambda'"):
        OperatorSet.build(
            {"person": OperatorConfig("custom")}, labels=["person"], key=Key.random(), allow_custom=True
        )


@pytest.mark.parametrize(
    ("function", "said"), [("number", "gave int, not text"), ("broken", "raised ValueError")]
)
def test_a_function_that_fails_fails_the_document_and_tells_no_text(function: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said) as caught:
        custom(function).replace("person", "Anna")
    assert caught.value.reason == "operator_failed"
    assert "Anna" not in str(caught.value)
