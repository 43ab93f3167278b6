"""The function for Spark's `mapInPandas`: pandas frames in and out, as Spark gives and takes them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

FILE = Path(__file__).parents[1] / "examples" / "spark" / "redact_notes.py"


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, freshly loaded, with its cores and environment as they were afterwards."""
    for variable in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
        monkeypatch.setenv(variable, "1")
    monkeypatch.setattr("anonymize.cores._share", None)
    spec = importlib.util.spec_from_file_location("redact_notes", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    plain = frame.astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


def test_rows_stay_and_their_text_is_redacted(notes: ModuleType) -> None:
    first = pd.DataFrame({"id": [1, 2], "text": ["Anna Schmidt called.", None]}, index=[7, 7])
    second = pd.DataFrame({"id": [3], "text": ["Анна живёт в Москве и пишет письма каждый день"]})
    frames = list(notes.redacted(iter([first, second, second.iloc[:0]])))
    assert [frame.columns.tolist() for frame in frames] == [["id", "text", "status", "reason"]] * 3
    assert [row for frame in frames for row in rows(frame)] == [
        (1, "<PERSON> called.", "redacted", None),
        (2, None, "redacted", None),
        (3, None, "withheld", "unsupported_script"),
    ]


def test_the_configuration_and_the_key_are_those_of_the_environment(
    notes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "anon.yaml").write_text("labels: [person]\noperators: {default: hash}\n")
    (tmp_path / "key").write_text("k" * 40)
    (tmp_path / "key").chmod(0o600)
    monkeypatch.setenv("ANON_CONFIG", str(tmp_path / "anon.yaml"))
    monkeypatch.setenv("ANON_KEY_FILE", str(tmp_path / "key"))
    frame = pd.DataFrame({"text": ["Anna Schmidt called.", "Anna Schmidt rang."]})
    (done,) = notes.redacted(iter([frame]))
    first, second = (text.split()[0] for text in done["text"])
    assert first == second
    assert "Anna" not in first
    assert notes.redactor() is notes.redactor()
