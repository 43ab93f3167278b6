"""`conll:DIR`: a directory of two-column files, word and tag, such as CrossNER's.

The words become those of `anon redact`; see `words`.
"""

from __future__ import annotations

from pathlib import Path

from finetune.datasets.base import Dataset, Request
from finetune.datasets.layout import read_directory
from finetune.datasets.words import divided


def load(request: Request) -> Dataset:
    """Reads `train`, `validation` (or `dev`) and `test` of the directory that is the argument.

    Raises:
        DatasetError: something is missing or wrong in a file.
    """
    return divided(read_directory(request.spec, Path(request.argument).expanduser()))
