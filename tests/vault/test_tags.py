"""Tags in texts, as they are written and in other spellings."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from anonymize.vault.tags import (
    KeyedTags,
    Quoted,
    find_tags,
    is_document_tag,
    is_keyed_tag,
    is_tag,
)

KNOWN = KeyedTags(["<PERSON_7f3a91c2>", "<PHONE_NUMBER_00000001>", "<PERSON_1>"])


@pytest.mark.parametrize(
    ("text", "is_document"),
    [
        ("<PERSON_1>", True),
        ("<PERSON_123>", True),
        ("<PHONE_NUMBER_2>", True),
        ("<GEHEIMNAME_Ä_1>", True),
        ("<姓名_3>", True),
        ("<DOG'S_NAME_1>", True),
        ("<WARD/ROOM_2>", True),
        ("<DRUG_(GENERIC)_1>", True),
        ("<3D_PRINTER_12>", True),
        ("<DOG'S_NAME_7f3a91c2>", False),
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


@pytest.mark.parametrize(
    "spelled",
    [
        "DOG'S_NAME_7f3a91c2",
        "<DOG\u2019S_NAME_7f3a91c2>",
        "[Dog\u2019s name 7f3a91c2]",
        "&lt;DOG&#39;S_NAME_7f3a91c2&gt;",
        "<3d_printer_00000002>",
        "WARD/ROOM_00000003",
        "<drug_(generic)_00000004>",
    ],
)
def test_a_label_may_hold_signs_and_begin_with_a_figure(spelled: str) -> None:
    tags = ["<DOG'S_NAME_7f3a91c2>", "<3D_PRINTER_00000002>", "<WARD/ROOM_00000003>"]
    known = KeyedTags([*tags, "<DRUG_(GENERIC)_00000004>"])
    (found,) = known.find(f"So {spelled} was seen.")
    assert found.is_clear
    assert f"So {spelled} was seen."[found.start : found.end] == spelled


@pytest.mark.parametrize("text", ["<2_3>", "<a=1_2>", "<H1/x_1>", "<A B_1>", "<(_)_1>"])
def test_what_has_no_label_in_capitals_is_no_tag(text: str) -> None:
    assert list(find_tags(text)) == []


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
        ("person_7f3a91c2", "person_7f3a91c2"),
        ("<PERSON_7F3A91C2>", "<PERSON_7F3A91C2>"),
        ("[Person 7f3a91c2]", "[Person 7f3a91c2]"),
        ("< PERSON-7f3a91c2 >", "< PERSON-7f3a91c2 >"),
        ("<PERSON_\n7f3a91c2>", "<PERSON_\n7f3a91c2>"),
        ("two PERSON_7f3a91c2s", "PERSON_7f3a91c2"),
        ("letter_PERSON_7f3a91c2.txt", "PERSON_7f3a91c2"),
        ("{{PERSON_7f3a91c2}}", "PERSON_7f3a91c2"),
        ("&#60;PERSON_7f3a91c2&#x3e;", "&#60;PERSON_7f3a91c2&#x3e;"),
        ("<PERSON\u200b_7f3a\u00ad91c2>", "<PERSON\u200b_7f3a\u00ad91c2>"),
        ("\uff1cPERSON\uff3f7f3a91c2\uff1e", "\uff1cPERSON\uff3f7f3a91c2\uff1e"),
    ],
)
def test_a_keyed_tag_is_known_in_other_spellings(text: str, taken: str) -> None:
    [found] = KNOWN.find(text)
    assert (text[found.start : found.end], found.tag, found.is_clear) == (taken, "<PERSON_7f3a91c2>", True)


def test_a_label_of_two_words_may_be_spelled_apart() -> None:
    [found] = KNOWN.find("[Phone Number 00000001]")
    assert found == Quoted(0, 23, "<PHONE_NUMBER_00000001>")


@pytest.mark.parametrize("text", ["DATE7f3a91c2", "Date7F3A91C2", "[date7f3a91c2]", "DATE-7f3a91c2"])
def test_a_label_that_ends_like_digits_may_stand_right_before_them(text: str) -> None:
    [found] = KeyedTags(["<DATE_7f3a91c2>"]).find(text)
    assert found == Quoted(0, len(text), "<DATE_7f3a91c2>")


@pytest.mark.parametrize(
    "text",
    [
        "7f3a91c2",
        "_7f3a91c2",
        "<PERSONNE_7f3a91c2>",
        "<EMAIL_7f3a91c2>",
        "xPERSON_7f3a91c2",
        "PERSON_7f3a91c2b",
        "PERSON (7f3a91c2)",
        "%3CPERSON_7f3a91c2%3E",
    ],
)
def test_digits_of_a_tag_behind_another_word_are_told_and_are_not_the_tag(text: str) -> None:
    [found] = KNOWN.find(text)
    assert (found.tag, found.is_clear) == ("<PERSON_7f3a91c2>", False)


@pytest.mark.parametrize(
    "text",
    ["PERSON_1", "[PERSON_12]", "PERSON_00000000", "PERSON_7f3a91c", "a7f3a91c2", "7f3a91c-2"],
)
def test_what_has_not_the_digits_of_a_known_tag_is_none(text: str) -> None:
    assert list(KNOWN.find(text)) == []
    assert list(KeyedTags([]).find("PERSON_7f3a91c2")) == []


HOSTILE = ["A", "A_", "A_0", "[", "<A", "<A_", "\\_", "A\\_0"]


@pytest.mark.parametrize("text", [*HOSTILE, "A_" + "0" * 9])
@pytest.mark.parametrize("find", [find_tags, KNOWN.find])
def test_tags_are_looked_for_in_linear_time(find: Callable[[str], Iterator[Quoted]], text: str) -> None:
    """A text four times as long takes four times as long; with the square, it takes sixteen times."""

    def seconds(many: int) -> float:
        started = time.process_time()
        assert list(find(f"<{text * many}g")) == []
        return time.process_time() - started

    # Of these lengths a square takes many seconds, and all that is linear less than the half of one, also on
    # a machine with other work.
    short, long = (min(seconds(many) for _ in range(3)) for many in (20_000, 80_000))
    assert long < max(0.5, 9 * short)
