"""`conll2003`: CoNLL-2003 English in its official files, four columns, tags in IOB1.

Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003 Shared Task" (CoNLL 2003). The tag is the
last column; the part of speech and the chunk between are not entity tags. eng.testa is for validation,
eng.testb for the test.
"""

from __future__ import annotations

from finetune.datasets.base import Dataset, Request
from finetune.datasets.layout import official_files, read_splits
from finetune.datasets.words import with_words_counted

FILES = {"train": "eng.train", "validation": "eng.testa", "test": "eng.testb"}
COLUMNS = ("word", "part of speech", "chunk", "entity tag")


def load(request: Request) -> Dataset:
    """Reads the official files in `data_dir`.

    Raises:
        DatasetError: a file is missing or something is wrong in it.
    """
    files = official_files(request, FILES)
    return with_words_counted(read_splits(request.spec, files, columns=COLUMNS))
