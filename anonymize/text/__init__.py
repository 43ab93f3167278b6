"""Texts as detectors read them, and the form in which equal values are equal. Output keeps the original."""

from anonymize.text.addresses import ESCAPED_SPACE
from anonymize.text.characters import APOSTROPHES, HYPHENS, encodable, typewritten
from anonymize.text.joined import joined
from anonymize.text.markup import between_pairs
from anonymize.text.view import View, is_ordinary, normalised

__all__ = [
    "APOSTROPHES",
    "ESCAPED_SPACE",
    "HYPHENS",
    "View",
    "between_pairs",
    "encodable",
    "is_ordinary",
    "joined",
    "normalised",
    "typewritten",
]
