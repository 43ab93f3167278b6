"""`wnut17`: emerging entities in user-written English, in the files of the shared task.

Derczynski et al., "Results of the WNUT2017 Shared Task on Novel and Emerging Entity Recognition" (W-NUT
2017).
"""

from __future__ import annotations

from finetune.datasets.base import Dataset, Request
from finetune.datasets.layout import TWO_COLUMNS, official_files, read_splits
from finetune.datasets.words import with_words_counted

FILES = {
    "train": "wnut17train.conll",
    "validation": "emerging.dev.conll",
    "test": "emerging.test.annotated",
}


def load(request: Request) -> Dataset:
    """Reads the official files in `data_dir`.

    Raises:
        DatasetError: a file is missing or something is wrong in it.
    """
    files = official_files(request, FILES)
    return with_words_counted(read_splits(request.spec, files, columns=TWO_COLUMNS))
