"""Files whose bytes are odd: encodings, marks, controls, compression, and next to nothing in them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

from tests.hostile.cases import Case, marked

_NAME = "the man john schmidt went"
_GONE = "the man <PERSON> went"


def cases() -> Iterator[Case]:
    """Gives the cases."""
    yield from _undecodable()
    yield from _no_texts()
    yield from _encodings()
    yield from _compressed()
    yield from _little()


def _undecodable() -> Iterator[Case]:
    for name, data in {
        "latin-1": "the café john".encode("latin-1"),
        "cp1252-quotes": "\u201cjohn\u201d".encode("cp1252"),
        "utf-16": "john".encode("utf-16"),
        "utf-16-be": "\ufeffjohn".encode("utf-16-be"),
        "utf-32": "john \U0001f600".encode("utf-32-le"),
        "overlong-slash": b"john \xc0\xaf",
        "overlong-nul": b"john \xc0\x80",
        "overlong-three": b"john \xe0\x80\xaf",
        "surrogate": b"john \xed\xa0\x80",
        "surrogate-pair": b"john \xed\xa0\xbd\xed\xb8\x80",
        "above-unicode": b"john \xf4\x90\x80\x80",
        "five-bytes": b"john \xf8\x88\x80\x80\x80",
        "lone-continuation": b"john \x80",
        "cut-short": b"john \xe2\x82",
        "cut-emoji": b"john \xf0\x9f\x98",
        "fe": b"\xfejohn",
        "ff": b"john\xff",
        "late": b"the man in the rain\n" * 5000 + b"john \xff\n",
        "binary": bytes(range(256)) + b"john",
    }.items():
        yield Case(f"undecodable-{name}", data, "failed", "undecodable")
        line = b'{"text": "' + data[:60].replace(b"\n", b" ").replace(b'"', b" ") + b'"}\n'
        if name not in ("utf-16", "utf-16-be", "utf-32", "late", "binary"):
            good = b'{"text": "the rain"}\n'
            yield Case(
                f"undecodable-{name}-line",
                good + line + good,
                output=good * 2,
                suffix=".jsonl",
                lost={2: "undecodable"},
            )


def _no_texts() -> Iterator[Case]:
    for name, data in {
        "gzip": gzip.compress(b"john", mtime=0),
        "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR john",
        "zip": b"PK\x03\x04" + bytes(26) + b"john",
    }.items():
        for setup in ("tagger", "latin-1"):
            yield Case(f"no-text-{name}-{setup}", data, "failed", "not_text", setup=setup)


def _encodings() -> Iterator[Case]:
    for codec, setup in (("latin-1", "latin-1"), ("cp1252", "cp1252")):
        for name, text, gone in (
            ("accents", "caf\u00e9 john", f"caf\u00e9 {'<PERSON>'}"),
            ("ends", "john\r\n\r\nthe\rman", "<PERSON>\r\n\r\nthe\rman"),
            ("quote", "\u00abjohn\u00bb", "\u00ab<PERSON>\u00bb"),
            ("nbsp", "john\u00a0schmidt", "<PERSON>"),
            ("soft-hyphen", "jo\u00adhn", "<PERSON>"),
        ):
            yield Case(f"{codec}-{name}", text.encode(codec), output=gone.encode(codec), setup=setup)
        yield Case(
            f"{codec}-record",
            json.dumps({"text": "caf\u00e9 john"}, ensure_ascii=False).encode(codec),
            output='{"text": "caf\u00e9 <PERSON>"}'.encode(codec),
            setup=setup,
            suffix=".jsonl",
        )
    yield Case(
        "cp1252-quotes",
        "\u201cjohn\u201d \u2013 john\u2019s".encode("cp1252"),
        output="\u201c<PERSON>\u201d \u2013 <PERSON>\u2019s".encode("cp1252"),
        setup="cp1252",
    )
    yield Case("cp1252-undefined", b"john \x81", "failed", "undecodable", setup="cp1252")
    yield Case("latin-1-c1", b"jo\x80hn \x85", output=b"<PERSON> \x85", setup="latin-1")
    for name, codec, mark in (
        ("le", "utf-16-le", "\ufeff"),
        ("be", "utf-16-be", "\ufeff"),
        ("none", "utf-16-le", ""),
    ):
        yield Case(
            f"utf-16-{name}",
            f"{mark}{_NAME}\r\n".encode(codec),
            output=f"{mark}{_GONE}\r\n".encode(codec),
            setup="utf-16",
        )
    yield Case("utf-16-odd", "john".encode("utf-16-le")[:-1], "failed", "undecodable", setup="utf-16")
    yield Case("utf-16-surrogate", b"j\x00\x00\xd8", "failed", "undecodable", setup="utf-16")
    yield Case(
        "utf-16-of-utf-8",
        b"john schmidt and the man in the rain",
        "withheld",
        "unsupported_script",
        setup="utf-16",
    )
    interleaved = "john".encode("utf-16-le")
    yield Case("interleaved", b"the " + interleaved + b" went", standing=("the ", " went"))
    yield marked("bom", f"\ufeff{'⟦john⟧'} went")
    yield marked("bom-twice", "\ufeff\ufeff⟦john⟧ went")
    yield Case(
        "bom-inside", "the jo\ufeffhn \ufeff went".encode(), output="the <PERSON> \ufeff went".encode()
    )


def _compressed() -> Iterator[Case]:
    whole = gzip.compress(_NAME.encode(), mtime=0)
    line = gzip.compress(f'{{"text": "{_NAME}"}}\n'.encode() * 3, mtime=0)
    big = gzip.compress((_NAME + "\n").encode() * 20000, mtime=0)
    yield Case("gz", whole, output=_GONE.encode(), suffix=".txt.gz")
    yield Case("gz-capital", whole, output=_GONE.encode(), suffix=".TXT.gz")
    yield Case("gz-lines", line, output=f'{{"text": "{_GONE}"}}\n'.encode() * 3, suffix=".jsonl.gz")
    yield Case("gz-members", whole + whole, output=_GONE.encode() * 2, suffix=".txt.gz")
    yield Case(
        "gz-empty-member", gzip.compress(b"", mtime=0) + whole, output=_GONE.encode(), suffix=".txt.gz"
    )
    yield Case("gz-of-nothing", gzip.compress(b"", mtime=0), output=b"", suffix=".txt.gz")
    yield Case("gz-padded", whole + b"\x00" * 512, output=_GONE.encode(), suffix=".txt.gz")
    yield Case(
        "gz-undecodable", gzip.compress(b"john \xff", mtime=0), "failed", "undecodable", suffix=".txt.gz"
    )
    for name, data in {
        "nothing": b"",
        "one-byte": b"\x1f",
        "header": whole[:10],
        "cut": whole[:-1],
        "no-sum": whole[:-8],
        "half": big[: len(big) // 2],
        "trailing": whole + b"john schmidt",
        "wrong-sum": whole[:-8] + b"\x00\x00\x00\x00" + whole[-4:],
        "wrong-length": whole[:-4] + b"\xff\xff\xff\xff",
        "flipped": whole[:14] + bytes([whole[14] ^ 0xFF]) + whole[15:],
        "plain": b"john schmidt",
        "zip": b"PK\x03\x04john",
        "method": whole[:2] + b"\x07" + whole[3:],
        "second-cut": whole + whole[:-3],
    }.items():
        yield Case(f"gz-{name}", data, "failed", "corrupt_gzip", suffix=".txt.gz")
    for name, data in {
        "lines-cut": line[:-2],
        "lines-trailing": line + b"john",
        "lines-second": line + line[:20],
    }.items():
        yield Case(f"gz-{name}", data, "failed", "corrupt_gzip", suffix=".jsonl.gz")


def _little() -> Iterator[Case]:
    for name, text in {
        "nothing": "",
        "line-end": "\n",
        "crlf": "\r\n",
        "spaces": "   ",
        "blank-lines": "\n\n\r\n\t \n",
        "letter": "a",
        "nul": "\x00",
        "nuls": "\x00" * 5000,
        "bom": "\ufeff",
        "joiner": "\u200d",
        "joiners": "\u200b" * 5000,
        "mark": "\u0301",
        "override": "\u202e",
        "overrides": "\u202e" * 500,
        "form-feed": "\x0c",
        "emoji": "\U0001f600",
        "dot": ".",
        "ampersand": "&",
        "backslash": "\\",
        "percent": "%",
        "at": "@",
        "surrogate-escape": "\\ud800",
        "noncharacter": "\uffff\ufdd0\U0010ffff",
        "delete": "\x7f",
        "unit-separators": "\x1c\x1d\x1e\x1f",
    }.items():
        yield marked(f"little-{name}", text, planted=())
        if name not in ("nothing", "line-end", "crlf", "spaces", "blank-lines"):
            line = (json.dumps({"text": text}) + "\n").encode()
            yield Case(f"little-{name}-record", line, output=line, planted=(), suffix=".jsonl")
