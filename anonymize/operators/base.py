"""What an operator is, and how one is described: its name, its parameters, and how it is built.

Which operators there are is left to the modules beside this one, which label has which to `operator_set`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from anonymize.config import SECRET_PARAMETERS, offer, shown
from anonymize.errors import UsageError
from anonymize.keys import Key


class Operator(Protocol):
    """Gives the replacement of a value. Pickles; equal values of a label have equal replacements."""

    @property
    def name(self) -> str:
        """Presidio's name of the operator, such as `mask`."""

    @property
    def exposes(self) -> bool:
        """Whether characters of the value can stand in the replacement on purpose."""

    @property
    def repeatable(self) -> bool:
        """Whether another run, given the same key file if any, gives the same replacements."""

    def operate(self, value: str, label: str) -> str:
        """Gives what stands in the output for `value`, which was found as `label` (canonical).

        The value is as the document has it, lone surrogates included.
        """


@dataclass(frozen=True, slots=True)
class Mention:
    """A value where it stands in a record.

    Attributes:
        label: what it was found as, canonical.
        value: as the document has it, lone surrogates included.
    """

    label: str
    value: str


class Ledger(Protocol):
    """Remembers over a whole job, and over all jobs with one vault, which replacement stands for which value.

    An identity is what an operator takes for one and the same value, such as `person:anna schmidt`.
    """

    def holder(self, replacement: str) -> str | None:
        """Gives the identity that a replacement stands for, None while it is free."""

    def hold(self, replacement: str, identity: str) -> None:
        """Lets a replacement stand for an identity from now on."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the mentions of one record have in common.

    Attributes:
        texts: all texts of the record, in order.
        subject: the value of its subject field, None where there is no such field.
        ledger: None without a vault.
    """

    texts: tuple[str, ...] = ()
    subject: str | None = None
    ledger: Ledger | None = None


@dataclass(frozen=True, slots=True)
class Replacements:
    """What stands for the mentions of a record.

    Attributes:
        texts: one a mention, in order.
        collisions: values for which another replacement had to be taken than the one drawn first, because
            that one stood for another value already.
    """

    texts: tuple[str, ...]
    collisions: int = 0


@runtime_checkable
class RecordOperator(Operator, Protocol):
    """An operator that looks at all mentions of a record at once, for numbers or for surrogates that differ.

    What it gives depends on these mentions and the context alone; on other records only through the ledger.
    """

    def operate_record(self, mentions: Sequence[Mention], context: Context) -> Replacements:
        """Gives the replacements of all mentions of a record, which are in the order of the record."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operator.

    Attributes:
        name: Presidio's name of it.
        expected: what it must be, to follow "must be".
        accepts: whether a value is that.
        needs: another parameter without which it would mean nothing.
        required: whether there is no default.
    """

    name: str
    expected: str
    accepts: Callable[[object], bool]
    needs: str | None = None
    required: bool = False


@dataclass(frozen=True)
class Example:
    """What an operator is shown with: parameters, and a value found under a label."""

    params: Mapping[str, object] = field(default_factory=dict)
    label: str = "person"
    value: str = "Anna Schmidt"


@dataclass(frozen=True)
class Definition:
    """An operator that a configuration can name.

    Attributes:
        name: the name.
        build: makes the operator from checked parameters and the key of the run.
        parameters: what it takes.
        summary: what it does, in a line for `anon operators`.
        example: parameters and a value to show it with.
        runs_code: whether it runs code that a configuration names, which has to be allowed.
    """

    name: str
    build: Callable[[Mapping[str, object], Key], Operator]
    parameters: tuple[Parameter, ...] = ()
    summary: str = ""
    example: Example = field(default_factory=Example)
    runs_code: bool = False

    def check(self, params: Mapping[str, object]) -> None:
        """Checks parameters by name and value.

        Raises:
            UsageError: naming the parameter, without the value of a secret one.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for parameter in self.parameters:
            if parameter.required and parameter.name not in params:
                raise UsageError(f"needs the parameter {parameter.name!r}: {parameter.expected}")
        for name, value in params.items():
            if name not in known:
                hint = offer(name, known) if known else "it takes none"
                raise UsageError(f"unknown parameter {shown(name)}, {hint}")
            parameter = known[name]
            if not parameter.accepts(value):
                given = "" if name in SECRET_PARAMETERS else f", not {shown(value)}"
                raise UsageError(f"parameter {name!r} must be {parameter.expected}{given}")
            if parameter.needs and parameter.needs not in params:
                raise UsageError(f"parameter {name!r} needs the parameter {parameter.needs!r}")


def labelled(label: str, data: bytes) -> bytes:
    """Joins a label and what was found under it, so that no other label and data give the same bytes."""
    name = label.encode("utf-8", "surrogatepass")
    return len(name).to_bytes(8, "big") + name + data


def secret_bytes(value: object) -> bytes:
    """Gives a secret parameter, text or bytes, as bytes; UTF-8, as Presidio encodes it."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
