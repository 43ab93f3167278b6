"""Removed values in what is passed over as a keyword."""

from __future__ import annotations

import pytest

from anonymize.documents.edits import Edit
from tests.documents.docx.support import A, W, docx, main_part, members, paragraph, read, run, with_part
from tests.documents.support import good


def without(value: str, content: str, *, kept: str = "X") -> str:
    """Gives the content as it is in an output, where a value was replaced in a paragraph before it."""
    start = paragraph(run(value))
    record = good(read(docx(start + content)))
    edits = [[Edit(0, len(value), kept)] if it.text == value else [] for it in record.documents]
    return main_part(record.render(edits)).partition("</w:p>")[2]


@pytest.mark.parametrize(
    "content",
    [
        '<w:p w:x="john_okafor"/>',
        '<w:p w:x="john-okafor"/>',
        '<w:p w:x="johnOkafor"/>',
        '<w:p w:x="okafor_john"/>',
        '<w:control w:name="txt_john_okafor"/>',
        '<w:placeholder><w:docPart w:val="johnokafor"/></w:placeholder>',
    ],
)
def test_value_of_more_words_is_replaced_in_every_keyword(content: str) -> None:
    assert "okafor" not in without("John Okafor", content).lower()
    assert without("Jane Smith", content) == content
    assert without("John Okafor", content, kept="John Okafor") == content


@pytest.mark.parametrize(
    "content",
    [
        '<w:control w:name="okafor"/>',
        '<w:smartTag w:element="okafor"/>',
        '<v:shape id="okafor"/>',
        '<w:docPart w:val="okafor"/>',
        '<w:entryMacro w:val="okafor"/>',
        '<w:hyperlink w:anchor="_Toc1" w:tgtFrame="okafor"/>',
        '<w15:docId w15:val="okafor"/>',
    ],
)
def test_value_of_one_word_is_replaced_where_names_are_made_up(content: str) -> None:
    assert without("Okafor", content) == content.replace("okafor", "name1")


def test_mail_and_long_number_are_replaced_in_every_keyword() -> None:
    assert without("jane@example.org", '<w:p w:x="jane_example_org"/>') == '<w:p w:x="name1"/>'
    assert without("+44 2079460958", '<w:p w:x="442079460958"/>') == '<w:p w:x="0"/>'


@pytest.mark.parametrize("value", ["Black", "Center", "Page", "Name", "2024", "12345", "AF 12"])
def test_words_and_measures_of_the_format_stay(value: str) -> None:
    content = (
        '<w:p w:rsidR="00AF12CD"><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Black"/>'
        '<w:color w:val="auto"/><w:sz w:val="2024"/><w:highlight w:val="black"/></w:rPr><w:br w:type="page"/>'
        '</w:r></w:p><w:bookmarkStart w:id="12345" w:name="bookmark1"/><v:shape style="position:relative"/>'
    )
    assert without(value, content) == content


def test_new_names_lead_to_where_the_old_ones_led() -> None:
    content = without(
        "Okafor",
        '<v:shape id="okafor"/><v:shape id="mary_okafor"/><v:shape id="name1"/><v:x type="#okafor"/>'
        '<w:moveFromRangeStart w:name="mary_okafor"/>',
    )
    assert content == (
        '<v:shape id="name2"/><v:shape id="name3"/><v:shape id="name1"/><v:x type="#name2"/>'
        '<w:moveFromRangeStart w:name="name3"/>'
    )


def test_value_of_one_part_is_sought_in_the_others() -> None:
    frames = f'<w:webSettings {W}><w:frame w:x="john_okafor"/></w:webSettings>'
    record = good(read(with_part("webSettings", "webSettings.xml", frames, paragraph(run("John Okafor")))))
    edits = [[Edit(0, 11, "X")] if it.text == "John Okafor" else [] for it in record.documents]
    assert b"okafor" not in members(record.render(edits))["word/webSettings.xml"]


def test_references_to_parts_stay() -> None:
    content = f'<a:blip {A} r:embed="rId1"/>'
    assert without("rId1 rId1", content) == without("Jane Smith", content)
