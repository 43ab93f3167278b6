"""Text that a page has shown from right to left by force (`<bdo>`)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.html.cleaning import cleaned
from anonymize.documents.html.places import texts
from anonymize.text import View
from tests.documents.html.support import found, read, replaced
from tests.documents.support import good, unchanged


@pytest.mark.parametrize(
    "tag",
    [
        *('<bdo dir="rtl">', "<BDO DIR='RTL'>", "<bdo dir=rtl class=x>", "<bdo>", "<bdo dir=&#114;tl>"),
        *("<bdo dir=x>", "<bdo dir=rtl dir=ltr>", "<bdo dir=ltr style=direction:rtl>", "<bdo dir=' ltr'>"),
    ],
)
def test_turned_text_is_read_both_ways(tag: str) -> None:
    [text] = found(f"<p>a {tag}rof<b>ak</b>O\nnhoJ</bdo> b").values()
    assert [view.text for view in View.readings(text)] == ["a John Okafor b", "a rofakO nhoJ b"]


def test_text_that_is_not_turned_is_read_as_it_stands() -> None:
    assert [View.of(text).text for text in found("<bdo dir=ltr>John\nOkafor</bdo>").values()] == [
        "John\nOkafor"
    ]


def test_replaced_text_takes_its_tags_with_it() -> None:
    page = "<p>a <bdo dir=RTL>nhoJ</bdo> b</p><p title=A>"
    assert replaced(page, {"\u202enhoJ\u202c": "<P>"}) == b"<p>a &lt;P&gt; b</p><p title=A>"
    assert replaced(page, {"nhoJ": "<P>"}) == b'<p>a <bdo dir="rtl">&lt;P&gt;</bdo> b</p><p title=A>'
    assert good(read(page)).taken_out == ()


@pytest.mark.parametrize(
    ("page", "expected", "told"),
    [
        ("<bdo title=Anna dir=rtl>x</bdo>", '<bdo dir="rtl">x</bdo>', "attributes of turned text"),
        ("<bdo>a<p>nhoJ</p>b</bdo>c", "<bdo>a<p></p></bdo>c", "turned text"),
        ("<bdo>a<br>nhoJ</bdo>c", "<bdo>a<br></bdo>c", "turned text"),
        ("<bdo>a<bdo>nhoJ</bdo>b</bdo>c", "<bdo>a<bdo></bdo></bdo>c", "turned text"),
        ("<bdo>a<ruby><rt>nhoJ</rt></ruby></bdo>c", "<bdo>a<ruby><rt></rt></ruby></bdo>c", "turned text"),
        ("<p><bdo>a</p><p>c", "<p><bdo>a</p><p>c", None),
        ("<bdo>nh&#10;\u202doJ</bdo>", "<bdo>nh oJ</bdo>", None),
        ("a</bdo>c", "a</bdo>c", None),
    ],
)
def test_what_cannot_be_read_both_ways_is_taken_out(page: str, expected: str, told: str | None) -> None:
    record = good(read(page))
    assert unchanged(record).decode() == expected
    assert {kind for kind, _ in record.taken_out} == ({told} if told else set())


PIECES = [
    "<bdo>",
    "</bdo>",
    "<bdo dir=ltr>",
    "<p>",
    "</p>",
    "<br>",
    "<b>",
    "a\n",
    "\u202d",
    "<rt>",
    "<bdo title=A>",
]


@given(st.lists(st.sampled_from(PIECES)))
def test_no_line_or_control_ends_a_turned_stretch(pieces: list[str]) -> None:
    page, _ = cleaned("".join(pieces))
    assert cleaned(page) == (page, {})
    for text in texts(page).values():
        for stretch in text.split("\u202e")[1:]:
            assert "\u202d" not in stretch.partition("\u202c")[0]


def test_hostile_nesting_takes_no_more_time_than_its_size() -> None:
    began = time.process_time()
    read("<bdo>a" * 20_000)
    assert time.process_time() - began < 5
