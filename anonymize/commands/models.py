"""`anon models`: the bundled models, and files for inference from trained ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anonymize.commands.once import OnceCommand
from anonymize.commands.options import CONTEXT, FilePath, option, verbose_option

if TYPE_CHECKING:
    from anonymize.detectors.gliner import GlinerFiles
    from anonymize.detectors.tagger.files import TaggerFiles


@click.group(context_settings=CONTEXT)
def models() -> None:
    """Show the bundled models; export models for inference.

    \b
    Examples:
      anon models show
      anon models bench
      anon models export runs/mine --int8
    """


@models.command("show", cls=OnceCommand)
@click.argument("model", required=False, metavar="[PATH_OR_ID]")
@verbose_option
def show(model: str | None) -> None:
    """Print what a model directory holds.

    Its place, weights, labels and windows.

    Without a model, those that come with the package.

    \b
    Examples:
      anon models show
      anon models show runs/mine
    """
    from anonymize.detectors.gliner import BUNDLED as BUNDLED_GLINER
    from anonymize.detectors.tagger import BUNDLED

    for number, name in enumerate((BUNDLED, BUNDLED_GLINER) if model is None else (model,)):
        if number:
            click.echo()
        for what, value in _described(name):
            click.echo(f"{what:<10} {value}")


def _described(name: str) -> Iterator[tuple[str, str]]:
    from anonymize.detectors.gliner import is_gliner, open_gliner
    from anonymize.detectors.gliner.windows import OVERLAP
    from anonymize.detectors.tagger import open_model

    files: TaggerFiles | GlinerFiles
    if is_gliner(name):
        files = open_gliner(name)
        labels = f"any, in words, up to {files.labels} at once"
        windows = f"{files.words} words, overlapping by {OVERLAP}"
    else:
        files = open_model(name)
        labels = ", ".join(sorted(files.labels))
        windows = f"{files.window} tokens, overlapping by {files.overlap}"
    yield "directory", str(files.directory)
    for weights in files.weights:
        size = (files.directory / weights.file_name).stat().st_size / 1e6
        yield "weights", f"{weights.file_name} ({size:.1f} MB, {weights.runtime})"
    yield "labels", labels
    yield "windows", windows


@models.command("bench", cls=OnceCommand)
@click.argument("model", required=False, metavar="[PATH_OR_ID]")
@option("--json", "as_json", is_flag=True, help="The figures as JSON, one line a way.")
@verbose_option
def bench(model: str | None, as_json: bool) -> None:
    """Time a model in every way that this machine can run it.

    The first is how it is run on a CPU.

    Characters a second over made-up pages, and the share of the spans that are the same. Nothing is recorded:
    give the options to `anon redact` where you want another way than the first.

    \b
    Examples:
      anon models bench
      anon models bench runs/mine --json
    """
    import orjson

    from anonymize.detectors.tagger import BUNDLED
    from anonymize.detectors.timing import time_ways
    from finetune.tables import columns

    timings = time_ways(BUNDLED if model is None else model)
    if as_json:
        for timing in timings:
            click.echo(orjson.dumps(timing))
        return
    rows = [
        (
            timing.options,
            f"{timing.runtime} {timing.precision}",
            f"{timing.speed:,.0f}",
            f"{timing.speed / timings[0].speed:.2f}",
            f"{timing.same:.3f}",
        )
        for timing in timings
    ]
    click.echo(columns(("options", "runtime", "characters/s", "times", "same"), rows))


@models.command("export", cls=OnceCommand)
@click.argument("directory", type=FilePath(exists=True, file_okay=False), metavar="DIR")
@option("--int8", is_flag=True, help="In int8: a quarter of the size, two to three times as fast.")
@verbose_option
def export(directory: Path, int8: bool) -> None:
    """Write an ONNX file for inference on CPUs; print its path.

    It goes into the directory of the tagger or GLiNER.

    `anon redact --model DIR` prefers it to the safetensors file.

    \b
    Examples:
      anon models export runs/mine --int8
    """
    from finetune.export import export_onnx

    click.echo(export_onnx(directory, int8=int8))
