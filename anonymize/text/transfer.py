"""What mails, calendars and cards make of words on their way, as it stands in a text.

A reader of mails undoes this; in a log, a ticket or an export of a mailbox the words stand as they travelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header

import regex

from anonymize.percent import characters
from anonymize.text.rewrite import Rewrite

_WORD = r"=\?[\w-]{1,40}(?:\*[\w-]{1,20})?\?[qQbB]\?[^\s?]{1,1000}\?="
_ENCODED_WORDS = re.compile(rf"{_WORD}(?:\s{{1,100}}{_WORD}){{0,20}}", re.ASCII)
"""White space between two of them is none of the text; a letter may be parted between them."""
_LANGUAGE = re.compile(r"\*[\w-]+(?=\?[qQbB]\?)", re.ASCII)
"""Behind the name of a charset (RFC 2231, 5), which the standard library does not expect there."""
_CARD = regex.compile(
    r"^BEGIN:(?<kind>VCALENDAR|VCARD)\b(?:(?!^END:(?P=kind)\b).)*+", regex.MULTILINE | regex.DOTALL
)
_FOLD = regex.compile(r"(?<=[^\s:;])\r?\n[ \t](?!(?<=\p{Ll}\r?\n[ \t])\p{Lu})(?=\S)")
"""Within a word. A line that ends in a space, or goes on with one, is two words; so are a small letter and
a capital, of programs that break lines between words."""
_OCTETS = regex.compile(r"(?:=[CDEF][0-9A-F](?:=[89AB][0-9A-F]){1,3})++|(?<=\p{L})=[EF][0-9A-F](?=\p{Ll})")
"""Letters beside ASCII in UTF-8, which are hardly anything else; of Windows-1252 small ones in words."""


def folded_lines(text: str) -> Iterator[Rewrite]:
    """Lines of calendars and cards that go on behind a line end and a space (RFC 5545 3.1, RFC 6350 3.2)."""
    if "BEGIN:V" not in text:
        return
    for card in _CARD.finditer(text):
        for match in _FOLD.finditer(text, card.start(), card.end()):
            yield Rewrite(match.start(), match.end(), "")


def encoded_words(text: str) -> Iterator[Rewrite]:
    """Words of a mail's header beside ASCII (RFC 2047): `=?utf-8?q?J=C3=B6rg?=`, `=?utf-8?b?SsO2cmc=?=`."""
    if "=?" not in text:
        return
    for match in _ENCODED_WORDS.finditer(text):
        if read := _decoded(match[0]).strip():
            yield Rewrite(match.start(), match.end(), read)


def _decoded(words: str) -> str:
    """Gives what encoded words say, or nothing where they cannot be read."""
    try:
        return "".join(
            part if isinstance(part, str) else _text(part, charset or "ascii")
            for part, charset in decode_header(_LANGUAGE.sub("", words))
        )
    except (HeaderParseError, LookupError, ValueError):  # base64 or a charset that is none, or another one
        return ""


def _text(data: bytes, charset: str) -> str:
    """Decodes bytes strictly: what a name becomes in a wrong charset would hide it from the detectors."""
    if "a".encode(charset) != b"a":
        raise LookupError
    text = data.decode(charset)
    text.encode()  # UTF-7 can say half of a surrogate pair, which no detector can read
    return text


def quoted_printable(text: str) -> Iterator[Rewrite]:
    """Letters beside ASCII in the body of a mail (RFC 2045, 6.7): `J=C3=B6rg`, `J=F6rg`."""
    if "=" not in text:
        return
    for match in _OCTETS.finditer(text):
        place = match.start()
        for character, spelled in characters(match[0].replace("=", "%")):
            yield Rewrite(place, place + len(spelled), character)
            place += len(spelled)
