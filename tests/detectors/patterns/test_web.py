"""Web addresses."""

from __future__ import annotations

import pytest

from tests.detectors.patterns.support import SENTENCES, found


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com",
        "https://example.com/",
        "HTTPS://Example.COM/Path",
        "ftp://ftp.example.org/pub/file.txt",
        "www.example.com",
        "WWW.example.com/page?x=1&y=2#top",
        "https://user:password@example.com:8443/x",
        "https://en.wikipedia.org/wiki/Bank_(geography)",
        "http://example.com/a(b)c[d]e",
        "http://[2001:db8::1]:8080/path",
        "http://localhost:8000/x",
        "https://müller.example/straße",
        "https://example.com/?q=a,b;c:d!e",
        "https://example.com/~jane/it's",
    ],
)
@pytest.mark.parametrize("sentence", [sentence for sentence in SENTENCES if sentence != "left,{},right"])
def test_address_is_found_in_a_sentence(address: str, sentence: str) -> None:
    assert found(sentence.format(address), "url") == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://example.com.", "http://example.com"),
        ("http://example.com/a...", "http://example.com/a"),
        ("(http://example.com/a)", "http://example.com/a"),
        ("(see http://example.com/a_(b))", "http://example.com/a_(b)"),
        ("[text](http://example.com/a).", "http://example.com/a"),
        ("[http://example.com/a]", "http://example.com/a"),
        ("<http://example.com/a>", "http://example.com/a"),
        ('"http://example.com/a"', "http://example.com/a"),
        ("“http://example.com/a”", "http://example.com/a"),
        ("http://example.com/a?!", "http://example.com/a"),
        ("**http://example.com/a**", "http://example.com/a"),
        ("http://example.com/a。下一句", "http://example.com/a"),
        ("seehttp://example.com/a", "http://example.com/a"),
        ("http://example.com/a(b", "http://example.com/a(b"),
    ],
)
def test_address_ends_before_punctuation_and_unopened_brackets(text: str, address: str) -> None:
    assert found(text, "url") == [address]


def test_links_of_markdown_are_found_singly() -> None:
    text = "[a](http://a.example/x),[b](http://b.example/y)"
    assert found(text, "url") == ["http://a.example/x", "http://b.example/y"]


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "www.",
        "http:// example.com",
        "awww.cute",
        "file://x",
        "mailto:x",
        "://x.com",
        "http",
        "http://.",
    ],
)
def test_what_only_resembles_an_address_is_not_found(text: str) -> None:
    assert found(text, "url") == []


@pytest.mark.parametrize(
    "address",
    [
        "example.com/a",
        "Example.ORG/Path/b.html?x=1",
        "maps.example/4",
        "a-b.co.uk:8080/x",
        "zoom.us/j/1",
        "mail.gov.pl/~ewa",
    ],
)
def test_a_host_is_known_by_its_path(address: str) -> None:
    assert found(f"see {address}, please", "url") == [address]
    assert found(f"({address})", "url") == [address]
    assert found(f"https://{address}", "url") == [f"https://{address}"]


@pytest.mark.parametrize(
    "text",
    [
        "and/or", "input/output.md/3", "5.5 km/h", "v1.2/3", "main.py/x", "U.S./UK", "e.g./i.e.",
        "1.2.3.4/24",
        "ann@example.com/x", "path/to/example.com/x", "..com/x", ".com/x", "C:\\example.com/x",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_host_is_none(text: str) -> None:
    assert found(text, "url") == []
