"""Tags in texts, as they are written and in other spellings."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from anonymize.vault.tags import (
    Quoted,
    find_tags,
    is_document_tag,
    is_keyed_tag,
    is_tag,
    tags_otherwise,
)


@pytest.mark.parametrize(
    ("text", "is_document"),
    [
        ("<PERSON_1>", True),
        ("<PERSON_123>", True),
        ("<PHONE_NUMBER_2>", True),
        ("<GEHEIMNAME_Ä_1>", True),
        ("<姓名_3>", True),
        ("<PERSON_7f3a91c2>", False),
        ("<PERSON_12345678>", False),
        ("<PERSON_7f3a91c27f3a91c2>", False),
        ("<PERSON>", False),
        ("Maria Keller", False),
        ("", False),
    ],
)
def test_a_tag_with_a_number_is_of_one_document(text: str, is_document: bool) -> None:
    assert is_document_tag(text) is is_document


@pytest.mark.parametrize(
    "text", ["<person_1>", "<PERSON_>", "<_1>", "<1_1>", "<PERSON_7g>", "PERSON_1", "<PERSON 1>", "<b>"]
)
def test_other_things_in_angle_brackets_are_no_tags(text: str) -> None:
    assert list(find_tags(text)) == []
    assert not is_tag(text)
    assert not is_keyed_tag(text)


def test_tags_are_found_in_a_text() -> None:
    text = "<PERSON_1> met <B_7f3a91c2>; <<A_2>>"
    found = list(find_tags(text))
    assert [one.tag for one in found] == ["<PERSON_1>", "<B_7f3a91c2>", "<A_2>"]
    assert [text[one.start : one.end] for one in found] == [one.tag for one in found]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("PERSON_7f3a91c2", "PERSON_7f3a91c2"),
        ("so PERSON_7f3a91c2's", "PERSON_7f3a91c2"),
        ("[PERSON_7f3a91c2]", "[PERSON_7f3a91c2]"),
        ("[PERSON_7f3a91c2](x)", "PERSON_7f3a91c2"),
        ("&lt;PERSON_7f3a91c2&gt;", "&lt;PERSON_7f3a91c2&gt;"),
        ("<PERSON_7f3a91c2&gt;", "PERSON_7f3a91c2"),
        ("<PERSON_7f3a91c2/>", "PERSON_7f3a91c2"),
        (r"PERSON\_7f3a91c2", r"PERSON\_7f3a91c2"),
        (r"\<PERSON\_7f3a91c2\>", r"\<PERSON\_7f3a91c2\>"),
        (r"**PERSON\_7f3a91c2**", r"PERSON\_7f3a91c2"),
    ],
)
def test_a_keyed_tag_is_known_in_other_spellings(text: str, taken: str) -> None:
    [found] = tags_otherwise(text)
    assert (text[found.start : found.end], found.tag) == (taken, "<PERSON_7f3a91c2>")


@pytest.mark.parametrize(
    "text",
    ["PERSON_1", "[PERSON_12]", "person_7f3a91c2", "xPERSON_7f3a91c2", "PERSON_7f3a91c2b", "_7f3a91c2"],
)
def test_other_words_with_an_underscore_are_no_tags(text: str) -> None:
    assert list(tags_otherwise(text)) == []


HOSTILE = ["A", "A_", "A_0", "[", "<A", "<A_", "\\_", "A\\_0"]


@pytest.mark.parametrize("text", [*HOSTILE, "A_" + "0" * 9])
@pytest.mark.parametrize("find", [find_tags, tags_otherwise])
def test_tags_are_looked_for_in_linear_time(find: Callable[[str], Iterator[Quoted]], text: str) -> None:
    """A text four times as long takes four times as long; with the square, it takes sixteen times."""
    seconds = []
    for many in (50_000, 200_000):
        started = time.process_time()
        assert list(find(f"<{text * many}g")) == []
        seconds.append(time.process_time() - started)
    assert seconds[1] < max(0.5, 9 * seconds[0])
