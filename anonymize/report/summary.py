"""The summary: what a job did, in numbers. It holds no text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from anonymize.errors import EXIT_INCOMPLETE, EXIT_OK

STATUSES = ("redacted", "withheld", "failed")
PASSED_THROUGH_KEPT = 1_000
"""Paths of fields kept at most; records used as maps could have any number of them."""


@dataclass(slots=True)
class Summary:
    """What a job did.

    Attributes:
        files: how many are read.
        documents: documents by status. A record or a file that could not be read counts as one that failed,
            a file that is not read as one withheld.
        labels: spans by label.
        kept: those of them that stand in the output as they were, for their operator gave them back.
        reasons: what is not in the output, by reason; as many as `withheld` and `failed` together.
        skipped: files that are not read, for whatever reason.
        collisions: values that got another replacement than the one drawn first, because that one stood for
            another value already.
        leaks: what was let through though it may be a leak; see `Redaction.leaks`.
        named_paths: inputs in whose path there is what looks like a name or the like.
        field_names: names of fields in the output that are not searched yet.
        field_labels: what looks like a name or the like in names of fields that were, by label.
        named_fields: the names that it is in.
        passed_through: paths of fields that went to the output as they were.
        in_passed_through: records in which such a field holds a value that was removed from another one.
        taken_out: what nobody could search, and so is not in the output, by kind; see `Record`.
        seconds: how long it took.
    """

    files: int = 0
    documents: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    skipped: int = 0
    collisions: int = 0
    leaks: int = 0
    named_paths: int = 0
    field_names: set[str] = field(default_factory=set)
    field_labels: Counter[str] = field(default_factory=Counter)
    named_fields: set[str] = field(default_factory=set)
    passed_through: set[str] = field(default_factory=set)
    in_passed_through: int = 0
    taken_out: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def lost(self) -> int:
        """How much of what was read is not in the output."""
        return self.reasons.total()

    @property
    def complete(self) -> bool:
        """Whether everything that was read is in the output."""
        return not self.lost

    @property
    def exit_code(self) -> int:
        """Exit status of the job."""
        return EXIT_OK if self.complete else EXIT_INCOMPLETE

    def count(self, status: str, reason: str | None = None) -> None:
        """Counts a document, with the reason where it is not in the output."""
        self.documents[status] += 1
        if reason is not None:
            self.reasons[reason] += 1

    def pass_through(self, paths: Iterable[str]) -> None:
        """Takes down fields that were not looked at."""
        if len(self.passed_through) < PASSED_THROUGH_KEPT:
            self.passed_through.update(paths)

    def name_field(self, name: str) -> None:
        """Takes down a name of a field that looks like a person's or the like."""
        if len(self.named_fields) < PASSED_THROUGH_KEPT:
            self.named_fields.add(name)

    def add(self, part: Summary) -> None:
        """Adds what became of a file."""
        self.documents += part.documents
        self.labels += part.labels
        self.kept += part.kept
        self.reasons += part.reasons
        self.collisions += part.collisions
        self.leaks += part.leaks
        self.field_labels += part.field_labels
        for name in sorted(part.named_fields):
            self.name_field(name)
        self.pass_through(part.passed_through)
        self.in_passed_through += part.in_passed_through
        self.taken_out += part.taken_out

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "schema_version": 1,
            "files": self.files,
            "documents": {status: self.documents[status] for status in STATUSES},
            "labels": dict(sorted(self.labels.items())),
            "kept": dict(sorted(self.kept.items())),
            "reasons": dict(sorted(self.reasons.items())),
            "skipped": self.skipped,
            "collisions": self.collisions,
            "leaks": self.leaks,
            "named_paths": self.named_paths,
            "field_labels": dict(sorted(self.field_labels.items())),
            "named_fields": sorted(self.named_fields),
            "passed_through": sorted(self.passed_through),
            "in_passed_through": self.in_passed_through,
            "taken_out": dict(sorted(self.taken_out.items())),
            "seconds": round(self.seconds, 3),
            "complete": self.complete,
        }
