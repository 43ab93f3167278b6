"""Names, addresses and the like in the names of fields, which go to the output as they are.

`{"Jane Roe": "early shift"}`, or a column of a table for each of some people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from anonymize.documents.column_words import is_usual
from anonymize.engines.local import Engine
from anonymize.name_search import labels_of_parts, listed, looks_personal
from anonymize.spans import Span

MOST_REMEMBERED = 100_000
"""Names that are kept in memory with what was found in them; objects used as maps may have any number."""
_SHORT = 3
"""Letters of a word in small ones that is no name: `std`, `eng`, `kim` (a language, too)."""


class FieldNames:
    """Searches the names of fields of a job, each once.

    Args:
        engine: searches for what the job searches for.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._labels: dict[str, Counter[str]] = {}

    def labels(self, names: Iterable[str]) -> dict[str, Counter[str]]:
        """Counts the labels in each name that has any; what columns are usually called has none."""
        names = [name for name in names if not is_usual(name)]
        new = [name for name in names if name not in self._labels]
        if new:
            if len(self._labels) + len(new) > MOST_REMEMBERED:
                self._labels.clear()
                new = names
            found = labels_of_parts({name: (name,) for name in new}, self._engine, is_told=_is_told)
            self._labels.update((name, found.get(name, Counter())) for name in new)
        return {name: counts for name in names if (counts := self._labels[name])}


def told(labels: Mapping[str, int], names: Collection[str], shown: int) -> str:
    """Says in a line what was found in names of fields, and in which; of these at most so many are shown."""
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return (
        f"names of fields {listed(Counter(labels))} and stay as they are in the output; rename them:"
        f" {', '.join(sorted(names)[:shown])}{more}"
    )


def _is_told(span: Span, found: str) -> bool:
    is_code = found.islower() and len(found) <= _SHORT
    return not is_code and looks_personal(span, found)
