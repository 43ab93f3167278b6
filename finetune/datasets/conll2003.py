"""`conll2003`: CoNLL-2003 English in its official files, four columns, tags in IOB1.

Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003 Shared Task" (CoNLL 2003). The tag is the
last column; the part of speech and the chunk between are not entity tags. eng.testa is for validation,
eng.testb for the test.
"""

from __future__ import annotations

from finetune.datasets.base import Dataset, Request
from finetune.datasets.layout import official_files, read_splits

FILES = {"train": "eng.train", "validation": "eng.testa", "test": "eng.testb"}
COLUMNS = ("word", "part of speech", "chunk", "entity tag")


def load(request: Request) -> Dataset:
    """Reads the official files in `data_dir`.

    Raises:
        DatasetError: a file is missing or something is wrong in it.
    """
    return read_splits(request.spec, official_files(request, FILES), columns=COLUMNS)
