"""YAML files read to plain values, with the line of each, for messages that point at what is wrong.

The values are those of YAML 1.2 (`NO` is text, `1e-1` a number), without aliases and tags. JSON is YAML, too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from anonymize.config.values import NUMBER, shown
from anonymize.errors import ConfigError

LARGEST_FILE = 1_000_000
"""Bytes. Far above any configuration; PyYAML takes many seconds for a megabyte."""
DEEPEST_NESTING = 20
"""Levels. A configuration has three; PyYAML recurses into each."""
MOST_VALUES = 50_000
"""Keys and values. Longer lists have files of their own; PyYAML takes some seconds for so many."""

_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_CONSTANTS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_QUOTED = re.compile(r"""(?P<fine>"'"|'[^']{0,2}'|'<[a-z ]+>')|'[^']*'""")
"""A quotation in a message of PyYAML; fine are single characters and its own `<token>` names."""


class _Loader(yaml.SafeLoader):
    """Builds the nodes of a file, refusing what could make a small file large or deep."""

    depth = 0
    values = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Builds one node and those in it, after a look at what the parser found."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # untyped in the stubs
        problem = None
        if isinstance(event, yaml.AliasEvent):
            problem = "aliases are not supported, write the value out"
        elif event.tag is not None:
            problem = "tags are not supported, put text in quotes"
        elif self.depth >= DEEPEST_NESTING:
            problem = f"nested more than {DEEPEST_NESTING} levels deep"
        elif self.values >= MOST_VALUES:
            problem = f"more than {MOST_VALUES} values, put lists into files of their own"
        if problem:
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        self.values += 1
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class YamlFile:
    """A YAML file on its way to plain values.

    Attributes:
        path: where it lies.
        lines: path of a value, such as `thresholds.person`, to its line, from 1.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, int] = {}

    def error(self, message: str, line: int | None = None) -> ConfigError:
        """Gives an error that names the file, and the line where there is one."""
        return ConfigError(f"{self.place(line)}: {message}")

    def content(self) -> dict[str, Any]:
        """Gives the keys and values of the file."""
        node = self._compose(self._text())
        content = {} if node is None else self._value(node, "")
        if content is None:
            return {}
        if not isinstance(content, dict):
            raise self.error("must hold keys with values, as `threshold: 0.4`", 1)
        return content

    def _text(self) -> str:
        try:
            with self.path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise self.error(f"cannot be read: {error.strerror}") from error
        if len(data) > LARGEST_FILE:
            raise self.error(f"larger than {LARGEST_FILE} bytes, which is no configuration")
        try:
            return data.decode("utf-8")  # PyYAML passes over a byte-order mark
        except UnicodeDecodeError as error:
            raise self.error("not UTF-8", data.count(b"\n", 0, error.start) + 1) from None

    def _compose(self, text: str) -> yaml.Node | None:
        try:
            return yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            line = None if error.problem_mark is None else error.problem_mark.line + 1
            problem = ", ".join(filter(None, (error.context, error.problem)))
            problem = _QUOTED.sub(lambda quoted: quoted["fine"] or "…", problem)
            raise self.error(f"not YAML: {problem}", line) from None
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise self.error("not YAML: a character that YAML does not allow", line) from None
        except (ValueError, OverflowError):
            raise self.error("not YAML: an escape such as \\U00110000 that is no character") from None

    def _value(self, node: yaml.Node, path: str) -> object:
        self.lines.setdefault(path, _line(node))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        return [self._value(item, f"{path}, item {number}") for number, item in enumerate(node.value, 1)]

    def _mapping(self, node: yaml.MappingNode, path: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value.isprintable():
                raise self.error("a key must be text on one line", _line(key))
            if key.value in found:
                raise self.error(f"the key {shown(key.value)} is there twice", _line(key))
            inner = f"{path}.{key.value}" if path else key.value
            self.lines[inner] = _line(key)
            found[key.value] = self._value(value, inner)
        return found

    def _scalar(self, node: yaml.ScalarNode) -> str | int | float | bool | None:
        text = str(node.value)
        if _NO_CHARACTER.search(text):
            raise self.error("an escape that is no character of its own", _line(node))
        if node.style is not None:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if NUMBER.fullmatch(text) else text

    def place(self, line: int | None) -> str:
        """Gives the file, and the line where there is one, for a message."""
        return f"{self.path}, line {line}" if line else str(self.path)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
