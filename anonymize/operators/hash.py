"""The operator `hash`: Presidio's, with a salt that is the same in every run with the same key.

Presidio draws a salt for every value where none is given, so that nothing could be joined on the hashes.
Here the salt comes from the key instead: whoever lacks the key cannot try out names against the hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from anonymize.keys import Key
from anonymize.operators.base import Definition, Operator, Parameter, secret_bytes
from anonymize.operators.parameters import one_of

PURPOSE = "operators.hash"
"""What the salt is derived for."""
SHORTEST_SALT = 16
"""Bytes, as in Presidio."""
HASH_TYPES = ("sha256", "sha512")


@dataclass(frozen=True)
class Hash:
    """Gives the hash of value and salt in hexadecimal digits, the same for a value under every label.

    Attributes:
        presidio: Presidio's `Hash`.
        hash_type: one of `HASH_TYPES`.
        salt: at least `SHORTEST_SALT` bytes.
        repeatable: false with a salt from a key of this run alone.
    """

    presidio: Any
    hash_type: str
    salt: bytes = field(repr=False)
    repeatable: bool
    name: ClassVar[str] = "hash"
    exposes: ClassVar[bool] = False

    def operate(self, value: str, label: str) -> str:
        """Lets Presidio hash; a value with a lone surrogate, which it cannot encode, is hashed here."""
        try:
            return str(
                self.presidio.operate(text=value, params={"hash_type": self.hash_type, "salt": self.salt})
            )
        except UnicodeEncodeError:
            return hashlib.new(self.hash_type, value.encode("utf-8", "surrogatepass") + self.salt).hexdigest()


def _build(params: Mapping[str, object], key: Key) -> Operator:
    from presidio_anonymizer.operators import Hash as PresidioHash

    given = "salt" in params
    salt = secret_bytes(params["salt"]) if given else key.derive(PURPOSE)
    return Hash(
        PresidioHash(), str(params.get("hash_type", "sha256")), salt, repeatable=given or key.persistent
    )


def _is_salt(value: object) -> bool:
    return isinstance(value, str | bytes) and len(secret_bytes(value)) >= SHORTEST_SALT


HASH = Definition(
    "hash",
    _build,
    (
        one_of("hash_type", *HASH_TYPES),
        Parameter("salt", f"text in quotes of at least {SHORTEST_SALT} bytes", _is_salt),
    ),
    summary="Puts a salted hash in the place of the value: which values are equal can be seen, and no more.",
)
