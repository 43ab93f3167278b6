from __future__ import annotations

import json
import os
from pathlib import Path, PurePath
from typing import Any

import pytest

from anonymize.documents.edits import Edit
from anonymize.errors import AnonError
from anonymize.keys import Key
from anonymize.leaks import Leak
from anonymize.redaction import Redaction
from anonymize.report.journal import is_manifest, owned_outputs
from anonymize.report.manifest import Manifest
from anonymize.spans import Span
from tests.support_detectors import operators

KEY = Key(b"k" * 16)
SPANS = (Span(3, 7, "person", 0.98765, "tagger"), Span(11, 12, "address", 1.0, "patterns"))
REDACTED = Redaction(
    "redacted",
    "to <PERSON> of <ADDRESS>.",
    SPANS,
    (Edit(3, 7, "<PERSON>"), Edit(11, 12, "<ADDRESS>")),
    coverage=(("tagger", ((0, 4), (6, 13))), ("patterns", ((0, 13),))),
    leaks=(Leak(0, 2, "person", "value"),),
)
WITHHELD = Redaction("withheld", None, SPANS, reason="not_covered", detail="3:5")


def opened(path: Path | None, key: Key = KEY) -> Manifest:
    return Manifest(path, key=key, operators=operators("person", "address"), job={"anon": "1"})


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def document(path: Path, result: Redaction, text: str = "to Anna of X.", key: Key = KEY) -> dict[str, object]:
    with opened(path, key) as manifest:
        manifest.document("d", input_id="i", output=PurePath("docs/a.txt"), text=text, result=result)
    return lines(path)[1]


def test_first_line_tells_of_the_job_and_is_there_at_once(tmp_path: Path) -> None:
    with opened(tmp_path / "new/m.jsonl"):
        [job] = lines(tmp_path / "new/m.jsonl")
    assert list(job) == ["schema_version", "kind", "anon", "key"]
    assert job["key"] == KEY.fingerprint()


def test_every_line_has_the_schema_version_first(tmp_path: Path) -> None:
    with opened(tmp_path / "m.jsonl") as manifest:
        manifest.document("d", input_id="i", output=None, text="", result=WITHHELD)
        manifest.record("r", input_id="i", reason="not_json")
        manifest.file("f", output=None, status="failed", reason="unreadable")
    for line in lines(tmp_path / "m.jsonl"):
        assert next(iter(line.items())) == ("schema_version", 1)


def test_spans_have_their_places_in_the_text_and_in_the_output(tmp_path: Path) -> None:
    entry = document(tmp_path / "m.jsonl", REDACTED)
    spans: Any = entry["spans"]
    person, address = spans
    assert person == {
        "start": 3, "end": 7, "label": "person", "score": 0.9877, "source": "tagger",
        "operator": "replace", "output_start": 3, "output_end": 11,
    }  # fmt: skip
    assert REDACTED.text is not None
    assert REDACTED.text[address["output_start"] : address["output_end"]] == "<ADDRESS>"
    assert entry["labels"] == {"address": 1, "person": 1}
    assert entry["sources"] == {"patterns": 1, "tagger": 1}
    assert (entry["status"], entry["reason"]) == ("redacted", None)
    assert (entry["characters"], entry["coverage"]) == (
        13,
        {"tagger": [[0, 4], [6, 13]], "patterns": [[0, 13]]},
    )
    assert entry["leaks"] == [{"start": 0, "end": 2, "label": "person", "check": "value"}]


def test_withheld_document_has_its_reason_and_no_places_in_an_output(tmp_path: Path) -> None:
    entry = document(tmp_path / "m.jsonl", WITHHELD)
    assert (entry["status"], entry["reason"]) == ("withheld", "not_covered")
    assert entry["output_fingerprint"] is None
    assert "output_start" not in json.dumps(entry)


def test_manifest_holds_no_text(tmp_path: Path) -> None:
    document(tmp_path / "m.jsonl", REDACTED)
    assert "Anna" not in (tmp_path / "m.jsonl").read_text()


def test_fingerprints_follow_the_key_and_the_text(tmp_path: Path) -> None:
    def fingerprints(text: str, key: Key) -> tuple[object, object]:
        entry = document(tmp_path / "m.jsonl", REDACTED, text, key)
        return entry["input_fingerprint"], entry["output_fingerprint"]

    first = fingerprints("a", KEY)
    assert fingerprints("a", KEY) == first
    assert fingerprints("b", KEY) == (fingerprints("b", KEY)[0], first[1]) != first
    assert not set(fingerprints("a", Key.random())) & set(first)
    assert fingerprints("\ud800", KEY) != fingerprints("\ud801", KEY), "lone surrogates are texts too"


def test_outputs_are_owned_by_document_or_file_and_only_where_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    with opened(path) as manifest:
        manifest.document("d", input_id="i", output=PurePath("docs/a.txt"), text="", result=REDACTED)
        manifest.document("e", input_id="j", output=None, text="", result=WITHHELD)
        manifest.record("r", input_id="k", reason="not_json")
        manifest.file("l", output=PurePath("l\n\udcff.jsonl"), status="redacted", reason=None)
    assert owned_outputs(path) == {"docs/a.txt", r"l\u000a\udcff.jsonl"}
    assert owned_outputs(tmp_path / "nowhere") == frozenset()
    assert owned_outputs(tmp_path) == frozenset()


def test_manifest_is_told_from_other_files(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    with opened(path):
        pass
    assert is_manifest(path)
    for content in (
        b'{"kind":"x"}\n',
        b"[]\n",
        b"text",
        b"\xff",
        b"\n",
        b'"job"\n',
        b'{"kind":"job"' + b" " * 2**21,
    ):
        path.write_bytes(content)
        assert not is_manifest(path), content[:20]


def test_manifest_without_a_path_writes_nothing(tmp_path: Path) -> None:
    with opened(None) as manifest:
        manifest.document("d", input_id="i", output=None, text="", result=REDACTED)
        manifest.file("f", output=None, status="failed", reason="unreadable")
        manifest.sync()


def test_full_disk_is_an_error_that_names_the_manifest() -> None:
    with (
        pytest.raises(AnonError, match="the manifest /dev/full cannot be written: No space left"),
        opened(Path("/dev/full")),
    ):
        pass


def test_error_of_the_job_is_not_hidden_by_one_of_the_manifest() -> None:
    def lose(error: Exception | None) -> None:
        reading, writing = os.pipe()
        try:
            with opened(Path(f"/dev/fd/{writing}")) as manifest:
                os.close(reading)  # what is written from here on is lost
                manifest.record("r", input_id="i", reason="x")
                if error is not None:
                    raise error
        finally:
            os.close(writing)

    with pytest.raises(AnonError, match="Broken pipe"):
        lose(None)
    with pytest.raises(KeyError, match="mine"):
        lose(KeyError("mine"))
