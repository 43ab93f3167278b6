"""Column files: what is read whatever it looks like, and what is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.errors import DatasetError
from finetune.datasets.base import RawSentence
from finetune.datasets.columns import column_count, read_columns
from tests.finetune.datasets.support import write

COLUMNS = ("word", "tag")
GOOD = "Ana\tB-PER\nva\tO\n\nParís\tB-LOC\n"


def read(path: Path, content: str | bytes) -> list[RawSentence]:
    return read_columns(write(path / "a.conll", content), columns=COLUMNS)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.removesuffix("\n"),
        "\ufeff" + GOOD,
        GOOD.replace("\t", " "),
        GOOD.replace("\t", "   "),
        GOOD.replace("\n", " \t\n"),
        "\n\n" + GOOD + "\n\n\n",
        GOOD.replace("\n\n", "\n\t\n"),
        "-DOCSTART- -X-\n\n" + GOOD,
        GOOD.replace("\n\n", "\n\n-DOCSTART- O\n\n"),
        GOOD.replace("\n\n", "\n-DOCSTART-\tO\n"),
    ],
)
def test_layout_makes_no_difference(tmp_path: Path, content: str) -> None:
    sentences = read(tmp_path, content)
    assert [item.tokens for item in sentences] == [("Ana", "va"), ("París",)]
    assert [item.tags for item in sentences] == [("B-PER", "O"), ("B-LOC",)]


def test_words_know_their_lines(tmp_path: Path) -> None:
    first, second = read(tmp_path, "-DOCSTART- O\n\n" + GOOD)
    assert [first.lines[0], first.lines[1], second.lines[0]] == [3, 4, 6]
    assert second.place(0) == f"{tmp_path / 'a.conll'}, line 6"


def test_line_separators_of_unicode_stay_in_the_word(tmp_path: Path) -> None:
    (sentence,) = read(tmp_path, "a\u2028b\x85c\tO\n")
    assert sentence.tokens == ("a\u2028b\x85c",)


def test_with_tabs_a_word_may_hold_a_space(tmp_path: Path) -> None:
    (sentence,) = read(tmp_path, "New York\tB-LOC\nis\tO\n")
    assert sentence.tokens == ("New York", "is")


def test_long_line_takes_linear_time(tmp_path: Path) -> None:
    (sentence,) = read(tmp_path, "x" * 2_000_000 + "\tO\n")
    assert len(sentence.tokens[0]) == 2_000_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Ana\tB-PER\n\n\nva\tO\n", r"line 3: an empty sentence"),
        ("Ana\tB-PER\n\n \n\t\nva\tO\n", r"line 4: an empty sentence"),
        ("va\tO\nAna\n", r"line 2: 1 column\(s\) where 2 are expected \(word, tag\)"),
        ("va\tO\nAna\tNNP\tB-PER\n", r"line 2: 3 column\(s\)"),
        ("va O\nAna NNP B-PER\n", r"line 2: 3 column\(s\)"),
        ("va\tO\n\tB-PER\n", r"line 2: an empty word or tag"),
        (b"va\tO\nAndr\xe9\tB-PER\n", r"line 2: not UTF-8"),
        ("", r"no sentence"),
        ("\n\n", r"no sentence"),
        ("O\tAna\nO\tva\n", r"no word is tagged O"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(DatasetError, match=message) as caught:
        read(tmp_path, content)
    assert str(tmp_path / "a.conll") in str(caught.value)
    assert "Ana" not in str(caught.value)
    assert "Andr" not in str(caught.value)


def test_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="No such file"):
        read_columns(tmp_path / "none.conll", columns=COLUMNS)


def test_a_directory_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=str(tmp_path)):
        read_columns(tmp_path, columns=COLUMNS)


@pytest.mark.parametrize("remark", ["# sent_id = 1 of 2", "# id 1\tdomain=en"])
def test_a_remark_is_refused_with_what_to_do(tmp_path: Path, remark: str) -> None:
    path = write(tmp_path / "a.conll", f"{remark}\nAna _ B-PER\nva _ O\n")
    assert column_count(path) == 3
    with pytest.raises(DatasetError, match=r"line 1: .* leave out remarks"):
        read_columns(path, columns=("word", "other", "tag"))


def test_a_number_sign_may_be_a_word(tmp_path: Path) -> None:
    path = write(tmp_path / "a.conll", "#\tO\nAna\tB-PER\n")
    assert column_count(path) == 2
    assert read_columns(path, columns=("word", "tag"))[0].tokens == ("#", "Ana")
    assert column_count(write(tmp_path / "b.conll", "# O\n")) == 2
