"""Keys: where they come from, what is too weak or too open, and that derived bytes never change."""

from __future__ import annotations

import hashlib
import hmac
import os
import pickle
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.errors import UsageError
from anonymize.keys import LONGEST, Key, load_key

SECRET = b"0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANON_KEY", raising=False)


def key_file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def hkdf_sha256(secret: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, written out: extract with a salt of zeros, then expand."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.digest(extracted, block + info + bytes([counter]), "sha256")
        output, counter = output + block, counter + 1
    return output[:length]


def test_without_a_file_and_a_variable_there_is_no_key() -> None:
    assert load_key(None) is None


@pytest.mark.parametrize("line_end", [b"", b"\n", b"\r\n"])
def test_one_line_end_is_no_part_of_the_key(tmp_path: Path, line_end: bytes) -> None:
    assert load_key(key_file(tmp_path, SECRET + line_end)) == Key(SECRET)


def test_a_second_line_end_is_part_of_the_key(tmp_path: Path) -> None:
    assert load_key(key_file(tmp_path, SECRET + b"\n\n")) == Key(SECRET + b"\n")


def test_a_key_from_a_file_is_persistent(tmp_path: Path) -> None:
    key = load_key(key_file(tmp_path, SECRET))
    assert key is not None
    assert key.persistent


def test_the_environment_gives_the_same_key_as_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANON_KEY", SECRET.decode())
    assert load_key(None) == load_key(key_file(tmp_path, SECRET))


def test_the_file_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANON_KEY", "x" * 32)
    assert load_key(key_file(tmp_path, SECRET)) == Key(SECRET)


def test_a_bad_file_is_an_error_even_with_a_good_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANON_KEY", "x" * 32)
    with pytest.raises(UsageError, match="at least 16 bytes"):
        load_key(key_file(tmp_path, b"short"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644])
def test_a_file_open_to_others_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path, SECRET, mode)
    with pytest.raises(UsageError) as caught:
        load_key(path)
    assert f"chmod 600 {path}" in str(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    assert load_key(key_file(tmp_path, SECRET, mode)) == Key(SECRET)


def test_a_link_is_judged_by_the_file_it_leads_to(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(key_file(tmp_path, SECRET, 0o644))
    with pytest.raises(UsageError, match="chmod 600"):
        load_key(link)


def test_a_key_can_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    writer = threading.Thread(target=pipe.write_bytes, args=(SECRET,), daemon=True)
    writer.start()
    assert load_key(pipe) == Key(SECRET)
    writer.join()


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 15, b"x" * 15 + b"\n", b"x" * 15 + b"\r\n"])
def test_fewer_than_16_bytes_are_no_key(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match="at least 16 bytes"):
        load_key(key_file(tmp_path, content))


def test_16_bytes_are_a_key(tmp_path: Path) -> None:
    assert load_key(key_file(tmp_path, b"x" * 16)) == Key(b"x" * 16)


@pytest.mark.parametrize("value", ["", "short", "x" * 15 + "\n"])
def test_a_short_variable_is_an_error_and_not_a_run_without_a_key(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANON_KEY", value)
    with pytest.raises(UsageError, match="ANON_KEY: a key has at least 16 bytes"):
        load_key(None)


def test_a_large_file_is_not_taken_for_a_key(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at most"):
        load_key(key_file(tmp_path, b"x" * (LONGEST + 1)))


def test_a_missing_file_and_a_directory_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        load_key(tmp_path / "absent")
    with pytest.raises(UsageError, match="directory"):
        load_key(tmp_path)


def test_messages_show_nothing_of_the_key(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_key(key_file(tmp_path, b"hunter2"))
    assert "hunter2" not in str(caught.value)


def test_repr_shows_nothing_of_the_key() -> None:
    shown = repr(Key(SECRET))
    assert SECRET.decode() not in shown
    assert SECRET.hex() not in shown


def test_a_short_secret_is_refused_by_the_class_too() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        Key(b"short")


def test_random_keys_differ_and_last_one_run() -> None:
    first, second = Key.random(), Key.random()
    assert first != second
    assert not first.persistent


def test_a_pickled_key_derives_the_same_bytes() -> None:
    for key in (Key(SECRET), Key.random()):
        copy = pickle.loads(pickle.dumps(key))  # noqa: S301 - made in the line itself
        assert copy == key
        assert copy.derive("salt") == key.derive("salt")


def test_derived_bytes_are_those_of_rfc_5869() -> None:
    # Changing them would make every earlier ciphertext and fingerprint unreadable.
    assert Key(SECRET).derive("salt", 80) == hkdf_sha256(SECRET, b"anon derive salt", 80)


def test_mac_is_hmac_sha256_under_a_key_of_its_own() -> None:
    expected = hmac.new(hkdf_sha256(SECRET, b"anon mac manifest", 32), b"data", hashlib.sha256).digest()
    assert Key(SECRET).mac("manifest", b"data") == expected


@given(st.text(), st.text())
def test_purposes_are_independent(one: str, other: str) -> None:
    key = Key(SECRET)
    assert (key.derive(one) == key.derive(other)) is (one == other)
    assert key.mac(one, b"data") != key.derive(one)


def test_fingerprint_tells_keys_apart_and_holds_nothing_of_them() -> None:
    assert Key(SECRET).fingerprint() == Key(SECRET).fingerprint()
    assert Key(SECRET).fingerprint() != Key(SECRET + b"x").fingerprint()
    assert len(Key(SECRET).fingerprint()) == 16
    assert not SECRET.hex().startswith(Key(SECRET).fingerprint())
