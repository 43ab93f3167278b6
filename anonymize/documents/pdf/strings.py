"""Strings that PDFium gives. Runs in the worker."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

_BESIDE_WORDS = re.compile(r"(?<!\w)\0+|\0+(?!\w)")


def string_of(call: Callable[[Any, int], int]) -> str:
    """Gives a string that PDFium writes, in UTF-16, into a buffer of a length that it tells beforehand.

    A zero beside a word is read as a space. Within one it stays, and makes it one that cannot be read.
    """
    length = call(None, 0)
    if length <= 2:  # nothing but its end
        return ""
    buffer = ctypes.create_string_buffer(length + 2)
    call(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return _BESIDE_WORDS.sub(" ", buffer.raw[: length - 2].decode("utf-16-le", "replace").rstrip("\0"))
