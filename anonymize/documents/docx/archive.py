"""The zip of a DOCX: reading its members up to a bomb, and writing it anew.

What a zip holds beside its members (comments, times, further fields, data before and behind them) is not
read, and stands in no output.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from anonymize.documents.docx.xml import corrupt
from anonymize.documents.limits import RATIO, UNCOUNTED, too_large
from anonymize.documents.streams import empty
from anonymize.errors import DocumentError

MOST_MEMBERS = 10_000
"""Members of a zip; long documents with many pictures have some hundreds."""
_ENTRY = b"PK\x01\x02"
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How the files of old Word begin, and those that are encrypted with a password ([MS-OFFCRYPTO])."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 20
_ENCRYPTED = 1
_DAMAGE = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What `zipfile` raises for a file that is damaged, or made to confuse."""


class Archive:
    """The members of a zip, each read when it is asked for.

    Args:
        data: the file.
        name: its display id.
        largest: bytes that may be read of all members together.

    Raises:
        DocumentError: with the reason `not_docx`, `encrypted_docx` or `corrupt_docx`.
    """

    def __init__(self, data: bytes, name: str, largest: int) -> None:
        self._name = name
        self._largest = largest
        self._size = len(data)
        self._given = 0
        if data.startswith(_COMPOUND_FILE):
            message = f"{name}: it is encrypted with a password, or a .doc of old Word"
            raise DocumentError("encrypted_docx", f"{message}; save it as .docx without a password")
        if not data:
            raise empty(name, "not_docx", "DOCX")
        if not data.startswith(b"PK"):
            raise not_docx(name)
        if data.count(_ENTRY) > MOST_MEMBERS:
            raise corrupt(name, f"its zip has more than {MOST_MEMBERS} members")
        try:
            self._zip = ZipFile(io.BytesIO(data))
            self._members = {
                info.filename.lower(): info for info in self._zip.infolist() if not info.is_dir()
            }
        except _DAMAGE:
            raise corrupt(name, "its zip is damaged or cut short") from None
        self.members = len(self._members)
        if self.members < sum(not info.is_dir() for info in self._zip.infolist()):
            # Which of the two is read differs from program to program.
            raise corrupt(name, "two members of its zip have one name")

    def __contains__(self, member: str) -> bool:
        """Tells whether there is a member, whatever the case of its letters."""
        return member.lower() in self._members

    def size(self, member: str) -> int:
        """Gives the bytes that a member has, as the zip says."""
        return self._members[member.lower()].file_size

    def read(self, member: str) -> bytes:
        """Reads a member that is there.

        Raises:
            DocumentError: with the reason `corrupt_docx`, `encrypted_docx`, `decompression_bomb` or
                `too_large`.
        """
        info = self._members[member.lower()]
        if info.flag_bits & _ENCRYPTED:
            message = f"{self._name}: its zip is encrypted"
            raise DocumentError("encrypted_docx", f"{message}; save it without a password")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise corrupt(self._name, "its zip is compressed in another way than the format has it")
        data = bytearray()
        try:
            with self._zip.open(info) as opened:
                while piece := opened.read(_PIECE):
                    data += piece
                    self._count(len(piece))
        except _DAMAGE:
            raise corrupt(self._name, "its zip is damaged or cut short") from None
        return bytes(data)

    def _count(self, size: int) -> None:
        self._given += size
        if self._given > UNCOUNTED + RATIO * self._size:
            message = (
                f"{self._name}: expands to more than {RATIO} times its size, as a decompression bomb does"
            )
            raise DocumentError("decompression_bomb", f"{message}; if it is none, save it anew with Word")
        if self._given > self._largest:
            raise too_large(self._name, self._largest)


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Makes a zip. The same members give the same bytes: no time goes into it."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(ZipInfo(name, _EPOCH), data, ZIP_DEFLATED)
    return target.getvalue()


def not_docx(name: str) -> DocumentError:
    """Gives the error for a file of another kind."""
    return DocumentError("not_docx", f"{name}: it is no DOCX; name its format with --format")
