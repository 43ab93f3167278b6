"""`anon models`: the bundled model, and files for inference from trained ones."""

from __future__ import annotations

from pathlib import Path

import click

from anonymize.commands.options import CONTEXT, option


@click.group(context_settings=CONTEXT)
def models() -> None:
    """Show the bundled model; export models for inference.

    \b
    Examples:
      anon models show
      anon models export runs/mine --int8
    """


@models.command("show")
@click.argument("model", default="pii-small", metavar="[PATH_OR_ID]")
def show(model: str) -> None:
    """Print what a model directory holds: its place, weights, labels and windows.

    \b
    Examples:
      anon models show
      anon models show runs/mine
    """
    from anonymize.detectors.tagger import open_model

    files = open_model(model)
    click.echo(f"directory  {files.directory}")
    for weights in files.weights:
        size = (files.directory / weights.file_name).stat().st_size / 1e6
        click.echo(f"weights    {weights.file_name} ({size:.1f} MB, {weights.runtime})")
    click.echo(f"labels     {', '.join(sorted(files.labels))}")
    click.echo(f"windows    {files.window} tokens, overlapping by {files.overlap}")


@models.command("export")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@option("--int8", is_flag=True, help="Dynamic int8 weights: a quarter of the size, about twice as fast.")
def export(directory: Path, int8: bool) -> None:
    """Write an ONNX file for inference on CPUs into a model directory, and print its path.

    `anon redact --model DIR` prefers it to the safetensors file. Needs the extra: pip install
    'anon-redact[export]'.

    \b
    Examples:
      anon models export runs/mine --int8
    """
    from finetune.export import export_onnx

    click.echo(export_onnx(directory, int8=int8))
