"""Sums over documents, and over samples of them: how far would the numbers be others on other documents?

The bootstrap of Efron (1979): a sample is as many documents as there are, drawn with replacement. Whole
documents are drawn, all of one text as one, because mistakes in one document go together.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
"""Share of samples whose value lies in an interval."""
_CELLS = 4_000_000
"""Draws that are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share, and between which bounds 95% of the samples have theirs.

    Attributes:
        value: 0 to 1; None where there is nothing that it is a share of.
        low: lower bound; None where there is no value, or there are fewer than two documents or no samples.
        high: upper bound, likewise.
    """

    value: float | None
    low: float | None
    high: float | None

    def as_dict(self) -> dict[str, float | None]:
        """The numbers as plain values."""
        return asdict(self)


def sums(counts: Floats, *, resamples: int, seed: int) -> Floats:
    """Adds counts up, over all documents and over samples of them.

    Args:
        counts: shape (documents, columns).
        resamples: how many samples to draw.
        seed: of the draws.

    Returns:
        Shape (1 + samples, columns): over all documents first. No samples of fewer than two documents.
    """
    documents = len(counts)
    parts = [counts.sum(axis=0, keepdims=True)]
    generator = np.random.default_rng(seed)
    step = max(1, _CELLS // max(1, documents))
    for first in range(0, resamples if documents > 1 else 0, step):
        rows = min(step, resamples - first)
        drawn = generator.integers(0, documents, (rows, documents)) + documents * np.arange(rows)[:, None]
        times = np.bincount(drawn.ravel(), minlength=rows * documents).reshape(rows, documents)
        parts.append(times.astype(np.float64) @ counts)
    return np.concatenate(parts)


def share(part: Floats, whole: Floats) -> Floats:
    """Divides, and gives no number where there is nothing to divide by."""
    shares: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return shares


def estimate(values: Floats, documents: int = 0) -> Estimate:
    """Reads a share and its interval (percentiles) from its value on all documents and on each sample.

    Where it is 0 or 1 in all documents, it is so in all samples, too: there the interval is that of Clopper
    and Pearson (1934) for as many of as many documents.

    Args:
        values: shape (1 + samples,).
        documents: that have the share; 0 for percentiles in any case.
    """
    if np.isnan(values[0]):
        return Estimate(None, None, None)
    samples = values[1:][~np.isnan(values[1:])]
    if not len(samples):
        return Estimate(float(values[0]), None, None)
    tail = (1 - CONFIDENCE) / 2
    if documents and values[0] in (0, 1) and np.all(samples == values[0]):
        least = float(tail ** (1 / documents))
        return Estimate(1.0, least, 1.0) if values[0] else Estimate(0.0, 0.0, 1 - least)
    low, high = np.quantile(samples, (tail, 1 - tail))
    return Estimate(float(values[0]), float(low), float(high))
