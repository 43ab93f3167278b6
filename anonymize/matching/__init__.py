"""Given values found again in a text.

Owns which spellings of a value count as one, where words end, and the search for many values at once.
Whose values they are, and what it means when one is found, is left to `detectors.terms`,
`detectors.expressions` and `mentions`.
"""

from anonymize.matching.bounds import is_bound
from anonymize.matching.matcher import FOLDED_FROM, Match, Matcher, Needle, is_short
from anonymize.matching.writing import fold

__all__ = ["FOLDED_FROM", "Match", "Matcher", "Needle", "fold", "is_bound", "is_short"]
