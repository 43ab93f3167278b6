"""`wikiann:LANG`: WikiANN (PAN-X), silver tags on Wikipedia in 176 languages, PER ORG LOC.

Pan et al., "Cross-lingual Name Tagging and Linking for 282 Languages" (ACL 2017), in the splits of Rahimi
et al., "Massively Multilingual Transfer for NER" (ACL 2019). Read from two-column files, or from the
Hugging Face hub. Many test sentences stand in train, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from anonymize.errors import DatasetError
from finetune.datasets.base import Dataset, RawSentence, Request
from finetune.datasets.layout import read_directory, split_files
from finetune.datasets.tagging import to_iob2
from finetune.datasets.words import with_words_counted

REPOSITORY = "unimelb-nlp/wikiann"
SECONDS_TO_ANSWER = 10.0
_CODE_LENGTH = 2
"""Letters of most language codes; a directory of another such name is taken for another language's."""


def load(request: Request) -> Dataset:
    """Reads one language from `data_dir`, or else from the hub.

    Args:
        request: the argument is the language code; `data_dir` holds a directory of that name, or is it.

    Raises:
        DatasetError: something is missing or wrong in a file, or the hub cannot be reached.
    """
    if request.data_dir is None:
        return with_words_counted(_from_hub(request.spec, request.argument))
    directory = _directory(request.data_dir, request.argument)
    return with_words_counted(read_directory(request.spec, directory))


def _directory(data_dir: Path, language: str) -> Path:
    named = data_dir / language
    if named.is_dir():
        return named
    if not data_dir.is_dir():
        raise DatasetError(f"{data_dir}: there is no such directory")
    name = data_dir.resolve().name
    of_another_language = len(name) == len(language) == _CODE_LENGTH and name != language
    if not of_another_language and "train" in split_files(data_dir):
        return data_dir
    raise DatasetError(
        f"{data_dir}: no directory {language} in it, nor is it one with a train file for that language"
    )


def _from_hub(spec: str, language: str) -> Dataset:
    from datasets import load_dataset
    from huggingface_hub import HfApi, is_offline_mode

    try:
        if not is_offline_mode():
            # Asked first, because load_dataset takes half a minute and six warnings to give up.
            HfApi().dataset_info(REPOSITORY, timeout=SECONDS_TO_ANSWER)
        splits = load_dataset(REPOSITORY, language)
    except Exception as error:
        raise DatasetError(
            f"{spec}: not to be had from the Hugging Face hub ({type(error).__name__}); give --data-dir, a "
            f"directory with {language}/train.conll, validation.conll and test.conll (word, tab, tag)"
        ) from error
    return from_rows(spec, {name: (rows, _tag_names(rows)) for name, rows in splits.items()})


def _tag_names(rows: Any) -> list[str]:  # noqa: ANN401 - the hub's own class, without static types
    return list(rows.features["ner_tags"].feature.names)


def from_rows(spec: str, splits: Mapping[str, tuple[Iterable[Mapping[str, Any]], Sequence[str]]]) -> Dataset:
    """Makes a data set of the hub's rows.

    Args:
        spec: becomes the data set's name.
        splits: by name, the rows (`tokens`, and `ner_tags` as numbers) and what the numbers stand for.

    Raises:
        DatasetError: an empty sentence, or tags that IOB2 does not allow.
    """
    raw = {
        name: [_raw(f"{spec} {name}", number, row, names) for number, row in enumerate(rows, 1)]
        for name, (rows, names) in splits.items()
    }
    done = dict(zip(raw, to_iob2(*raw.values()), strict=True))
    return Dataset.of(spec, train=done["train"], validation=done.get("validation"), test=done.get("test"))


def _raw(path: str, number: int, row: Mapping[str, Any], names: Sequence[str]) -> RawSentence:
    tokens, numbers = tuple(row["tokens"]), row["ner_tags"]
    if not tokens or len(tokens) != len(numbers):
        raise DatasetError(f"{path}, row {number}: {len(tokens)} words and {len(numbers)} tags")
    tags = tuple(names[tag] for tag in numbers)
    return RawSentence(tokens, tags, path, (number,) * len(tokens), unit="row")
