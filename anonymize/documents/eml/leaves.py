"""Contents of parts: read by the format of their kind, and written back in their transfer encoding."""

from __future__ import annotations

import base64
import io
import quopri
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from anonymize.documents.base import BadRecord, Format, ReadOptions, Record
from anonymize.documents.edits import Document, Edit
from anonymize.documents.eml.charsets import is_amiss, is_wide, mail_codec
from anonymize.documents.encodings import decode
from anonymize.documents.html import HTML
from anonymize.documents.html.record import page_codec, record_of
from anonymize.documents.text import TEXT, TextRecord
from anonymize.errors import AnonError, DocumentError

BY_TYPE = {
    "application/json": "json",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/x-ndjson": "jsonl",
    "message/rfc822": "eml",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "text/tab-separated-values": "tsv",
    "text/x-markdown": "markdown",
}
"""Formats of contents."""
WRITTEN = frozenset({"csv", "docx", "eml", "html", "json", "jsonl", "markdown", "text", "tsv"})
"""Formats that are read within a mail: those that come out as what they were, and need no file to seek in."""
_AS_THEY_STAND = frozenset({"csv", "json", "jsonl", "markdown", "tsv"})
"""Formats of which, but for edits, every byte comes back."""
_ARMOUR = re.compile(
    r"^-----BEGIN PGP (?P<kind>[A-Z ]{1,40})-----\r?$"
    r".*?(?:^-----END PGP (?P=kind)-----[ \t]*(?:\r?\n|\Z)|\Z)",
    re.DOTALL | re.MULTILINE,
)
_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:[A-Za-z-]{1,40}:.*\n)*(?:[ \t]*\r?\n)?", re.MULTILINE
)
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} [^\r\n]*\r?\n(?=[\x20-\x60]{2,64}\r?$)[\s\S]*?(?:^end[ \t]*(?:\r?\n|\r?\Z)|\Z)",
    re.MULTILINE,
)
"""Without a last line a block goes on to the end of the text: decoders pass over what is none of it."""
_SOFT_BREAK = re.compile(r"(?<!^--)(?<!\n--) \r?\n")
_LONGEST_LINE = 998


@dataclass(frozen=True, slots=True)
class Leaf:
    """The content of a part.

    Attributes:
        form: the format that reads it.
        records: what it read.
        raw: the content as it stood in the mail; None where it has to be written anew.
        encoding: the transfer encoding.
        charset: the codec of its text; None where it is no text, or does not say.
    """

    form: Format
    records: tuple[Record, ...]
    raw: bytes | None
    encoding: str
    charset: str | None = None

    @property
    def documents(self) -> Iterator[Document]:
        """Its texts."""
        for record in self.records:
            yield from record.documents

    def rendered(
        self, edits: Mapping[str, Sequence[Edit]], removed: frozenset[str], line_end: str
    ) -> tuple[bytes, str, str | None]:
        """Gives the content with edits of its texts, by their ids.

        Args:
            edits: by the ids of the texts.
            removed: what was removed from the whole mail.
            line_end: how its lines end.

        Returns:
            The content as it stands in a mail, its transfer encoding, and the codec of its text.

        Raises:
            DocumentError: as of `Record.render`.
        """
        charset = self.charset
        if self.raw is not None and not self._is_edited(edits, removed):
            return self.raw, self.encoding, charset
        sink = io.BytesIO()
        writer = self.form.writer(sink)
        for record in self.records:
            given = [edits.get(document.id, ()) for document in record.documents]
            try:
                writer.write(record.render_within(given, removed))
            except DocumentError as error:
                if error.reason != "unencodable_replacement" or not isinstance(record, TextRecord):
                    raise
                charset = "utf-8"
                writer.write(replace(record, codec=charset).render(given))
        writer.close()
        wide = charset is not None and is_wide(charset)  # bytes of line ends are none in it
        return *transferred(sink.getvalue(), "base64" if wide else self.encoding, line_end), charset

    def _is_edited(self, edits: Mapping[str, Sequence[Edit]], removed: frozenset[str]) -> bool:
        if any(edits.get(document.id) for document in self.documents):
            return True
        if not removed or self.form is not HTML:
            return False
        none: list[list[list[Edit]]] = [[[] for _ in record.documents] for record in self.records]
        return any(
            record.render_within(given, removed) != record.render(given)
            for record, given in zip(self.records, none, strict=True)
        )


def transferred(data: bytes, encoding: str, line_end: str) -> tuple[bytes, str]:
    """Gives bytes in a transfer encoding, or in another one where they do not fit it; and which it is."""
    end = line_end.encode()
    short = max(map(len, data.split(b"\n"))) < _LONGEST_LINE and b"\0" not in data
    if short and (encoding == "8bit" or (encoding == "7bit" and data.isascii())):
        return data, encoding
    lines = data.replace(b"\r\n", b"\n")
    if encoding == "base64" or b"\r" in lines or b"\0" in lines:
        return base64.encodebytes(data).replace(b"\n", end), "base64"
    return quopri.encodestring(lines).replace(b"\n", end), "quoted-printable"


def text_leaf(
    data: bytes, raw: bytes, name: str, *, charset: str | None, encoding: str, joined: bool
) -> tuple[Leaf, Counter[str]]:
    """Reads a text.

    Args:
        data: the content, decoded.
        raw: the same as it stands in the mail.
        name: the id of its document.
        charset: as the part says; None where it does not.
        encoding: the transfer encoding.
        joined: lines are broken within words (`delsp=yes`, RFC 3676).

    Returns:
        The content, and how much of what kind is not in it.

    Raises:
        DocumentError: with the reason `undecodable`.
    """
    codec = _text_codec(data, charset, name)
    text = decode(data, codec, name, said=True)
    if is_amiss(text):
        raise _undecodable(name)
    new = _SOFT_BREAK.sub("", text) if joined else text
    taken_out: Counter[str] = Counter()
    new, signed = _SIGNED.subn("", new)
    taken_out["signatures"] += signed

    def without(block: re.Match[str]) -> str:
        kind = "signatures" if block["kind"] == "SIGNATURE" else "encrypted texts and keys"
        taken_out[kind] += not (signed and kind == "signatures")
        return ""

    new = _ARMOUR.sub(without, new)
    new, attached = _UUENCODED.subn("", new)
    taken_out["attachments"] += attached
    record = TextRecord(name, (Document(name, new),), frozenset(), codec)
    return Leaf(TEXT, (record,), raw if new == text else None, encoding, codec), +taken_out


def _text_codec(data: bytes, charset: str | None, name: str) -> str:
    if charset is None or charset.lower() in ("ascii", "us-ascii"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            charset = None
        else:
            return "utf-8"
    codec = mail_codec(charset, data) if charset else None
    if codec is None:
        raise _undecodable(name)
    return codec


def _undecodable(name: str) -> DocumentError:
    message = f"{name}: its bytes do not fit the charset that it names, or it names none that is known"
    return DocumentError("undecodable", f"{message}; save the mail in another way")


def html_leaf(
    data: bytes, raw: bytes, name: str, *, charset: str | None, encoding: str, opaque: bool
) -> tuple[Leaf, Counter[str]]:
    """Reads a page; see `text_leaf`, and for `opaque` see `ReadOptions`."""
    meant = mail_codec(charset, data) if charset else None
    if meant is None and charset and is_wide(charset):
        raise _undecodable(name)
    codec = meant or page_codec(data, "utf-8")
    if codec == "cp1252" and charset and charset.lower() in ("ascii", "us-ascii"):
        codec = page_codec(data, "utf-8")
    if is_amiss(decode(data, codec, name, said=True)):
        raise _undecodable(name)
    record = record_of(data, codec, name, said=True, opaque=opaque)
    kept = raw if not record.taken_out else None
    return Leaf(HTML, (record,), kept, encoding, codec), Counter(dict(record.taken_out))


def file_leaf(
    form: Format,
    data: bytes,
    raw: bytes,
    name: str,
    *,
    charset: str | None,
    encoding: str,
    options: ReadOptions,
) -> tuple[Leaf, Counter[str]] | None:
    """Reads an attachment; None where its format cannot."""
    codec = mail_codec(charset, data) if charset else None
    if codec is None and charset and is_wide(charset):
        return None
    try:
        given = ReadOptions(
            all_strings=True, encoding=codec or "utf-8", largest=options.largest, opaque=options.opaque
        )
        records = list(form.read(io.BytesIO(data), name, given))
    except AnonError:
        return None
    if any(isinstance(record, BadRecord) for record in records):
        return None
    good = cast("list[Record]", records)
    taken_out: Counter[str] = Counter()
    for record in good:
        taken_out.update(dict(record.taken_out))
    passes = form.name in _AS_THEY_STAND and not taken_out
    return Leaf(form, tuple(good), raw if passes else None, encoding, codec), taken_out
