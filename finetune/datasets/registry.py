"""Which data sets there are, and the loader of each."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from anonymize.errors import UsageError
from finetune.datasets import brat, conll, conll2003, jsonl, polyglot, synthetic, wikiann, wnut17
from finetune.datasets.base import Dataset, Request

_LANGUAGE = re.compile(r"[a-z]{2,}(-[a-z]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the registry.

    Attributes:
        name: what stands before the colon.
        argument: what has to stand behind it: `LANG`, `DIR`, `PATH`, or nothing.
        takes_data_dir: whether its files are found through `--data-dir`.
        description: what it is, in a line.
        load: the loader.
    """

    name: str
    argument: str
    takes_data_dir: bool
    description: str
    load: Callable[[Request], Dataset]

    @property
    def usage(self) -> str:
        """How it is asked for, such as `wikiann:LANG`."""
        return f"{self.name}:{self.argument}" if self.argument else self.name


SOURCES: tuple[Source, ...] = (
    Source("synthetic", "LANG", False, "made here from templates: en, es, de, fr, it", synthetic.load),
    Source("wikiann", "LANG", True, "Wikipedia, PER ORG LOC; from the hub or --data-dir", wikiann.load),
    Source("conll2003", "", True, "English news, four columns, PER ORG LOC MISC", conll2003.load),
    Source("wnut17", "", True, "English from the web, six labels", wnut17.load),
    Source("polyglot-ner", "LANG", True, "Wikipedia, words and raw types in JSONL or Parquet", polyglot.load),
    Source("conll", "DIR", False, "two columns, word and tag: train, validation, test", conll.load),
    Source("jsonl", "PATH", False, "text and spans, one text a line", jsonl.load),
    Source("brat", "DIR", False, ".txt and .ann files", brat.load),
)


def load_dataset(
    spec: str,
    *,
    data_dir: Path | None = None,
    seed: int = 42,
    size: int | None = None,
    eval_size: int | None = None,
) -> Dataset:
    """Loads a data set.

    Files are read whole: `size` and `eval_size` only tell the generator of `synthetic` how much to make.
    Take the part that a run uses with `splits.select`.

    Args:
        spec: such as `wikiann:es`, `conll2003` or `jsonl:my.jsonl`.
        data_dir: where the files of a public data set lie.
        seed: of the division into splits where the files have none, and of the generator.
        size: training sentences that will be used.
        eval_size: test sentences that will be used.

    Raises:
        UsageError: there is no such data set, or the specification is not complete.
        DatasetError: the data set cannot be read; with file and line.
    """
    source, argument = parse(spec)
    if data_dir is not None and not source.takes_data_dir:
        raise UsageError(f"--data-dir is not for {source.usage}, which needs no other place; leave it out")
    return source.load(Request(spec, argument, data_dir=data_dir, seed=seed, size=size, eval_size=eval_size))


def parse(spec: str) -> tuple[Source, str]:
    """Splits a specification into the registry's entry and the argument.

    Raises:
        UsageError: there is no such data set, with the nearest names, or the argument is missing or too much.
    """
    name, _, argument = spec.partition(":")
    source = next((entry for entry in SOURCES if entry.name == name), None)
    if source is None:
        raise UsageError(f"unknown data set {name!r}; {_offer(name)}")
    if not source.argument and argument:
        raise UsageError(f"{name} takes nothing behind its name; write {source.usage}")
    if source.argument and not argument:
        raise UsageError(f"{name} needs more; write {source.usage}")
    if source.argument == "LANG" and _LANGUAGE.fullmatch(argument) is None:
        raise UsageError(f"{name} takes a language code, such as {name}:es")
    return source, argument


def _offer(name: str) -> str:
    by_name = {entry.name: entry.usage for entry in SOURCES}
    near = difflib.get_close_matches(name, by_name, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(by_name[found] for found in near)}?"
    return f"there are {', '.join(by_name.values())}"
