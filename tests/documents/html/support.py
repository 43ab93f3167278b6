"""What the tests of HTML share."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Edit
from anonymize.documents.html.record import read as read_html
from tests.documents.support import good


def read(page: str | bytes, **options: Any) -> Record | BadRecord:
    """Reads a page called `t.html`."""
    data = page.encode() if isinstance(page, str) else page
    [record] = read_html(io.BytesIO(data), "t.html", ReadOptions(**options))
    return record


def found(page: str | bytes, **options: Any) -> dict[str, str]:
    """Gives the texts of a page, with what their ids end in."""
    record = good(read(page, **options))
    return {document.id.removeprefix("t.html#"): document.text for document in record.documents}


def replaced(page: str | bytes, values: Mapping[str, str], **options: Any) -> bytes:
    """Gives a page in which values are replaced wherever they stand."""
    record = good(read(page, **options))
    edits = []
    for document in record.documents:
        places = [
            Edit(place, place + len(old), new)
            for old, new in values.items()
            for place in range(len(document.text))
            if document.text.startswith(old, place)
        ]
        edits.append(sorted(places, key=lambda edit: edit.start))
    return bytes(record.render(edits))  # type: ignore[arg-type]
