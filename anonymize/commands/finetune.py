"""`anon finetune`: its options. What they ask for is done in `training`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from anonymize.commands.options import CONTEXT, FilePath, message_options
from anonymize.commands.variables import VariableOption
from anonymize.config import DEVICES
from anonymize.errors import EXIT_INTERRUPTED, AnonError
from finetune.freezing import FREEZES

Command = TypeVar("Command", bound=Callable[..., Any])


class TrainingInterruptedError(AnonError):
    """Training was interrupted; the message says how to go on."""

    exit_code = EXIT_INTERRUPTED


def _option(*names: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - Click's own
    """Declares an option; `--batch-size` reads its default from `ANON_FINETUNE_BATCH_SIZE`.

    The name of the command is in the variable, because `anon redact` has options of the same names.
    """
    flag = next(name for name in names if name.startswith("--"))
    variable = "ANON_FINETUNE_" + flag.removeprefix("--").replace("-", "_").upper()
    return click.option(*names, cls=VariableOption, envvar=variable, **settings)


@click.command(context_settings=CONTEXT)
@_option(
    "--detector",
    type=click.Choice(("tagger", "gliner")),
    help="What to train: a tagger for the labels of the data, or a GLiNER, which takes any. Default: tagger.",
)
@_option("--dataset", metavar="NAME", help="What to train on, as in wikiann:es. Default: synthetic:en.")
@_option(
    "--data-dir",
    type=FilePath(exists=True, file_okay=False),
    help="Where the data set's files lie.",
)
@_option("--size", type=click.IntRange(min=1), help="Training sentences. Default: all.")
@_option("--eval-size", type=click.IntRange(min=1), help="Test sentences, the first ones. Default: all.")
@_option(
    "--validation-size",
    type=click.IntRange(min=1),
    help="Validation sentences, which choose the best epoch. Default: 1000, or all where there are fewer.",
)
@_option("--seed", type=click.IntRange(min=0), help="Of all that is drawn. Default: 42.")
@_option(
    "--freeze",
    is_flag=False,
    flag_value="backbone",
    type=click.Choice(FREEZES),
    help="What not to train; --freeze alone is --freeze backbone, which trains the head. Default: none.",
)
@_option(
    "--label-subwords",
    type=click.Choice(("first", "all")),
    help="Of a tagger: which sub-words of a word carry its tag. Default: first.",
)
@_option(
    "--head",
    type=click.Choice(("token", "span")),
    help="Of a GLiNER made from an encoder: what it scores. Default: token, which trains faster.",
)
@_option(
    "--base-model",
    metavar="PATH_OR_ID",
    help="What to start from: a directory, a hub id, or a bundled model. Default: bundled, of its kind.",
)
@_option(
    "--epochs",
    type=click.IntRange(min=1),
    help="At most; the best is kept. Default: 3, for a tagger's head alone 40.",
)
@_option(
    "--patience",
    type=click.IntRange(min=1),
    metavar="EPOCHS",
    help="Epochs without a better validation score after which it ends. Default: 3, for a tagger's head"
    " alone 8.",
)
@_option(
    "--learning-rate",
    type=float,
    help="At its highest. Default: 1e-4; for a tagger's head alone 3e-3, for a GLiNER's 1e-3.",
)
@_option(
    "--head-rate",
    type=float,
    metavar="TIMES",
    help="How many times the learning rate a GLiNER's head gets. Default: 5, for the head alone 1.",
)
@_option(
    "--average",
    type=click.IntRange(min=1),
    metavar="TRAININGS",
    help="Train so many times, and keep the mean of the weights. Default: 1.",
)
@_option("--batch-size", type=click.IntRange(min=1), help="Sentences a batch. Default: 16.")
@_option(
    "--batch-tokens",
    type=click.IntRange(min=1),
    help="Of a tagger: tokens a batch at most, so that batches of long sentences hold fewer.",
)
@_option(
    "--dropout",
    type=float,
    help="Of a tagger: share of hidden states left out. Default: what the base model has.",
)
@_option("--weight-decay", type=float, help="Default: 0.01.")
@_option(
    "--warmup",
    type=float,
    help="Steps: below 1 a share of all, else a number. Default: 0.1, of a GLiNER 0.05.",
)
@_option(
    "--max-length",
    type=click.IntRange(min=1),
    metavar="TOKENS",
    help="Of a tagger: longer sentences are split at a word. Default: 256.",
)
@_option(
    "--output",
    type=FilePath(),
    help="Where the model goes. Default: runs/DATASET-SIZE-FREEZE, or runs/DATASET-variants.",
)
@_option("--overwrite", is_flag=True, help="Replace the run that is there.")
@_option("--resume", is_flag=True, help="Go on with the run that is there.")
@_option("--recipe", "recipe_name", metavar="NAME", help="Follow a published study; options win.")
@_option("--list-recipes", is_flag=True, help="Show the recipes, with --json as JSON, and do nothing else.")
@_option(
    "--variants",
    "several",
    is_flag=True,
    help="Train several, one after another: 1000 and 3000 sentences, whole and with a frozen backbone.",
)
@_option("--sizes", metavar="NUMBER,…", help="Sizes for --variants.")
@_option("--freezes", metavar="NAME,…", help="Ways of freezing for --variants.")
@_option("--device", type=click.Choice(DEVICES), help="Where to train. Default: auto.")
@_option("--json", "as_json", is_flag=True, help="The results as JSON, the model's path in it.")
@message_options
def finetune(
    output: Path | None,
    overwrite: bool,
    resume: bool,
    recipe_name: str | None,
    list_recipes: bool,
    several: bool,
    sizes: str | None,
    freezes: str | None,
    as_json: bool,
    quiet: bool,
    **given: Any,  # noqa: ANN401 - fields of a plan, passed on whole
) -> None:
    """Train a tagger or a GLiNER that `anon redact --model` uses; the last line printed is its path.

    With --variants that is the one with the best validation score. Without options it trains the bundled
    model's encoder on made-up sentences, and needs no network.

    \b
    Examples:
      anon finetune --size 3000 --freeze
      anon finetune --dataset jsonl:my.jsonl --epochs 5 --output runs/mine
      anon finetune --recipe wikiann-es --data-dir data/wikiann --variants
      anon finetune --detector gliner --dataset jsonl:my.jsonl
      anon redact docs/ --model "$(anon finetune --size 1000 --quiet)"
    """
    from anonymize.commands.training import Training, grid
    from finetune.plans import make_plan
    from finetune.recipes import load_recipe

    if list_recipes:
        click.echo(_recipes(as_json))
        return
    if overwrite and resume:
        raise click.UsageError("--overwrite and --resume exclude each other")
    if several and resume:
        raise click.UsageError("--variants goes on with what is there by itself; leave out --resume")
    if not several and (sizes or freezes):
        raise click.UsageError("--sizes and --freezes belong to --variants; leave them out, or add it")
    recipe = None if recipe_name is None else load_recipe(recipe_name)
    training = Training(recipe, output, overwrite=overwrite, as_json=as_json, quiet=quiet)
    try:
        if several:
            training.several(grid(given, sizes, freezes, recipe))
        else:
            training.one(make_plan(given, recipe), resume=resume)
    except KeyboardInterrupt as error:
        again = "give the same command again, without --overwrite" if several else "go on with --resume"
        raise TrainingInterruptedError(f"interrupted; what was done is kept: {again}") from error


def _recipes(as_json: bool) -> str | bytes:
    import orjson

    from finetune.recipes import describe, load_recipe, recipe_names

    recipes = [load_recipe(name) for name in recipe_names()]
    if as_json:
        return orjson.dumps([recipe.as_dict() for recipe in recipes])
    return "\n\n".join(map(describe, recipes))
