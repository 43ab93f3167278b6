"""The operators there are: ours, and those that other packages add through the entry points `anon.operators`.

An entry point is called as the operator is and leads to a `Definition`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points

from anonymize.config import offer
from anonymize.errors import UsageError
from anonymize.operators.base import Definition
from anonymize.operators.custom import CUSTOM
from anonymize.operators.date_shift import DATE_SHIFT
from anonymize.operators.encrypt import ENCRYPT
from anonymize.operators.generalize import GENERALIZE
from anonymize.operators.hash import HASH
from anonymize.operators.hmac_fingerprint import HMAC
from anonymize.operators.presidio import KEEP, MASK, REDACT, REPLACE
from anonymize.operators.pseudonym import PSEUDONYM
from anonymize.operators.tag import TAG

ENTRY_POINTS = "anon.operators"
BUILT_IN: Mapping[str, Definition] = {
    definition.name: definition
    for definition in (
        REPLACE,
        REDACT,
        MASK,
        TAG,
        PSEUDONYM,
        HASH,
        HMAC,
        ENCRYPT,
        DATE_SHIFT,
        GENERALIZE,
        KEEP,
        CUSTOM,
    )
}
KEPT_IN_VAULTS = frozenset({TAG.name, PSEUDONYM.name})
"""Operators whose replacements a vault leads back from."""
DECRYPT = "decrypt"
"""Presidio's way back from `encrypt`; here a command."""


def find_definition(name: str) -> Definition:
    """Gives the operator of a name; one of another package is loaded only when it is named.

    Raises:
        UsageError: there is none, or that of another package cannot be loaded.
    """
    if name in BUILT_IN:
        return BUILT_IN[name]
    added = _added()
    if name in added:
        return _load(added[name])
    if name == DECRYPT:
        raise UsageError("it gives back what `encrypt` wrote, and is a command here: anon restore")
    raise UsageError(f"no such operator, {offer(name, [*BUILT_IN, *added])}")


def all_definitions() -> list[Definition]:
    """Gives all operators, those of other packages last, by name.

    Raises:
        UsageError: one of another package cannot be loaded.
    """
    return [*BUILT_IN.values(), *(_load(entry) for _, entry in sorted(_added().items()))]


def _added() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS) if entry.name not in BUILT_IN}


def _load(entry: EntryPoint) -> Definition:
    package = entry.dist.name if entry.dist else entry.value
    try:
        definition = entry.load()
    except Exception as error:
        raise UsageError(f"the operator of the package {package} cannot be loaded: {error}") from error
    if not isinstance(definition, Definition) or definition.name != entry.name:
        raise UsageError(f"the package {package} says that {entry.value} is this operator, and it is not")
    return definition
