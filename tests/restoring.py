"""Texts that were redacted, put together piece by piece, and the manifest of a job that wrote them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

from anonymize.config import OperatorConfig
from anonymize.documents.edits import Edit
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.redaction import Redaction
from anonymize.report.manifest import Manifest
from anonymize.spans import Span
from tests.vault.support import KEY

ENCRYPTING = OperatorSet.build({"person": OperatorConfig("encrypt")}, labels=["person", "address"], key=KEY)
"""Encrypts people, and replaces addresses with `<ADDRESS>`."""


def document(*pieces: str | tuple[str, str, str]) -> tuple[str, Redaction]:
    """Puts a text together from text that stays and (value, replacement, label), and its redaction."""
    before = after = ""
    spans: list[Span] = []
    edits: list[Edit] = []
    for piece in pieces:
        value, replacement = (piece, piece) if isinstance(piece, str) else piece[:2]
        if not isinstance(piece, str):
            spans.append(Span(len(before), len(before) + len(value), piece[2], 1.0, "test"))
            edits.append(Edit(len(before), len(before) + len(value), replacement))
        before, after = before + value, after + replacement
    return before, Redaction("redacted", after, tuple(spans), tuple(edits))


def write_manifest(path: Path, documents: Iterable[tuple[str, Redaction]], key: Key = KEY) -> Path:
    """Writes the manifest of a job that redacted some documents."""
    with Manifest(path, key=key, operators=ENCRYPTING, job={"anon": "1"}) as manifest:
        for number, (text, result) in enumerate(documents):
            manifest.document(f"d{number}", input_id="i", output=PurePath("a.txt"), text=text, result=result)
    return path
