"""Manifests as jobs write them, and later versions of the program."""

from __future__ import annotations

import json
from pathlib import Path

JOB: dict[str, object] = {"kind": "job", "anon": "1.2", "operators": {"person": "replace"}, "key": "00"}


def span(
    start: int, end: int, label: str = "person", score: float = 0.95, **more: object
) -> dict[str, object]:
    """A span that was replaced."""
    entry: dict[str, object] = {
        "start": start,
        "end": end,
        "label": label,
        "score": score,
        "source": "tagger",
    }
    places = {"operator": "replace", "output_start": start, "output_end": start + 8}
    return entry | places | more


def leak(start: int, end: int, label: str = "person", check: str = "value") -> dict[str, object]:
    """What perhaps should not be in an output."""
    return {"start": start, "end": end, "label": label, "check": check}


def document(name: str, *spans: dict[str, object], **more: object) -> dict[str, object]:
    """A document that was redacted into a file of its own."""
    entry = {
        "kind": "document",
        "id": name,
        "input": name.partition(":")[0],
        "output": name.partition(":")[0],
    }
    return entry | {"status": "redacted", "reason": None, "spans": list(spans)} | more


def withheld(name: str, reason: str = "not_covered", *spans: dict[str, object]) -> dict[str, object]:
    """A document that is in no output."""
    return document(name, *spans, output=None, status="withheld", reason=reason)


def file(name: str, status: str = "redacted", reason: str | None = None) -> dict[str, object]:
    """The last word on a file."""
    output = name if status in ("redacted", "incomplete") else None
    entry = {"kind": "file", "id": name, "input": name, "output": output}
    return entry | {"status": status, "reason": reason}


def write(path: Path, *entries: dict[str, object], torn: str = "") -> Path:
    """Writes a manifest, with the beginning of a line behind it or not."""
    lines = (json.dumps({"schema_version": 1, **entry}) + "\n" for entry in entries)
    path.write_text("".join(lines) + torn)
    return path
