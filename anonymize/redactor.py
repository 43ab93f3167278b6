"""The redactor: a finder and operators; texts in, redacted texts out.

It does no input or output, can be pickled, and fails closed: a text that some detector did not see whole, or
in which some span could not be replaced, comes back without a redacted text and with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from anonymize.allow import Allow
from anonymize.config import Config
from anonymize.detectors.base import Detector
from anonymize.detectors.choice import choose_detectors
from anonymize.documents.base import Edit, spliced
from anonymize.errors import DocumentError
from anonymize.finder import Finder, Findings, RecordFindings, Texts
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.operators.base import Context, Ledger, Mention
from anonymize.spans import Span

Status = Literal["redacted", "withheld", "failed"]


@dataclass(frozen=True, slots=True)
class Redaction:
    """What became of one text.

    Attributes:
        status: `redacted`, `withheld` (it was not seen whole) or `failed` (it could not be processed).
        text: the redacted text; None unless the status is `redacted`.
        spans: what was found, sorted, without overlaps.
        edits: the replacement of each span, in the order of `spans`; empty unless the status is `redacted`.
        reason: a stable code such as `not_covered`; None when the status is `redacted`.
        detail: the reason in words, without any of the text.
    """

    status: Status
    text: str | None
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...] = ()
    reason: str | None = None
    detail: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many spans there are of each label."""
        return dict(sorted(Counter(span.label for span in self.spans).items()))


@dataclass(frozen=True, slots=True)
class RecordRedaction:
    """What became of the texts of one record.

    Attributes:
        results: one a text, in order.
        collisions: see `Replacements`.
    """

    results: tuple[Redaction, ...]
    collisions: int = 0


class Redactor:
    """Redacts texts.

    Args:
        detectors: each sees every text.
        operators: what replaces the spans, by label.
        known_labels: labels of what records say themselves; see `Texts.known`.
        allow: values that stay.

    Raises:
        ValueError: there is no detector, so that every text would come back as it is.
    """

    def __init__(
        self,
        detectors: Sequence[Detector],
        operators: OperatorSet,
        *,
        known_labels: Iterable[str] = (),
        allow: Allow | None = None,
    ) -> None:
        self.operators = operators
        exposed = frozenset(label for label in operators.labels if operators.exposes(label))
        self.finder = Finder(detectors, known_labels=known_labels, exposed=exposed, allow=allow)

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """What sees every text."""
        return self.finder.detectors

    @property
    def labels(self) -> frozenset[str]:
        """The labels, canonical, that may be found."""
        return self.finder.labels

    @classmethod
    def from_config(
        cls, config: Config | None = None, *, labels: Sequence[str] | None = None, key: Key | None = None
    ) -> Redactor:
        """Builds the detectors and operators that a configuration names.

        Args:
            config: as `load_config` gives it; None for the defaults.
            labels: what to look for, in the user's words; overrides the configuration. None for all labels.
            key: the secret behind all that is keyed; None draws a fresh one.

        Raises:
            UsageError: an unknown label, model or operator, or a parameter that does not suit it.
        """
        settings = config or Config()
        if labels is not None:
            settings = replace(settings, labels=tuple(labels))
        detectors = choose_detectors(settings)
        known = frozenset(settings.known_fields.values())
        found = known.union(*(detector.labels for detector in detectors))
        operators = OperatorSet.build(
            settings.operators,
            labels=found,
            key=key or Key.random(),
            allow_custom=settings.allow_custom,
        )
        allow = Allow(settings.allow.values, settings.allow.patterns) if settings.allow else None
        return cls(detectors, operators, known_labels=known, allow=allow)

    def describe(self) -> dict[str, object]:
        """Tells what decides the results, for the manifest."""
        return {
            **self.finder.describe(),
            "operators": {label: self.operators.name(label) for label in sorted(self.labels)},
        }

    def redact(self, text: str) -> Redaction:
        """Redacts one text; see `redact_all`."""
        return self.redact_all([text])[0]

    def redact_all(self, texts: Sequence[str]) -> list[Redaction]:
        """Redacts texts, each of them a record of its own.

        Returns:
            One result a text, in order. Nothing that goes wrong with a text raises: it is in its result.
        """
        return [done.results[0] for done in self.redact_records([Texts((text,)) for text in texts])]

    def detect_all(self, texts: Sequence[str]) -> list[Redaction]:
        """Finds spans, replaces nothing: results have spans and a status, and neither text nor edits."""
        return [verdict(found) for (found,) in self.finder.find([Texts((text,)) for text in texts])]

    def redact_records(
        self, records: Sequence[Texts], *, ledger: Ledger | None = None
    ) -> list[RecordRedaction]:
        """Redacts the texts of records; see `redact_all`.

        Args:
            records: whose texts share numbers, surrogates and the shift of dates.
            ledger: remembers what stands for what over all records; None for each record by itself.
        """
        return [
            self.replace(record, found, ledger=ledger)
            for record, found in zip(records, self.finder.find(records), strict=True)
        ]

    def replace(
        self, record: Texts, found: RecordFindings, *, ledger: Ledger | None = None
    ) -> RecordRedaction:
        """Replaces what was found in a record; a text that was not seen whole comes back as a verdict."""
        mentions = [
            Mention(span.label, text[span.start : span.end])
            for text, findings in zip(record.texts, found, strict=True)
            if findings.status == "seen"
            for span in findings.spans
        ]
        try:
            replaced = self.operators.replace_all(mentions, Context(record.texts, record.subject, ledger))
            replacements = iter(replaced.texts)
            results = tuple(
                _redacted(text, findings.spans, replacements)
                if findings.status == "seen"
                else verdict(findings)
                for text, findings in zip(record.texts, found, strict=True)
            )
        except Exception as error:  # noqa: BLE001 - an operator may be anybody's code
            return RecordRedaction(tuple(_with_failure(findings, error) for findings in found))
        return RecordRedaction(results, replaced.collisions)


def verdict(found: Findings) -> Redaction:
    """Gives what was found without replacing it: the result has spans and a status, and no text."""
    status: Status = "redacted" if found.status == "seen" else found.status
    return Redaction(status, None, found.spans, reason=found.reason, detail=found.detail)


def _with_failure(found: Findings, error: Exception) -> Redaction:
    if found.status != "seen":
        return verdict(found)
    if isinstance(error, DocumentError):
        return Redaction("failed", None, found.spans, reason=error.reason, detail=str(error))
    # The type only: a library's message may quote the text.
    detail = f"{type(error).__name__} was raised"
    return Redaction("failed", None, found.spans, reason="operator_failed", detail=detail)


def _redacted(text: str, spans: tuple[Span, ...], replacements: Iterable[str]) -> Redaction:
    edits = tuple(
        Edit(span.start, span.end, replacement)
        for span, replacement in zip(spans, replacements, strict=False)
    )
    return Redaction("redacted", spliced(text, edits), spans, edits)
