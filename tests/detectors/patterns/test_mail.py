"""E-mail addresses."""

from __future__ import annotations

import pytest

from tests.detectors.patterns.support import SENTENCES, found


@pytest.mark.parametrize(
    "address",
    [
        "jane@example.com",
        "jane.doe@example.com",
        "jane+tag@mail.example.co.uk",
        "j_d-1%x@sub-domain.example.org",
        "o'brien@example.ie",
        "jürgen@müller.de",
        "иван@почта.рф",
        "δοκιμή@παράδειγμα.ελ",
        "12345@qq.com",
        "JANE@EXAMPLE.COM",
        "jane@xn--mller-kva.xn--p1ai",
        "a@b.cc",
        '"jane doe"@example.com',
        "a" * 64 + "@example.com",
    ],
)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_address_is_found_in_a_sentence(address: str, sentence: str) -> None:
    assert found(sentence.format(address), "email") == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("<jane@example.com>", "jane@example.com"),
        ("mailto:jane@example.com?subject=x", "jane@example.com"),
        ("mail=jane@example.com&x=1", "jane@example.com"),
        ("'jane@example.com'", "jane@example.com"),
        ("...jane@example.com...", "jane@example.com"),
        ("请联系zhang@example.com谢谢", "zhang@example.com"),
        ("メールは12345@example.co.jpです", "12345@example.co.jp"),
        ("寄给用户@例子.广告。", "寄给用户@例子.广告"),
        ("jane@example.com:8080", "jane@example.com"),
        ("jane@example.com/path", "jane@example.com"),
        ("jane@example.com.2023", "jane@example.com"),
        ("git@github.com:org/repo.git", "git@github.com"),
    ],
)
def test_address_ends_where_its_neighbours_begin(text: str, address: str) -> None:
    assert found(text, "email") == [address]


def test_addresses_side_by_side_are_found_singly() -> None:
    assert found("a@b.com,c@d.com;e@f.com g@h.com", "email") == ["a@b.com", "c@d.com", "e@f.com", "g@h.com"]


@pytest.mark.parametrize(
    "text",
    [
        "@example.com",
        "jane@",
        "jane@localhost",
        "jane @ example.com",
        "package@1.2.3",
        "a" * 65 + "@example.com",
        "jane@" + "a." * 130 + "com",
        "meet @ 5.30",
        "@@@",
        "jane@.com",
        "...@example.com",
        '""@example.com',
    ],
)
def test_what_only_resembles_an_address_is_not_found(text: str) -> None:
    assert found(text, "email") == []
