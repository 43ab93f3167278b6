"""conll, conll2003, wnut17 and wikiann: which files, which column, which split."""

from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.errors import DatasetError
from finetune.datasets.wikiann import from_rows
from tests.finetune.datasets.support import TEST, TRAIN, load, pairs, write

CONLL_2003 = """-DOCSTART- -X- O O

EU NNP I-NP I-ORG
rejects VBZ I-VP O
German JJ I-NP I-MISC

Paris NNP I-NP I-LOC
Lyon NNP I-NP B-LOC
won VBD I-VP O
"""
LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]


@pytest.fixture
def conll_2003(tmp_path: Path) -> Path:
    write(tmp_path / "eng.train", CONLL_2003)
    write(tmp_path / "eng.testa", "Rome NNP I-NP I-LOC\nwon VBD I-VP O\n")
    write(tmp_path / "eng.testb", "Oslo NNP I-NP I-LOC\nlost VBD I-VP O")
    return tmp_path


class TestConll2003:
    def test_the_entity_column_is_read_and_not_the_part_of_speech(self, conll_2003: Path) -> None:
        assert load("conll2003", conll_2003).labels == ("LOC", "MISC", "ORG")

    def test_iob1_becomes_iob2(self, conll_2003: Path) -> None:
        first, second = load("conll2003", conll_2003).train
        assert pairs(first) == [("EU", "B-ORG"), ("rejects", "O"), ("German", "B-MISC")]
        assert pairs(second) == [("Paris", "B-LOC"), ("Lyon", "B-LOC"), ("won", "O")]

    def test_testa_validates_and_testb_tests(self, conll_2003: Path) -> None:
        found = load("conll2003", conll_2003)
        assert found.validation is not None
        assert found.test is not None
        assert [item.tokens[0] for item in (*found.validation, *found.test)] == ["Rome", "Oslo"]

    def test_no_document_start_is_left(self, conll_2003: Path) -> None:
        words = {word for item in load("conll2003", conll_2003).train for word in item.tokens}
        assert "-DOCSTART-" not in words

    def test_label_ids_do_not_depend_on_reading_order(self, conll_2003: Path) -> None:
        assert load("conll2003", conll_2003).tags == (
            "O",
            *("B-LOC", "I-LOC"),
            *("B-MISC", "I-MISC"),
            *("B-ORG", "I-ORG"),
        )

    def test_two_columns_are_not_enough(self, conll_2003: Path) -> None:
        write(conll_2003 / "eng.testb", "Oslo I-LOC\n")
        with pytest.raises(DatasetError, match=r"eng\.testb, line 1: 2 column\(s\) where 4 are expected"):
            load("conll2003", conll_2003)

    def test_missing_file_is_named(self, conll_2003: Path) -> None:
        (conll_2003 / "eng.testa").unlink()
        with pytest.raises(DatasetError, match=r"no eng\.testa; .*official files"):
            load("conll2003", conll_2003)

    def test_without_a_directory_the_option_is_named(self) -> None:
        with pytest.raises(DatasetError, match=r"give --data-dir, .* eng\.train, eng\.testa, eng\.testb"):
            load("conll2003")


def test_wnut17_is_read_from_its_official_files(tmp_path: Path) -> None:
    write(tmp_path / "wnut17train.conll", "x\tO\n\t\ny\tB-creative-work\nz\tI-creative-work\n")
    write(tmp_path / "emerging.dev.conll", "d\tB-person\n e\tO\n")
    write(tmp_path / "emerging.test.annotated", "t\tO\n")
    found = load("wnut17", tmp_path)
    assert {name: len(split) for name, split in found.splits().items()} == {
        "train": 2,
        "validation": 1,
        "test": 1,
    }
    assert found.labels == ("creative-work", "person")


class TestDirectory:
    def test_splits_go_by_any_of_their_names(self, tmp_path: Path) -> None:
        write(tmp_path / "train.txt", TRAIN)
        write(tmp_path / "dev.tsv", TEST)
        write(tmp_path / "test.conll", TEST)
        write(tmp_path / "README.md", "not data")
        found = load(f"conll:{tmp_path}")
        assert {name: len(split) for name, split in found.splits().items()} == {
            "train": 2,
            "validation": 1,
            "test": 1,
        }

    def test_suffixes_in_capitals_are_read(self, tmp_path: Path) -> None:
        write(tmp_path / "train.conll", TRAIN)
        write(tmp_path / "TEST.CONLL", TEST)
        found = load(f"conll:{tmp_path}")
        assert found.test is not None
        assert found.notes == ()

    def test_a_split_with_a_suffix_that_is_not_read_is_told(self, tmp_path: Path) -> None:
        write(tmp_path / "train.conll", TRAIN)
        write(tmp_path / "dev.bioes", TEST)
        write(tmp_path / "test.conll.gz", b"")
        write(tmp_path / "README.md", "not data")
        (tmp_path / "test").mkdir()
        (note,) = load(f"conll:{tmp_path}").notes
        assert note.startswith("2 file(s) with the name of a split")
        assert note.endswith("(first: dev.bioes; test.conll.gz)")

    def test_a_train_file_with_a_suffix_that_is_not_read_is_named(self, tmp_path: Path) -> None:
        write(tmp_path / "train.bioes", TRAIN)
        with pytest.raises(DatasetError, match=r"no train file.*not read: train\.bioes"):
            load(f"conll:{tmp_path}")

    def test_only_train_is_needed(self, tmp_path: Path) -> None:
        write(tmp_path / "train.conll", TRAIN)
        found = load(f"conll:{tmp_path}")
        assert (found.validation, found.test) == (None, None)

    def test_two_files_for_a_split_are_refused(self, tmp_path: Path) -> None:
        write(tmp_path / "train.conll", TRAIN)
        write(tmp_path / "train.tsv", TRAIN)
        with pytest.raises(DatasetError, match=r"train\.conll and train\.tsv both hold train; keep one"):
            load(f"conll:{tmp_path}")

    def test_directory_without_train_is_refused(self, tmp_path: Path) -> None:
        write(tmp_path / "test.conll", TEST)
        with pytest.raises(DatasetError, match="no train file"):
            load(f"conll:{tmp_path}")

    def test_missing_directory_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(DatasetError, match="no such directory"):
            load(f"conll:{tmp_path / 'none'}")


class TestWikiann:
    def test_language_is_a_directory_in_the_one_given(self, tmp_path: Path) -> None:
        write(tmp_path / "es" / "train.tsv", TRAIN)
        write(tmp_path / "fr" / "train.tsv", TEST)
        assert len(load("wikiann:es", tmp_path).train) == 2

    def test_directory_may_be_the_language_itself(self, tmp_path: Path) -> None:
        write(tmp_path / "es" / "train.tsv", TRAIN)
        assert len(load("wikiann:es", tmp_path / "es").train) == 2

    def test_another_languages_directory_is_refused(self, tmp_path: Path) -> None:
        write(tmp_path / "es" / "train.tsv", TRAIN)
        with pytest.raises(DatasetError, match="no directory fr in it"):
            load("wikiann:fr", tmp_path / "es")

    def test_without_network_one_sentence_names_the_option(self) -> None:
        with pytest.raises(
            DatasetError, match=r"Hugging Face hub \(\w+\); give --data-dir, .*es/train\.conll"
        ):
            load("wikiann:es")

    def test_rows_of_the_hub_become_the_same_sentences(self) -> None:
        from datasets import ClassLabel, Dataset, Features, Sequence, Value

        features = Features(
            {"tokens": Sequence(Value("string")), "ner_tags": Sequence(ClassLabel(names=LABELS))}
        )
        rows = Dataset.from_dict({"tokens": [["Ana", "va"], ["París"]], "ner_tags": [[1, 0], [5]]}, features)
        found = from_rows("wikiann:es", {"train": (rows, rows.features["ner_tags"].feature.names)})
        assert [pairs(item) for item in found.train] == [
            [("Ana", "B-PER"), ("va", "O")],
            [("París", "B-LOC")],
        ]

    @pytest.mark.parametrize("row", [{"tokens": [], "ner_tags": []}, {"tokens": ["a", "b"], "ner_tags": [0]}])
    def test_bad_row_of_the_hub_is_named(self, row: dict[str, list[object]]) -> None:
        with pytest.raises(DatasetError, match=r"wikiann:es train, row 1"):
            from_rows("wikiann:es", {"train": ([row], LABELS)})
