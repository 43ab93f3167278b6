"""What the blocks of a vault say: forms, holders, and the spans of texts, one JSON array a line.

    ["form", replacement, original, label]     numbered from 0 over the whole vault
    ["holder", replacement, identity]
    ["text", fingerprint, [start, end, form, start, end, form, …], {operator: number}, respelled]

What other operators replaced in a text is only counted. The last two are left out where they say nothing. A
later line of a text takes the place of an earlier one. Of the spans of texts only the block that they are in
is kept here, so that memory grows with the values, and by some 100 bytes with each text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from anonymize.vault.forms import Form

FORM = "form"
HOLDER = "holder"
TEXT = "text"
IN_DOUBT = -1
"""In the place of a form: texts came out alike that had different people here."""

Triples = Sequence[int]
"""Start and end in the output text, and number of the form, for one span after the other."""


class Entry(NamedTuple):
    """What is known of a text.

    Attributes:
        spans: what is kept of it.
        lost: how many values other operators replaced, by their names.
        respelled: whether another text came out alike that was spelled otherwise.
    """

    spans: Triples
    lost: Mapping[str, int]
    respelled: bool = False


class Contents:
    """What a vault says, as far as it is kept in memory.

    Attributes:
        forms: by number.
        holders: the identity that a replacement stands for.
        shared: replacements that stand for several identities, since an operator had no other one to give.
        places: by a text's fingerprint, the block that its spans are in.
    """

    def __init__(self) -> None:
        self.forms: list[Form] = []
        self.holders: dict[str, str] = {}
        self.shared: set[str] = set()
        self.places: dict[bytes, int] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def take(self, number: int, content: bytes) -> None:
        """Takes in what a block says."""
        for kind, *values in _lines(content):
            if kind == FORM:
                self.number(Form(*values))
            elif kind == HOLDER:
                self.hold(*values)
            else:
                self.places[bytes.fromhex(values[0])] = number

    def hold(self, replacement: str, identity: str) -> bool:
        """Lets a replacement stand for an identity; gives whether that is to be remembered from job to job.

        Of a replacement that is shared already no more is: its identities may take turns with every record.
        """
        before = self.holders.get(replacement)
        self.holders[replacement] = identity
        if before is None or before == identity:
            return before is None
        known = replacement in self.shared
        self.shared.add(replacement)
        return not known

    def number(self, form: Form) -> tuple[int, bool]:
        """Gives the number of a form, and whether it is a new one; a form has one whatever its label."""
        known = len(self._numbers)
        number = self._numbers.setdefault((form.replacement, form.original), known)
        if number == known:
            self.forms.append(form)
        return number, number == known


def texts(content: bytes) -> dict[bytes, Entry]:
    """Gives what is known of the texts in a block, by fingerprint."""
    return {
        bytes.fromhex(name): Entry(spans, more[0] if more else {}, respelled=bool(more[1:]))
        for kind, name, spans, *more in _lines(content)
        if kind == TEXT
    }


def line(kind: str, *values: object) -> bytes:
    """Writes a line. Lone surrogates are kept apart, as JSON's escapes would not keep them."""
    entry = json.dumps([kind, *values], ensure_ascii=False, separators=(",", ":"))
    return f"{entry}\n".encode("utf-8", "surrogatepass")


def spans_of(triples: Triples) -> Iterator[tuple[int, int, int]]:
    """Gives start, end and form of each span."""
    return zip(triples[::3], triples[1::3], triples[2::3], strict=True)


def _lines(content: bytes) -> Iterator[list[Any]]:
    # By line feeds alone: other line separators stand in JSON as they are.
    return map(json.loads, content.decode("utf-8", "surrogatepass").split("\n")[:-1])
