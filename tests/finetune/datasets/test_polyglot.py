"""Polyglot-NER: raw types in JSONL or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anonymize.errors import DatasetError
from tests.finetune.datasets.support import load, pairs, write, write_jsonl


def rows(count: int, lang: str = "fr") -> list[dict[str, Any]]:
    return [
        {"id": str(index), "lang": lang, "words": [f"Anne{index}", "Petit", "va"], "ner": ["PER", "PER", "O"]}
        for index in range(count)
    ]


def write_parquet(path: Path, records: list[dict[str, Any]]) -> None:
    import pyarrow
    from pyarrow import parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pyarrow.Table.from_pylist(records), path)


@pytest.mark.parametrize("name", ["fr.jsonl", "fr/part-0.jsonl", "train.jsonl"])
def test_raw_types_become_iob2(tmp_path: Path, name: str) -> None:
    write_jsonl(tmp_path / name, *rows(20))
    found = load("polyglot-ner:fr", tmp_path)
    assert found.labels == ("PER",)
    assert [tag for _, tag in pairs(found.train[0])] == ["B-PER", "I-PER", "O"]


def test_parquet_gives_the_same_as_jsonl(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "json" / "fr.jsonl", *rows(20))
    write_parquet(tmp_path / "parquet" / "fr.parquet", rows(20))
    assert load("polyglot-ner:fr", tmp_path / "json") == load("polyglot-ner:fr", tmp_path / "parquet")


def test_a_tenth_each_is_held_out(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "fr.jsonl", *rows(50))
    sizes = {name: len(split) for name, split in load("polyglot-ner:fr", tmp_path).splits().items()}
    assert sizes == {"train": 40, "validation": 5, "test": 5}


def test_rows_of_other_languages_are_passed_over(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "train.jsonl", *rows(10), *rows(10, lang="it"))
    assert sum(map(len, load("polyglot-ner:fr", tmp_path).splits().values())) == 10


def test_no_row_of_the_language_is_said(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "train.jsonl", *rows(3, lang="it"))
    with pytest.raises(DatasetError, match="no row of the language fr"):
        load("polyglot-ner:fr", tmp_path)


def test_jsonl_and_parquet_side_by_side_are_refused(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "fr.jsonl", *rows(3))
    write_parquet(tmp_path / "fr.parquet", rows(3))
    with pytest.raises(DatasetError, match="keep one of them"):
        load("polyglot-ner:fr", tmp_path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"words": ["a", "b"], "ner": ["O"]}, "2 words and 1 tags"),
        ({"words": [], "ner": []}, "an empty sentence"),
        ({"words": ["a"]}, "expected a list of strings, `ner`"),
        ({"words": [1], "ner": ["O"]}, "expected a list of strings, `words`"),
        ({"words": ["a", "b"], "ner": ["PER", "B-LOC"]}, "mixed"),
        ({"words": ["a"], "ner": [""]}, "a tag without a type"),
        ([], "not a JSON object"),
    ],
)
def test_bad_row_is_named_by_file_and_line(tmp_path: Path, row: Any, message: str) -> None:
    write_jsonl(tmp_path / "fr.jsonl", *rows(2), row)
    with pytest.raises(DatasetError, match=rf"fr\.jsonl, line 3: .*{message}"):
        load("polyglot-ner:fr", tmp_path)


def test_bad_parquet_row_is_named(tmp_path: Path) -> None:
    write_parquet(tmp_path / "fr.parquet", [*rows(2), {"words": ["a", "b"], "ner": ["O"]}])
    with pytest.raises(DatasetError, match=r"fr\.parquet, row 3: 2 words and 1 tags"):
        load("polyglot-ner:fr", tmp_path)


def test_file_that_is_no_parquet_is_said(tmp_path: Path) -> None:
    write(tmp_path / "fr.parquet", b"not parquet at all, but long enough to look")
    with pytest.raises(DatasetError, match="not a Parquet file"):
        load("polyglot-ner:fr", tmp_path)


def test_broken_json_is_not_quoted(tmp_path: Path) -> None:
    write(tmp_path / "fr.jsonl", '{"words": ["Okafor\n')
    with pytest.raises(DatasetError, match=r"line 1: not JSON, at column \d+") as caught:
        load("polyglot-ner:fr", tmp_path)
    assert "Okafor" not in str(caught.value)


@pytest.mark.parametrize(
    ("data_dir", "message"), [(None, "--data-dir"), ("none", "no such directory"), (".", "no .jsonl")]
)
def test_missing_files_are_said(tmp_path: Path, data_dir: str | None, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        load("polyglot-ner:fr", None if data_dir is None else tmp_path / data_dir)
