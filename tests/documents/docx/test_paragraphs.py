from __future__ import annotations

import re
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.edits import Edit
from anonymize.errors import DocumentError
from tests.documents.docx.support import docx, main_part, paragraph, read, run
from tests.documents.support import apply, edits_of, good, texts, unchanged

BOLD = "<w:rPr><w:b/></w:rPr>"
SIGNS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\u2011": "<w:noBreakHyphen/>", "\u00ad": "<w:softHyphen/>"}
LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    max_size=8,
)
PIECES = st.lists(st.one_of(LETTERS, st.sampled_from(sorted(SIGNS))), min_size=1, max_size=8)
PARAGRAPHS = st.lists(PIECES, min_size=1, max_size=3)
WHERE = "t.docx#word/document.xml"


def after(body: str, place: str, *edits: Edit) -> str:
    """Gives the body of the output after edits of one document."""
    record = good(read(docx(body)))
    return main_part(record.render([edits if it.id == f"{WHERE}/{place}" else [] for it in record.documents]))


def spelled(pieces: list[str]) -> str:
    """Spells each piece as a run of its own, every second one bold."""
    runs = []
    for number, piece in enumerate(pieces):
        properties = BOLD if number % 2 else ""
        content = SIGNS.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>'
        runs.append(f"<w:r>{properties}{content}</w:r>")
    return paragraph(*runs)


def test_name_that_is_split_over_runs_is_one_text_and_its_replacement_has_the_first_runs_form() -> None:
    body = paragraph(run("Dear "), run("Ja", BOLD), run("ne Smi"), run("th, hello"))
    assert texts(read(docx(body))) == {f"{WHERE}/p1": "Dear Jane Smith, hello"}
    assert after(body, "p1", Edit(5, 15, "X")) == paragraph(
        run("Dear "), run("X", BOLD), run("").replace("></w:t>", "/>"), run(", hello")
    )


def test_tabs_and_line_breaks_are_read_and_go_with_a_name_that_they_stand_in() -> None:
    body = paragraph("<w:r><w:t>Jane</w:t><w:br/><w:t>Smith</w:t><w:tab/><w:t>x</w:t></w:r>")
    assert texts(read(docx(body))) == {f"{WHERE}/p1": "Jane\nSmith\tx"}
    assert after(body, "p1", Edit(0, 10, "X")) == paragraph(
        "<w:r><w:t>X</w:t><w:t/><w:tab/><w:t>x</w:t></w:r>"
    )


def test_line_feeds_of_replacements_are_line_breaks_as_word_shows_the_others_as_spaces() -> None:
    body = paragraph("<w:r><w:t>by X\nand Y.</w:t></w:r>")
    edits = Edit(3, 4, "Jane\n Smith"), Edit(9, 10, "Ann\n\nLee")
    assert after(body, "p1", *edits) == paragraph(
        '<w:r><w:t>by Jane</w:t><w:br/><w:t xml:space="preserve"> Smith\nand Ann</w:t><w:br/><w:t/><w:br/>'
        "<w:t>Lee.</w:t></w:r>"
    )


def test_space_at_the_end_of_a_run_is_kept_by_word() -> None:
    body = paragraph("<w:r><w:t>by Jane Smith</w:t></w:r>")
    assert after(body, "p1", Edit(3, 13, "")) == paragraph(run("by "))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('<w:del w:id="1">{}</w:del>', "deleted1"),
        ('<w:moveFrom w:id="1">{}</w:moveFrom>', "deleted1"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>Smith</w:t></w:r>", "hidden1"),
        ("<w:r><w:ruby><w:rt>{}</w:rt></w:ruby></w:r>", "ruby1"),
        ("<mc:AlternateContent><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>", "fallback1"),
    ],
)
def test_what_readers_do_not_see_in_the_line_is_a_text_of_its_own(content: str, found: str) -> None:
    body = paragraph(run("Jane "), content.format(run("Smith")), run(" Doe"))
    assert texts(read(docx(body))) == {f"{WHERE}/p1": "Jane  Doe", f"{WHERE}/p1/{found}": "Smith"}


def test_run_that_is_said_not_to_be_hidden_is_seen() -> None:
    body = paragraph(run("a"), run("b", '<w:rPr><w:vanish w:val="0"/></w:rPr>'))
    assert texts(read(docx(body))) == {f"{WHERE}/p1": "ab"}


def test_hidden_is_said_by_the_settings_of_the_run_itself() -> None:
    mark = "<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"
    before = "<w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>"
    assert texts(read(docx(paragraph(mark, run("a"), run("b", before))))) == {f"{WHERE}/p1": "ab"}


def test_run_of_many_line_breaks_takes_linear_time() -> None:
    """To look through all of the run for each of them would take a minute."""
    body = paragraph(f"<w:r><w:t>Jane</w:t>{'<w:br/>' * 60_000}<w:t>Smith</w:t></w:r>")
    assert texts(read(docx(body))) == {f"{WHERE}/p1": "Jane" + "\n" * 60_000 + "Smith"}


@pytest.mark.parametrize(
    "properties",
    [
        '<w:framePr w:dropCap="drop" w:lines="3"/>',
        '<w:framePr w:dropCap="margin"/>',
    ],
)
@pytest.mark.parametrize("between", ["", '<w:bookmarkEnd w:id="1"/><w:moveToRangeEnd w:id="1"/>'])
def test_drop_capital_is_one_text_with_the_next_paragraph(properties: str, between: str) -> None:
    first = f"<w:pPr>{properties}</w:pPr>"
    body = paragraph(first, run("J")) + between + paragraph(first, run("ane ")) + paragraph(run("Smith"))
    assert texts(read(docx(body))) == {f"{WHERE}/p3": "Jane Smith"}
    assert after(body, "p3", Edit(0, 10, "X")) == body.replace("J<", "X<").replace(
        run("ane "), '<w:r><w:t xml:space="preserve"/></w:r>'
    ).replace(run("Smith"), '<w:r><w:t xml:space="preserve"/></w:r>')


@pytest.mark.parametrize(
    "properties",
    [
        '<w:framePr w:dropCap="none"/>',
        "<w:framePr/>",
        '<w:rPr><w:del w:id="1"/></w:rPr>',
        "<w:rPr><w:specVanish/></w:rPr>",
        "<w:rPr><w:b/></w:rPr>",
    ],
)
def test_other_paragraphs_do_not_go_on(properties: str) -> None:
    body = paragraph(f"<w:pPr>{properties}</w:pPr>", run("J")) + paragraph(run("ane"))
    assert texts(read(docx(body))) == {f"{WHERE}/p1": "J", f"{WHERE}/p2": "ane"}


def test_drop_capital_goes_on_in_no_table_and_takes_fields_along() -> None:
    first = '<w:pPr><w:framePr w:dropCap="drop"/></w:pPr>'
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r><w:r><w:instrText>{text}</w:instrText></w:r>'
        for kind, text in (("begin", "A"), ("begin", "B"), ("end", "C"))
    )
    cell = f"<w:tbl><w:tr><w:tc>{paragraph(first, run('b'))}</w:tc></w:tr></w:tbl>"
    body = paragraph(first, run("a")) + cell + paragraph(first, run("c")) + paragraph(run("d"), field)
    assert texts(read(docx(body))) == {
        f"{WHERE}/p1": "a",
        f"{WHERE}/p2": "b",
        f"{WHERE}/p4": "cd",
        f"{WHERE}/p4/field1": "AC",
        f"{WHERE}/p4/field2": "B",
    }


def test_changed_text_reads_as_it_does_after_the_change() -> None:
    body = paragraph(
        run("J"),
        f'<w:del w:id="1">{run("on").replace("w:t", "w:delText")}</w:del>',
        f'<w:ins w:id="2">{run("oh")}</w:ins>',
        run("n Smith"),
    )
    record = good(read(docx(body)))
    assert texts(record) == {f"{WHERE}/p1": "John Smith"}
    assert record.taken_out == (("deletions within words", 1),)


def test_deleted_word_beside_an_inserted_one_is_no_part_of_a_word() -> None:
    deleted = f'<w:del w:id="1">{run("Smith").replace("w:t", "w:delText")}</w:del>'
    body = paragraph(run("Mr "), deleted, f'<w:ins w:id="2">{run("Jones")}</w:ins>', run("."))
    assert texts(read(docx(body))) == {f"{WHERE}/p1": "Mr Jones.", f"{WHERE}/p1/deleted1": "Smith"}


def test_instruction_of_each_field_is_one_text_without_its_result() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def instruction(text: str) -> str:
        return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'

    body = paragraph(
        mark("begin"),
        instruction(" IF "),
        mark("begin"),
        instruction("MERGEFIELD Na"),
        instruction("me"),
        mark("end"),
        instruction(' = "Jane"'),
        mark("separate"),
        run("Dear Jane"),
        mark("end"),
    )
    assert texts(read(docx(body))) == {
        f"{WHERE}/p1": "Dear Jane",
        f"{WHERE}/p1/field1": '     = "Jane"',
        f"{WHERE}/p1/field2": "           Name",
    }


def test_text_boxes_and_nested_tables_are_paragraphs_of_their_own() -> None:
    inner = paragraph(run("in the box"))
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></w:r>"
    cell = f"<w:tbl><w:tr><w:tc>{paragraph(run('cell'))}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{cell}{paragraph(run('after'))}</w:tc></w:tr></w:tbl>"
    body = paragraph(run("Ja"), box, run("ne")) + outer
    assert texts(read(docx(body))) == {
        f"{WHERE}/p1": "Jane",
        f"{WHERE}/p2": "in the box",
        f"{WHERE}/p3": "cell",
        f"{WHERE}/p4": "after",
    }


@pytest.mark.parametrize("replacement", ["\x00", "\x1f", "\ud800", "\uffff"])
def test_replacement_that_xml_cannot_hold_fails_without_its_text(replacement: str) -> None:
    record = good(read(docx(paragraph(run("Jane")))))
    with pytest.raises(DocumentError) as caught:
        record.render([[Edit(0, 4, f"Smith{replacement}")]])
    assert caught.value.reason == "unencodable_replacement"
    assert "Smith" not in str(caught.value)
    assert caught.value.__cause__ is None


@given(PARAGRAPHS, st.data())
def test_output_read_again_says_what_was_edited_and_all_else_is_as_it_was(
    paragraphs: list[list[str]], data: st.DataObject
) -> None:
    record = good(read(docx("".join(map(spelled, paragraphs)))))
    edits = [data.draw(edits_of(it.text, LETTERS)) for it in record.documents]
    rendered = record.render(edits)
    assert texts(read(rendered)) == {
        it.id: apply(changes, it.text) for it, changes in zip(record.documents, edits, strict=True)
    }
    before, written = main_part(unchanged(record)), main_part(rendered)
    untouched = re.compile(
        r"<w:(?:t[ />].*?(?:</w:t>|/>)|tab/>|br/>|noBreakHyphen/>|softHyphen/>)", re.DOTALL
    )
    assert untouched.sub("", written).replace("<w:r/>", "<w:r></w:r>") == untouched.sub("", before)
    if not any(edits):
        assert rendered == unchanged(record)
    assert unchanged(read(rendered)) == rendered


@given(st.lists(st.sampled_from(["Jane", "\n"]), min_size=2, max_size=6), st.data())
def test_line_breaks_between_runs_of_drawings_are_edited_too(pieces: list[str], data: st.DataObject) -> None:
    content = "".join("<a:br/>" if piece == "\n" else f"<a:r><a:t>{piece}</a:t></a:r>" for piece in pieces)
    record = good(read(docx(f"<w:p><w:r><w:drawing><a:p>{content}</a:p></w:drawing></w:r></w:p>")))
    edits = [data.draw(edits_of(it.text, LETTERS)) for it in record.documents]
    assert texts(read(record.render(edits))) == {
        it.id: apply(changes, it.text) for it, changes in zip(record.documents, edits, strict=True)
    }
