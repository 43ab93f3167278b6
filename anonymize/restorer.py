"""The restorer: redacted texts in, texts with the original values out, from a vault, by the key, or both.

Owns what is given back where in a text. What a replacement stands for, and where it is quoted in a text that
was changed, is left to `vault`, what a ciphertext holds to `operators.decrypt`, all reading and writing to
the job.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from anonymize.documents.edits import GivenBack, spliced
from anonymize.keys import Key
from anonymize.operators.decrypt import Decrypt
from anonymize.operators.encrypt import ENCRYPT, encryption_key
from anonymize.operators.pseudonym import PSEUDONYM
from anonymize.report.encrypted import EncryptedPlaces
from anonymize.vault import Quotes, Vault
from anonymize.vault.tags import is_tag


@dataclass(frozen=True, slots=True)
class Restoration:
    """What became of one text.

    Attributes:
        text: with the original values, as far as they are known.
        edits: what was given back, as edits of the redacted text, in order.
        unresolved: what could not be given back, and how often: a tag, `pseudonym` for what may be the name
            of somebody in a text of several that came out alike, or `encrypt` for a ciphertext at a place
            that the manifest names, or what may be one in a changed text.
        short: short numbers and everyday words in a changed text that stand for values, perhaps, and stay.
        by_spelling: whether it was changed, and values are in it as they were first spelled.
        lost: what the vault knows to have been replaced and does not keep, or without a vault what the
            manifest knows, by operator.
        respelled: whether another text came out like this one and was spelled otherwise, so that this may
            be the spelling of the other.
    """

    text: str
    edits: tuple[GivenBack, ...]
    unresolved: Mapping[str, int]
    lost: Mapping[str, int]
    short: int
    by_spelling: bool
    respelled: bool

    @property
    def restored(self) -> int:
        """How many values were given back."""
        return len(self.edits)


@dataclass(frozen=True, slots=True)
class Encrypted:
    """What `encrypt` wrote in a job.

    Attributes:
        decrypt: reads it.
        places: where it stands in texts that were not changed.
    """

    decrypt: Decrypt
    places: EncryptedPlaces

    @classmethod
    def of_job(cls, manifest: Path, key: Key) -> Encrypted:
        """Reads the manifest of a job that encrypted with the key of the run.

        Raises:
            UsageError: it cannot be read, is no manifest, or its job had another key.
        """
        places = EncryptedPlaces(manifest, key)
        return cls(Decrypt(encryption_key(key), places.labels), places)


class Restorer:
    """Gives back what was replaced.

    A text that was not changed since comes back byte for byte: values are put where they were, and nothing
    else is touched. In any other text, such as an answer that quotes `<PERSON_7f3a91c2>` or a surrogate, what
    was replaced is looked for; see `Quotes`.

    Args:
        vault: knows tags and surrogates.
        encrypted: knows ciphertexts.

    Raises:
        ValueError: there is neither, so that nothing would be given back.
    """

    def __init__(self, vault: Vault | None = None, encrypted: Encrypted | None = None) -> None:
        if vault is None and encrypted is None:
            raise ValueError("a restorer needs a vault, or to know what was encrypted")
        self._vault = vault
        self._quotes = None if vault is None else Quotes(vault)
        self._encrypted = encrypted

    def restore(self, text: str) -> Restoration:
        """Restores a text, whatever is in it.

        Raises:
            AnonError: the vault was damaged since it was opened.
        """
        unresolved: Counter[str] = Counter()
        edits = self._decrypted(text, unresolved)
        lost = Counter(self._lost(text))
        lost -= Counter({ENCRYPT.name: len(edits) + unresolved[ENCRYPT.name]})
        found, short, changed = self._replaced(text, edits, unresolved)
        edits += found
        # Where nothing was put for a value, it stood before what begins at that place.
        edits.sort(key=lambda edit: (edit.start, edit.end))
        return Restoration(
            spliced(text, edits),
            tuple(edits),
            dict(unresolved),
            dict(lost),
            short,
            by_spelling=changed and bool(found),
            respelled=self._vault is not None and self._vault.respelled(text),
        )

    def _lost(self, text: str) -> Mapping[str, int]:
        if self._vault is not None:
            return self._vault.lost(text)
        return {} if self._encrypted is None else self._encrypted.places.others(text)

    def _decrypted(self, text: str, unresolved: Counter[str]) -> list[GivenBack]:
        if self._encrypted is None:
            return []
        places = self._encrypted.places.of(text)
        if places is None:
            found = list(self._encrypted.decrypt.find(text))
            if unread := self._encrypted.decrypt.unread(text, found):
                unresolved[ENCRYPT.name] += unread
            return [GivenBack(*one) for one in found]
        edits = []
        for start, end in places:
            value = self._encrypted.decrypt.value(text[start:end])
            if value is None:
                unresolved[ENCRYPT.name] += 1
            else:
                edits.append(GivenBack(start, end, value))
        return edits

    def _replaced(
        self, text: str, done: Sequence[GivenBack], unresolved: Counter[str]
    ) -> tuple[list[GivenBack], int, bool]:
        """Gives edits, how many short values were left, and whether the text was changed."""
        if self._vault is None or self._quotes is None:
            return [], 0, False
        positions = self._vault.positions(text)
        if positions is None:
            return *self._quotes.resolve(text, done, unresolved), True
        unresolved.update(_doubtful(text[start:end]) for start, end, found in positions if found is None)
        edits = [
            GivenBack(start, end, original) for start, end, original in positions if original is not None
        ]
        return edits, 0, False


def _doubtful(replacement: str) -> str:
    return replacement if is_tag(replacement) else PSEUDONYM.name
