"""The fingerprint of a setting, by which two manifests can be compared without showing what was set."""

from __future__ import annotations

import hashlib
import json


def digest(content: object) -> str:
    """Gives the SHA-256 of plain values (texts, numbers, lists), in hexadecimal digits.

    It hides no secret: whoever guesses the content can tell that the guess is right.
    """
    # JSON in ASCII keeps the values apart, and has a spelling for lone surrogates.
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode("ascii")).hexdigest()
