"""What the libraries beneath remote files log: it holds names and tracebacks, and is no message of ours."""

from __future__ import annotations

import io
import logging

import pytest

from anonymize.documents.remote import remote_path


@pytest.mark.parametrize("logger", ["fsspec.memory", "paramiko.transport", "azure.core.pipeline", "asyncio"])
def test_it_is_not_shown(
    logger: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a handler, as on the command line, what is logged goes to standard error.
    monkeypatch.setattr(logging.root, "handlers", [])
    remote_path("memory://docs")
    logging.getLogger(logger).error("a failure with its traceback")
    assert capsys.readouterr().err == ""


def test_who_sets_up_logging_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.StringIO()
    monkeypatch.setattr(logging.root, "handlers", [logging.StreamHandler(kept)])
    remote_path("memory://docs")
    logging.getLogger("fsspec.memory").error("a failure")
    assert kept.getvalue() == "a failure\n"
