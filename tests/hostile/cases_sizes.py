"""Much of something: of one letter, of names, of what each round of reading looks for."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.cases import Case

_MEGABYTE = 1_000_000
_UNREAD = "unsupported_script"


def cases() -> Iterator[Case]:
    """Gives the cases."""
    yield Case("one-letter", b"a" * _MEGABYTE, "withheld", _UNREAD, planted=())
    yield Case("no-space", b"john" * (_MEGABYTE // 4), "withheld", _UNREAD)
    yield Case("long-word", b"the " + b"x" * 5000 + b" john", "withheld", _UNREAD)
    mail = b"bob@example.com"
    for name, text in {
        "one-letter": b"a" * _MEGABYTE,
        "figures": b"4" * _MEGABYTE,
        "spaces": b" " * _MEGABYTE,
        "line-ends": b"\r\n" * (_MEGABYTE // 2),
        "emoji": "\U0001f600".encode() * 200_000,
        "families": "\U0001f468\u200d\U0001f469\u200d\U0001f467".encode() * 20_000,
        "marks": b"a" + "\u0301".encode() * 300_000,
        "joiners": "\u200b".encode() * 300_000,
        "overrides": "\u202ea".encode() * 100_000,
        "ampersands": b"&amp" * 200_000,
        "percents": b"%4" * 200_000,
        "backslashes": b"\\" * 300_000,
        "stars": b"*" * 300_000,
        "links-begun": b"[[a" * 100_000,
        "emphasis-begun": b"**a*" * 100_000,
        "tags": b"<b" * 200_000,
        "letters-apart": b"a " * 200_000,
        "ats": b"@" * 200_000,
        "dots": b"a." * 200_000,
        "at-dots": b"a@b." * 100_000,
        "colons": b":1" * 100_000,
        "look-alikes": "\u043ea".encode() * 100_000,
        "escapes-of-terminals": b"\x1b[" * 100_000,
        "hyphens": b"a-\n" * 100_000,
        "brackets": b"(" * 300_000,
        "quotes": b"'\"" * 150_000,
    }.items():
        content = text + b"\n" + mail + b"\n"
        yield Case(
            f"much-{name}",
            content,
            output=text + b"\n<EMAIL>\n",
            planted=("bob@example.com",),
            setup="patterns",
        )
    for count in (1, 20_000):
        address = b"http://a" * count
        yield Case(f"address-{count}", address + b" on", output=b"<URL> on", planted=(), setup="patterns")
    many = 100_000
    yield Case("many-spans", (mail + b" ") * many, output=b"<EMAIL> " * many, planted=(), setup="patterns")
    yield Case(
        "many-lines",
        b'{"text": "' + mail + b'"}\n' + b'{"text": ""}\n' * 20_000,
        output=b'{"text": "<EMAIL>"}\n' + b'{"text": ""}\n' * 20_000,
        planted=("bob@example.com",),
        setup="patterns",
        suffix=".jsonl",
    )
    yield Case("many-names", b"john " * 5000, output=b"<PERSON> " * 5000)
