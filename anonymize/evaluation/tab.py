"""The measures of the Text Anonymization Benchmark: is what identifies somebody masked in every place?

Pilán et al., "The Text Anonymization Benchmark (TAB)" (Computational Linguistics, 2022), and its published
code where the paper leaves something open. An entity is masked when all its mentions that have to be are;
titles, words such as `the` and punctuation do not count. Precision is over tokens. The paper weighs each by
how badly a language model guesses it; here all weigh the same, as under the `uniform` of its code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple

import numpy as np
import regex

from anonymize.evaluation.counting import Count, Marks
from anonymize.evaluation.labelled import Labelled, LabelledSpan, Marked

_WORDS = (
    "mr mrs ms and or from until to about after as at before between by during for in into of on over since"
    " with the a an no nr"
)
_IGNORED = regex.compile(
    rf"\b(?:{'|'.join(_WORDS.split())}|['\u2019]s)\b|[\s,.\-;:/&()\[\]'\"\u2013\u2019\u201c\u201d]",
    regex.IGNORECASE,
)
"""What tells nothing by itself: whether it is marked and masked differs from mention to mention."""
_TOKEN = regex.compile(r"\w+")


class TabTally(NamedTuple, Generic[Count]):
    """Counts of one document.

    Attributes:
        direct: entities that identify somebody by themselves.
        direct_masked: those of them with all their mentions masked.
        quasi: entities that do so together with others.
        quasi_masked: those of them with all their mentions masked.
        known_direct: like `direct`, of the labels that are looked for.
        known_direct_masked: like `direct_masked`.
        known_quasi: like `quasi`.
        known_quasi_masked: like `quasi_masked`.
        tokens: masked words.
        tokens_right: those of them that lie in a mention that has to be masked.
    """

    direct: Count
    direct_masked: Count
    quasi: Count
    quasi_masked: Count
    known_direct: Count
    known_direct_masked: Count
    known_quasi: Count
    known_quasi_masked: Count
    tokens: Count
    tokens_right: Count


NO_IDENTIFIERS = TabTally(*(0,) * len(TabTally._fields))


def tally_tab(document: Labelled, found: Iterable[Marked], labels: Iterable[str]) -> TabTally[int]:
    """Counts identifiers.

    Args:
        document: with identifiers marked; of any label.
        found: what was found in it.
        labels: that are looked for.
    """
    hidden = Marks.of(found, len(document.text))
    visible = np.ones(len(document.text), dtype=np.bool_)
    for span in document.spans:
        for match in _IGNORED.finditer(document.text[span.start : span.end]):
            visible[span.start + match.start() : span.start + match.end()] = False
    left = Marks(visible & ~hidden.at)
    known = frozenset(labels)
    counts = dict.fromkeys(TabTally._fields, 0)
    for mentions in _entities(document.spans):
        kind = mentions[0].identifier
        masked = not any(map(left.within, mentions))
        names = [f"{kind}"] + ([f"known_{kind}"] if mentions[0].label in known else [])
        for name in names:
            counts[name] += 1
            counts[f"{name}_masked"] += masked
    counts["tokens"], counts["tokens_right"] = _tokens(document, hidden)
    return TabTally(**counts)


def _entities(spans: Iterable[LabelledSpan]) -> list[list[LabelledSpan]]:
    """The mentions of each identifier, in order; one without a name stands for itself."""
    by_entity: dict[object, list[LabelledSpan]] = {}
    for span in spans:
        if span.identifier is not None and span.has_to_be_hidden:
            by_entity.setdefault(span.entity or (span.start, span.end), []).append(span)
    return list(by_entity.values())


def _tokens(document: Labelled, hidden: Marks) -> tuple[int, int]:
    """Masked words, and those of them that are wholly in one mention that has to be masked."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], hidden.at, [False])))).reshape(-1, 2)
    tokens = [match.span() for start, end in edges for match in _TOKEN.finditer(document.text, start, end)]
    # Furthest end of a mention that begins at or before each character.
    reach = np.zeros(len(document.text) + 1, dtype=np.int64)
    for span in document.spans:
        if span.has_to_be_hidden:
            reach[span.start] = max(reach[span.start], span.end)
    np.maximum.accumulate(reach, out=reach)
    return len(tokens), sum(bool(reach[start] >= end) for start, end in tokens)
