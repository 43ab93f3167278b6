"""Headers of mails: which stay, what they say, and how that is written (RFC 5322, 2047, 2231)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from email.header import Header as Encoder
from email.utils import encode_rfc2231

from anonymize.documents.eml.charsets import is_amiss, mail_codec

TEXTS = frozenset(
    {
        *("bcc", "cc", "comments", "content-description", "date", "from", "keywords", "organization"),
        *("reply-to", "resent-bcc", "resent-cc", "resent-date", "resent-from", "resent-sender", "resent-to"),
        *("sender", "subject", "to"),
    }
)
"""Headers that stay, and are searched."""
STRUCTURE = frozenset({"content-disposition", "content-transfer-encoding", "content-type", "mime-version"})
"""Headers that are written anew."""
_WORD = r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?="
_WORDS = re.compile(rf"{_WORD}(?:[ \t\r\n]+{_WORD})*")
_PARTS = re.compile(r"=\?(?P<charset>[^?*\s]+)(?:\*[^?]*)?\?(?P<encoding>[bBqQ])\?(?P<text>[^?]*)\?=")
_BEGUN = re.compile(r"=\?[^?]*\?\s*[bBqQ]\s*\?")
"""Beginnings of encoded words, also of those that some programs read and others do not."""
_FOLD = re.compile(r"(?:\r\n?|\n)(?=[ \t])")
_FOREIGN = r"[\x21\x23-\x27*+\-./0-9=?@A-Z\[\]^_`a-z{|}~]*+[^\x00-\x7f][^\s<>\"(),;:]*"
_TO_ENCODE = re.compile(rf"{_FOREIGN}(?:[ \t]+{_FOREIGN})*")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_SPACE = re.compile(r"\s")
_MARK = "\ufeff"
_LONGEST_LINE = 900
"""RFC 5322, 2.1.1: at most 998."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that stays, and is searched.

    Attributes:
        name: as it is spelled.
        raw: its value as it stands, behind the colon; bytes that are not ASCII as surrogates.
        text: what it says.
    """

    name: str
    raw: str
    text: str

    def written(self, text: str, line_end: str) -> bytes:
        """Gives its line, with what it should say now."""
        if text == self.text:
            return _bytes(f"{self.name}: {self.raw}{line_end}")
        return f"{self.name}: {encoded(text, line_end)}{line_end}".encode("ascii")


def text_of(raw: str) -> str | None:
    """Gives what a header says; None where there is a word in it that cannot be read."""
    unfolded = _FOLD.sub("", raw).strip(" \t\r\n")
    if not unfolded.isascii():
        data = _bytes(unfolded)
        codec = mail_codec("utf-8", data)
        try:
            unfolded = data.decode(codec or "utf-8")
        except UnicodeDecodeError:
            unfolded = data.decode("latin-1")
    if any(word["encoding"] in "qQ" and re.search(r"[\r\n]", word["text"]) for word in _PARTS.finditer(raw)):
        return None  # programs differ in what the end of the line is in it
    if _BEGUN.search(_WORDS.sub("", unfolded)):
        return None
    pieces: list[str] = []
    position = 0
    for words in _WORDS.finditer(unfolded):
        said = _words(words[0])
        if said is None:
            return None
        pieces += unfolded[position : words.start()], said
        position = words.end()
    text = "".join((*pieces, unfolded[position:]))
    return None if is_amiss(text) else text


def is_odd(raw: str) -> bool:
    """Tells whether an encoded word is to be written anew.

    It names a language (RFC 2231, 5), where anything could stand, or has white space, which programs read in
    different ways.
    """
    return any("*" in word[0].split("?")[1] or _SPACE.search(word["text"]) for word in _PARTS.finditer(raw))


def _words(spelled: str) -> str | None:
    """Reads encoded words that follow on each other; those of one charset can share a character."""
    pieces: list[tuple[str, bytes]] = []
    for word in _PARTS.finditer(spelled):
        data = _decoded(word["encoding"].lower(), word["text"])
        if data is None:
            return None
        charset = word["charset"].lower()
        if pieces and pieces[-1][0] == charset:
            pieces[-1] = (charset, pieces[-1][1] + data)
        else:
            pieces.append((charset, data))
    said = []
    for charset, data in pieces:
        codec = mail_codec(charset, data)
        try:
            said.append(data.decode(codec or "undefined").replace(_MARK, ""))
        except UnicodeError:
            return None
    return "".join(said)


def _decoded(encoding: str, text: str) -> bytes | None:
    if encoding == "q":
        return binascii.a2b_qp(text.replace("_", " "), header=False)
    try:
        text = "".join(text.split())
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return None


def encoded(text: str, line_end: str) -> str:
    """Spells the value of a header; words that are not ASCII as encoded words."""
    text = _CONTROL.sub(" ", text)
    if _BEGUN.search(text) or len(text) > _LONGEST_LINE:
        return Encoder(text, "utf-8").encode(linesep=line_end)
    return _TO_ENCODE.sub(lambda words: Encoder(words[0], "utf-8").encode(linesep=line_end), text)


def parameter(name: str, value: str) -> str:
    """Spells a parameter of a header, with a value that can be anything."""
    value = _CONTROL.sub(" ", value)
    if value.isascii() and len(value) < _LONGEST_LINE:
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}="{quoted}"'
    return f"{name}*={encode_rfc2231(value, 'utf-8')}"


def parameter_text(value: str | tuple[str | None, str | None, str]) -> str | None:
    """Reads the value of a parameter, as the standard library gives it with its quotes.

    None where it cannot be read. What the library makes of it without quotes lacks angle brackets, too.
    """
    text = value if isinstance(value, str) else value[2]
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace("\\\\", "\\").replace('\\"', '"')
    if isinstance(value, str):
        return text_of(text.encode("utf-8", "surrogateescape").decode("ascii", "surrogateescape"))
    data = text.encode("raw-unicode-escape", "replace")
    try:
        said = data.decode(mail_codec(value[0] or "us-ascii", data) or "undefined").replace(_MARK, "")
    except UnicodeError:
        return None
    return None if is_amiss(said) else said


def _bytes(text: str) -> bytes:
    return text.encode("ascii", "surrogateescape")
