"""The hash: salted, the same in every run with the key, and of any text."""

from __future__ import annotations

from hashlib import sha256, sha512

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.config import OperatorConfig
from anonymize.keys import Key
from anonymize.operators import OperatorSet

KEY = Key(b"0123456789abcdef0123456789abcdef")
SALT = "sixteen-bytes-ö"  # 16 bytes, 15 characters
TEXT = st.text(st.characters())
"""Any text, lone surrogates included."""


def hashed(value: str, key: Key = KEY, label: str = "person", **params: object) -> str:
    config = {label: OperatorConfig("hash", params)}
    return OperatorSet.build(config, labels=[label], key=key).replace(label, value)


def test_a_hash_is_that_of_value_and_salt() -> None:
    # A presidio-anonymizer that does not know the parameter `salt` would give the hash of the value alone.
    assert hashed("Ann", salt=SALT) == sha256(b"Ann" + SALT.encode()).hexdigest()
    assert hashed("Ann", salt=SALT, hash_type="sha512") == sha512(b"Ann" + SALT.encode()).hexdigest()
    assert hashed("Ann", salt=SALT.encode()) == hashed("Ann", salt=SALT)


def test_without_a_salt_it_comes_from_the_key() -> None:
    assert hashed("Ann") == sha256(b"Ann" + KEY.derive("operators.hash")).hexdigest()
    assert hashed("Ann") != hashed("Ann", key=Key(b"another key of 16 bytes"))


def test_random_keys_make_hashes_that_cannot_be_joined() -> None:
    assert hashed("Ann", key=Key.random()) != hashed("Ann", key=Key.random())


def test_a_value_has_one_hash_under_every_label() -> None:
    assert hashed("Ann", label="person") == hashed("Ann", label="username")


@given(TEXT, TEXT, st.sampled_from(["sha256", "sha512"]))
def test_equal_values_have_equal_hashes_and_others_do_not(one: str, other: str, hash_type: str) -> None:
    assert (hashed(one, hash_type=hash_type) == hashed(other, hash_type=hash_type)) is (one == other)
    assert len(hashed(one, hash_type=hash_type)) == {"sha256": 64, "sha512": 128}[hash_type]


@pytest.mark.parametrize("value", ["\ud800", "Ann \udfff", "\ud83d\ude00"])
def test_a_lone_surrogate_is_hashed_in_three_bytes(value: str) -> None:
    expected = sha256(value.encode("utf-8", "surrogatepass") + SALT.encode()).hexdigest()
    assert hashed(value, salt=SALT) == expected
