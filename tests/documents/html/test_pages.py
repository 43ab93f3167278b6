from __future__ import annotations

import pickle
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.edits import Edit
from anonymize.documents.html.cleaning import cleaned
from anonymize.documents.html.places import texts
from anonymize.documents.html.record import edited_page
from anonymize.documents.html.references import Spelling
from anonymize.documents.html.tokens import Kind, tokens
from anonymize.errors import DocumentError
from tests.documents.html.support import found, read, replaced
from tests.documents.support import apply, bad, edits_of, good, unchanged

SNIPPETS = st.sampled_from(
    [
        *("<b>", "</b>", "<p title='An na'>", "</p>", "<br>", "<br/>", "<td>", "<a href=x>", "<img alt=An>"),
        *("<!-- x -->", "<!---->", "<!", "<?", "<![CDATA[", "]]>", "<!--", "-->", "<script>", "</script>"),
        *("<title>", "</title>", "<style>", "</style>", "<textarea>", "</textarea>", "<sup>", "</sup>"),
        *("&", "&amp;", "&eacute;", "&#233;", "&lt", "&lt;", "&notit;", "&#", "&nbsp;", "&#x1F600;", ";"),
        *("An", "na", " ", "\r\n", "<", ">", "<anna@x.org>", '"', "'", "=", "/", "a", "1", "<svg>", "</svg>"),
        *("<iframe srcdoc='&lt;p>An&lt;/p>'>", "</iframe>", "\u00e9", "\U0001f600", "</", "<a b='"),
        *("<rt>", "</rt>", "<ruby>", "</ruby>", "<template>", "</template>", "<foo>", "<x-y>", "</x-y>"),
        *("<p style='color:red;font-family:Arial;x:Y'>", "<p onclick='An'>", "<p Xy='An'>"),
        *("<script type='application/json'>", '["An\\u00e9", {"b": "na"}]'),
    ]
)
PAGES = st.lists(SNIPPETS, max_size=14).map("".join)
REPLACEMENTS = st.sampled_from(["", "x", "<PERSON>", "&", "amp;", "#1;", "\u00e9", "a\"b'c", "\n", " = "])


@given(PAGES)
def test_tokens_follow_on_each_other_from_start_to_end(page: str) -> None:
    position = 0
    for token in tokens(page):
        assert token.start == position < token.end
        position = token.end
    assert position == len(page)


@given(PAGES)
def test_page_that_was_cleaned_is_clean_and_comes_back_without_edits(page: str) -> None:
    try:
        record = good(read(page))
    except AssertionError:
        assert bad(read(page)).reason == "corrupt_html"
        return
    data = unchanged(record)
    again = good(read(data))
    assert unchanged(again) == data
    assert again.taken_out == ()
    assert again.documents == record.documents


@given(st.data())
def test_page_says_what_it_should_after_edits(data: st.DataObject) -> None:
    page, _ = cleaned(data.draw(PAGES))
    page, taken_out = cleaned(page)
    if taken_out:
        return
    edits = {name: data.draw(edits_of(text, REPLACEMENTS)) for name, text in texts(page).items()}
    # What is put into a style can end it, and two pieces of a tag can meet where something was taken from
    # between them: then there is no page at all.
    with suppress(DocumentError):
        new = edited_page(page, texts(page), edits, "utf-8", "t")
        assert_says(page, new, edits)


def assert_says(page: str, new: str, edits: dict[str, list[Edit]]) -> None:
    for name, text in texts(page).items():
        assert texts(new).get(name, "").strip() in (apply(edits[name], text).strip(), "")


@given(st.lists(st.sampled_from(["An", "&", "&amp;", "&eacute", "&#233;", "\u00e9", "&lt;", ";", "="])))
def test_offsets_lead_from_a_text_to_its_spelling(pieces: list[str]) -> None:
    spelled = "".join(pieces)
    for spelling in (Spelling.TEXT, Spelling.QUOTED):
        reading = spelling.read(spelled)
        bounds = [reading.raw(offset) for offset in range(len(reading.text) + 1)]
        assert bounds == sorted(set(bounds))
        assert (bounds[0], bounds[-1]) == (0, len(spelled))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>An<b>na</b> Mei<i>er</i></p>", "Anna Meier"),
        ("Jos&eacute;&#32;&#x41;", "Jos\u00e9 A"),
        ("<p>1 Elm Row<br>Leeds</p>", "1 Elm Row\nLeeds"),
        ("<p>An<!-- x -->na</p>", "Anna"),
        ("<p>Anna<sup>1</sup></p>", "Anna"),
        ("<p>4<sup>th</sup> May</p>", "4th May"),
        ("<p>to <anna@example.com></p>", "to <anna@example.com>"),
        ("<p>a < b &amp c</p>", "a < b & c"),
    ],
)
def test_text_is_read_as_people_read_it(page: str, text: str) -> None:
    assert text in found(page).values()


@pytest.mark.parametrize(
    "name",
    [
        *("label", "output", "picture", "map", "object", "rb", "mi", "math", "x-y", "o:p", "ruby", "script"),
        *("noscript", "template", "link", "sup", "tspan", "blink", "acronym", "LABEL"),
    ],
)
def test_elements_that_are_shown_within_a_line_part_no_word(name: str) -> None:
    assert "Okafor" in found(f"<p>O<{name}></{name}>kafor</p>").values()
    if name not in ("script", "template"):
        assert "Okafor x" in found(f"<p>O<{name} class=x>kaf</{name}>or x</p>").values()


@pytest.mark.parametrize(
    "name",
    [
        *("p", "div", "td", "li", "h1", "option", "button", "legend", "summary", "article", "dd", "caption"),
        *("img", "hr", "input", "select", "figure", "mtd", "svg", "video", "v:shape"),
    ],
)
def test_elements_that_are_shown_as_blocks_part_words(name: str) -> None:
    page = f"<div>Anna<{name}>Bo</{name}>Carl</div>"
    assert sorted(found(page).values()) == ["Anna", "Bo", "Carl"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("O<ruby>ka<rt>x y</rt></ruby>for", ["Okafor", "x y"]),
        ("O<ruby>ka<rp>(</rp><rt>x<rp>)</ruby>for", ["(", ")", "Okafor", "x"]),
        ("O<ruby>k<rt>x<rb>a<rt>y</ruby>for", ["Okafor", "x", "y"]),
        ("<ruby>O<rt>x<p>ka</p></ruby>for", ["O", "for", "ka", "x"]),
        ("O<template><p>x</p>y</template>kafor", ["Okafor", "x", "y"]),
        ("O<template>x<p>y", ["O", "x", "y"]),
        ("O</rt></template>kafor", ["Okafor"]),
        ("O<template><rt>x</template>kafor", ["Okafor", "x"]),
        ("<svg><text>Anna</text><text>Bo</text></svg>O<text>kaf</text>or", ["Anna", "Bo", "Okafor"]),
    ],
)
def test_what_stands_beside_a_text_is_read_by_itself(page: str, expected: list[str]) -> None:
    assert sorted(found(page).values()) == expected
    new = replaced(page, {text: f"<{number}>" for number, text in enumerate(expected)})
    assert sorted(found(new).values()) == sorted(f"<{number}>" for number in range(len(expected)))


def test_tags_between_the_pieces_of_a_name_stay() -> None:
    page = "<p>Dear An<b class='x'>na</b> &amp;\r\n <i>Bo&#98;</i>!</p>"
    assert replaced(page, {"Anna": "<P>", "Bob": 'O\'Neil & "x"'}) == (
        b"<p>Dear &lt;P&gt;<b class='x'></b> &amp;\r\n <i>O'Neil &amp; \"x\"</i>!</p>"
    )


def test_line_break_within_what_is_replaced_goes() -> None:
    assert replaced("<p>1 Elm Row<br />Leeds<br>x", {"1 Elm Row\nLeeds": "A"}) == b"<p>A<br>x"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("<p title='Anna'>", b"<p title='O&#39;N &quot;&amp;&gt;'>"),
        ('<p title="Anna">', b'<p title="O&#39;N &quot;&amp;&gt;">'),
        ("<p title=Anna>", b"<p title=O&#39;N&#32;&quot;&amp;&gt;>"),
    ],
)
def test_replacement_cannot_end_a_value(tag: str, expected: bytes) -> None:
    assert replaced(tag, {"Anna": "O'N \"&>"}) == expected


def test_value_without_quotes_that_is_emptied_stays_a_value() -> None:
    assert replaced("<a href=Anna class=x>", {"Anna": ""}) == b'<a href="" class=x>'


DIGEST = "0123456789abcdef" * 4
"""As long as what hides values that no one can read."""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<img alt="by Anna">', f'<img alt="by {DIGEST}">'),
        ('<img alt="Anna.Anna@x.test">', f'<img alt="{DIGEST}.{DIGEST}@x.test">'),
        ("<iframe srcdoc='<p title=Anna>'>", f"<iframe srcdoc='<p title={DIGEST}>'>"),
    ],
)
def test_long_replacement_is_no_value_that_no_one_can_read(page: str, expected: str) -> None:
    assert replaced(page, {"Anna": DIGEST}).decode() == expected


def test_halves_of_a_value_that_no_one_can_read_are_not_joined() -> None:
    with pytest.raises(DocumentError) as error:
        replaced(f'<p title="{DIGEST[:40]} Anna {DIGEST[:40]}">', {" Anna ": ""})
    assert error.value.reason == "not_replaced"


@pytest.mark.parametrize("name", ["textarea", "title", "iframe", "xmp", "noframes"])
def test_element_without_tags_can_be_emptied(name: str) -> None:
    page = f"<p>a<{name}>Anna</{name}>b<p>Anna"
    assert replaced(page, {"Anna": ""}).decode() == f"<p>a<{name}></{name}>b<p>"


def test_string_of_json_in_a_script_stays_one() -> None:
    page = '<script type="application/ld+json">{"name": "J\\u00f6rg", "n": 1e0}</script>'
    assert replaced(page, {"J\u00f6rg": '</script> "x"'}) == (
        b'<script type="application/ld+json">{"name": "\\u003c/script\\u003e \\"x\\"", "n": 1e0}</script>'
    )


def test_replacement_that_would_end_a_style_fails_the_page() -> None:
    with pytest.raises(DocumentError) as error:
        replaced("<style>.x{content:'Anna'}</style>", {"Anna": "</style>"})
    assert error.value.reason == "not_replaced"


@pytest.mark.parametrize(
    ("data", "text", "codec"),
    [
        ("<p>Jos\u00e9".encode(), "Jos\u00e9", "utf-8"),
        (b"\xef\xbb\xbf" + "<meta charset=latin1><p>Jos\u00e9".encode(), "Jos\u00e9", "utf-8"),
        ("\ufeff<p>Jos\u00e9".encode("utf-16-le"), "Jos\u00e9", "utf-16-le"),
        ("<meta charset=iso-8859-1><p>Jos\u00e9 \u20ac".encode("cp1252"), "Jos\u00e9 \u20ac", "cp1252"),
        (
            "<meta http-equiv=x content='text/html; charset=Shift_JIS'><p>\u540d".encode("cp932"),
            "\u540d",
            "cp932",
        ),
        ("<!-- <meta charset=latin1> --><p>Jos\u00e9".encode(), "Jos\u00e9", "utf-8"),
        ("<meta charset=iso-8859-1><p>Zo\u00eb M\u00fcller".encode(), "Zo\u00eb M\u00fcller", "utf-8"),
        (b"<meta charset=nonsense><p>x", "x", "utf-8"),
    ],
)
def test_encoding_is_what_the_page_says(data: bytes, text: str, codec: str) -> None:
    assert text in found(data).values()
    assert "\u0153".encode(codec, "xmlcharrefreplace") in replaced(data, {text: "\u0153"})


def test_encoding_that_is_asked_for_goes_before_that_of_the_page() -> None:
    assert "\u0416" in found("<meta charset=utf-8><p>\u0416".encode("cp1251"), encoding="cp1251").values()


def test_page_in_another_encoding_than_it_says_is_one_bad_record() -> None:
    record = bad(read(b"<meta charset=utf-8><p>Jos\xe9 A"))
    assert record.reason == "undecodable"
    assert "\n" not in record.message
    assert "Jos" not in record.message


def test_lone_surrogate_cannot_be_written() -> None:
    with pytest.raises(DocumentError) as error:
        replaced("<p>Anna", {"Anna": "\ud800"})
    assert error.value.reason == "unencodable_replacement"


def test_record_can_be_sent_to_another_process() -> None:
    record = good(read("<p>Anna<!-- x -->"))
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 - our own


def test_what_a_page_says_to_browsers_is_no_text() -> None:
    page = (
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><html lang=EN-GB>'
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" type="text/css">'
    )
    assert found(page) == {}


def test_ids_do_not_change_when_all_texts_do() -> None:
    page = "<p title=Anna>Anna<br>x<td><b>Anna</b><li><img alt=Anna>"
    again = found(replaced(page, {"Anna": "Xy"}))
    assert again.keys() == found(page).keys()


@pytest.mark.parametrize(
    "unit",
    [
        "<div>",
        "<a <a",
        "<!--",
        "<![CDATA[",
        "<![CDATA[>",
        "</",
        "<",
        "&",
        "<p a='",
        "<svg>",
        "<b x=y ",
        "&a",
        "<rt>",
        "<template></rt>",
    ],
)
def test_hostile_page_takes_no_more_time_than_its_size(unit: str) -> None:
    page = unit * 20_000
    began = time.process_time()
    for token in tokens(page):
        assert isinstance(token.kind, Kind)
    read(page)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "unit", ["data:", "url(data:", "url('data:", "/*", "font:", "a", "1a", "a,", "javascript:", "(", "-"]
)
@pytest.mark.parametrize("around", ["<style>{}", "<p style='{}'>", "<p x='{}'>", "<a href='{}'>"])
def test_hostile_value_takes_no_more_time_than_its_size(unit: str, around: str) -> None:
    began = time.process_time()
    read(around.format(unit * 20_000))
    assert time.process_time() - began < 5


def test_smart_tags_part_no_name() -> None:
    assert (
        "Dear Anna Meier" in found("<p>Dear <st1:PersonName>Anna</st1:PersonName> Meier<o:p></o:p>").values()
    )


def test_pages_within_pages_are_read_to_a_depth_and_taken_out_below() -> None:
    page = "<p>Anna"
    for _ in range(6):
        page = "<iframe srcdoc='" + page.replace("&", "&amp;").replace("'", "&#39;") + "'></iframe>"
    record = good(read(page))
    assert dict(record.taken_out) == {"pages within pages": 1}
    shallow = "<iframe srcdoc='<iframe srcdoc=&#39;<p>Anna&#39;>'>"
    assert "Anna" in found(shallow).values()
    assert b"Anna" not in replaced(shallow, {"Anna": "<P>"})


def test_edit_out_of_bounds_is_a_mistake_of_the_caller() -> None:
    record = good(read("<p>Anna"))
    with pytest.raises(ValueError, match="outside the text"):
        record.render([[Edit(0, 9, "")]])
