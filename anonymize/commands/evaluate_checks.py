"""What of `anon evaluate` is refused before anything is searched, so that nothing is lost or misread."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from anonymize.documents.names import spell_file_name
from anonymize.errors import UsageError
from anonymize.labels import TABLE_NAMES, canonical

if TYPE_CHECKING:
    from anonymize.config import Config

_NEAR = 0.8
"""Likeness of a misspelt label: `emial` and `email` have that, `occupation` and `location` two thirds."""
_MOST_DENIED = 10_000
"""Denied values that are written beside thresholds; five times as many make no configuration any more."""


def mapping_of(maps: tuple[str, ...]) -> Mapping[str, str | None]:
    """Reads `GOLD=OURS` and `GOLD=`."""
    from anonymize.evaluation.formats import name_of

    found: dict[str, str | None] = {}
    for given in maps:
        gold, equals, ours = given.rpartition("=")
        if not equals or not gold.strip():
            raise UsageError(f"--map {given!r} must have the form GOLD=OURS, or GOLD= to leave it out")
        name = name_of(gold)
        if name in found:
            raise UsageError(f"--map {given!r} maps {gold.strip()} a second time; give it once")
        if ours.strip() and not canonical(ours):
            raise UsageError(f"--map {given!r}: {ours.strip()!r} is no label; write {gold}= to leave it out")
        found[name] = ours.strip() or None
    return found


def check_scored(
    mapping: Mapping[str, str | None],
    marked: Collection[str],
    known: Collection[str],
    scored: Collection[str],
) -> None:
    """Checks that what is marked can be scored.

    Args:
        mapping: labels of the data with ours.
        marked: labels of the data, canonical, but for those that are left out.
        known: labels that are looked for.
        scored: those of them that are scored.
    """
    names = {*known, *TABLE_NAMES}
    for ours in mapping.values():
        label = None if ours is None else canonical(ours)
        if label is not None and label not in names:
            near = get_close_matches(label, sorted(names), n=1, cutoff=_NEAR)
            if near:
                raise UsageError(f"--map: unknown label {ours!r}; did you mean {near[0]!r}?")
    if marked and not scored:
        raise UsageError(
            f"no marked label is looked for; marked are {', '.join(sorted(marked))}, and looked for"
            f" {', '.join(sorted(known))}; say which is which with --map GOLD=OURS"
        )


def check_apart(data: Path, config: Path | None, *outputs: Path | None) -> None:
    """Checks that nothing is written in the place of what is read, or of another output.

    Args:
        data: a file, or a directory in which files of some endings are read.
        config: the configuration that is read.
        outputs: files that will be written.
    """
    from anonymize.evaluation.formats.recognition import DATA_SUFFIXES

    taken = {path.resolve() for path in (*_read(data), *([] if config is None else [config]))}
    directory = data.resolve() if data.is_dir() else None
    for place in (path.resolve() for path in outputs if path is not None):
        name = spell_file_name(str(place))
        if place in taken:
            raise UsageError(
                f"{name} is named twice, or read with what is named; --data, --config, --html and"
                " --calibrate must differ"
            )
        if directory is not None and place.is_relative_to(directory) and _is_of(place, DATA_SUFFIXES):
            raise UsageError(
                f"{name} is in the directory of --data, and with such an ending is read as data; write"
                " somewhere else"
            )
        taken.add(place)


def _read(data: Path) -> Iterator[Path]:
    """A file, and what may belong to it: an annotation to its text, and the other way round."""
    yield data
    if _is_of(data, (".txt", ".ann")):
        yield from (data.with_suffix(ending) for ending in (".txt", ".ann", ".TXT", ".ANN"))


def _is_of(path: Path, suffixes: tuple[str, ...]) -> bool:
    return path.suffix.lower() in suffixes


def check_calibration(config: Config, path: Path | None, goal: str | None, *, overwrite: bool) -> None:
    """Checks that thresholds can be chosen, and that their file may be written."""
    if path is None:
        if goal is not None:
            raise UsageError("--goal is for --calibrate, which names the file to write")
        return
    if any(not isinstance(item, str) and (item.threshold or item.thresholds) for item in config.detectors):
        raise UsageError(
            "--calibrate finds thresholds that hold for all detectors, and in the configuration single ones"
            " have their own; leave those out"
        )
    if (denied := sum(map(len, config.deny.values()))) > _MOST_DENIED:
        raise UsageError(
            f"--calibrate writes what is denied beside the thresholds, and {denied:,} values are more than"
            f" the {_MOST_DENIED:,} that fit; leave them out, and put the thresholds into your configuration"
        )
    if path.exists() and not overwrite:
        raise UsageError(
            f"{spell_file_name(str(path))} exists; name another --calibrate, or allow it to be written over"
            " with --overwrite"
        )
