"""What is made of what was found: replaced texts with a vault of what stands for what, or numbers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from anonymize.findings import RecordFindings, Texts
from anonymize.jobs.pipeline import Finish
from anonymize.operators import OperatorSet
from anonymize.operators.registry import KEPT_IN_VAULTS
from anonymize.redaction import RecordRedaction, Redaction, verdict
from anonymize.redactor import Redactor
from anonymize.vault import GrowingVault, Replaced


def replacing(redactor: Redactor, vault: GrowingVault | None = None) -> Finish:
    """Replaces what was found; what stands for what is in the vault before any of it is written."""

    def finish(found: Sequence[tuple[Texts, RecordFindings]]) -> list[RecordRedaction]:
        done = [redactor.replace(texts, findings, ledger=vault) for texts, findings in found]
        if vault is not None:
            for (texts, _), record in zip(found, done, strict=True):
                for text, result in zip(texts.texts, record.results, strict=True):
                    if result.text is not None:
                        operators = redactor.operators
                        vault.add(
                            result.text, list(_kept(text, result, operators)), _lost(text, result, operators)
                        )
            vault.sync()
        return done

    return finish


def _kept(text: str, result: Redaction, operators: OperatorSet) -> Iterator[Replaced]:
    """What of a text a vault keeps: what was replaced by operators that it leads back from."""
    for span, edit, (start, end) in zip(result.spans, result.edits, result.output.written(), strict=True):
        if operators.name(span.label) in KEPT_IN_VAULTS:
            yield Replaced(start, end, span.label, text[edit.start : edit.end])


def _lost(text: str, result: Redaction, operators: OperatorSet) -> Counter[str]:
    """Counts what of a text was replaced and is kept in no vault, by operator."""
    return Counter(
        operators.name(span.label)
        for span, kept in zip(result.spans, result.kept(text), strict=True)
        if operators.name(span.label) not in KEPT_IN_VAULTS and not kept
    )


def counting(found: Sequence[tuple[Texts, RecordFindings]]) -> list[RecordRedaction]:
    """Replaces nothing: results have spans and no text."""
    return [RecordRedaction(tuple(map(verdict, findings))) for _, findings in found]
