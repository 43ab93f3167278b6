"""The operator `custom`: a function of the user's, by its import path, behind Presidio's `Custom`.

A configuration that names code to run is refused unless the command line allows it: a file may come from
somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from anonymize.errors import DocumentError
from anonymize.imports import load_function
from anonymize.keys import Key
from anonymize.operators.base import Definition, Example, Operator, Parameter

PARAMETER = "lambda"
"""Presidio's name of it, though no lambda can have an import path."""


@dataclass
class Custom:
    """Gives what the function returns for the value, which must be text.

    Attributes:
        path: `package.module:function`; imported again where the operator is unpickled.
    """

    path: str
    _function: Callable[[str], str] | None = field(default=None, repr=False, compare=False)
    name: ClassVar[str] = "custom"
    exposes: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True

    def __getstate__(self) -> dict[str, Any]:
        """Leaves the function behind, which may not pickle."""
        return {"path": self.path, "_function": None}

    def operate(self, value: str, label: str) -> str:
        """Calls the function.

        Raises:
            DocumentError: it raised, or returned something else than text. What it raised may hold text of
                the document, so only its type is told.
        """
        if self._function is None:
            self._function = load_function(self.path)
        try:
            replacement = self._function(value)
        except Exception as error:  # noqa: BLE001 - anybody's code
            message = f"the function {self.path} raised {type(error).__name__}"
            raise DocumentError("operator_failed", message) from None
        if not isinstance(replacement, str):
            kind = type(replacement).__name__
            raise DocumentError("operator_failed", f"the function {self.path} gave {kind}, not text")
        return replacement


def _build(params: Mapping[str, object], key: Key) -> Operator:
    path = str(params[PARAMETER])
    return Custom(path, load_function(path))


def _is_path(value: object) -> bool:
    return isinstance(value, str) and ":" in value


CUSTOM = Definition(
    "custom",
    _build,
    (Parameter(PARAMETER, "an import path in quotes, as package.module:function", _is_path, required=True),),
    summary="Puts what a function of yours gives in its place; needs --allow-custom.",
    example=Example({PARAMETER: "textwrap:dedent"}),
    runs_code=True,
)
