"""Keyed fingerprints: equal for what means the same, and nothing that could be tried out without the key."""

from __future__ import annotations

import hmac
import pickle
import string
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators.hmac_fingerprint import HMAC, Hmac

KEY = Key(b"0123456789abcdef0123456789abcdef")
TEXT = st.text(st.characters())
"""Any text, lone surrogates included."""
WORDS = st.lists(st.text(string.ascii_letters + "äöüé", min_size=1), min_size=1, max_size=4)


def build(key: Key = KEY, **params: object) -> Hmac:
    HMAC.check(params)
    return cast("Hmac", HMAC.build(params, key))


def fingerprint(value: str, label: str = "person", key: Key = KEY, **params: object) -> str:
    return build(key, **params).operate(value, label)


def test_a_fingerprint_is_the_hmac_of_label_and_value() -> None:
    message = (6).to_bytes(8, "big") + b"person" + b"anna schmidt"
    expected = hmac.digest(KEY.derive("operators.hmac"), message, "sha256").hex()
    assert fingerprint("Anna Schmidt", length=64) == expected
    assert fingerprint("Anna Schmidt") == expected[:16]


def test_the_same_fingerprint_comes_out_in_every_run() -> None:
    # Written down, since a change would break the promise between versions too.
    assert fingerprint("Anna Schmidt") == "31329e1abf8a5104"


@pytest.mark.parametrize(
    "value",
    [
        "ANNA  Schmidt",
        " Anna\r\nSchmidt ",
        "anna\u00a0schmidt",
        "\uff21nna Schmidt",  # a full-width A
        "Anna \u017fchmidt",  # a long s
    ],
)
def test_capitals_white_space_and_compatible_characters_make_no_difference(value: str) -> None:
    assert fingerprint(value) == fingerprint("Anna Schmidt")
    assert fingerprint(value, normalise=False) != fingerprint("Anna Schmidt", normalise=False)


def test_accents_written_in_two_ways_are_the_same_and_no_accent_is_not() -> None:
    assert fingerprint("Zoe\u0308") == fingerprint("Zoë") != fingerprint("Zoe")


@given(WORDS)
def test_words_are_the_same_in_any_capitals_and_over_any_white_space(words: list[str]) -> None:
    assert fingerprint("\t\n".join(words).upper()) == fingerprint(" ".join(words))


@given(TEXT, TEXT)
def test_without_normalising_only_equal_values_have_equal_fingerprints(one: str, other: str) -> None:
    fingerprints = [fingerprint(value, normalise=False) for value in (one, other)]
    assert (fingerprints[0] == fingerprints[1]) is (one == other)


@given(TEXT, st.integers(8, 64))
def test_a_fingerprint_is_so_many_hexadecimal_digits(value: str, length: int) -> None:
    found = fingerprint(value, length=length)
    assert len(found) == length
    assert set(found) <= set("0123456789abcdef")
    assert fingerprint(value, length=64).startswith(found)


def test_another_label_or_key_gives_another_fingerprint() -> None:
    others = [fingerprint("Anna", label="username"), fingerprint("Anna", key=Key(b"another key of 16b"))]
    assert len({fingerprint("Anna"), *others}) == 3


def test_label_and_value_are_kept_apart() -> None:
    assert fingerprint("bc", label="a") != fingerprint("c", label="ab")


@pytest.mark.parametrize("value", ["", "x", "\ud83d", "\u0301", "x" * 10_000, "\u05d0\u05e0\u05d4\u200f"])
def test_hostile_values_have_fingerprints_of_their_own(value: str) -> None:
    assert len(fingerprint(value)) == 16
    assert fingerprint(value) != fingerprint(value + "x")


def test_only_with_a_key_that_stays_it_can_be_repeated() -> None:
    assert build().repeatable
    assert not build(Key.random()).repeatable
    assert fingerprint("Anna", key=Key.random()) != fingerprint("Anna", key=Key.random())


def test_it_exposes_nothing_and_pickles() -> None:
    operator = build()
    assert operator.name == "hmac"
    assert not operator.exposes
    assert pickle.loads(pickle.dumps(operator)) == operator  # noqa: S301 - our own
    assert "secret" not in repr(operator)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"length": 7}, "parameter 'length' must be a whole number from 8 to 64, not 7"),
        ({"length": 65}, "not 65"),
        ({"length": "16"}, "not '16'"),
        ({"length": True}, "not True"),
        ({"normalise": 1}, "parameter 'normalise' must be true or false, not 1"),
        ({"normalize": False}, "did you mean 'normalise'"),
    ],
)
def test_wrong_parameters_are_refused(params: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        build(KEY, **params)
