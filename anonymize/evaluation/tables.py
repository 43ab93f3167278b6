"""Measures as text, for a terminal: a table of the labels, and one of what holds over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anonymize.evaluation.measures import Estimates, Measures
from anonymize.evaluation.resampling import Estimate

OF_LABELS = {
    "prec.": "precision",
    "recall": "recall",
    "F1": "f1",
    "o.prec.": "overlap_precision",
    "o.recall": "overlap_recall",
    "o.F1": "overlap_f1",
    "covered": "covered",
    "leaked": "leak_rate",
}
"""Columns of the table of labels, with their measures."""
OF_ALL = {
    "precision": "exact: bounds and label are right",
    "recall": "",
    "f1": "",
    "macro_f1": "mean of the labels",
    "overlap_precision": "overlap: some of it was found, under any label",
    "overlap_recall": "",
    "overlap_f1": "",
    "character_precision": "removed under scored labels and marked",
    "covered": "marked spans with no character left",
    "leak_rate": "marked characters that are left",
    "documents_protected": "documents with no marked character left",
    "persons_protected": "people with no character of a name left",
    "over_redaction": "characters of texts removed unmarked",
    "over_redaction_of_removed": "removed characters that are unmarked",
}
OF_IDENTIFIERS = {
    "direct_recall": "direct identifiers masked in all their places",
    "quasi_recall": "quasi identifiers masked in all their places",
    "direct_recall_looked_for": "those of labels that are looked for",
    "quasi_recall_looked_for": "likewise",
    "token_precision": "masked words that had to be, each of the same weight",
}
"""Measures with what is to be said of them, in the order in which they are shown."""


def as_text(measures: Measures) -> str:
    """Gives the measures as aligned text of at most 100 columns, without a line end behind the last line."""
    everything = {**measures.overall, "macro_f1": measures.macro_f1}
    blocks = [_labels(measures), _shares("over all labels", OF_ALL, everything)]
    if measures.tab is not None:
        blocks.append(_shares("identifiers (TAB)", OF_IDENTIFIERS, measures.tab))
    return "\n\n".join(blocks)


def lines_of(measures: Measures) -> Iterator[tuple[str, Mapping[str, int], Estimates]]:
    """Gives name, counts and measures of each line of the table of labels.

    What is shown as found is what precision is of, `judged`: the rest lies on what is not scored.
    """
    for label, found in measures.labels.items():
        yield label, measures.counts[label], found
    yield "all", measures.total, measures.overall


def _labels(measures: Measures) -> str:
    from finetune.tables import columns

    rows = [
        (name, counts["gold"], counts["judged"], *(shown(found[column]) for column in OF_LABELS.values()))
        for name, counts, found in lines_of(measures)
    ]
    return columns(("label", "marked", "found", *OF_LABELS), rows)


def _shares(title: str, told: Mapping[str, str], found: Mapping[str, Estimate]) -> str:
    listed = {name: text for name, text in told.items() if found[name].value is not None}
    width = max(map(len, [title, *listed]))
    lines = [f"{title:{width}}  value  95% interval"]
    for name, text in listed.items():
        one = found[name]
        interval = f"{_share(one.low)} - {_share(one.high)}" if one.low is not None else "      -      "
        lines.append(f"{name:{width}}  {shown(one)}  {interval}  {text}".rstrip())
    return "\n".join(lines)


def shown(found: Estimate) -> str:
    """Gives a share in three decimals, and a dash where there is none."""
    return "-" if found.value is None else _share(found.value)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
