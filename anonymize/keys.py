"""The secret behind everything that must come out equal again: salts, initialisation vectors, fingerprints.

Owns where a key is read from, how strong it must be, and how sub-keys are derived from it. What they are
used for is left to `operators` and to the manifest. A key never comes from the command line, where other
users of the machine could read it.
"""

from __future__ import annotations

import functools
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from anonymize.digests import Digest
from anonymize.errors import UsageError

ENVIRONMENT_VARIABLE = "ANON_KEY"
SHORTEST = 16
"""Bytes. 128 bits cannot be guessed if they are random, which a key must be."""
LONGEST = 4096
"""Bytes. Anything longer is some other file, named by mistake."""
_FINGERPRINT_BYTES = 8
_REMEDY = "make one with `anon key new FILE`"


@dataclass(frozen=True, slots=True)
class Key:
    """A secret, and what may be derived from it. Pickles; its repr shows nothing of the secret.

    Attributes:
        secret: at least `SHORTEST` random bytes.
        persistent: whether a later run can have the same key; false for one drawn for this run.

    Raises:
        ValueError: when the secret is too short.
    """

    secret: bytes = field(repr=False)
    persistent: bool = True

    def __post_init__(self) -> None:
        """Refuses a secret that could be guessed."""
        if len(self.secret) < SHORTEST:
            raise ValueError(f"a key has at least {SHORTEST} bytes, not {len(self.secret)}")

    @classmethod
    def random(cls) -> Key:
        """Draws a key for one run that was given none."""
        return cls(secrets.token_bytes(32), persistent=False)

    def derive(self, purpose: str, length: int = 32) -> bytes:
        """Derives a sub-key by HKDF-SHA-256 (RFC 5869), with no salt and the purpose as its info.

        Sub-keys of different purposes tell nothing of each other or of the key.

        Args:
            purpose: what the sub-key is for, such as `operators.hash`.
            length: bytes to return, 1 to 8160.
        """
        return self._expand(f"anon derive {purpose}", length)

    def mac(self, purpose: str, data: bytes) -> bytes:
        """Gives the HMAC-SHA-256 (RFC 2104) of `data`, 32 bytes, under a sub-key for `purpose`."""
        return hmac.digest(self._expand(f"anon mac {purpose}", 32), data, "sha256")

    def digest(self, purpose: str) -> Digest:
        """Gives what makes the same of bytes that come in pieces."""
        return hmac.new(self._expand(f"anon mac {purpose}", 32), digestmod="sha256")

    def fingerprint(self) -> str:
        """Gives 16 hexadecimal digits by which two runs can tell whether they had the same key."""
        return self._expand("anon fingerprint", _FINGERPRINT_BYTES).hex()

    def _expand(self, info: str, length: int) -> bytes:
        return _hkdf(self.secret, info, length)


@functools.lru_cache(maxsize=64)
def _hkdf(secret: bytes, info: str, length: int) -> bytes:
    """HKDF takes far longer than the HMAC that its result is for, and there are few purposes."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(secret)


def load_key(key_file: str | Path | None, *, configured: Path | None = None) -> Key | None:
    """Reads the key from `key_file`, or else from the environment variable `ANON_KEY`, or else `configured`.

    One line end at the end is no part of the key.

    Args:
        key_file: the file that an option names.
        configured: the file that the configuration names.

    Returns:
        The key, or None when none is given.

    Raises:
        UsageError: when the file cannot be read or is open to other users, or the key is too short or long.
    """
    if key_file is not None:
        return _key(_read_private(Path(key_file)), f"key file {key_file}")
    value = os.environ.get(ENVIRONMENT_VARIABLE)
    if value is not None:
        return _key(os.fsencode(value), ENVIRONMENT_VARIABLE)
    return None if configured is None else load_key(configured)


def _read_private(path: Path) -> bytes:
    """Reads at most one byte more than a key may have from a file that only its owner can read."""
    try:
        with path.open("rb") as file:
            # Asked of the open file, so that it cannot be exchanged between the check and the reading.
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise UsageError(f"key file {path} is open to other users (mode {mode:o}): chmod 600 {path}")
            return file.read(LONGEST + 1)
    except OSError as error:
        raise UsageError(f"key file {path} cannot be read: {error.strerror}") from error


def _key(data: bytes, origin: str) -> Key:
    line_end = b"\r\n" if data.endswith(b"\r\n") else b"\n"
    secret = data.removesuffix(line_end)
    if len(data) > LONGEST:
        raise UsageError(f"{origin}: a key has at most {LONGEST} bytes; {_REMEDY}")
    if len(secret) < SHORTEST:
        raise UsageError(f"{origin}: a key has at least {SHORTEST} bytes, not {len(secret)}; {_REMEDY}")
    return Key(secret)


def new_key_file(path: Path) -> Key:
    """Draws a key and writes it, in hexadecimal digits, into a new file that only its owner can read.

    Raises:
        UsageError: the file is there already, or cannot be written.
    """
    text = secrets.token_hex(32)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already and is not written over; name another file") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; name another place") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    return Key(text.encode("ascii"))
