"""UTF-16 and UTF-32 are not read in an encoding in which their bytes are other letters, or stand apart."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from anonymize.documents.encodings import decode
from anonymize.documents.wide import WideError, refuse_wide
from tests.commands.support import EMAIL, FAST, Anon, jsonl, tree, write_tree

TEXTS = {
    "latin": f"to {EMAIL}, soon\n",
    "cyrillic": "Иван Петров живёт в Москве.\nЕго сестра Анна тоже.\n",
    "word": "Петров",
    "hindi": "मेरा नाम राम कुमार है",
    "polish": "Łukasz Šimek met Željko\tĆosić\n",
    "thai": "สมชาย ใจดี\n",
}
FORMATS = ("text", "lines", "markdown", "html", "jsonl", "json", "csv")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("codec", ["utf-8", "iso8859-1", "cp1252"])
def test_wide_text_without_a_mark_is_told_with_its_encoding(text: str, name: str, codec: str) -> None:
    with pytest.raises(WideError, match=rf"a.txt: it is {name} and not {codec}; .*--encoding {name}"):
        decode(text.encode(name), codec, "a.txt")
    assert decode(text.encode(name), name, "a.txt") == text


@pytest.mark.parametrize(
    "text",
    ["山田太郎は東京に住んでいます。\n", "\u2014 \u201cAnna\u2019s\u201d \u2026 \u2013 \u201cno\u201d\n"],
)
@pytest.mark.parametrize("name", ["utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("line", [True, False])
def test_any_text_in_utf_32_is_told(text: str, name: str, line: bool) -> None:
    data = text.encode(name)
    data = data[: data.index(b"\n") + 1] if line else data  # in which a line end is cut
    with pytest.raises(WideError, match=f"it is {name} and"):
        refuse_wide(data, "utf-8", "a.txt")


@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
@pytest.mark.parametrize("codec", ["utf-8", "iso8859-1"])
def test_wide_text_with_a_mark_is_told_by_it(name: str, codec: str) -> None:
    for text in TEXTS.values():
        with pytest.raises(WideError, match=f"it is {name} and not {codec}; name it with --encoding {name},"):
            decode(text.encode(name), codec, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"John",
        b"John" + bytes(60),
        b"J\0\0\0o\0\0\0" + bytes(8),
        bytes(80),
        b"J\0\0\0",
        b"\x0c7\n",
        b"one\0two\0three\0",
        b"y\nn\n" * 50,
        b"1\t0\t1\n" * 50,
        b"\t\t\t\t\t\t\n",
        b"\r\n" * 50,
        b"\x1b[31mJ\x1b[0m" * 20,
        b"\x1b[" * 20 + b"J\n",
        b"MSH|^~\\&|\x0bJohn\x1c\r" * 20,
        "яюж\n".encode("cp1251"),
        "Müller, Иван\n".encode(),
    ],
)
def test_what_texts_of_single_bytes_have_of_controls_is_let_through(data: bytes) -> None:
    refuse_wide(data, "utf-8", "a.txt")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32-be"])
def test_file_in_a_wide_encoding_is_withheld_with_one_line_that_names_it(
    anon: Anon, in_tmp: Path, name: str, encoding: str
) -> None:
    text = f"text\nto {EMAIL}\nand {EMAIL}\n"
    if name in ("json", "jsonl"):
        text = jsonl({"text": EMAIL}, *[{"text": EMAIL}] * (name == "jsonl"))
    write_tree(in_tmp, {"a": text.encode(encoding)})
    if (name, encoding) == ("html", "utf-16"):
        pytest.skip("a page is read by its mark")
    done = anon("redact", "a", *FAST, "--format", name, "--output", "out", "--json", "--quiet")
    assert (done.exit_code, json.loads(done.stdout)["reasons"]) == (1, {"undecodable": 1})
    assert len(done.stderr.splitlines()) == 1
    assert f": it is {encoding} and not utf-8; name it with --encoding {encoding}" in done.stderr
    assert not tree(in_tmp).keys() & {"out"}


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_what_the_message_says_works(anon: Anon, in_tmp: Path, name: str, encoding: str) -> None:
    text = json.dumps({"text": f"to {EMAIL}"}) if name == "json" else f"to {EMAIL}"
    write_tree(in_tmp, {"a": text.encode(encoding)})
    options = ("--format", name, "--encoding", encoding, "--output", "out", "--operator", "redact")
    assert anon("redact", "a", *FAST, *options, "--quiet").exit_code == 0
    out = (in_tmp / "out").read_bytes()
    assert out.decode(encoding) == text.replace(EMAIL, "")
    assert out.startswith(codecs.BOM_UTF16) is (encoding == "utf-16")
