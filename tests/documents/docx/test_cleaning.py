"""What is taken out or replaced, so that the rest still fits together."""

from __future__ import annotations

import re

import pytest

from anonymize.documents.docx.styles import is_built_in
from tests.documents.docx.support import (
    MAIN,
    WORD,
    R,
    W,
    document,
    docx,
    main_part,
    members,
    paragraph,
    read,
    relationships,
    run,
)
from tests.documents.support import good, texts, unchanged

WHERE = "t.docx#word/document.xml"


def body(content: str) -> str:
    """Gives the body of the output of a file without edits."""
    return main_part(unchanged(read(docx(content))))


def changed(author: str) -> str:
    return f'<w:ins w:id="1" w:author="{author}" w:date="2024-01-01T00:00:00Z"/>'


def test_author_has_one_number_in_all_parts() -> None:
    comment = f'<w:comments {W}><w:comment w:id="1" w:author="Bo Li" w:initials="BL"/></w:comments>'
    data = docx(
        paragraph(changed("Jane Smith"), changed("Bo Li"), changed("Jane Smith")),
        {
            "word/comments.xml": comment,
            "word/_rels/document.xml.rels": relationships(("comments", "comments.xml")),
        },
        types={"word/comments.xml": f"{WORD}.comments+xml"},
    )
    record = good(read(data))
    written = unchanged(record)
    assert re.findall('author="(.*?)"', main_part(written)) == ["Author 1", "Author 2", "Author 1"]
    assert "date" not in main_part(written)
    assert b'w:author="Author 2" w:initials="A2"' in members(written)["word/comments.xml"]
    assert dict(record.taken_out) == {"names of authors": 4}


def test_references_to_a_bookmark_follow_its_new_name() -> None:
    def field(instruction: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>{instruction}</w:r>'

    content = body(
        '<w:bookmarkStart w:id="1" w:name="bookmark1"/><w:bookmarkStart w:id="2" w:name="Jane_Smith"/>'
        + '<w:bookmarkStart w:id="3" w:name="_Toc123"/>'
        + paragraph(
            '<w:hyperlink w:anchor="JANE_SMITH"/><w:hyperlink w:anchor="_Toc123"/>',
            field("<w:instrText> REF Jane_</w:instrText><w:instrText>Smith \\h</w:instrText>"),
        )
    )
    assert re.findall('w:(?:name|anchor)="(.*?)"', content) == [
        "bookmark1",
        "bookmark2",
        "_Toc123",
        "bookmark2",
        "_Toc123",
    ]
    assert "> REF bookmark2 \\h<" in content
    assert "smith" not in content.lower()


def test_references_to_a_style_follow_its_new_id() -> None:
    data = docx(
        "".join(
            paragraph(f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>') for style in ("JaneSmith", "Heading1")
        ),
        {
            "word/styles.xml": f"<w:styles {W}>"
            '<w:style w:styleId="JaneSmith"><w:name w:val="Jane Smith"/></w:style>'
            '<w:style w:styleId="Style1"><w:basedOn w:val="JaneSmith"/></w:style></w:styles>',
            "word/_rels/document.xml.rels": relationships(("styles", "styles.xml")),
        },
        types={"word/styles.xml": f"{WORD}.styles+xml"},
    )
    record = good(read(data))
    assert texts(record) == {"t.docx#word/styles.xml/e3@1": "Jane Smith"}
    written = members(unchanged(record))
    assert re.findall(b'pStyle w:val="(.*?)"', written["word/document.xml"]) == [b"Style2", b"Heading1"]
    assert re.findall(b'(?:styleId|basedOn w:val)="(.*?)"', written["word/styles.xml"]) == [
        b"Style2",
        b"Style1",
        b"Style2",
    ]


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("heading 1", True),
        ("Light Shading Accent 5", True),
        ("HTML Preformatted", True),
        ("ListBullet3", True),
        ("", True),
        ("Jane Smith", False),
        ("Smith1", False),
        ("HeadingSmith", False),
        ("\u00dcberschrift", False),
    ],
)
def test_style_of_words_own_is_told_by_the_words_in_its_name(name: str, ours: bool) -> None:
    assert is_built_in(name) is ours


def test_what_led_to_something_that_is_gone_goes_too_and_its_text_stays() -> None:
    content = paragraph(
        f'<w:hyperlink r:id="rId9">{run("text")}</w:hyperlink>'
        '<w:r><w:object><o:OLEObject r:id="rId8"/></w:object></w:r>'
    )
    assert body(content) == paragraph(f"<w:hyperlink>{run('text')}</w:hyperlink><w:r><w:object/></w:r>")


def test_lists_of_prefixes_name_only_those_that_are_declared() -> None:
    outer = (
        f'<w:document {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:smith="urn:jane"'
        ' mc:Ignorable="w14 smith"><w:body><smith:x/></w:body></w:document>'
    )
    record = good(read(docx("", {"word/document.xml": outer})))
    written = members(unchanged(record))["word/document.xml"]
    assert b'mc:Ignorable="w14"' in written
    assert b"xmlns:w14=" in written
    assert b"smith" not in written
    assert record.taken_out == (("foreign XML", 1),)


def test_namespaces_that_word_tells_others_to_ignore_stay_declared() -> None:
    below = "http://schemas.microsoft.com/office/word/"
    uris = {
        "w14": "2010/wordml",
        "w15": "2012/wordml",
        "w16": "2018/wordml",
        "w16cex": "2018/wordml/cex",
        "w16cid": "2016/wordml/cid",
        "w16du": "2023/wordml/word16du",
        "w16sdtdh": "2020/wordml/sdtdatahash",
        "w16se": "2015/wordml/symex",
        "wp14": "2010/wordprocessingDrawing",
    }
    declared = " ".join(f'xmlns:{prefix}="{below}{uri}"' for prefix, uri in uris.items())
    choice = (
        f'<mc:AlternateContent><mc:Choice xmlns:wps="{below}2010/wordprocessingShape" Requires="wps"><wps:x/>'
        "</mc:Choice></mc:AlternateContent>"
    )
    record = good(read(docx(f'<w:p {declared} mc:Ignorable="{" ".join(uris)}"/>{choice}')))
    written = main_part(unchanged(record))
    assert f'mc:Ignorable="{" ".join(uris)}"' in written
    assert all(f'xmlns:{prefix}="{below}{uri}"' in written for prefix, uri in uris.items())
    assert choice in written
    assert record.taken_out == ()


@pytest.mark.parametrize(
    "uri", ["http://schemas.microsoft.com/office/Jane%20Smith", "urn:schemas-microsoft-com:smith"]
)
def test_only_known_namespaces_are_declared(uri: str) -> None:
    inner = f'<w:p xmlns:q="{uri}" xmlns:w15="{uri}" mc:Ignorable="q w15"><x xmlns="{uri}"/></w:p>'
    record = good(read(docx(inner + '<w:p xmlns:smith="urn:schemas-microsoft-com:vml"/>')))
    written = members(unchanged(record))["word/document.xml"]
    assert b"smith" not in written.lower()
    assert b'mc:Ignorable=""' in written
    assert record.taken_out == (("foreign XML", 1),)


@pytest.mark.parametrize(
    ("value", "is_text"),
    [
        ("center", False),
        ("_x0000_t75", False),
        ("#_x0000_t136", False),
        ("#_okafor", True),
        ("en-US", False),
        ("12.5pt", False),
        ("00AF12CD", False),
        ("{0B5C0AA7-6C1B-4C6B-9B0A-0C1C4D3E2F10}", False),
        ("%1.%2.", False),
        ("\uf0b7", False),
        ("http://schemas.microsoft.com/office/word", False),
        ("Smith", True),
        ("jane smith", True),
        ("jane@x.org", True),
        ("\u0418\u0432\u0430\u043d\u043e\u0432", True),
        ("\u00d6zil", True),
        ("\u674e\u660e", True),
        ("030-123-456", True),
        ("+49 30 12 34", True),
    ],
)
def test_value_of_an_attribute_is_passed_over_only_in_the_form_of_a_keyword(
    value: str, is_text: bool
) -> None:
    assert texts(read(docx(f'<w:x w:y="{value}"/>'))) == ({f"{WHERE}/e3@1": value} if is_text else {})


@pytest.mark.parametrize(
    ("element", "is_text"),
    [
        ('w:dateFormat w:val="dd.MM.yyyy"', False),
        ('w:format w:val="h:mm AM/PM"', False),
        ('w:dateFormat w:val="dddd, d. MMMM yyyy"', False),
        ('w:dateFormat w:val="Ahmad"', True),
        ("w:dateFormat w:val=\"d 'de' MMMM\"", True),
        ('w:docPartGallery w:val="Page Numbers (Bottom of Page)"', False),
        ('w:docPartGallery w:val="Letters of Okafor"', True),
        ('w:title w:val="Page Numbers (Bottom of Page)"', True),
        ('w:checkedState w:font="MS Gothic"', False),
    ],
)
def test_pictures_of_dates_galleries_and_fonts_of_controls_are_words_own(element: str, is_text: bool) -> None:
    assert bool(texts(read(docx(f"<{element}/>")))) is is_text


@pytest.mark.parametrize(
    "attribute",
    [
        'w:dropDownList w:lastValue="smith"',
        'w:comboBox w:lastValue="+442079460958"',
        'w:caption w:name="smith"',
        'w:autoCaption w:caption="smith"',
        'w:tblCaption w:val="smith"',
        'w:tblDescription w:val="smith"',
        'w15:sectionTitle w15:val="smith"',
        'w:lvlText w:val="smith"',
        'w:docPartCategory w:val="smith"',
        'w:rFonts w:x="Jane Smith"',
        'w:x w:typeface="Jane Smith"',
    ],
)
def test_what_a_user_wrote_is_searched_also_in_the_form_of_a_keyword_or_beside_fonts(attribute: str) -> None:
    assert list(texts(read(docx(f"<{attribute}/>")))) == [f"{WHERE}/e3@1"]


@pytest.mark.parametrize("text", ["%1.", "(%1)", "o", "\uf0b7", "%1.%2."])
def test_signs_of_a_numbering_are_no_text(text: str) -> None:
    assert texts(read(docx(f'<w:lvlText w:val="{text}"/>'))) == {}


def test_names_of_fonts_are_no_text() -> None:
    fonts = '<w:rFonts w:ascii="Jane A" w:hAnsi="Jane B" w:eastAsia="Jane C" w:cs="Jane D" w:hint="default"/>'
    assert texts(read(docx(fonts))) == {}


def test_numbers_are_passed_over_only_where_the_format_has_them() -> None:
    content = "<w:posOffset>123456</w:posOffset><w:numCache><w:v>4.5E-3</w:v></w:numCache>"
    assert texts(read(docx(content))) == {}
    assert texts(read(docx("<w:v>123456</w:v>"))) == {f"{WHERE}/e3": "123456"}


def test_attributes_that_hold_text_are_found_whatever_their_form() -> None:
    assert texts(read(docx('<w:docPr id="1" name="smith" descr=""/><w:tag w:val="7"/>'))) == {
        f"{WHERE}/e3@2": "smith",
        f"{WHERE}/e3@3": "",
        f"{WHERE}/e4@1": "7",
    }


def test_deletions_that_leave_parts_of_words_go_and_split_ones_stay() -> None:
    def deleted(*texts: str) -> str:
        runs = "".join(map(run, texts)).replace("w:t", "w:delText")
        return f'<w:del w:id="1">{runs}</w:del>'

    split = paragraph(run("by "), deleted("Ja", "ne Smith"), run(" x"))
    assert texts(read(docx(split))) == {f"{WHERE}/p1": "by  x", f"{WHERE}/p1/deleted1": "Jane Smith"}
    torn = paragraph(deleted("Jo"), f'<w:ins w:id="2">{run("a")}</w:ins>', deleted("hn"), run(" x"))
    assert texts(read(docx(torn))) == {f"{WHERE}/p1": "a x"}


def test_main_part_may_have_another_of_words_names() -> None:
    data = docx(
        "",
        {
            "_rels/.rels": relationships(("officeDocument", "/word/document2.xml")),
            "word/document2.xml": document(paragraph(run("Jane"))),
        },
        types={"word/document2.xml": MAIN},
    )
    assert texts(read(data)) == {"t.docx#word/document2.xml/p1": "Jane"}


def test_settings_keep_what_protects_a_document() -> None:
    protection = '<w:documentProtection w:edit="forms" w:hash="aB3+/w==" w:salt="Jane Smith"/>'
    data = docx(
        "",
        {
            "word/settings.xml": f"<w:settings {W} {R}>{protection}</w:settings>",
            "word/_rels/document.xml.rels": relationships(("settings", "settings.xml")),
        },
        types={"word/settings.xml": f"{WORD}.settings+xml"},
    )
    written = members(unchanged(read(data)))["word/settings.xml"]
    assert b'<w:documentProtection w:edit="forms" w:hash="aB3+/w=="/>' in written
