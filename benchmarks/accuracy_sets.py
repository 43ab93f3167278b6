"""The sets that accuracy is measured on, by name: a family, or one of its sets.

CrossNER is none of them, nor are the other parts of presidio-research, MultiCoNER II and TAB: models of the
project were trained on these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from anonymize.errors import UsageError
from benchmarks.sets import documents, identifiers, sentences
from benchmarks.sets.base import LabelledSet

FAMILIES: dict[str, Callable[[Path], list[LabelledSet]]] = {
    "presidio": documents.presidio_sets,
    "gold": documents.gold_sets,
    "tab": documents.tab_sets,
    "meddocan": documents.meddocan_sets,
    "lifebench": documents.lifebench_sets,
    "wikiann": sentences.wikiann_sets,
    "uner": sentences.uner_sets,
    "conll2003": sentences.conll_sets,
    "wnut17": sentences.wnut_sets,
    "multiconer2": sentences.multiconer_sets,
    "identifiers": identifiers.identifier_sets,
    "nothing": documents.nothing_sets,
    "copies": documents.copied_sets,
}


def load_sets(data: Path, names: Sequence[str], limit: int | None) -> list[LabelledSet]:
    """Loads sets.

    Args:
        data: directory of the public data sets.
        names: families, or ids of sets; none for all.
        limit: documents of each set at most; drawn alike from a set and its copies.

    Raises:
        UsageError: there is no such set.
        DatasetError: one cannot be read.
    """
    wanted = {name.partition(":")[0] for name in names} or FAMILIES.keys()
    unknown = sorted(wanted - FAMILIES.keys())
    if unknown:
        raise UsageError(f"no set {unknown[0]!r}; there are {', '.join(FAMILIES)}")
    loaded = {family: load(data) for family, load in FAMILIES.items() if family in wanted}
    there = {one.id for sets in loaded.values() for one in sets}
    missing = [name for name in names if name not in there | FAMILIES.keys()]
    if missing:
        raise UsageError(f"no set {missing[0]!r}; there are {', '.join(sorted(there))}")
    return [
        one.sampled(limit)
        for family, sets in loaded.items()
        for one in sets
        if not names or family in names or one.id in names
    ]
