"""Encryption: Presidio's `Decrypt` reads it, and the same bytes come out in every run."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from presidio_anonymizer.operators import Decrypt

from anonymize.config import OperatorConfig
from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.operators.encrypt import encryption_key

KEY = Key(b"0123456789abcdef0123456789abcdef")


def encrypted(
    value: str, key: Key = KEY, label: str = "person", params: dict[str, object] | None = None
) -> str:
    config = {label: OperatorConfig("encrypt", params or {})}
    return OperatorSet.build(config, labels=[label], key=key).replace(label, value)


def decrypted(text: str, key: str | bytes) -> str:
    params = {"key": key}
    Decrypt().validate(params)
    return str(Decrypt().operate(text=text, params=params))


def decrypted_bytes(text: str, key: bytes) -> bytes:
    data = base64.urlsafe_b64decode(text)
    decryptor = Cipher(algorithms.AES(key), modes.CBC(data[:16])).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    padded = decryptor.update(data[16:]) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


@given(st.text())
def test_presidio_decrypts_with_the_derived_key(value: str) -> None:
    assert decrypted(encrypted(value), encryption_key(KEY)) == value


@pytest.mark.parametrize("key", ["k" * 16, "k" * 24, "k" * 32, "ö" * 8, b"\xff" * 16, bytes(32)])
def test_presidio_decrypts_with_the_key_of_the_parameter(key: str | bytes) -> None:
    assert decrypted(encrypted("Zoë 山田", key=Key.random(), params={"key": key}), key) == "Zoë 山田"


@given(st.text(st.characters()))
def test_a_lone_surrogate_comes_back_from_its_three_bytes(value: str) -> None:
    plain = decrypted_bytes(encrypted(value), encryption_key(KEY))
    assert plain.decode("utf-8", "surrogatepass") == value


def test_the_same_bytes_come_out_in_every_run() -> None:
    # Written down, since a change would break the promise between versions too.
    assert encrypted("Ann") == encrypted("Ann")
    assert encrypted("Ann") == "MvDQFX_CYRXfg07LPUKUpg9YeEBvhn8drzf7wHHEolg="


@given(st.text(), st.text())
def test_other_values_have_other_vectors(one: str, other: str) -> None:
    first, second = (base64.urlsafe_b64decode(encrypted(value))[:16] for value in (one, other))
    assert (first == second) is (one == other)


def test_other_labels_and_keys_give_other_ciphertexts() -> None:
    assert encrypted("Ann", label="username") != encrypted("Ann")
    assert encrypted("Ann", key=Key(b"another key of 16 bytes")) != encrypted("Ann")


def test_label_and_value_are_kept_apart_in_the_vector() -> None:
    config = {label: OperatorConfig("encrypt") for label in ("a", "ab")}
    operators = OperatorSet.build(config, labels=["a", "ab"], key=KEY)
    assert operators.replace("a", "bc")[:16] != operators.replace("ab", "c")[:16]


def test_without_a_key_to_decrypt_with_nothing_is_encrypted() -> None:
    with pytest.raises(UsageError, match="operator 'encrypt' for 'person': nobody could decrypt"):
        encrypted("Ann", key=Key.random())
