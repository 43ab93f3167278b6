"""Instructions of fields: which are Word's own words alone, and that these stay as they are."""

from __future__ import annotations

import pytest

from anonymize.documents.docx.instructions import given, is_own
from anonymize.documents.edits import Edit
from tests.documents.docx.support import docx, main_part, paragraph, read, run
from tests.documents.support import good, texts


def field(instruction: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f'{begin}<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>{end}'


@pytest.mark.parametrize(
    "instruction",
    [
        " PAGE ",
        "NUMPAGES",
        r" PAGE \* ARABIC \* MERGEFORMAT ",
        r' TOC \o "1-3" \h \z \u ',
        r" PAGEREF _Toc158724311 \h ",
        r' HYPERLINK \l "_Toc158724311" ',
        r" REF bookmark12 \h ",
        " FORMTEXT ",
        r"FILENAME \p",
        r' DATE \@ "d. MMMM yyyy" \* MERGEFORMAT ',
        r' TIME \@ "dd/MM/yyyy h:mm:ss AM/PM"',
    ],
)
def test_instructions_of_words_own_words_are_no_text(instruction: str) -> None:
    assert is_own(instruction)
    simple = paragraph(f'<w:fldSimple w:instr="{instruction.replace(chr(34), "&quot;")}"/>')
    assert texts(read(docx(paragraph(run("page"), field(instruction)) + simple))) == {
        "t.docx#word/document.xml/p1": "page"
    }


@pytest.mark.parametrize(
    "instruction",
    [
        "",
        "OKAFOR",
        "PAGES",
        " PAGE Okafor ",
        " AUTHOR Okafor ",
        " REF Okafor ",
        ' HYPERLINK "mailto:okafor@example.org" ',
        r' TOC \o "Okafor" ',
        r' DATE \@ "d. MMMM Ahmad" ',
        " REF _Toc1_Okafor ",
        ' REF "_Toc1 ',
        " PAGE 4711 ",
        " DATE 12-12 79 ",
        " PAGE 12 ",
        " MERGEFIELD Okafor ",
    ],
)
def test_others_are(instruction: str) -> None:
    assert not is_own(instruction)


def test_what_is_left_of_an_instruction_may_be_words_own() -> None:
    record = good(
        read(docx(paragraph(field("AUTHOR Okafor")) + '<w:p><w:fldSimple w:instr="TITLE Roe"/></w:p>'))
    )
    said = [document.text for document in record.documents]
    assert said == ["       Okafor", "      Roe"]
    written = main_part(record.render([[Edit(text.rindex(" "), len(text), "")] for text in said]))
    assert "AUTHOR" in written
    assert "Okafor" not in written
    assert "Roe" not in written


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        (r' HYPERLINK "mailto:roe@example.org" \o "Jane Roe" ', '"mailto:roe@example.org"    "Jane Roe"'),
        (r' HYPERLINK \l "Okafor" ', '"Okafor"'),
        (r" MERGEFIELD Okafor \* MERGEFORMAT ", "Okafor"),
        (r' STYLEREF "Okafor 1" \n ', '"Okafor 1"'),
        (r" SEQ Okafor \* ARABIC ", "Okafor"),
        (r" CITATION Oka10 \l 1033 ", "Oka10    1033"),
        (r' FILLIN "say \d now, Roman" \d ', r'"say \d now, Roman"'),
        (r' XE "Okafor:Jane" \t "see _Toc1" ', '"Okafor:Jane"    "see _Toc1"'),
        (r" TITLE Roman ", "Roman"),
        (r" AUTHOR Lower \* Upper ", "Lower"),
        (r' TC "Okafor', '"Okafor'),
        (" IFFY Okafor ", "IFFY Okafor"),
        ("okafor PAGE", "okafor PAGE"),
    ],
)
def test_what_a_user_gave_stands_where_it_stood_without_words_own(instruction: str, said: str) -> None:
    assert given(instruction).strip() == said
    assert len(given(instruction)) == len(instruction)
    assert not is_own(instruction)
    simple = f'<w:p><w:fldSimple w:instr="{instruction.replace(chr(34), "&quot;")}"/></w:p>'
    record = good(read(docx(paragraph(field(instruction.replace("<", "&lt;"))) + simple)))
    assert [document.text.strip() for document in record.documents] == [said, said]
    edits = [[Edit(text.index(said), text.index(said) + len(said), "<X>")] for text in texts(record).values()]
    written = main_part(record.render(edits))
    new = instruction.replace(said, "&lt;X&gt;")
    if said in instruction:
        assert f">{new}</w:instrText>" in written


def test_an_instruction_of_many_words_takes_time_linear_in_it() -> None:
    instruction = "TOC " + r"\h " * 300_000
    assert not given(instruction).strip()
