"""A value found once is found everywhere: known values, and the parts of names, wherever else they stand.

Owns in what forms a value is looked for, and which of them need more evidence because they are words, too.
How they are found again is left to `matching`, and where values come from (known fields of a record, what
detectors found) to the caller.
"""

from anonymize.mentions.search import Found, Mentions

__all__ = ["Found", "Mentions"]
