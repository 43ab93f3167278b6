"""Fixtures that several test files share: a tiny tagger, and the command line."""

from __future__ import annotations

import os
import signal

# Nothing here needs a model hub. Set before a library reads it.
os.environ["HF_HUB_OFFLINE"] = "1"

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from tests.tiny_tagger import build_tagger

# A loaded machine is no reason to fail; what must be fast is measured in benchmarks/.
# The same examples in every run, as in Hypothesis's own profile for CI; the profile explore draws others.
settings.register_profile("explore", deadline=None)
settings.register_profile("anon", deadline=None, derandomize=True)
settings.load_profile("anon")


def pytest_configure() -> None:
    """Lets children be interrupted even where the tests run in the background, in which SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def torch_tagger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a tiny tagger that knows a few names; see `tests.tiny_tagger`."""
    return build_tagger(tmp_path_factory.mktemp("torch-tagger"))


@pytest.fixture(scope="session")
def onnx_tagger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same tagger with an ONNX file beside its weights."""
    from finetune.export import export_onnx

    directory = build_tagger(tmp_path_factory.mktemp("onnx-tagger"))
    export_onnx(directory, int8=False)
    return directory


@pytest.fixture(scope="session", autouse=True)
def _few_texts_to_measure_on() -> Iterator[None]:
    """Activations of tiny models are measured on some texts, as all of them take half a minute a model."""
    from finetune import export

    texts = export.calibration_texts()[::10]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "calibration_texts", lambda: texts)
        yield


@pytest.fixture(scope="session", autouse=True)
def _clean_environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("ANON_"):
                patch.delenv(name)
        yield


@pytest.fixture
def in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def anon() -> Callable[..., Result]:
    """Runs the command line in this process, as `main` would, exit statuses included."""
    from anonymize import cli

    def invoke(*arguments: str | Path, stdin: bytes | str | None = None) -> Result:
        import click

        @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
        @click.argument("given", nargs=-1, type=click.UNPROCESSED)
        @click.pass_context
        def outer(context: click.Context, given: tuple[str, ...]) -> None:
            context.exit(cli.run(list(given)))

        return CliRunner().invoke(outer, list(map(str, arguments)), input=stdin)

    return invoke
