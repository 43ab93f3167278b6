"""How the blocks of a vault are encrypted, and what binds each of them to the ones before.

Owns the bytes of header and block; where they stand in a file is left to `blocks`.

    header   magic, format version, vault id, fingerprint of the key, tag of all this
    block    length, nonce, tag of these two, then the ciphertext with its tag

A block is zlib-compressed and encrypted with AES-256-GCM. What it is authenticated with holds the vault's id,
its own number and the tag before it, so that none can be changed, exchanged, repeated or taken out of the
middle. The length has a tag for itself: a changed one would look like the end of a file that was cut short.
"""

from __future__ import annotations

import hmac
import secrets
import struct
import zlib

from anonymize.errors import UsageError
from anonymize.keys import Key

MAGIC = b"ANONVLT\n"
FORMAT_VERSION = 1
LARGEST_BLOCK = 1 << 28
"""Bytes, packed or not. A block has a thousandth of it, unless a single text has millions of spans."""
PURPOSE = "vault"
"""What blocks are encrypted for. NIST SP 800-38D allows 2^32 of them with random nonces under one key."""
TAG_PURPOSE = "vault.tags"
_HEADER = struct.Struct(">8sH16s8s")
_HEAD = struct.Struct(">I12s")
_ID_BYTES = 16
_NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = _HEADER.size + TAG_BYTES
HEAD_BYTES = _HEAD.size + TAG_BYTES


class DamagedError(Exception):
    """Bytes are not as they were written."""


class Seal:
    """Packs the blocks of one vault and opens them again.

    Args:
        key: of the vault.
        header: the first `HEADER_BYTES` of the file, or what there is of them.

    Attributes:
        id: of the vault, in hexadecimal digits.

    Raises:
        UsageError: these are of no vault, of another version, or made with another key.
        DamagedError: the tag of the header is wrong.
    """

    def __init__(self, key: Key, header: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
            raise UsageError("is no vault; name the file that `anon redact --vault` wrote")
        _, version, vault_id, fingerprint = _HEADER.unpack_from(header)
        if version != FORMAT_VERSION:
            raise UsageError(
                f"is a vault of the format version {version}, and this anon knows version {FORMAT_VERSION};"
                " use the anon that wrote it"
            )
        if fingerprint.hex() != key.fingerprint():
            raise UsageError(
                f"was made with another key (fingerprint {fingerprint.hex()}, yours {key.fingerprint()});"
                " name that key with --key-file"
            )
        self._id = bytes(vault_id)
        self.id = self._id.hex()
        self._tag_key = key.derive(TAG_PURPOSE)
        self._cipher = AESGCM(key.derive(PURPOSE))
        if not hmac.compare_digest(header[_HEADER.size :], _tag(self._tag_key, header[: _HEADER.size])):
            raise DamagedError

    def pack(self, number: int, tag_before: bytes, content: bytes) -> bytes:
        """Gives a block; its last `TAG_BYTES` are its tag.

        Args:
            number: its place among the blocks, from 0.
            tag_before: that of the block before, or of the header.
            content: what it says.

        Raises:
            ValueError: it would be larger than `LARGEST_BLOCK`.
        """
        context = self._context(number, tag_before)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        body = self._cipher.encrypt(nonce, zlib.compress(content), context)
        if max(len(content), len(body)) > LARGEST_BLOCK:
            raise ValueError(f"a block of more than {LARGEST_BLOCK} bytes")
        head = _HEAD.pack(len(body), nonce)
        return head + _tag(self._tag_key, context + head) + body

    def body_length(self, number: int, tag_before: bytes, head: bytes) -> int:
        """Tells how many bytes follow the first `HEAD_BYTES` of a block.

        Raises:
            DamagedError: the head is not as it was written, or the block is larger than `LARGEST_BLOCK`.
        """
        length: int = _HEAD.unpack_from(head)[0]
        expected = _tag(self._tag_key, self._context(number, tag_before) + head[: _HEAD.size])
        if not hmac.compare_digest(head[_HEAD.size :], expected) or length > LARGEST_BLOCK:
            raise DamagedError
        return length

    def unpack(self, number: int, tag_before: bytes, head: bytes, body: bytes) -> bytes:
        """Gives the content of a block.

        Raises:
            DamagedError: the body is not as it was written.
        """
        from cryptography.exceptions import InvalidTag

        _, nonce = _HEAD.unpack_from(head)
        unpacker = zlib.decompressobj()
        try:
            packed = self._cipher.decrypt(nonce, body, self._context(number, tag_before))
            content = unpacker.decompress(packed, LARGEST_BLOCK + 1)
        except (InvalidTag, zlib.error) as error:
            raise DamagedError from error
        if not unpacker.eof or len(content) > LARGEST_BLOCK:
            raise DamagedError
        return content

    def _context(self, number: int, tag_before: bytes) -> bytes:
        return self._id + number.to_bytes(8, "big") + tag_before


def new_header(key: Key) -> bytes:
    """Gives the header of a new vault, with an id of its own."""
    fingerprint = bytes.fromhex(key.fingerprint())
    header = _HEADER.pack(MAGIC, FORMAT_VERSION, secrets.token_bytes(_ID_BYTES), fingerprint)
    return header + _tag(key.derive(TAG_PURPOSE), header)


def _tag(key: bytes, data: bytes) -> bytes:
    """Gives the first half of the HMAC-SHA-256, which RFC 2104 allows."""
    return hmac.digest(key, data, "sha256")[:TAG_BYTES]
