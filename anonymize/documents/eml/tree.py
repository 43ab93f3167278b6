"""The parts of a mail: what stays of them, and what does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.message import Message
from email.parser import BytesParser

from anonymize.documents.base import ReadOptions
from anonymize.documents.edits import Document
from anonymize.documents.eml.headers import (
    STRUCTURE,
    TEXTS,
    Header,
    encoded,
    is_odd,
    parameter_text,
    text_of,
)
from anonymize.documents.eml.leaves import BY_TYPE, WRITTEN, Leaf, file_leaf, html_leaf, text_leaf
from anonymize.documents.eml.transfer import KEPT, KNOWN, decoded, said_encoding, says_no_more
from anonymize.documents.json_records import unique
from anonymize.errors import DocumentError

DEEPEST = 50
"""Parts within parts; each reply that encloses the one before makes one or two."""
MOST_PARTS = 10_000
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,80}")
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})
_SUFFIX = re.compile(
    r"\.(?:7z|asc|bin|bmp|dat|docm?|gif|heic|ics|jpe?g|mov|mp[34]|od[pst]|pdf|p7[ms]|png|pptx?|rar|rtf|sig"
    r"|svg|tiff?|vcf|wav|webp|xlsx?|xml|zip)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail, or the mail.

    Attributes:
        id: of the mail, with the place in it.
        headers: those that are searched, each with the id of its document.
        type: its kind of content.
        structured: the headers of its structure that it has, in small letters.
        disposition: `attachment` or `inline`; None where it does not say.
        file_name: with the id of its document, without the ending; None where it has none.
        suffix: the ending of the name, by which a format is told; it stays.
        flowed: it says that its lines are flowed.
        content: parts, or what another format read; None where it is empty in the output.
    """

    id: str
    headers: tuple[tuple[str, Header], ...]
    type: str
    structured: frozenset[str]
    disposition: str | None
    file_name: tuple[str, str] | None
    suffix: str
    flowed: bool
    content: tuple[Part, ...] | Leaf | None

    def documents(self) -> Iterator[Document]:
        """Gives the texts of it and of the parts in it, in order."""
        for name, header in self.headers:
            if header.text:
                yield Document(name, header.text)
        if self.file_name is not None:
            yield Document(*self.file_name)
        if isinstance(self.content, Leaf):
            yield from self.content.documents
        else:
            for part in self.content or ():
                yield from part.documents()

    def leaves(self) -> Iterator[Leaf]:
        """Gives what other formats read of it, in order."""
        if isinstance(self.content, Leaf):
            yield self.content
        else:
            for part in self.content or ():
                yield from part.leaves()


def parsed(data: bytes, name: str, options: ReadOptions) -> tuple[Part, Counter[str]]:
    """Reads a mail.

    Args:
        data: the mail.
        name: its id.
        options: only the largest size, and what is said of pages, matter here.

    Returns:
        What stays of it, and how much of what kind does not.

    Raises:
        DocumentError: with the reason `corrupt_eml`, `encrypted_eml` or `undecodable`.
    """
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
        tree = _Tree(name, options)
        return tree.part(message, name, 0), +tree.taken_out
    except RecursionError:
        raise corrupt(name, f"its parts are nested deeper than {DEEPEST}") from None


def corrupt(name: str, problem: str) -> DocumentError:
    """Gives the error for a mail that is damaged."""
    return DocumentError("corrupt_eml", f"{name}: {problem}; save the mail anew")


class _Tree:
    def __init__(self, name: str, options: ReadOptions) -> None:
        self.taken_out: Counter[str] = Counter()
        self._name = name
        self._options = options
        self._parts = 0

    def part(self, message: Message, where: str, depth: int) -> Part:
        """Makes a part of what was parsed."""
        from anonymize.documents.registry import known_suffix

        self._parts += 1
        if depth > DEEPEST or self._parts > MOST_PARTS:
            raise corrupt(self._name, f"it has more than {MOST_PARTS:,} parts, or {DEEPEST} in each other")
        kind = message.get_content_type()
        kind = kind if _TYPE.fullmatch(kind) else "application/octet-stream"
        if kind in _ENCRYPTED:
            problem = "it, or a mail in it, is encrypted, or signed so that it cannot be read"
            raise DocumentError("encrypted_eml", f"{self._name}: {problem}; save it decrypted")
        if message.get_unixfrom():
            self.taken_out["headers"] += 1
        headers, structured = self._headers(message, where)
        file_name = self._file_name(message)
        suffix = known_suffix(file_name or "") or _suffix(file_name or "")
        content = self._content(message, kind, where, file_name, depth)
        disposition = message.get_content_disposition()
        return Part(
            where,
            headers,
            "multipart/mixed" if kind == "multipart/signed" else kind,
            structured,
            disposition if disposition in ("attachment", "inline") else None,
            None if not file_name else (f"{where}@filename", file_name[: len(file_name) - len(suffix)]),
            suffix,
            message.get_param("format") == "flowed" and message.get_param("delsp") is None,
            content,
        )

    def _headers(self, message: Message, where: str) -> tuple[tuple[tuple[str, Header], ...], frozenset[str]]:
        kept: list[Header] = []
        structured = set()
        for name, raw in message.raw_items():
            low = name.lower()
            text = text_of(str(raw)) if low in TEXTS else None
            if low in STRUCTURE:
                structured.add(low)
            elif text is None:
                signs = low.startswith(("dkim-", "domainkey-", "arc-"))
                self.taken_out["signatures" if signs else "headers"] += 1
            else:
                value = encoded(text, "\n") if is_odd(str(raw)) else str(raw)
                kept.append(Header(name, value, text))
        start = f"{where}#" if where == self._name else f"{where}/"
        ids = unique(f"{start}{header.name.lower()}" for header in kept)
        return tuple(zip(ids, kept, strict=True)), frozenset(structured)

    def _file_name(self, message: Message) -> str | None:
        for header, name in (("content-disposition", "filename"), ("content-type", "name")):
            value = message.get_param(name, None, header, unquote=False)
            if value is not None:
                said = parameter_text(value)
                self.taken_out["names of files"] += said is None
                return said
        return None

    def _content(
        self, message: Message, kind: str, where: str, file_name: str | None, depth: int
    ) -> tuple[Part, ...] | Leaf | None:
        children = message.get_payload()
        is_mail = kind == "message/rfc822" and self._encoding(message) in ("7bit", "8bit", "binary")
        if isinstance(children, list) and (is_mail or kind.startswith("multipart/")):
            self._between(message)
            start = f"{where}#" if where == self._name else f"{where}."
            parts = []
            for number, child in enumerate(children, start=1):
                if kind == "multipart/signed" and child.get_content_type() in _SIGNATURES:
                    self.taken_out["signatures"] += 1
                else:
                    parts.append(self.part(child, f"{start}{number}", depth + 1))
            return tuple(parts)
        if kind.startswith("multipart/"):
            raise corrupt(self._name, "it says that it has parts, and has none")
        if isinstance(children, list):
            self.taken_out["attachments"] += 1
            return None
        return self._leaf(message, kind, f"{where}#text" if where == self._name else where, file_name)

    def _between(self, message: Message) -> None:
        for text in (message.preamble, message.epilogue):
            self.taken_out["text between parts"] += bool(text and text.strip())

    def _leaf(self, message: Message, kind: str, where: str, file_name: str | None) -> Leaf | None:
        said = self._encoding(message)
        del message["Content-Transfer-Encoding"]  # by which it would be decoded here
        raw = message.get_payload(decode=True)
        assert isinstance(raw, bytes)  # noqa: S101 - it is no list of parts
        if not raw.strip():
            return None
        data = decoded(raw, said) if said in KNOWN else None
        if data is not None and not data.strip():
            return None
        found = None
        if data is not None:
            raw = raw if said in KEPT and says_no_more(raw, data, said) else b""
            encoding = said if said in KEPT else "base64"
            found = self._read(message, data, raw, kind, where, file_name, encoding)
        if found is None:
            self.taken_out["attachments"] += 1
            return None
        leaf, taken_out = found
        self.taken_out += taken_out
        return leaf if raw else replace(leaf, raw=None)

    def _encoding(self, message: Message) -> str:
        """Gives the transfer encoding that a part says."""
        return said_encoding([str(value) for value in message.get_all("Content-Transfer-Encoding", [])])

    def _read(
        self,
        message: Message,
        data: bytes,
        raw: bytes,
        kind: str,
        where: str,
        file_name: str | None,
        encoding: str,
    ) -> tuple[Leaf, Counter[str]] | None:
        from anonymize.documents.registry import FORMATS, format_of

        form = format_of(file_name) if file_name else None
        form = form or FORMATS.get(BY_TYPE.get(kind, ""))
        if form is None or form.name not in WRITTEN or _is_packed(file_name):
            return None
        charset = self._charset(message)
        try:
            if form.name == "text":
                joined = str(message.get_param("delsp")).lower() == "yes"
                return text_leaf(data, raw, where, charset=charset, encoding=encoding, joined=joined)
            if form.name == "html":
                return html_leaf(
                    data, raw, where, charset=charset, encoding=encoding, opaque=self._options.opaque
                )
        except DocumentError:
            if file_name or message.get_content_disposition() == "attachment":
                return None
            raise
        return file_leaf(form, data, raw, where, charset=charset, encoding=encoding, options=self._options)

    def _charset(self, message: Message) -> str | None:
        try:
            charset = message.get_content_charset()
        except (LookupError, UnicodeError, ValueError):
            return "undefined"
        return charset if isinstance(charset, str) else None


def _suffix(file_name: str) -> str:
    """Gives the ending of a name where it is a common one, which says nothing of anybody."""
    found = _SUFFIX.search(file_name)
    return "" if found is None else found[0]


def _is_packed(file_name: str | None) -> bool:
    from anonymize.documents.compression import compression_of

    return file_name is not None and compression_of(file_name) is not None
