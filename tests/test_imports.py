"""Functions by import path: what is found, and what is told when there is none."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from anonymize.errors import UsageError
from anonymize.imports import load_function


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path, for modules of the user's."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_a_function_of_a_module_is_found() -> None:
    assert load_function("textwrap:dedent") is textwrap.dedent
    assert load_function("os.path:isabs")("/")


@pytest.mark.parametrize(
    "path", ["", "textwrap", "textwrap:", ":dedent", "textwrap.dedent", ".textwrap:dedent"]
)
def test_a_path_of_another_form_is_told_the_form(path: str) -> None:
    with pytest.raises(UsageError, match="write it as package"):
        load_function(path)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no_such_module:function", "No module named 'no_such_module'.*PYTHONPATH"),
        ("textwrap.inner:function", "No module named 'textwrap.inner'"),
        ("textwrap:no_such_function", "'no_such_function' is not there in the module 'textwrap'"),
        ("string:digits", "'digits' is no function"),
        ("textwrap:a:b", "'a:b' is not there"),
    ],
)
def test_what_cannot_be_imported_is_told(path: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load_function(path)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def f(:", "raised SyntaxError"),
        ("1 / 0", "raised ZeroDivisionError"),
        ("import nowhere_at_all", "nowhere"),
    ],
)
def test_a_module_that_is_broken_is_told(folder: Path, code: str, message: str) -> None:
    name = f"broken_{abs(len(code) * 7 + ord(code[0]))}"
    (folder / f"{name}.py").write_text(code)
    with pytest.raises(UsageError, match=message):
        load_function(f"{name}:f")
