"""New names for files and directories whose own names may tell whom they are about.

A name becomes 16 hexadecimal digits of its HMAC under the job's key: the same name the same digits, in every
directory and in every run with that key. What tells the format of a file stays, as in `.jsonl.gz`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath

from anonymize.documents.inputs import STANDARD_INPUT, Discovery
from anonymize.documents.registry import known_suffix
from anonymize.keys import Key

PURPOSE = "file names"
"""What the key is used for here."""
DIGITS = 16
"""As of the operator `hmac`: two of a million names are the same in one of 37 million jobs."""


@dataclass(frozen=True)
class Renaming:
    """Renames by a key.

    Attributes:
        key: a job's.
    """

    key: Key

    def id(self, name: str) -> str:
        """Gives the new form of an input's id, each part of the path by itself; standard input keeps its."""
        if name == STANDARD_INPUT:
            return name
        *folders, last = name.split("/")
        return "/".join((*map(self._digits, folders), self._digits(last) + known_suffix(last)))

    def outputs(self, discovery: Discovery) -> Discovery:
        """Gives the same inputs with the outputs under their new names. Their ids stay, for messages."""
        files = tuple(replace(file, relative=PurePath(self.id(file.id))) for file in discovery.files)
        return replace(discovery, files=files)

    def _digits(self, part: str) -> str:
        # Ids spell what cannot be encoded, and different names differently.
        return self.key.mac(PURPOSE, part.encode()).hex()[:DIGITS]
