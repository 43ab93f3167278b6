"""`wnut17`: emerging entities in user-written English, in the files of the shared task.

Derczynski et al., "Results of the WNUT2017 Shared Task on Novel and Emerging Entity Recognition" (W-NUT
2017).
"""

from __future__ import annotations

from finetune.datasets.base import Dataset, Request
from finetune.datasets.layout import TWO_COLUMNS, official_files, read_splits

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
    return read_splits(request.spec, official_files(request, FILES), columns=TWO_COLUMNS)
