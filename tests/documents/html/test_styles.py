"""Escapes in styles, which are read before anything is sought there."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.html.cleaning import cleaned
from tests.documents.html.support import found, read, replaced
from tests.documents.support import good, unchanged


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r'"J\F6rg M\FC ller"', '"Jörg Müller"'),
        (r'"J\0000F6rg M\0000fc ller"', '"Jörg Müller"'),
        (r'"\00ADOkafor O\200B kafor"', '"\u00adOkafor O\u200bkafor"'),
        (r'"Mu\308 ller"', '"Mu\u0308ller"'),
        (r'"\O\ka\N"', '"OkaN"'),
        ('"Oka\\\nfor Oka\\\r\nfor"', '"Okafor Okafor"'),
        ("\"O'ka\\\nfor\"", '"O\'kafor"'),
        (r'"John\20Okafor\2C \31 2"', '"John Okafor,12"'),
        (r'"bob\40 example\2e com bob\@example\.com"', '"bob@example.com bob@example.com"'),
        (r".bob\40 example\.com", ".bob@example.com"),
        (r"#M\FC ller,.J\f6 rg", "#Müller,.Jörg"),
        (r"--n:J\F6 rg", "--n:Jörg"),
        ("\"\\4F\r\nkafor\"", '"Okafor"'),
    ],
)  # fmt: skip
def test_escapes_of_what_names_are_made_of_are_written_out(escaped: str, plain: str) -> None:
    assert found(f"<style>{escaped} X</style>") == {"e1/css": f"{plain} X"}
    attribute = escaped.replace('"', "&quot;")
    assert found(f'<p style="{attribute} X">') == {"e1@style": f"{plain} X"}
    assert found(f'<p style="{attribute.replace(chr(92), "&#92;")} X">') == {"e1@style": f"{plain} X"}


@pytest.mark.parametrize(
    "style",
    [
        r'"\22 X\27 \5C 46 \\46 \A \3C/style\3e \{ \7d \0 \D800 \110000 \f101"',
        r".X\:Y .\32xl\:Z .-\31 .w-1\.5 .w-1\/2 .\@X .w-\[1\]",
        r'"\2a/ /\2a"',
        "a\\\nX",
        '"X\\',
    ],
)
def test_escapes_that_a_style_needs_stay(style: str) -> None:
    page = f"<style>{style}</style>"
    assert cleaned(page) == (page, {})


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r'"\22\46 X"', r'"\22 FX"'),
        ('"\\22\\\nF X"', r'"\22 F X"'),
        (r'"\\\46 X"', r'"\\FX"'),
        (r".\4f\31 X", ".O1X"),
    ],
)
def test_what_is_written_out_changes_no_escape_before_it(escaped: str, plain: str) -> None:
    assert cleaned(f"<style>{escaped}</style>") == (f"<style>{plain}</style>", {})


def test_letters_that_the_encoding_has_not_are_taken_out() -> None:
    page = "<meta charset=latin1><style>a{{content:'X{}\\F6'}}</style><p style='--x:\"X\\416\"'>"
    record = good(read(page.format("\\416 ")))
    assert dict(record.taken_out) == {"escapes in styles": 1}
    assert unchanged(record) == page.format("").replace("\\F6", "ö").replace("\\416", "&#1046;").encode(
        "cp1252"
    )


def test_page_in_an_attribute_has_its_styles_read() -> None:
    page = "<iframe srcdoc='<style>a{content:&quot;J\\F6rg&quot;}</style>'>"
    assert "Jörg" in found(page)["e1@srcdoc/e1/css"]
    assert b"rg" not in replaced(page, {"Jörg": "<P>"})


@given(
    st.lists(
        st.sampled_from(
            [*"\\\"'\n\r\f aF2-.@#*/", "\\\\", "\\46", "\\22", "\\2a ", "\\F6 ", "\\31", "\\\n", "\\@", "\\."]
        )
    )
)
def test_style_that_was_cleaned_is_clean(pieces: list[str]) -> None:
    page = "<style>" + "".join(pieces) + "</style>"
    for _ in range(3):
        page, _ = cleaned(page)
    assert cleaned(page)[0] == page


@pytest.mark.parametrize("unit", ["\\", '"', "/*", "\\46", "\\\n", "\\40", '"\\\n', "\\22", "-", "a"])
@pytest.mark.parametrize("around", ["<style>{}", "<p style='{}'>"])
def test_hostile_style_takes_no_more_time_than_its_size(unit: str, around: str) -> None:
    began = time.process_time()
    read(around.format(unit * 20_000))
    assert time.process_time() - began < 5
