"""The operator `pseudonym`: a realistic surrogate for each value, the same wherever the key is the same.

`operator` builds it, `record` keeps the surrogates of a record apart, `parts` says what a value consists of,
and the other modules take values apart and draw what stands for their parts, a few labels each.
"""

from __future__ import annotations

from anonymize.operators.pseudonym.operator import PSEUDONYM

__all__ = ["PSEUDONYM"]
