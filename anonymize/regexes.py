"""Regular expressions of the user's, of the `regex` library: compiled, or refused with what is wrong.

How long one may run is for those to say who run it.
"""

from __future__ import annotations

from typing import Any

import regex

from anonymize.errors import UsageError


def compile_regex(expression: str, where: str) -> Any:  # noqa: ANN401 - the library has no types
    """Compiles an expression.

    Args:
        expression: as the user wrote it.
        where: what a message begins with.

    Raises:
        UsageError: telling what is wrong, and at which character of the expression.
    """
    try:
        return regex.compile(expression)
    except regex.error as error:
        raise UsageError(f"{where}: {error.msg} at position {error.pos}; correct the expression") from error
    except RecursionError as error:
        raise UsageError(f"{where}: it is nested too deeply; write it in a simpler way") from error
