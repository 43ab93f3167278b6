from __future__ import annotations

import codecs
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.edits import Document, Edit
from anonymize.errors import DocumentError
from tests.documents.support import apply, bad, edits_of, good, read_text, texts, unchanged


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"no newline at the end",
        b"a\r\nb\nc\rd\r\n",
        b"\xef\xbb\xbfwith a mark\n",
        b"tab\there \x00 NUL\x00\n\n\n",
        "caf\u00e9 \u2028 \U0001f600 e\u0301\n".encode(),
    ],
)
def test_every_byte_of_a_file_without_edits_comes_back(data: bytes) -> None:
    assert unchanged(read_text(data)) == data


def test_whole_file_is_one_document_under_the_name_of_the_file() -> None:
    record = good(read_text(b"a\nb\n"))
    assert record.id == "t.txt"
    assert record.documents == (Document("t.txt", "a\nb\n"),)
    assert record.passed_through == frozenset()


def test_empty_file_is_one_record_with_an_empty_document() -> None:
    assert texts(read_text(b"")) == {"t.txt": ""}


def test_utf8_byte_order_mark_stays_in_the_text() -> None:
    assert texts(read_text(b"\xef\xbb\xbfAnn")) == {"t.txt": "\ufeffAnn"}


@given(st.data())
def test_edits_change_nothing_outside_of_them(data: st.DataObject) -> None:
    before = data.draw(st.text(max_size=40))
    edits = data.draw(edits_of(before, st.text(max_size=5)))
    assert good(read_text(before.encode())).render([edits]) == apply(edits, before).encode()


@given(st.binary(max_size=60))
def test_file_is_read_exactly_when_it_is_utf8_and_then_comes_back(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert bad(read_text(data)).reason == "undecodable"
    else:
        assert unchanged(read_text(data)) == data


def test_undecodable_file_is_reported_with_the_place_and_the_remedy_but_no_text() -> None:
    record = bad(read_text(b"Jos\xe9 Smith"))
    assert (record.id, record.reason) == ("t.txt", "undecodable")
    for part in ("t.txt", "utf-8", "byte offset 3", "--encoding"):
        assert part in record.message
    assert "Smith" not in record.message


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("cp1252", b"Jos\xe9 \x80 5"),
        ("latin-1", bytes(range(256)) + b"text" * 512),
        ("shift_jis", "\u5c71\u7530\u592a\u90ce".encode("shift_jis")),
        ("utf-16", codecs.BOM_UTF16_LE + "Jos\u00e9\U0001f600\r\n".encode("utf-16-le")),
        ("utf-16", codecs.BOM_UTF16_BE + "Jos\u00e9\U0001f600\r\n".encode("utf-16-be")),
        ("utf-16", "no mark".encode("utf-16-le")),
        ("utf-16-be", codecs.BOM_UTF16_BE + "Jos\u00e9".encode("utf-16-be")),
        ("utf-32", codecs.BOM_UTF32_LE + "Jos\u00e9".encode("utf-32-le")),
        ("utf-32", codecs.BOM_UTF32_BE + "Jos\u00e9".encode("utf-32-be")),
        ("utf-8-sig", b"\xef\xbb\xbfmark"),
        ("utf-8-sig", b"no mark"),
    ],
)
def test_file_in_another_encoding_comes_back_byte_for_byte(encoding: str, data: bytes) -> None:
    assert unchanged(read_text(data, encoding)) == data


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "iso8859-15", "cp1250", "cp437"])
@pytest.mark.parametrize(
    "text",
    [
        "Ma\u00eblys",
        "\ufeffMa\u00eblys \U0001f600",
        "l\u2019h\u00f4tel \u2713",
        "\u041e\u043b",
        "Anna\u00a0Okafor, Pat O\u00b4Neill",
        "Ionu\u021b",
        "Nguy\u1ec5n",
        "M\u0259mm\u0259dov",
        "Jo\u0308rg",
        "\u0645\u062d\u0645\u062f",
        "\u05de\u05e9\u05d4",
        "\u738b\u5c0f\u660e",
        "\uae40 \ucca0\uc218",
    ],
)
def test_utf8_is_not_read_as_other_letters(text: str, encoding: str) -> None:
    record = bad(read_text(text.encode(), encoding))
    assert record.reason in ("undecodable", "encoding_not_reversible")
    assert "--encoding" in record.message


@pytest.mark.parametrize(
    "text",
    [
        "CAF\u00c9\u00a0: 3",
        "apr\u00e8s l'\u00e9t\u00e9\u00a0\u00bb",
        "\u00c9\u00bb",
        "plain",
        "un caf\u00e9\u00a0\u00bb",
        "CAF\u00c9\u2122",
        "LUNED\u00cc\u00a0\u00bb",
        "Spa\u00df\u00bb",
        "COS\u00cc\u2026",
    ],
)
def test_text_that_is_utf8_by_chance_is_read(text: str) -> None:
    assert list(texts(read_text(text.encode("cp1252"), "cp1252")).values()) == [text]


@pytest.mark.parametrize("order", ["le", "be"])
def test_replacement_is_written_in_the_byte_order_of_the_file(order: str) -> None:
    codec = f"utf-16-{order}"
    record = good(read_text("\ufeffAnn was here".encode(codec), "utf-16"))
    assert record.render([[Edit(1, 4, "<P\u00e9>")]]) == "\ufeff<P\u00e9> was here".encode(codec)


def test_text_that_its_encoding_spells_in_two_ways_is_refused() -> None:
    # UTF-7 may write "a" as it is or in base64; written back it would be "a".
    record = bad(read_text(b"+AGE-", "utf-7"))
    assert record.reason == "encoding_not_reversible"
    assert "t.txt" in record.message
    assert "--encoding" in record.message


def test_text_that_its_encoding_decodes_but_cannot_encode_is_refused() -> None:
    # cp932 maps two byte pairs to U+2252 and writes the first.
    assert "\u2252".encode("cp932") == b"\x81\xe0"
    assert b"\x87\x90".decode("cp932") == "\u2252"
    assert bad(read_text(b"\x87\x90", "cp932")).reason == "encoding_not_reversible"


@pytest.mark.parametrize(
    ("encoding", "replacement"), [("cp1252", "\u5c71"), ("utf-8", "\ud800"), ("utf-16", "\udfff")]
)
def test_replacement_that_cannot_be_encoded_is_an_error_without_text(encoding: str, replacement: str) -> None:
    record = good(read_text("Ann Smith".encode(encoding), encoding))
    with pytest.raises(DocumentError, match=r"^t\.txt: ") as caught:
        record.render([[Edit(0, 3, replacement)]])
    assert caught.value.reason == "unencodable_replacement"
    assert "Smith" not in str(caught.value)
    assert replacement not in str(caught.value)


def test_text_record_can_be_pickled() -> None:
    record = good(read_text("caf\u00e9 \u5c71".encode()))
    copy = pickle.loads(pickle.dumps(record))  # noqa: S301 (our own bytes)
    assert copy == record
    assert copy.render([[Edit(0, 4, "x")]]) == "x \u5c71".encode()
