"""The door to python-stdnum: its modules are imported here, on first use, and nowhere else.

python-stdnum holds functions that ask web services; none of them is reachable from `is_valid`.
"""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType


@cache
def stdnum_module(name: str) -> ModuleType:
    """Imports a module of python-stdnum.

    Args:
        name: below the package, such as `luhn` or `es.dni`.
    """
    return importlib.import_module(f"stdnum.{name}")


def passes(name: str, number: str, **options: bool) -> bool:
    """Tells whether a module of python-stdnum takes a number for valid, or at least finds no fault with it.

    Args:
        name: below the package, such as `luhn` or `es.dni`.
        number: as the module expects it.
        options: further arguments of the module's `is_valid`.
    """
    try:
        return bool(stdnum_module(name).is_valid(number, **options))
    except LookupError:
        # A gap in the tables of the module, as in those of Chinese counties; they are asked last.
        return True
