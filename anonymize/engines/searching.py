"""What a worker does, wherever it is: it unpacks a finder, tries it out, and searches what it is given."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Sequence

from anonymize.engines.crew import Answer
from anonymize.finder import Finder
from anonymize.findings import OUT_OF_MEMORY, Texts

WARM_UP = (Texts(("Anything.",)),)
"""Searched first, so that a model that cannot be loaded is not taken for the fault of a document."""


def begin(pickled: bytes) -> tuple[Finder | None, Answer]:
    """Unpacks a finder and searches something; gives it, None if that cannot be, and the first answer.

    Raises:
        MemoryError: there is not enough, so that the worker had better die.
    """
    try:
        finder: Finder = pickle.loads(pickled)  # noqa: S301 - our own
    except MemoryError:
        raise  # to die of, as below
    except Exception as error:  # noqa: BLE001 - a detector may be of anybody's class
        return None, _portable(error)
    ready = answer(finder, WARM_UP)
    if isinstance(ready, list) and ready[0][0].reason == OUT_OF_MEMORY:
        raise MemoryError
    return finder, ready


def answer(finder: Finder, records: Sequence[Texts]) -> Answer:
    """Searches records.

    Raises:
        MemoryError: see `begin`.
    """
    try:
        return finder.find(records)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - raised again where the work came from
        return _portable(error)


def _portable(error: Exception) -> Exception:
    """Gives an error that can be sent, with where it was raised as a note."""
    where = "".join(traceback.format_exception(error))
    try:
        portable: Exception = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - what is raised may be of anybody's class
        portable = RuntimeError(f"{type(error).__name__} was raised in a worker process")
    portable.add_note(where)
    return portable
