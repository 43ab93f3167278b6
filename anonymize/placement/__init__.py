"""Where outputs go, and what is refused before anything is read.

One input file gives standard output or one file; a directory or several inputs give a directory that mirrors
them. Inputs are never written to, and no file that some earlier job did not write is replaced unasked, so
that no stale file passes for a clean one. Outputs may be remote; manifest, vault and review page are local.
"""

from anonymize.placement.choosing import place
from anonymize.placement.places import (
    DEFAULT_DIRECTORY,
    MANIFEST_SUFFIX,
    STANDARD_OUTPUT,
    Placement,
    longest_name,
    nearest_directory,
)
from anonymize.placement.refusing import check_endings, check_standard_output

__all__ = [
    "DEFAULT_DIRECTORY",
    "MANIFEST_SUFFIX",
    "STANDARD_OUTPUT",
    "Placement",
    "check_endings",
    "check_standard_output",
    "longest_name",
    "nearest_directory",
    "place",
]
