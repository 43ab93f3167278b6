"""When the glyphs of a page are a text, and when not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.pdf.glyphs import ENOUGH, Glyph, read_glyphs, read_string

UNKNOWN = "\ufffd"
PLAIN = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters=UNKNOWN))


@given(PLAIN)
def test_characters_are_what_they_are(text: str) -> None:
    assert read_string(text)[:2] == (text, 0)


@given(st.lists(st.builds(Glyph, st.integers(0, 0x10FFFF), st.booleans(), st.booleans())))
def test_text_has_only_characters_that_stand_for_something(glyphs: list[Glyph]) -> None:
    text, unknown, readable = read_glyphs(glyphs)
    assert text.encode().decode() == text  # there are no halves of characters
    assert "\r" not in text
    assert not any("\ue000" <= character <= "\uf8ff" for character in text)
    assert unknown == text.count(UNKNOWN)
    assert readable or unknown or len(glyphs) >= ENOUGH


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("\uf0b7 a point of a list", True),
        ("a tick: \uf0fc", True),
        ("Copyright \x0dc 2001".replace("\x0d", "\x01"), True),
        ("\uf04a\uf06f\uf068\uf06e wrote this", False),
        ("Mr Gri\x0cth wrote this letter".replace("\x0c", "\x02"), False),
        ("Mr Wol\x02 wrote this letter", False),
        ("\x02nch wrote this letter", False),
        ("\x02 \x03 a", False),
        ("a \ud800 half of a character is no letter", True),
        ("\U0001f600 and \U00020bb7", True),
        ('!"#$ %&\'( )!#* +,-" ./!$ #%&0 !"# $%\'( )*+, -./0 !"#$ %&\'(', False),
        (f"1 Introduction {'. ' * 60}1\n2 Conclusion {'_' * 60}2", True),
        ("if (x[0] == 1 && y != 2) { f(a, b)->c = {1, 2}; } else { g(&h); }  // why", True),
        ("\u0928\u092e\u0938\u094d\u0924\u0947 " * 20, True),
        ("* \u2713 \u2717 #", True),
    ],
)
def test_glyph_that_stands_for_no_character_may_be_no_part_of_a_word(text: str, readable: bool) -> None:
    assert read_string(text).readable is readable


def test_glyph_without_a_mapping_is_never_passed_on() -> None:
    assert read_glyphs([Glyph(ord("J"), mapped=False)]).text == UNKNOWN


def test_two_halves_are_a_character() -> None:
    assert read_string("\ud83d\ude00") == ("\U0001f600", 0, True)


def test_parted_word_keeps_its_hyphen_and_line_ends_are_line_feeds() -> None:
    glyphs = [*map(Glyph, b"Wil"), Glyph(2, hyphen=True), *map(Glyph, b"liams\r\nx\ry")]
    assert read_glyphs(glyphs).text == "Wil-\nliams\nx\ny"
