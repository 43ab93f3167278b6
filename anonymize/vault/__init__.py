"""The vault: an encrypted file that remembers from job to job what was replaced, so that it can be undone."""

from __future__ import annotations

from anonymize.vault.growing import GrowingVault, Replaced
from anonymize.vault.quotes import Quotes
from anonymize.vault.vault import Position, Vault

__all__ = ["GrowingVault", "Position", "Quotes", "Replaced", "Vault"]
