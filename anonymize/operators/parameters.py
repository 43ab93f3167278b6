"""Parameters that several operators have alike, with what they accept and how that is told."""

from __future__ import annotations

from anonymize.operators.base import Parameter


def whole_number(name: str, lowest: int, highest: int) -> Parameter:
    """Describes a parameter that is a whole number within bounds, both included."""

    def accepts(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest

    return Parameter(name, f"a whole number from {lowest} to {highest}", accepts)


def switch(name: str, *, needs: str | None = None) -> Parameter:
    """Describes a parameter that is true or false; for `needs` see `Parameter`."""
    return Parameter(name, "true or false", lambda value: isinstance(value, bool), needs)


def one_of(name: str, *choices: str) -> Parameter:
    """Describes a parameter that is one of some words."""
    return Parameter(name, " or ".join(choices), lambda value: value in choices)
