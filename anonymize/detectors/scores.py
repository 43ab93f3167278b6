"""What a model gives, checked before it is read: scores for all that it was given, and all of them numbers.

Nothing found and nothing computed look alike to what comes behind: a comparison with what is no number is
false, and an array of one row fits in the place of any number of rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from anonymize.errors import DocumentError, ModelError

Floats = NDArray[np.float32]
NOT_FINITE = "scores_not_finite"


def checked(scores: Any, *, least: tuple[int, ...], where: object) -> Floats:  # noqa: ANN401 - anything
    """Gives the scores of one batch back, as they came.

    Args:
        scores: of a model.
        least: how long each axis must be at least; the first one, of what was given together, must fit.
        where: the model, for the message.

    Raises:
        ModelError: they are of another kind or shape.
    """
    if not isinstance(scores, np.ndarray) or scores.dtype.kind != "f":
        raise ModelError(f"{where}: the model gives no scores; it has to give logits first")
    shape = scores.shape
    if (
        len(shape) != len(least)
        or shape[0] != least[0]
        or any(length < wanted for length, wanted in zip(shape, least, strict=True))
    ):
        raise ModelError(f"{where}: the model gives scores of the shape {shape} where {least} is needed")
    return scores


def finite(scores: Floats) -> Floats:
    """Gives scores back that are all numbers.

    Raises:
        DocumentError: some are not, or are infinite.
    """
    if not np.isfinite(scores).all():
        raise DocumentError(NOT_FINITE, "the model gave scores that are no numbers")
    return scores
