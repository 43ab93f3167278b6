"""What a manifest says of encrypted spans, as `Manifest` writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators.encrypt import Encrypt, encryption_key
from anonymize.redaction import Redaction
from anonymize.report.encrypted import EncryptedPlaces
from anonymize.report.manifest import Manifest
from anonymize.spans import Span
from tests.restoring import ENCRYPTING, document, write_manifest
from tests.vault.support import KEY, OTHER_KEY

ANNA = Encrypt(encryption_key(KEY)).operate("Anna", "person")
BOB = Encrypt(encryption_key(KEY)).operate("Bob", "person")
TEXT = f"{ANNA} and {BOB} at <ADDRESS>"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    texts = [
        document(
            ("Anna", ANNA, "person"), " and ", ("Bob", BOB, "person"), " at ", ("X", "<ADDRESS>", "address")
        ),
        document("nobody"),
    ]
    return write_manifest(tmp_path / "m.jsonl", texts)


def test_labels_and_places_are_those_of_encrypted_spans(path: Path) -> None:
    places = EncryptedPlaces(path, KEY)
    assert places.labels == {"person"}
    assert places.of(TEXT) == [(0, len(ANNA)), (len(ANNA) + 5, len(ANNA) + 5 + len(BOB))]


def test_a_text_without_encrypted_spans_is_known_and_a_changed_one_is_not(path: Path) -> None:
    places = EncryptedPlaces(path, KEY)
    assert places.of("nobody") == []
    assert places.of(f"{TEXT}\n") is None
    assert places.of("\ud83d") is None


def test_documents_that_were_withheld_say_nothing(tmp_path: Path) -> None:
    spans = (Span(0, 4, "person", 1.0, "tagger"),)
    withheld = Redaction("withheld", None, spans, reason="not_covered", detail="0:4")
    path = write_manifest(tmp_path / "m.jsonl", [("Anna", withheld)])
    assert EncryptedPlaces(path, KEY).labels == frozenset()


def test_lines_of_records_and_files_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    with Manifest(path, key=KEY, operators=ENCRYPTING, job={}) as manifest:
        manifest.record("r", input_id="i", reason="not_json")
        manifest.file("f", output=None, status="failed", reason="unreadable")
    assert EncryptedPlaces(path, KEY).labels == frozenset()


def test_a_torn_last_line_is_passed_over(path: Path) -> None:
    data = path.read_bytes()
    last = data.rstrip(b"\n").rindex(b"\n") + 1
    for length in range(last, len(data)):
        path.write_bytes(data[:length])
        assert EncryptedPlaces(path, KEY).of("nobody") is None
        assert EncryptedPlaces(path, KEY).labels == {"person"}


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"{}",
        b"\xff",
        b'{"kind": "document", "output_fingerprint": "xyz", "spans": []}',
        b'{"kind": "document", "output_fingerprint": "00"}',
        b'{"kind": "document", "output_fingerprint": "00", "spans": [{}]}',
        b'{"kind": "document", "output_fingerprint": "00", "spans": [{"operator": "encrypt", "label": "x",'
        b' "output_start": -1, "output_end": 2}]}',
    ],
)
def test_a_damaged_line_is_named(path: Path, line: bytes) -> None:
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(UsageError, match=r"m\.jsonl is damaged at line 4"):
        EncryptedPlaces(path, KEY)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}\n", b"[1]\n", b"text\n", b'{"kind": "job"}\n', b'"key"\n', b'{"kind":"job","key":7}\n'],
)
def test_another_file_is_no_manifest(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"a\.txt is no manifest"):
        EncryptedPlaces(path, KEY)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"manifest .*m\.jsonl cannot be read: No such file"):
        EncryptedPlaces(tmp_path / "m.jsonl", KEY)


@pytest.mark.parametrize("key", [OTHER_KEY, Key.random()])
def test_another_key_is_told_by_its_fingerprint(path: Path, key: Key) -> None:
    told = f"made with another key \\(fingerprint {KEY.fingerprint()}, yours {key.fingerprint()}\\)"
    with pytest.raises(UsageError, match=told):
        EncryptedPlaces(path, key)


def test_what_other_operators_replaced_is_counted_by_text(path: Path) -> None:
    places = EncryptedPlaces(path, KEY)
    assert places.others(TEXT) == {"replace": 1}
    assert places.others("nobody") == places.others(f"{TEXT}\n") == {}
