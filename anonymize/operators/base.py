"""What an operator is, and how one is described: its name, its parameters, and how it is built.

Which operators there are is left to the modules beside this one, which label has which to `operator_set`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from anonymize.config import offer, shown
from anonymize.errors import UsageError
from anonymize.keys import Key

SECRET_PARAMETERS = frozenset({"key", "salt"})
"""Parameters whose value no message shows."""


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


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operator.

    Attributes:
        name: Presidio's name of it.
        expected: what it must be, to follow "must be".
        accepts: whether a value is that.
        needs: another parameter without which it would mean nothing.
    """

    name: str
    expected: str
    accepts: Callable[[object], bool]
    needs: str | None = None


@dataclass(frozen=True)
class Definition:
    """An operator that a configuration can name.

    Attributes:
        name: the name.
        build: makes the operator from checked parameters and the key of the run.
        parameters: what it takes; all may be left out.
    """

    name: str
    build: Callable[[Mapping[str, object], Key], Operator]
    parameters: tuple[Parameter, ...] = ()

    def check(self, params: Mapping[str, object]) -> None:
        """Checks parameters by name and value.

        Raises:
            UsageError: naming the parameter, without the value of a secret one.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
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


def secret_bytes(value: object) -> bytes:
    """Gives a secret parameter, text or bytes, as bytes; UTF-8, as Presidio encodes it."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
