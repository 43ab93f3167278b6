"""HTML: the whole page is one record; its blocks and the other places of text are its documents."""

from __future__ import annotations

import codecs
import re
import string
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, TypeVar

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Document, Edit, edits_by_id, removed_values, spliced
from anonymize.documents.encodings import can_encode, decode_text, encode, file_codec, hides_utf8
from anonymize.documents.html.cleaning import EVERY, cleaned, is_opaque
from anonymize.documents.html.paths import Removed, in_paths, path_values, without_mute_styles
from anonymize.documents.html.places import edited, may_vanish, texts
from anonymize.documents.html.slugs import without_slugs
from anonymize.documents.limits import read_whole
from anonymize.documents.stretches import not_replaced
from anonymize.errors import DocumentError

_HEAD = 1024
"""Bytes in which a page says its encoding (WHATWG, 13.2.3.2)."""
_CHARSET = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_ASIDE = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MEANT = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
"""What browsers read an encoding as (WHATWG Encoding, 4.2)."""
_PLAIN = f"{string.ascii_letters}{string.digits} @.-"
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of Python that no page or mail is written in."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_ROUNDS = 4
"""Times that a page is cleaned until there is nothing more to take out."""
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class HtmlRecord(Record):
    """A page.

    Attributes:
        page: without what cannot be searched.
        codec: what its bytes were decoded with.
        opaque: see `ReadOptions`.
    """

    page: str
    codec: str
    opaque: bool = False

    def render(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """See `Record.render`. The output is read again, and must say what it should.

        Raises:
            DocumentError: with the reason `not_replaced`, too.
        """
        return self.render_within(edits, frozenset())

    def render_within(self, edits: Sequence[Sequence[Edit]], removed: frozenset[str]) -> bytes:
        """See `Record.render_within`, and `render`."""
        given = self._by_place(edits_by_id(self.documents, edits))
        new = edited_page(self.page, self._said, given, self.codec, self.id, removed, opaque=self.opaque)
        return encode(new, self.codec, self.id)

    def expected(self, edits: Mapping[str, Sequence[Edit]], removed: frozenset[str]) -> dict[str, str]:
        """See `Record.expected`."""
        given = self._by_place({document.id: edits.get(document.id, ()) for document in self.documents})
        said = self._said
        new = {name: spliced(text, given[name]) for name, text in said.items()}
        paths = _in_paths(new, path_values(removed | removed_values(said, given)))
        return {f"{self.id}#{name}": spliced(text, paths.get(name, ())) for name, text in new.items()}

    @property
    def _said(self) -> dict[str, str]:
        """Its texts, by what their ids end in."""
        return self._by_place({document.id: document.text for document in self.documents})

    def _by_place(self, values: Mapping[str, _Value]) -> dict[str, _Value]:
        start = f"{self.id}#"
        return {document_id.removeprefix(start): value for document_id, value in values.items()}


def edited_page(
    page: str,
    said: Mapping[str, str],
    edits: Mapping[str, Sequence[Edit]],
    codec: str,
    where: str,
    removed: frozenset[str] = frozenset(),
    *,
    opaque: bool = False,
) -> str:
    """Gives a cleaned page with edits of its texts.

    Args:
        page: as it was cleaned.
        said: its texts, by what their ids end in.
        edits: by what the ids of the texts end in.
        codec: what it will be encoded with; characters that it has not are written as references.
        where: the id that a message begins with.
        removed: what was removed beside it, and is sought in names and paths like what is removed here.
        opaque: see `ReadOptions`.

    Raises:
        DocumentError: with the reason `unencodable_replacement`, or with `not_replaced` when the new page,
            read again, does not say what it should.
    """
    if any(_SURROGATE.search(edit.replacement) for changes in edits.values() for edit in changes):
        message = f"{where}: a replacement holds half a character (a lone surrogate); use another operator"
        raise DocumentError("unencodable_replacement", message)
    removed |= removed_values(said, edits)
    if not removed and not any(edits.values()):
        return page
    can = partial(can_encode, codec=codec)
    expected = {name: spliced(text, edits.get(name, ())) for name, text in said.items()}
    new = edited(page, edits, can)
    sought = path_values(removed)
    if paths := _in_paths(expected, sought):
        _check(new, expected, where)
        new = edited(new, paths, can)
        expected |= {name: spliced(expected[name], found) for name, found in paths.items()}
    new = without_slugs(without_mute_styles(new, sought), removed)
    _check(new, expected, where)
    # Values that are long for what was put into them, as the digest of a name is.
    long = {
        expected[name]
        for name, changes in edits.items()
        if changes and not is_opaque(spliced(said[name], [replace(edit, replacement="") for edit in changes]))
    }
    searched: Container[str] = EVERY if opaque else long
    if cleaned(new, can=can, searched=searched)[0] != new:
        raise not_replaced(where)
    return new


def _in_paths(said: Mapping[str, str], sought: Removed) -> dict[str, list[Edit]]:
    return {name: found for name, text in said.items() if (found := in_paths(name, text, sought))}


def _check(page: str, expected: Mapping[str, str], where: str) -> None:
    """Checks that a page, read again, says what it should."""
    left = texts(page)
    for name, text in expected.items():
        found = left.pop(name, None)
        if found != text and not (found is None and may_vanish(name, text)):
            raise not_replaced(f"{where}#{name}")
    if left:
        raise not_replaced(where)


def cleaned_page(page: str, codec: str, where: str, *, opaque: bool = False) -> tuple[str, Counter[str]]:
    """Gives a page without what cannot be searched, and how much of what kind that was.

    Raises:
        DocumentError: with the reason `corrupt_html`, when there is no end to it.
    """
    taken_out: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        new, found = cleaned(page, can=partial(can_encode, codec=codec), searched=EVERY if opaque else ())
        taken_out += found
        if new == page:
            return page, taken_out
        page = new
    message = f"{where}: it is made so that programs read it in different ways; correct its tags"
    raise DocumentError("corrupt_html", message)


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record | BadRecord]:
    """Reads a page.

    Args:
        stream: the open file; it is read to its end.
        name: its display id, which becomes the id of the record. Documents are called `name#place`.
        options: the largest size, and the encoding of a page that does not say its own. One that is not
            UTF-8 goes before what the page says.

    Yields:
        One record, or a bad record when the bytes do not fit the encoding or are no text.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    data = read_whole(stream, name, options.largest)
    try:
        codec = page_codec(data, options.encoding)
        yield record_of(data, codec, name, said=_is_utf8(options.encoding), opaque=options.opaque)
    except DocumentError as error:
        yield BadRecord(name, error.reason, str(error))


def record_of(data: bytes, codec: str, name: str, *, said: bool, opaque: bool = False) -> HtmlRecord:
    """Makes a record of a page in an encoding; for `said` see `decode`, for `opaque` `ReadOptions`.

    Raises:
        DocumentError: the bytes do not fit the encoding, or there is no end to cleaning the page.
    """
    page, taken_out = cleaned_page(decode_text(data, codec, name, said=said), codec, name, opaque=opaque)
    documents = tuple(Document(f"{name}#{end}", text) for end, text in texts(page).items())
    told = tuple(sorted(taken_out.items()))
    return HtmlRecord(name, documents, frozenset(), page, codec, opaque, taken_out=told)


def page_codec(data: bytes, encoding: str) -> str:
    """Gives the codec of a page: by its mark, by what the user says, by what it says itself."""
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    if marked is not None:
        return marked
    if not _is_utf8(encoding):
        return file_codec(encoding, data[:4])
    said = _CHARSET.search(_ASIDE.sub(b"", data[:_HEAD]))
    if said is None:
        return "utf-8"
    return codec_of(said[1].decode("ascii"), data) or "utf-8"


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")


def codec_of(label: str, data: bytes) -> str | None:
    """Gives the codec that is meant by the name of an encoding in a page or a mail; None where none is.

    Nor is one meant in which plain letters are others (EBCDIC, UTF-16): what says so in plain letters, and is
    read by programs that do not know it, would be searched as something else. UTF-8 is meant where the data
    is UTF-8, and the name that of an encoding of single bytes: `MÃ¼ller` hides a name.
    """
    try:
        codec = codecs.lookup(label).name
        plain = codec not in _NO_CHARSETS and _PLAIN.encode("ascii").decode(codec) == _PLAIN
    except (LookupError, ValueError):
        return None
    if not plain:
        return None
    meant = _MEANT.get(codec, codec)
    if hides_utf8(data, meant):
        return "utf-8"
    try:
        data.decode(meant)
    except UnicodeDecodeError:
        # The single bytes that cp1252 has no character for are control characters to browsers.
        return codec if codec in ("iso8859-1", "iso8859-9") else meant
    return meant
