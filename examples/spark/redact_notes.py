"""The redactor under Spark's `mapInPandas`. Shipped to the workers with `--py-files`; see docs/spark.md."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from anonymize import Redactor, load_config, load_key
from anonymize.cores import take_share

if TYPE_CHECKING:
    import pandas as pd

COLUMN = "text"
"""The column that holds the text; all others come out as they went in."""
SCHEMA = f"{COLUMN} string, status string, reason string"
"""What `redacted` adds or changes; put the other columns of your frame before it."""


@cache
def redactor() -> Redactor:
    """Loads the models: once in each Python worker, for Spark keeps its workers from task to task."""
    take_share(int(os.environ.get("ANON_TASKS", "1")))  # tasks at a time on a machine: each has its cores
    settings, key_file = os.environ.get("ANON_CONFIG"), os.environ.get("ANON_KEY_FILE")
    config = load_config(settings) if settings else None
    return Redactor.from_config(config, key=load_key(key_file or None))


def redacted(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Redacts the text column of each batch of rows.

    A row that is withheld or failed stays, with no text, its status and the reason. A row without text has
    the status `redacted`.
    """
    for batch in batches:
        there = batch[COLUMN].notna()
        results = iter(redactor().redact_all(batch.loc[there, COLUMN].tolist()))
        rows = [next(results) if has_text else None for has_text in there]
        yield batch.assign(
            **{
                COLUMN: [row and row.text for row in rows],
                "status": [row.status if row else "redacted" for row in rows],
                "reason": [row and row.reason for row in rows],
            }
        )
