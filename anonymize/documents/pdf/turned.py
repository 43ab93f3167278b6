"""Lines that go up or down a page. Runs in the worker.

Where each glyph of such a line is drawn by itself, PDFium takes it for a line of its own.
"""

from __future__ import annotations

import ctypes
import math
from typing import Any

import pypdfium2.raw as pdfium

_UPRIGHT = 0.1
"""How far, as the cosine of its angle, a line may be from going straight up or down."""
_ASIDE = 0.3
"""How far, in heights of the glyph before, one may stand beside the line of that."""
_SPACE = 0.17
"""Gap, in the same, from which on there is a space between two glyphs. That of a font has 0.2 and more."""
_WIDEST = 1.5
"""Widest gap within a line, in the same."""


def between(text: Any, before: int, after: int) -> str | None:  # noqa: ANN401 - the library has no types
    """Gives what stands between two glyphs of a line that goes up or down: nothing or a space.

    Returns:
        None if they are not of one line, or that does not go up or down.
    """
    angle = pdfium.FPDFText_GetCharAngle(text, before)
    turn = pdfium.FPDFText_GetCharAngle(text, after)
    if min(angle, turn) < 0 or abs(math.cos(angle)) > _UPRIGHT or math.cos(angle - turn) < 1 - _UPRIGHT:
        return None
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text, before, box):
        return None
    height, width = abs(box.right - box.left), abs(box.top - box.bottom)
    (x, y), (next_x, next_y) = _origin(text, before), _origin(text, after)
    gap = (next_y - y) * -math.sin(angle) - width
    if abs(next_x - x) > _ASIDE * height or not -_ASIDE * height <= gap <= _WIDEST * height:
        return None
    return " " if gap > _SPACE * height else ""


def _origin(text: Any, place: int) -> tuple[float, float]:  # noqa: ANN401
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, place, x, y)
    return x.value, y.value
