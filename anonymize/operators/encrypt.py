"""The operator `encrypt`: AES-CBC in the form that Presidio's `Decrypt` reads, the same bytes in every run.

Presidio's own `Encrypt` draws its initialisation vector at random, so that a job that is done again would
write other bytes. Here it is derived from key, label and value, after the synthetic initialisation vector
of RFC 5297. The price, as for every encryption without chance in it: equal values of a label give equal
ciphertexts, so a reader without the key sees which values are equal, and their length to within 16 bytes.
The form holds no proof that a ciphertext was not altered.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from anonymize.errors import UsageError
from anonymize.keys import ENVIRONMENT_VARIABLE, Key
from anonymize.operators.base import Definition, Operator, Parameter, labelled, secret_bytes

PURPOSE = "operators.encrypt"
"""What the encryption key is derived for."""
KEY_SIZES = (16, 24, 32)
"""Bytes: AES-128, AES-192 and AES-256."""
_VECTOR_BYTES = 16
_BLOCK_BITS = 128


@dataclass(frozen=True)
class Encrypt:
    """Gives the URL-safe base64 of initialisation vector and ciphertext.

    A value is encoded in UTF-8, a lone surrogate in three bytes (`surrogatepass`): what is decrypted has to
    be decoded in the same way, where Presidio's `Decrypt` raises an error.

    Attributes:
        key: 16, 24 or 32 bytes.
    """

    key: bytes = field(repr=False)
    name: ClassVar[str] = "encrypt"
    exposes: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True

    def operate(self, value: str, label: str) -> str:
        """Encrypts a value; what comes out depends on the key, the label and the value only."""
        from cryptography.hazmat.primitives import padding
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        data = value.encode("utf-8", "surrogatepass")
        vector = self._vector(label, data)
        padder = padding.PKCS7(_BLOCK_BITS).padder()
        encryptor = Cipher(algorithms.AES(self.key), modes.CBC(vector)).encryptor()
        padded = padder.update(data) + padder.finalize()
        return base64.urlsafe_b64encode(vector + encryptor.update(padded) + encryptor.finalize()).decode(
            "ascii"
        )

    def _vector(self, label: str, data: bytes) -> bytes:
        # The key is used through a sub-key: AES has it to itself.
        return Key(self.key).mac(f"{PURPOSE}.vector", labelled(label, data))[:_VECTOR_BYTES]


def encryption_key(key: Key) -> bytes:
    """Gives the AES-256 key that `encrypt` derives from the key of a run: what Presidio's `Decrypt` needs."""
    return key.derive(PURPOSE, 32)


def _build(params: Mapping[str, object], key: Key) -> Operator:
    if "key" in params:
        return Encrypt(secret_bytes(params["key"]))
    if not key.persistent:
        raise UsageError(
            "nobody could decrypt without the key: give --key-file, the environment variable "
            f"{ENVIRONMENT_VARIABLE} or the parameter 'key'"
        )
    return Encrypt(encryption_key(key))


def _is_aes_key(value: object) -> bool:
    return isinstance(value, str | bytes) and len(secret_bytes(value)) in KEY_SIZES


ENCRYPT = Definition(
    "encrypt",
    _build,
    (Parameter("key", "text in quotes of 128, 192 or 256 bits (16, 24 or 32 bytes)", _is_aes_key),),
    summary="Puts the value itself in its place, encrypted: it can be had back with the key.",
)
