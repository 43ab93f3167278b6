"""Files that are damaged, made to confuse, or are something else."""

from __future__ import annotations

import io
import pickle
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.base import BadRecord
from anonymize.documents.docx.archive import MOST_MEMBERS
from anonymize.documents.docx.targets import edited, escaped
from anonymize.documents.docx.targets import read as read_target
from anonymize.documents.edits import Edit
from anonymize.documents.limits import RATIO, UNCOUNTED
from anonymize.errors import DocumentError
from tests.documents.docx.support import (
    MAIN,
    WORD,
    document,
    docx,
    members,
    paragraph,
    read,
    relationships,
    run,
    with_part,
)
from tests.documents.support import apply, bad, edits_of, good, texts, unchanged

LETTER = docx(paragraph(run("Jane Smith")))
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
BOMB = '<!DOCTYPE w [<!ENTITY a "Smith"><!ENTITY b "&a;&a;&a;&a;">]>' + document("<w:p>&b;</w:p>")
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + document("<w:p>&a;</w:p>")


def main(content: str | bytes) -> bytes:
    return docx("", {"word/document.xml": content})


def bare(**contents: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return target.getvalue()


def patched(data: bytes, offset: int, value: int) -> bytes:
    """Sets a byte in each entry of the zip's directory, and in each header that it leads to."""
    changed = bytearray(data)
    for signature, shift in ((b"PK\x01\x02", 2), (b"PK\x03\x04", 0)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            changed[place + offset + shift] = value
    return bytes(changed)


def twice() -> bytes:
    target = io.BytesIO(LETTER)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("WORD/document.xml", document(paragraph(run("other"))))
    return target.getvalue()


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not_docx"),
    "text": (b"Jane Smith", "not_docx"),
    "another zip": (bare(a="Smith"), "not_docx"),
    "no main part": (docx("", {"_rels/.rels": relationships()}), "not_docx"),
    "main part not there": (
        docx("", {"_rels/.rels": relationships(("officeDocument", "Smith.xml"))}), "not_docx"
    ),
    "template": (docx("", main=MAIN.replace("document.main", "template.main")), "not_docx"),
    "old or encrypted": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "encrypted_docx"),
    "zip encrypted": (patched(LETTER, 6, 1), "encrypted_docx"),
    "cut": (LETTER[: len(LETTER) // 2], "corrupt_docx"),
    "cut at the end": (LETTER[:-1], "corrupt_docx"),
    "only its beginning": (b"PK\x03\x04", "corrupt_docx"),
    "damaged": (LETTER.replace(LETTER[60:80], b"Smith" * 4), "corrupt_docx"),
    "compressed otherwise": (patched(LETTER, 8, 12), "corrupt_docx"),
    "two of one name": (twice(), "corrupt_docx"),
    "many members": (LETTER + b"PK\x01\x02" * (MOST_MEMBERS + 1), "corrupt_docx"),
    "broken XML": (main("<w:document>Smith"), "corrupt_docx"),
    "other bytes": (main(b"\xffSmith"), "corrupt_docx"),
    "nested deep": (docx("<w:sdt>" * 500 + "</w:sdt>" * 500), "corrupt_docx"),
    "many attributes": (
        docx("<w:x " + " ".join(f'a{number}="Smith"' for number in range(2_000)) + "/>"), "corrupt_docx"
    ),
    "other XML": (main('<Smith xmlns="urn:smith"/>'), "corrupt_docx"),
    "part of no type": (with_part("header", "header1.xml", document(""), type_="text/xml"), "corrupt_docx"),
    "part of a type that begins as Word's do": (
        with_part("header", "header1.xml", document(""), type_=f"{WORD}.jane.smith+xml"), "corrupt_docx"
    ),
    "two relationships of one id": (
        docx("", {"_rels/.rels": relationships(("officeDocument", "word/document.xml")).replace(
            "</Rel", '<Relationship Id="rId1" Type="x" Target="Smith"/></Rel'
        )}),
        "corrupt_docx",
    ),
    "entities": (main(BOMB), "xml_entities"),
    "outside entity": (main(OUTSIDE), "xml_entities"),
    "entities in UTF-16": (main(BOMB.encode("utf-16")), "xml_entities"),
    "document type in relationships": (
        docx("", {"_rels/.rels": "<!DOCTYPE r>" + relationships()}), "xml_entities"
    ),
    "macros": (docx("", main=MACROS), "macros"),
    "macros by relationship": (
        docx("", {"word/_rels/document.xml.rels": relationships(
            ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "Smith.bin")
        )}),
        "macros",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_read_has_its_own_reason_and_no_text_in_its_message(case: str) -> None:
    data, reason = BROKEN[case]
    record = bad(read(data))
    assert record.reason == reason
    assert record.id == "t.docx"
    assert record.message.startswith("t.docx")
    assert "smith" not in record.message.lower()


def test_file_and_what_it_expands_to_are_bounded() -> None:
    with pytest.raises(DocumentError, match="more than 20 bytes"):
        read(LETTER, largest=20)
    long = docx(paragraph(run("x" * 100_000)))
    assert len(long) < 20_000
    assert bad(read(long, largest=20_000)).reason == "too_large"


def test_decompression_bomb_is_stopped() -> None:
    data = docx("", {"word/document.xml": b" " * (40 << 20)})
    assert UNCOUNTED + RATIO * len(data) < 40 << 20
    assert bad(read(data)).reason == "decompression_bomb"


def test_pictures_are_not_read() -> None:
    data = docx(
        "",
        {
            "word/media/a.png": bytes(40 << 20),
            "word/_rels/document.xml.rels": relationships(("image", "media/a.png")),
        },
    )
    assert good(read(data)).taken_out == (("pictures", 1),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_parts_in_the_encodings_of_the_format_are_read(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding[:6]}"?>' + document(paragraph(run("Jos\u00e9")))
    assert texts(read(main(body.encode(encoding)))) == {"t.docx#word/document.xml/p1": "Jos\u00e9"}


def test_record_can_be_given_to_another_process() -> None:
    record = good(read(LETTER))
    again = pickle.loads(pickle.dumps(record))  # noqa: S301 - it was made here
    assert again.render([[Edit(0, 10, "X")]]) == record.render([[Edit(0, 10, "X")]])


def test_output_that_would_not_say_what_it_should_fails() -> None:
    record = good(read(LETTER))
    other = type(record.documents[0])("t.docx#word/document.xml/p9", "Jane Smith")
    object.__setattr__(record, "documents", (record.documents[0], other))
    with pytest.raises(DocumentError) as caught:
        record.render([[], [Edit(0, 10, "X")]])
    assert caught.value.reason == "not_replaced"


def test_edits_that_do_not_fit_are_an_error() -> None:
    record = good(read(LETTER))
    with pytest.raises(ValueError, match="out of order or outside"):
        record.render([[Edit(0, 11, "X")]])


def test_same_file_gives_the_same_bytes_and_an_output_nothing_new() -> None:
    first, second = unchanged(read(LETTER)), unchanged(read(LETTER))
    assert first == second
    again = good(read(first))
    assert again.taken_out == ()
    assert unchanged(again) == first


def test_strict_files_are_read() -> None:
    data = docx("", {"word/document.xml": document(paragraph(run("Jane"))).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )})  # fmt: skip
    assert texts(read(data)) == {"t.docx#word/document.xml/p1": "Jane"}


def test_parts_get_names_of_words_own_and_are_found_whatever_their_case() -> None:
    data = docx(
        '<w:sectPr><w:headerReference r:id="rId1"/><w:headerReference r:id="Smith"/></w:sectPr>',
        {
            "word/Jane-Smith.xml": document(paragraph(run("first"))),
            "word/header1.xml": document(paragraph(run("second"))),
            "word/_rels/document.xml.rels": relationships(
                ("header", "jane-smith.xml"), ("header", "/word/HEADER1.xml")
            ).replace("rId2", "Smith"),
        },
        types={"word/Jane-Smith.xml": f"{WORD}.header+xml", "word/header1.xml": f"{WORD}.header+xml"},
    )
    written = unchanged(read(data))
    assert sorted(name for name in members(written) if "header" in name) == [
        "word/header1.xml",
        "word/header2.xml",
    ]
    assert b"smith" not in b"".join((*members(written).values(), *map(str.encode, members(written)))).lower()
    assert set(texts(read(written)).values()) == {"first", "second"}


@given(st.binary(max_size=60), st.integers(0, len(LETTER)))
def test_damage_anywhere_is_told_or_does_no_harm(damage: bytes, place: int) -> None:
    found = read(LETTER[:place] + damage + LETTER[place + len(damage) :])
    if not isinstance(found, BadRecord):
        assert set(texts(found).values()) <= {"Jane Smith"}


URLS = st.text(st.sampled_from("aZ/:@?%&=#\u00e9 \U0001f600" + "0123456789ABCDEFabcdef"), max_size=20)


@given(URLS, st.data())
def test_targets_are_read_without_escapes_and_say_what_was_edited(url: str, data: st.DataObject) -> None:
    spelled = escaped(url)
    assert escaped(spelled) == spelled
    text, places = read_target(spelled)
    assert places[-1] == len(spelled)
    edits = data.draw(edits_of(text, st.text(st.characters(codec="utf-8"), max_size=5)))
    assert read_target(edited(spelled, edits))[0] == apply(edits, text)


def test_target_is_what_people_read() -> None:
    assert (
        read_target(escaped("mailto:jos%C3%A9%40x.org?subject=100%"))[0]
        == "mailto:jos\u00e9@x.org?subject=100%"
    )
    assert edited("mailto:bob@x.org", [Edit(7, 16, "<EMAIL>")]) == "mailto:%3CEMAIL%3E"


def test_escapes_that_are_no_utf_8_are_read_and_stay_as_they_are() -> None:
    target = "https://x.org/M%FCller?%C3x%BC"
    assert escaped(target) == target
    assert read_target(target)[0] == "https://x.org/M\u00fcller?\u00c3x\u00bc"
    assert edited(target, [Edit(14, 20, "X")]) == "https://x.org/X?%C3x%BC"
    assert edited(target, [Edit(22, 23, "")]) == "https://x.org/M%C3%BCller?%C3%83%C2%BC"
