"""anon: anonymize batches of documents, and say so when something was not seen.

    from anonymize import Redactor

    redactor = Redactor.from_config(labels=["person", "address"])
    result = redactor.redact("The parcel went to Andreasstrasse 15.")

Names are imported when they are first used, so that `import anonymize` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anonymize.config import Config, OperatorConfig
    from anonymize.config.file import load_config
    from anonymize.errors import AnonError
    from anonymize.keys import Key, load_key
    from anonymize.redaction import Redaction
    from anonymize.redactor import Redactor
    from anonymize.spans import Span

__version__ = "0.1.0"
__all__ = [
    "AnonError",
    "Config",
    "Key",
    "OperatorConfig",
    "Redaction",
    "Redactor",
    "Span",
    "__version__",
    "load_config",
    "load_key",
]

_HOMES = {
    "AnonError": "anonymize.errors",
    "Config": "anonymize.config",
    "Key": "anonymize.keys",
    "OperatorConfig": "anonymize.config",
    "Redaction": "anonymize.redaction",
    "Redactor": "anonymize.redactor",
    "Span": "anonymize.spans",
    "load_config": "anonymize.config.file",
    "load_key": "anonymize.keys",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Names what can be imported from here, too, for completion in notebooks."""
    return sorted({*globals(), *_HOMES})
