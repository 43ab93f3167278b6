"""The redactor: a finder and operators; texts in, redacted texts out.

It does no input or output, can be pickled, and fails closed: a text that some detector did not see whole, or
in which some span could not be replaced, comes back without a redacted text and with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from anonymize.allow import Allow
from anonymize.config import Config
from anonymize.detectors.base import Detector
from anonymize.detectors.choice import choose_detectors
from anonymize.finder import Finder
from anonymize.findings import KNOWN_FIELD, RecordFindings, Texts
from anonymize.keys import Key, load_key
from anonymize.leaks import Leak, find_leaks
from anonymize.mentions.second_mentions import PROPAGATED
from anonymize.operators import OperatorSet
from anonymize.operators.base import Context, Ledger, Mention
from anonymize.policy import CAREFUL, Policy
from anonymize.redaction import (
    RecordRedaction,
    Redaction,
    no_text,
    verdict,
    with_failure,
    with_leaks,
    with_replacements,
)
from anonymize.text import View


class Redactor:
    """Redacts texts.

    Args:
        detectors: each sees every text.
        operators: what replaces the spans, by label.
        known_labels: labels of what records say themselves; see `Texts.known`.
        allow: values that stay.
        policy: how careful it is.

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
        policy: Policy = CAREFUL,
    ) -> None:
        self.operators = operators
        self.policy = policy
        self._exposed = frozenset(filter(operators.exposes, operators.labels))
        self._kept = frozenset(filter(operators.keeps, operators.labels))
        self.finder = Finder(
            detectors,
            known_labels=known_labels,
            exposed=self._exposed,
            kept=self._kept,
            allow=allow,
            policy=policy,
        )

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """What sees every text."""
        return self.finder.detectors

    @property
    def labels(self) -> frozenset[str]:
        """The labels, canonical, that may be found."""
        return self.finder.labels

    @property
    def unfamiliar(self) -> tuple[str, ...]:
        """The words that a GLiNER is asked with and was not trained on: it may miss many of them."""
        return tuple(word for words in self.unfamiliar_by_model.values() for word in words)

    @property
    def unfamiliar_by_model(self) -> dict[str, tuple[str, ...]]:
        """See `unfamiliar`; under the name of each model that has some."""
        words: dict[str, tuple[str, ...]] = {}
        for facts in (detector.describe() for detector in self.detectors):
            if own := cast("list[str]", facts.get("unfamiliar", [])):
                model = cast("str", facts["model"])
                words[model] = (*words.get(model, ()), *own)
        return words

    @property
    def kept(self) -> frozenset[str]:
        """The labels whose operator leaves values as they are."""
        return self._kept

    @classmethod
    def from_config(
        cls,
        config: Config | None = None,
        *,
        labels: str | Iterable[str] | None = None,
        key: Key | None = None,
    ) -> Redactor:
        """Builds the detectors and operators that a configuration names.

        What it says of records (`known_fields`, `subject_field`) is for jobs: texts alone have no fields.

        Args:
            config: as `load_config` gives it; None for the defaults.
            labels: what to look for, in the user's words, as a list or with commas between them; overrides
                the configuration. None for its labels, or all where it has none.
            key: the secret behind all that is keyed; None takes it from the `key_file` of the configuration,
                or draws a fresh one where none is named.

        Raises:
            UsageError: an unknown label, model or operator, a parameter that does not suit it, or a key file
                that cannot be read.
            TypeError: a configuration that is no `Config`, or a key that is no `Key`.
        """
        settings = Config() if config is None else config
        if not isinstance(settings, Config):
            raise TypeError(
                f"config is a Config, as load_config(path) gives it, not a {type(config).__name__}"
            )
        if key is not None and not isinstance(key, Key):
            raise TypeError(f"key is a Key, as load_key(path) gives it, not a {type(key).__name__}")
        if labels is not None:
            chosen = labels.split(",") if isinstance(labels, str) else labels
            settings = replace(settings, labels=tuple(chosen))
        if key is None and settings.key_file is not None:
            key = load_key(Path(settings.key_file))
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
        return cls(detectors, operators, known_labels=known, allow=allow, policy=settings.policy)

    def describe(self) -> dict[str, object]:
        """Tells what decides the results, for the manifest."""
        return {
            **self.finder.describe(),
            "operators": {label: self.operators.name(label) for label in sorted(self.labels)},
        }

    def redact(self, text: str) -> Redaction:
        """Redacts one text, a record of its own; its result is as `redact_all` gives it."""
        return self.redact_all([text])[0]

    def redact_all(self, texts: Iterable[str]) -> list[Redaction]:
        """Redacts texts, each of them a record of its own.

        Args:
            texts: a list, a column of a data frame, or the like.

        Returns:
            One result a text, in order. Nothing that goes wrong with a text raises: it is in its result. What
            is no str, as None in a column, has the status `failed` and the reason `not_text`.

        Raises:
            TypeError: a single text was given, whose letters would be taken for texts.
        """
        return _each(texts, lambda records: [done.results[0] for done in self.redact_records(records)])

    def detect_all(self, texts: Iterable[str]) -> list[Redaction]:
        """Finds spans, replaces nothing: results have spans and a status, and neither text nor edits.

        Otherwise as `redact_all`.
        """
        return _each(texts, lambda records: [verdict(found) for (found,) in self.finder.find(records)])

    def redact_records(
        self, records: Sequence[Texts], *, ledger: Ledger | None = None
    ) -> list[RecordRedaction]:
        """Redacts the texts of records; see `redact_all`.

        Args:
            records: whose texts share numbers, surrogates and the shift of dates.
            ledger: remembers what stands for what over all records; None for each record by itself.

        Returns:
            One result a record, in order; verified where the policy says so.
        """
        done = [
            self.replace(record, found, ledger=ledger)
            for record, found in zip(records, self.finder.find(records), strict=True)
        ]
        if self.policy.verify == "none":
            return done
        again = self.finder.find([record.outputs for record in done])
        withhold = self.policy.verify == "strict"
        return [record.verified(found, withhold=withhold) for record, found in zip(done, again, strict=True)]

    def replace(
        self, record: Texts, found: RecordFindings, *, ledger: Ledger | None = None
    ) -> RecordRedaction:
        """Replaces what was found in a record, and looks for what was removed in what is left.

        A text that was not seen whole comes back as a verdict; so does one with a leak, unless the policy
        says that leaks are only reported.
        """
        mentions = [
            Mention(span.label, text[span.start : span.end])
            for text, findings in zip(record.texts, found, strict=True)
            if findings.status == "seen"
            for span in findings.spans
        ]
        try:
            replaced = self.operators.replace_all(mentions, Context(record.texts, record.subject, ledger))
            replacements = iter(replaced.texts)
            results = [
                with_replacements(text, one, replacements) if one.status == "seen" else verdict(one)
                for text, one in zip(record.texts, found, strict=True)
            ]
            leaks = self._leaks(record, results)
        except Exception as error:  # noqa: BLE001 - an operator may be anybody's code
            return RecordRedaction(tuple(with_failure(findings, error) for findings in found))
        checked = (
            with_leaks(result, leaks, withhold=self.policy.on_leak == "withhold")
            for result, leaks in zip(results, leaks, strict=True)
        )
        return RecordRedaction(tuple(checked), replaced.collisions)

    def _leaks(self, record: Texts, results: Sequence[Redaction]) -> list[list[Leak]]:
        """What was removed from a record and stands in its outputs all the same.

        What was found by its value is passed over: it may be a part, which is a word of its own elsewhere.
        So is what its operator left as it was on purpose.
        """
        removed = set(record.known)
        left: set[tuple[str, str]] = set()
        for text, result in zip(record.texts, results, strict=True):
            for span, edit in zip(result.spans, result.edits, strict=False):  # a withheld text has no edits
                value = text[span.start : span.end]
                if span.label in self._exposed and edit.replacement == value:
                    left.add((span.label, value))
                elif span.source not in {PROPAGATED, KNOWN_FIELD}:
                    removed.update((span.label, view.text) for view in View.readings(value))
        removed = {one for one in removed - left if one[0] not in self._kept}
        return find_leaks([result.output for result in results], removed)


def _each(texts: Iterable[str], work: Callable[[list[Texts]], list[Redaction]]) -> list[Redaction]:
    """Works on texts as records of one text each; what is no text has its result without that."""
    if isinstance(texts, str | bytes | Mapping):
        kind = type(texts).__name__
        raise TypeError(f"this takes a list of texts, not a {kind}; give [text], or use redact for one text")
    given = list(texts)
    done = iter(work([Texts((text,)) for text in given if isinstance(text, str)]))
    return [next(done) if isinstance(text, str) else no_text(text) for text in given]
