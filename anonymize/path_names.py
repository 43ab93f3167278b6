"""Names, addresses and the like in paths of inputs, which go to the output and the manifest as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from anonymize.documents.registry import known_suffix
from anonymize.engines.local import Engine
from anonymize.name_search import labels_of_parts, listed, looks_personal


def labels_of_paths(ids: Iterable[str], engine: Engine) -> dict[str, dict[str, int]]:
    """Finds labels in paths, each part of them by itself; see `labels_of_parts`.

    Args:
        ids: of inputs: their paths with `/` between the parts.
        engine: searches for what the job searches for.

    Returns:
        For each path in which something was found how often each label was; other paths are not there.
    """
    parts = {name: tuple(dict.fromkeys(_parts(name))) for name in ids}
    found = labels_of_parts(parts, engine, is_told=looks_personal)
    return {name: dict(sorted(counts.items())) for name, counts in found.items()}


def told(labels: Mapping[str, Mapping[str, int]], paths: int) -> str:
    """Says in a line what was found in some of a number of paths."""
    holding = Counter(label for counts in labels.values() for label in counts)
    return (
        f"{len(labels)} of {paths} input path(s) {listed(holding)} and stay as they are in the output and"
        " in the manifest; --redact-names renames them"
    )


def _parts(name: str) -> Iterator[str]:
    *folders, last = name.split("/")
    yield from folders
    yield last[: len(last) - len(known_suffix(last))]
