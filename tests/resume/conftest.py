from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.support import Anon
from tests.resume.support import KEY, Job


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, _clean_environment: None) -> None:
    monkeypatch.setenv("ANON_KEY", KEY)


@pytest.fixture
def job(anon: Anon, in_tmp: Path) -> Job:
    """A job that has not run yet."""
    return Job(anon)
