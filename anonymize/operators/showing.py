"""What an operator looks like, for `anon operators` and the documentation: run on a made-up value."""

from __future__ import annotations

from typing import TypedDict

from anonymize.keys import Key
from anonymize.operators.base import Definition

EXAMPLE_KEY = Key(b"a key for examples, known to all")


class ShownParameter(TypedDict):
    """A parameter, and what it must be."""

    name: str
    expected: str
    required: bool


class Shown(TypedDict):
    """An operator as it is shown."""

    operator: str
    summary: str
    parameters: list[ShownParameter]
    example: dict[str, object]
    label: str
    value: str
    replacement: str


def show(definition: Definition) -> Shown:
    """Describes an operator, and runs it on its example.

    Raises:
        UsageError: the example of an operator of another package does not suit it.
    """
    example = definition.example
    definition.check(example.params)
    operator = definition.build(example.params, EXAMPLE_KEY)
    return {
        "operator": definition.name,
        "summary": definition.summary,
        "parameters": [
            {"name": parameter.name, "expected": parameter.expected, "required": parameter.required}
            for parameter in definition.parameters
        ],
        "example": dict(example.params),
        "label": example.label,
        "value": example.value,
        "replacement": operator.operate(example.value, example.label),
    }
