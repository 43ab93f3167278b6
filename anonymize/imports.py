"""Functions that the user names by an import path: how one is found, and what is told when there is none.

Whether code that a configuration names may be run at all is for the caller to ask.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from anonymize.errors import UsageError


def load_function(path: str) -> Callable[..., Any]:
    """Imports a function.

    Args:
        path: `package.module:function`.

    Raises:
        UsageError: the path is of another form, the module cannot be imported, or has no such function.
    """
    module_name, colon, name = path.partition(":")
    if not (module_name and colon and name) or module_name.startswith("."):
        raise UsageError(f"{path!r} is no import path; write it as package.module:function")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise UsageError(
            f"{path}: {error}; a module is found when its folder is in the environment variable PYTHONPATH"
        ) from error
    except Exception as error:  # anybody's code runs here
        raise UsageError(f"{path}: the module raised {type(error).__name__} when it was imported") from error
    function = getattr(module, name, None)
    if not callable(function):
        problem = "is no function" if hasattr(module, name) else "is not there"
        raise UsageError(f"{path}: {name!r} {problem} in the module {module_name!r}")
    return function  # type: ignore[no-any-return] # callable is all that can be told of it
