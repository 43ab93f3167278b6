"""What a manifest says of a whole job, in numbers: counts, scores, what is not in the output and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from anonymize.operators.presidio import KEEP
from anonymize.report.reading import Entry, ManifestFile
from anonymize.report.summary import PASSED_THROUGH_KEPT, STATUSES

BINS = 10
"""Of the histogram of scores; each is a tenth wide, and the last one takes a score of 1."""
IDS_KEPT = 1_000
"""Ids of each reason that are named at most."""
LEAKS = {"value": "removed in another place", "detectors": "found in the output"}
"""What the checks of leaks saw."""
KNOWN = " (only known values were replaced)"
"""Said of fields that were not chosen, where fields are known (`known_fields`)."""
IN_PASSED_THROUGH = (
    "record(s) with a removed value, or part of a name, in an unsearched field, or in the name of one"
)
"""Said of `Statistics.in_passed_through`, behind the number."""
NAMED_PATHS = "input(s) with what looks like personal data in its name, which the output keeps"
"""Said of `Statistics.named_paths`, behind the number."""
NAMED_FIELDS = "time(s) what looks like personal data in names of fields, which the output keeps"
"""Said of `Statistics.field_labels`, behind the number, and before the names."""
UNFINISHED = "unfinished"
"""Status of documents whose file was not written to its end, because the job was stopped."""


@dataclass(slots=True)
class Lost:
    """What is not in the output for one reason: how much, and the ids of the first."""

    status: str
    count: int = 0
    ids: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Counts one more."""
        self.count += 1
        if len(self.ids) < IDS_KEPT:
            self.ids.append(name)


@dataclass(slots=True)
class Leaked:
    """Possible leaks in the output, of one label and seen by one check: how many, and in which documents."""

    count: int = 0
    ids: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Counts one more; leaks of a document come one behind the other."""
        self.count += 1
        if len(self.ids) < IDS_KEPT and self.ids[-1:] != [name]:
            self.ids.append(name)


@dataclass(slots=True)
class Seen:
    """Characters that a detector saw, and those that there were."""

    seen: int = 0
    characters: int = 0

    @property
    def share(self) -> float:
        """Of the characters, 0 to 1."""
        return self.seen / self.characters if self.characters else 1.0


@dataclass(slots=True)
class Statistics:
    """Numbers of a job.

    Attributes:
        version: of the program that ran it.
        files: files by status.
        documents: documents by status, as the job's own summary counts them: what could not be read is one
            that failed, a file that is not read one that is withheld.
        labels: spans of redacted documents by label.
        kept: those that stand in the output as they were, by label: their operator gave them back.
        sources: the same by what found them.
        operators: the same by what replaced them.
        scores: the same by score, in `BINS` bins.
        leaks: what is in the output though it may be a leak, by label and check; see `Leak`.
        lost: what is not in the output, by reason.
        coverage: by detector, where the manifest tells it; of the text that was chosen to be searched.
        passed_through: paths of fields that were not chosen, and of numbers, that went to the output.
        in_passed_through: records in which such a field holds what was removed from another one.
        named_paths: files in whose path there is what looks like a name or the like.
        field_labels: what looks like that in names of fields, by label; each name counts once a file.
        named_fields: the names that it is in.
        known: in fields that were not chosen, values were looked for that others of their records say
            (`known_fields`).
        taken_out: what nobody could search, and so is not in the output, by kind.
        torn: the manifest ends in a line that was not finished.
        unreached: files that the job was to read or to skip, and was stopped before.
    """

    version: str = ""
    files: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    operators: Counter[str] = field(default_factory=Counter)
    scores: list[int] = field(default_factory=lambda: [0] * BINS)
    leaks: dict[tuple[str, str], Leaked] = field(default_factory=dict)
    lost: dict[str, Lost] = field(default_factory=dict)
    coverage: dict[str, Seen] = field(default_factory=dict)
    passed_through: set[str] = field(default_factory=set)
    in_passed_through: int = 0
    named_paths: int = 0
    field_labels: Counter[str] = field(default_factory=Counter)
    named_fields: set[str] = field(default_factory=set)
    known: bool = False
    taken_out: Counter[str] = field(default_factory=Counter)
    torn: bool = False
    unreached: int = 0

    @property
    def spans(self) -> int:
        """How many were found."""
        return self.labels.total()

    @property
    def warnings(self) -> list[str]:
        """What else is in the output that perhaps should not be there, a line each."""
        named = f"{NAMED_FIELDS}: {', '.join(sorted(self.named_fields))}"
        told = (
            (self.in_passed_through, IN_PASSED_THROUGH),
            (self.named_paths, NAMED_PATHS),
            (self.field_labels.total(), named),
        )
        return [f"{count:,} {what}" for count, what in told if count]

    @property
    def leaked(self) -> int:
        """How many possible leaks are in the output."""
        return sum(leaked.count for leaked in self.leaks.values())

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "schema_version": 1,
            "anon": self.version,
            "files": dict(sorted(self.files.items())),
            "documents": {status: self.documents[status] for status in (*STATUSES, UNFINISHED)},
            "labels": dict(sorted(self.labels.items())),
            "kept": dict(sorted(self.kept.items())),
            "sources": dict(sorted(self.sources.items())),
            "operators": dict(sorted(self.operators.items())),
            "scores": self.scores,
            "leaks": [
                {"label": label, "check": check, "count": leaked.count, "ids": leaked.ids}
                for (label, check), leaked in sorted(self.leaks.items())
            ],
            "reasons": {
                reason: {"status": lost.status, "count": lost.count, "ids": lost.ids}
                for reason, lost in sorted(self.lost.items())
            },
            "coverage": {
                detector: {"seen": seen.seen, "characters": seen.characters, "share": round(seen.share, 6)}
                for detector, seen in sorted(self.coverage.items())
            },
            "passed_through": sorted(self.passed_through),
            "in_passed_through": self.in_passed_through,
            "named_paths": self.named_paths,
            "field_labels": dict(sorted(self.field_labels.items())),
            "named_fields": sorted(self.named_fields),
            "taken_out": dict(sorted(self.taken_out.items())),
            "torn": self.torn,
            "unreached": self.unreached,
        }


def collect(manifest: ManifestFile) -> Statistics:
    """Counts what a manifest holds.

    Raises:
        UsageError: it is damaged.
    """
    found = Statistics(
        version=str(manifest.job.get("anon", "")),
        known=_has_known_fields(manifest),
        torn=manifest.torn,
        unreached=_unreached(manifest),
    )
    for name, file in manifest.files.items():
        found.files[file.status] += 1
        if file.reason is not None:
            _lose(found, name, file.status, file.reason)
        if len(found.passed_through) < PASSED_THROUGH_KEPT:
            found.passed_through.update(file.passed_through)
        found.in_passed_through += file.in_passed_through
        found.named_paths += bool(file.path_labels)
        found.field_labels.update(file.field_labels)
        if len(found.named_fields) < PASSED_THROUGH_KEPT:
            found.named_fields.update(file.named_fields)
        found.taken_out.update(file.taken_out)
    for entry in manifest.entries():
        if manifest.in_no_output(entry):
            continue  # as its file is, which was counted
        if manifest.unfinished(entry):
            found.documents[UNFINISHED] += 1
            continue
        if entry.status == "redacted":
            found.documents["redacted"] += 1
            _count_spans(found, entry)
            for leak in entry.leaks:
                found.leaks.setdefault((leak.label, leak.check), Leaked()).add(entry.id)
        else:
            _lose(found, entry.id, entry.status, entry.reason or "unknown")
        _count_coverage(found.coverage, entry.given)
    return found


def _has_known_fields(manifest: ManifestFile) -> bool:
    match manifest.job:
        case {"reading": {"known_fields": dict(fields)}}:
            return bool(fields)
    return False


def _unreached(manifest: ManifestFile) -> int:
    match manifest.job:
        case {"files": int(files)}:
            return max(0, files - len(manifest.files))
    return 0


def _lose(found: Statistics, name: str, status: str, reason: str) -> None:
    found.documents[status] += 1
    found.lost.setdefault(reason, Lost(status)).add(name)


def _count_spans(found: Statistics, entry: Entry) -> None:
    for span in entry.spans:
        found.labels[span.label] += 1
        found.sources[span.source] += 1
        if span.kept or span.operator == KEEP.name:  # older manifests do not say the first
            found.kept[span.label] += 1
        if span.operator is not None:
            found.operators[span.operator] += 1
        found.scores[max(0, min(BINS - 1, int(span.score * BINS)))] += 1


def _count_coverage(coverage: dict[str, Seen], given: Mapping[str, Any]) -> None:
    match given:
        case {"characters": int(characters), "coverage": dict(by_detector)}:
            for detector, stretches in by_detector.items():
                seen = coverage.setdefault(str(detector), Seen())
                seen.characters += characters
                seen.seen += sum(_length(stretch) for stretch in stretches or ())


def _length(stretch: object) -> int:
    match stretch:
        case [int(start), int(end)]:
            return max(0, end - start)
    return 0
