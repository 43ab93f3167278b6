"""Parts of the tree of settings that others hold: operators, expressions, values that are never redacted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from anonymize.config.values import FrozenMapping, each, must_be, names


@dataclass(frozen=True)
class OperatorConfig:
    """An operator as named in a file or on the command line; `operators` says whether it can be built.

    Attributes:
        type: the operator's name, such as `mask`.
        params: its parameters by Presidio's names, plain values only.
        origin: file and line it comes from, or nothing.
    """

    type: str
    params: Mapping[str, object] = field(default_factory=FrozenMapping)
    origin: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        """Takes a copy of the parameters that nobody else can change."""
        object.__setattr__(self, "params", FrozenMapping(self.params))


@dataclass(frozen=True)
class PatternConfig:
    """A regular expression of the user's; `detectors.expressions` says whether it can be used.

    Attributes:
        label: of what it finds, as the user wrote it.
        regex: the expression.
        context: words of which one must stand near; none for anywhere.
        validator: import path of a function that confirms a match.
    """

    label: str
    regex: str
    context: tuple[str, ...] = ()
    validator: str | None = None

    def __post_init__(self) -> None:
        """Checks the settings.

        Raises:
            InvalidValueError: naming the setting and what it must be.
        """
        for name in ("label", "regex"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value.strip():
                raise must_be("text", name, value)
        if self.validator is not None and (not isinstance(self.validator, str) or ":" not in self.validator):
            raise must_be("an import path, as package.module:function", "validator", self.validator)
        object.__setattr__(self, "context", names("context", self.context) if self.context else ())


@dataclass(frozen=True)
class AllowConfig:
    """What is never redacted.

    Attributes:
        values: whole values.
        patterns: regular expressions that match whole values.
    """

    values: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Checks that these are lists of texts: a single text would be taken for its letters.

        Raises:
            InvalidValueError: naming the setting and what it must be.
        """
        for name in ("values", "patterns"):
            object.__setattr__(self, name, each("allow", getattr(self, name), str, "a list of texts"))

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.values or self.patterns)
