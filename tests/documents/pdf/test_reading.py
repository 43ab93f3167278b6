"""What is read of a PDF, and what is withheld."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anonymize.documents.base import BadRecord, Record
from anonymize.errors import DocumentError
from tests.documents.pdf.support import PAGES, assembled, pdf, read, shown, stream
from tests.documents.support import texts, unchanged

X = shown("Jane Smith.")
DRAWN_LETTERS = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 65"
    " /LastChar 66 /Widths [9 9] /Encoding << /Differences [65 /g1 /g2] >>"
    " /CharProcs << /g1 1001 0 R /g2 1001 0 R >> >>"
)
NUMBERED = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
    " /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
    " /Supplement 0 >> >>] >>"
)


def text_of(data: bytes) -> str:
    """Gives the text of a PDF of which nothing is withheld."""
    [record] = read(data)
    return texts(record)["t.pdf"]


def reasons(data: bytes) -> dict[str, str]:
    """Gives the reasons of what is withheld, by id."""
    return {found.id: found.reason for found in read(data) if isinstance(found, BadRecord)}


def with_font(font: str, content: str, glyph: bytes = b"null") -> bytes:
    """Gives a PDF with a page in which `G` is a font, and another object, 1001."""
    page = (
        f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 612 792] /Contents 11 0 R"
        " /Resources << /Font << /F 3 0 R /G 1000 0 R >> >> >>"
    )
    return pdf(content, objects={10: page, 1000: font, 1001: glyph})


def encrypted(password: bytes) -> bytes:
    """Gives a PDF that is encrypted as PDF 1.1 has it, with 40 bits of RC4."""
    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    padded = (password + padding)[:32]
    owner = rc4(hashlib.md5(padding).digest()[:5], padded)  # noqa: S324 - as the format has it
    secret = padded + owner + (-4).to_bytes(4, "little", signed=True) + b"A"
    key = hashlib.md5(secret).digest()[:5]  # noqa: S324
    content = hashlib.md5(key + (11).to_bytes(3, "little") + bytes(2)).digest()[:10]  # noqa: S324
    return pdf(
        rc4(content, shown("Jane Smith.").encode()),
        trailer=f"/ID [<41> <41>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}>"
        f" /U <{rc4(key, padding).hex()}> >>",
    )


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    other = 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) % 256
        state[place], state[other] = state[other], state[place]
    first = second = 0
    out = bytearray()
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        out.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(out)


def test_text_is_one_document_in_the_order_of_its_pages() -> None:
    data = pdf(shown("Dear Jane,", "we met Wil-", "liams."), shown("Yours"))
    assert text_of(data) == "Dear Jane,\nwe met Wil-\nliams.\n\fYours\n"
    [record] = read(data)
    assert unchanged(record) == b"Dear Jane,\nwe met Wil-\nliams.\n\fYours\n"


def test_characters_of_the_font_are_written_in_unicode() -> None:
    assert text_of(pdf(shown("J\xfcrgen \x80 5"))) == "Jürgen € 5\n"
    ligatures = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [65 /fi /ffi] >> >>"
    )
    assert text_of(with_font(ligatures, "BT /G 12 Tf 9 9 Td (GriBth) Tj ET")) == "Griffith\n"


@pytest.mark.parametrize("font", [DRAWN_LETTERS, NUMBERED])
def test_letters_of_a_font_that_does_not_say_what_they_mean_withhold_their_page(font: str) -> None:
    glyph = stream("9 0 d0 0 0 8 8 re f")
    data = with_font(font, "BT /F 12 Tf 9 99 Td (Jane) Tj /G 12 Tf 99 0 Td <41424142> Tj ET", glyph)
    assert reasons(data) == {"t.pdf": "unreadable_glyphs"}


def test_mark_that_means_nothing_is_replaced_and_counted() -> None:
    glyph = stream("9 0 d0 0 0 8 8 re f")
    data = with_font(DRAWN_LETTERS, f"{X} BT /G 12 Tf 9 99 Td (A) Tj ET", glyph)
    [record] = read(data)
    assert texts(record) == {"t.pdf": "Jane Smith.\n\ufffd\n"}
    assert isinstance(record, Record)
    assert record.taken_out == (("glyphs without a character", 1),)


def test_page_without_text_is_withheld_unless_nothing_is_on_it() -> None:
    data = pdf(X, "0 0 9 9 re f", "", shown(" "))
    assert reasons(data) == {"t.pdf#page2": "no_text_layer"}
    assert texts(read(data)[-1]) == {"t.pdf": "Jane Smith.\n\f\f\f"}


def widget(entries: str) -> bytes:
    """Gives a PDF whose only content is a field that its form does not list, and an object, 1001, for it."""
    return pdf(
        "",
        page="/Annots [1000 0 R]",
        objects={
            1000: f"<< /Type /Annot /Subtype /Widget /Rect [9 9 90 30] {entries} >>",
            1001: stream(
                "BT /F 9 Tf (Jane) Tj ET",
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F 3 0 R >> >>",
            ),
        },
    )


def test_page_with_nothing_but_a_field_is_not_empty() -> None:
    assert text_of(widget("/FT /Tx /T (f) /V (Jane Smith)")) == "Jane Smith\n"
    shows = widget("/FT /Tx /T (f) /AP << /N 1001 0 R >>")
    assert reasons(shows) == {"t.pdf": "no_text_layer"}
    assert reasons(widget("/FT /Btn /T (f) /Ff 65536 /MK << /CA (Call Jane) >>")) == {
        "t.pdf": "no_text_layer"
    }


def test_all_that_is_chosen_in_a_list_is_read_as_it_is_shown() -> None:
    entries = "/FT /Ch /Ff 2097152 /T (f) /Opt [(Anna) (John) [(x) (Bob)] (Eve)] /V [(Anna) (John) (x)]"
    assert text_of(widget(entries)) == "Anna\nJohn\nBob\n"


def test_note_is_not_cut_at_a_zero() -> None:
    note = "<< /Type /Annot /Subtype /Text /Rect [9 9 90 90] /Contents ({}) >>"

    def noted(said: str) -> bytes:
        return pdf(X, page="/Annots [1000 0 R]", objects={1000: note.format(said)})

    assert text_of(noted(r"seen\000 John Okafor\000\000")) == "Jane Smith.\n\nseen  John Okafor\n"
    assert reasons(noted(r"Oka\000for")) == {"t.pdf": "unreadable_glyphs"}


def test_picture_that_may_be_what_a_page_says_is_told_apart() -> None:
    image = stream("xxx", "/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB")
    shows = f"{X} q 600 0 0 700 0 0 cm /I Do Q q 9 0 0 9 0 0 cm /I Do Q"
    [record] = read(pdf(shows, resources="/XObject << /I 1000 0 R >>", objects={1000: image}))
    assert isinstance(record, Record)
    assert record.taken_out == (("pictures", 1), ("pictures of whole pages", 1))


def test_file_with_a_password_cannot_be_read_and_one_with_an_empty_one_can() -> None:
    assert reasons(encrypted(b"secret")) == {"t.pdf": "encrypted_pdf"}
    assert text_of(encrypted(b"")) == "Jane Smith.\n"


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not_pdf"),
    "text": (b"Jane Smith", "not_pdf"),
    "only its beginning": (b"%PDF-1.7\nJane Smith", "corrupt_pdf"),
    "zeros": (b"%PDF-1.7\n" + bytes(100_000), "corrupt_pdf"),
    "cut": (pdf(X)[:400], "corrupt_pdf"),
    "no pages": (assembled({1: "<< /Type /Catalog >>"}), "corrupt_pdf"),
    "unknown encryption": (pdf(X, trailer="/Encrypt << /Filter /Smith /V 9 >>"), "encrypted_pdf"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_read_has_its_own_reason_and_no_text_in_its_message(case: str) -> None:
    data, reason = BROKEN[case]
    [record] = read(data)
    assert isinstance(record, BadRecord)
    assert (record.id, record.reason) == ("t.pdf", reason)
    assert "smith" not in record.message.lower()
    assert "\n" not in record.message


def test_table_of_objects_that_is_gone_is_made_again() -> None:
    data = pdf(X)
    assert text_of(data[: data.index(b"xref")] + b"trailer << /Root 1 0 R >>") == "Jane Smith.\n"


def test_file_and_its_text_are_bounded() -> None:
    with pytest.raises(DocumentError, match="more than 20 bytes"):
        read(pdf(X), largest=20)
    long = pdf(X, objects={11: stream("BT /F 9 Tf 9 9 Td " + "(x) Tj " * 20_000 + "ET", packed=True)})
    assert len(long) < 10_000
    [record] = read(long, largest=10_000)
    assert isinstance(record, BadRecord)
    assert record.reason == "too_large"


def test_module_beside_the_user_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    assert text_of(pdf(X)) == "Jane Smith.\n"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damage_anywhere_gives_a_record_or_a_reason(data: st.DataObject) -> None:
    whole = bytearray(pdf(X, info="/Title (Jane)"))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    for found in read(bytes(whole)):
        assert found.id.startswith("t.pdf")
