"""What a specification means, and what is said of one that means nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from anonymize.errors import UsageError
from finetune.datasets.registry import SOURCES, load_dataset, parse
from finetune.plans import DEFAULT_DATASET


@pytest.mark.parametrize(
    ("spec", "name", "argument"),
    [
        ("wikiann:es", "wikiann", "es"),
        ("conll2003", "conll2003", ""),
        ("polyglot-ner:zh-classical", "polyglot-ner", "zh-classical"),
        (r"jsonl:C:\data\a.jsonl", "jsonl", r"C:\data\a.jsonl"),
        (DEFAULT_DATASET, "synthetic", "en"),
    ],
)
def test_specification_names_a_source_and_its_argument(spec: str, name: str, argument: str) -> None:
    source, found = parse(spec)
    assert (source.name, found) == (name, argument)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("wikian:es", r"unknown data set 'wikian'; did you mean wikiann:LANG"),
        ("polyglot:fr", r"did you mean polyglot-ner:LANG"),
        ("xyz", r"there are synthetic:LANG, wikiann:LANG, conll2003, wnut17, .*brat:DIR"),
        ("", r"there are synthetic:LANG"),
        ("wikiann", r"wikiann needs more; write wikiann:LANG"),
        ("jsonl:", r"write jsonl:PATH"),
        ("conll2003:en", r"takes nothing behind its name; write conll2003"),
        ("wikiann:../es", r"language code"),
    ],
)
def test_wrong_specification_says_what_to_write(spec: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load_dataset(spec)


@pytest.mark.parametrize("name", [source.name for source in SOURCES if not source.takes_data_dir])
def test_data_dir_is_refused_where_it_would_be_ignored(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--data-dir is not for"):
        load_dataset(f"{name}:en", data_dir=tmp_path)


def test_registry_loads_nothing_heavy() -> None:
    heavy = ("torch", "transformers", "datasets", "pyarrow", "pandas", "faker", "tokenizers")
    script = (
        f"import sys, finetune.datasets.registry; print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
