"""The way back from `encrypt`: ciphertexts found in a text and decrypted, each proven to be of `encrypt`.

The proof is that the value, encrypted again under a label, gives the same characters: `encrypt` derives its
initialisation vector from key, label and value, so 128 bits would have to agree by chance.

Presidio's `Decrypt` reads the same form, and is not used: it raises an error at a lone surrogate, which
`encrypt` keeps, and it would have to be called for every place where a ciphertext could end.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from anonymize.operators.encrypt import Encrypt

BLOCK_BYTES = 16
"""Of AES. The first one is the initialisation vector."""
SHORTEST = 43
"""Characters of base64, without `=`, for the vector and one block."""
PERIOD = 64
"""Characters for three blocks: only then does a ciphertext end without `=`."""
FAR = 22 * PERIOD
"""Characters, for a value of 1 KiB, that are tried where something stands before. A longer value is found
where nothing does, or the time would be quadratic in the hyphens of a text."""
_RUN = re.compile(rf"[A-Za-z0-9_-]{{{SHORTEST},}}")
_BEFORE = re.compile(r"[-_]")
"""Of the characters of base64, those that can stand before a value that was replaced."""


class Decrypted(NamedTuple):
    """A value that was had back.

    Attributes:
        start: first code point of the ciphertext.
        end: one past its last code point.
        value: what it was made of, lone surrogates included.
    """

    start: int
    end: int
    value: str


class Decrypt:
    """Decrypts what `encrypt` wrote, and nothing else.

    Args:
        key: 16, 24 or 32 bytes, as `encryption_key` gives it.
        labels: canonical; what was encrypted under others is not recognised.
    """

    def __init__(self, key: bytes, labels: Iterable[str]) -> None:
        self._encrypt = Encrypt(key)
        self._labels = tuple(sorted(labels))

    def value(self, ciphertext: str) -> str | None:
        """Gives the value that a whole text was made of; None when `encrypt` did not write it."""
        letters = _RUN.match(ciphertext)
        found = None if letters is None else self._at(ciphertext, 0, letters.end())
        whole = found is not None and found.end == len(ciphertext) and len(ciphertext) % 4 == 0
        return found.value if found is not None and whole else None

    def unread(self, text: str, found: Iterable[Decrypted]) -> int:
        """Counts what may be a ciphertext that was changed, by its length and letters.

        Args:
            text: any text.
            found: the ciphertexts in it, as `find` gave them.
        """
        starts = {one.start for one in found}
        return sum(
            _looks_encrypted(run[0]) and starts.isdisjoint(range(*run.span())) for run in _RUN.finditer(text)
        )

    def find(self, text: str) -> Iterator[Decrypted]:
        """Finds ciphertexts wherever they stand, in order; they do not overlap.

        Before one there may stand a hyphen or an underscore, and behind one anything. Its `=` may be
        left out, as in an address, or be written `%3D`.
        """
        for run in _RUN.finditer(text):
            place, end = run.span()
            last = end
            while end - place >= SHORTEST:
                found = self._at(text, place, last)
                if found is not None:
                    yield found
                    place, last = found.end, end
                    continue
                before = _BEFORE.search(text, place, end)
                if before is None:
                    break
                place = before.end()
                last = min(end, place + FAR)

    def _at(self, text: str, start: int, end: int) -> Decrypted | None:
        """Gives the ciphertext that begins at a place.

        Args:
            text: any text.
            start: the place.
            end: where the characters of base64 end, `=` not counted.
        """
        ends = _ends(text, start, end)
        if not ends:
            return None
        letters = text[start : min(end, ends[-1])]
        plain = self._decrypted(base64.urlsafe_b64decode(letters + _closing(len(letters))))
        for place in ends:
            letters = text[start : min(end, place)]
            ciphertext = letters + _closing(len(letters))
            value = _unpadded(plain, len(ciphertext.rstrip("=")) * 3 // 4 - BLOCK_BYTES)
            if value is not None and self._wrote(value, ciphertext):
                return Decrypted(start, place, value)
        return None

    def _decrypted(self, data: bytes) -> memoryview:
        """Decrypts, and leaves the padding: each end that is tried has one of its own."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        mode = modes.CBC(data[:BLOCK_BYTES])
        decryptor = Cipher(algorithms.AES(self._encrypt.key), mode).decryptor()
        return memoryview(decryptor.update(data[BLOCK_BYTES:]) + decryptor.finalize())

    def _wrote(self, value: str, ciphertext: str) -> bool:
        return any(self._encrypt.operate(value, label) == ciphertext for label in self._labels)


def _ends(text: str, start: int, end: int) -> list[int]:
    """Lists where a ciphertext that begins at `start` can end: behind its `=`, or without any.

    `end` is where the characters of base64 end.
    """
    ends = list(range(start + PERIOD, end + 1, PERIOD))
    closing = _closing(end - start)
    if _is_whole(end - start) and closing:
        spelled = (closing, closing.replace("=", "%3D"))
        left_out = [] if text.startswith("=", end) else [""]
        ends += [end + len(one) for one in (*spelled, *left_out) if text.startswith(one, end)][:1]
    return ends


def _closing(letters: int) -> str:
    return "=" * (-letters % 4)


def _is_whole(letters: int) -> bool:
    """Whether a ciphertext can have so many characters of base64, `=` not counted."""
    return letters >= SHORTEST and letters % 4 != 1 and letters * 3 // 4 % BLOCK_BYTES == 0


def _looks_encrypted(run: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit)
    return _is_whole(len(run)) and all(any(map(kind, run)) for kind in kinds)


def _unpadded(plain: memoryview, length: int) -> str | None:
    """Gives the text of the first bytes without their padding (PKCS #7), None where there is none."""
    padding = plain[length - 1]
    if not 1 <= padding <= BLOCK_BYTES or plain[length - padding : length] != bytes([padding]) * padding:
        return None
    try:
        return str(plain[: length - padding], "utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
