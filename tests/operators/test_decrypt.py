"""Decryption: what `encrypt` wrote is found wherever it stands, and nothing else is taken for it."""

from __future__ import annotations

import base64
import os
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_anonymizer.operators import Decrypt as PresidioDecrypt
from presidio_anonymizer.operators import Encrypt as PresidioEncrypt

from anonymize.operators.decrypt import FAR, Decrypt
from anonymize.operators.encrypt import Encrypt

KEY = b"0123456789abcdef0123456789abcdef"
LABELS = ("address", "person")
DECRYPT = Decrypt(KEY, LABELS)
LETTERS = string.ascii_letters + string.digits + "-_"
VALUES = st.text(st.characters()) | st.text("aé\ud83d\u0301\r\n ", max_size=200)


def encrypted(value: str, label: str = "person", key: bytes = KEY) -> str:
    return Encrypt(key).operate(value, label)


def found(text: str, decrypt: Decrypt = DECRYPT) -> list[str]:
    """Gives the values that were found, after checking that their places are those of their ciphertexts."""
    values = list(decrypt.find(text))
    for start, end, value in values:
        assert text[start:end] in [encrypted(value, label) for label in LABELS]
    return [value for _, _, value in values]


@given(VALUES, st.sampled_from(LABELS))
def test_every_value_comes_back(value: str, label: str) -> None:
    assert DECRYPT.value(encrypted(value, label)) == value


@pytest.mark.parametrize("length", [*range(70), 1_000, 10_000, 10_001, 10_015])
def test_values_of_every_length_come_back(length: int) -> None:
    assert DECRYPT.value(encrypted("x" * length)) == "x" * length
    assert found(f"see {encrypted('x' * length)}, please") == ["x" * length]


@pytest.mark.parametrize("key", [b"k" * 16, b"k" * 24, b"k" * 32])
def test_keys_of_every_size_decrypt(key: bytes) -> None:
    assert Decrypt(key, ["person"]).value(encrypted("Zoë 山田", key=key)) == "Zoë 山田"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_it_reads_what_presidio_reads(value: str) -> None:
    ciphertext = encrypted(value)
    assert PresidioDecrypt().operate(text=ciphertext, params={"key": KEY}) == DECRYPT.value(ciphertext)


@given(st.lists(st.tuples(VALUES, st.sampled_from(["", " ", "-", "_", "=", "山", "\ud83d", "\r\n", "'s "]))))
def test_ciphertexts_are_found_between_anything(pieces: list[tuple[str, str]]) -> None:
    text = "".join(between + encrypted(value) for value, between in pieces)
    assert found(text) == [value for value, _ in pieces]


@given(st.text(LETTERS + "= "))
def test_behind_a_ciphertext_anything_may_follow(after: str) -> None:
    for value in ("Ann", "sixteen letters!", "x" * 40):
        assert found(encrypted(value) + after)[:1] == [value]


def test_behind_a_hyphen_values_up_to_the_limit_are_found() -> None:
    assert found(f"pre-{encrypted('x' * 1000)}") == ["x" * 1000]
    assert found("-" * FAR + encrypted("Ann")) == ["Ann"]


def test_other_keys_labels_and_ciphertexts_without_proof_are_refused() -> None:
    assert Decrypt(KEY, ["address"]).value(encrypted("Ann")) is None
    assert Decrypt(KEY, []).value(encrypted("Ann")) is None
    assert Decrypt(b"k" * 32, LABELS).value(encrypted("Ann")) is None
    # Presidio draws its vector, so that nothing shows that the text was not altered.
    assert DECRYPT.value(PresidioEncrypt().operate(text="Ann", params={"key": KEY})) is None


@pytest.mark.parametrize("value", ["Ann", "sixteen letters!", "x" * 40])
def test_no_changed_character_gives_another_value(value: str) -> None:
    ciphertext = encrypted(value)
    for place, letter in enumerate(ciphertext):
        other = "A" if letter != "A" else "B"
        changed = ciphertext[:place] + other + ciphertext[place + 1 :]
        assert DECRYPT.value(changed) is None
        assert found(changed) == []


def test_a_part_of_a_ciphertext_is_none() -> None:
    ciphertext = encrypted("x" * 100)
    for length in range(len(ciphertext)):
        assert DECRYPT.value(ciphertext[:length]) is None
        assert DECRYPT.value(ciphertext[len(ciphertext) - length :]) is None
    assert DECRYPT.value(f"{ciphertext} ") is None
    assert DECRYPT.value(f"{ciphertext}=") is None


@pytest.mark.parametrize("value", ["Ann", "sixteen letters!", "x" * 40])
def test_a_ciphertext_may_have_lost_what_closes_it(value: str) -> None:
    ciphertext = encrypted(value)
    letters = ciphertext.rstrip("=")
    spelled = ciphertext.replace("=", "%3D")
    for text in (f"{letters}, {letters} {letters}", f"?a={spelled}&b={spelled}&c={spelled}"):
        assert [one.value for one in DECRYPT.find(text)] == [value] * 3
    assert DECRYPT.value(letters) in (None, value if letters == ciphertext else None)


@pytest.mark.parametrize("value", ["Ann", "sixteen letters!", "x" * 40])
def test_what_may_be_a_changed_ciphertext_is_counted(value: str) -> None:
    ciphertext = encrypted(value)
    changed = ("B" if ciphertext[0] == "A" else "A") + ciphertext[1:]
    text = f"{changed} {ciphertext} {changed}"
    assert DECRYPT.unread(text, DECRYPT.find(text)) == 2
    others = f"{'0123abcd' * 8} {'a' * 43} {ciphertext[:42]} {changed[:30]}"
    assert DECRYPT.unread(others, []) == 0


@given(
    st.text(st.characters())
    | st.text(LETTERS + "=", min_size=43)
    | st.binary().map(base64.urlsafe_b64encode).map(bytes.decode)
)
def test_odd_text_holds_nothing_and_raises_nothing(text: str) -> None:
    assert found(text) == []
    assert DECRYPT.value(text) is None


@pytest.mark.parametrize(
    "text", ["-" * 20_000, "a-" * 10_000, base64.urlsafe_b64encode(os.urandom(60_000)).decode()]
)
def test_hostile_text_takes_no_time_that_is_quadratic(text: str) -> None:
    assert found(text) == []
