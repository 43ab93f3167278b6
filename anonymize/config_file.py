"""The configuration file: YAML into a `Config`, with the line of whatever is wrong in it.

The file is YAML with the plain values of YAML 1.2 (`NO` is text, `1e-1` a number), without aliases and tags.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from anonymize.config import NUMBER, Config, InvalidValueError, OperatorConfig, offer, shown
from anonymize.errors import ConfigError

LARGEST_FILE = 1_000_000
"""Bytes. Far above any configuration; PyYAML takes many seconds for a megabyte."""
DEEPEST_NESTING = 20
"""Levels. A configuration has three; PyYAML recurses into each."""

_FIELDS = {"detector": "detectors"} | {
    name: name
    for name in (
        "labels",
        "model",
        "threshold",
        "thresholds",
        "operators",
        "region",
        "batch_size",
        "device",
        "precision",
    )
}
"""Keys of the file, and the fields of `Config` they set."""
_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_CONSTANTS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_QUOTED = re.compile(r"""(?P<fine>"'"|'[^']{0,2}'|'<[a-z ]+>')|'[^']*'""")
"""A quotation in a message of PyYAML; fine are single characters and its own `<token>` names."""


def load_config(path: Path) -> Config:
    """Reads a configuration file. An empty file, or a key without a value, leaves the defaults.

    A `model` that exists as a path beside the file is taken from there.

    Raises:
        ConfigError: naming the file, the line where there is one, and the key.
    """
    file = _File(path)
    settings = file.settings()
    try:
        return Config(**settings)
    except InvalidValueError as error:
        raise file.error(str(error), file.lines.get(error.where)) from None


class _Loader(yaml.SafeLoader):
    """Builds the nodes of a file, refusing what could make a small file large or deep."""

    depth = 0

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
        if problem:
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _File:
    """A configuration file on its way to plain values; remembers the line of each.

    Attributes:
        lines: path of a value, such as `thresholds.person`, to its line, from 1.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, int] = {}

    def error(self, message: str, line: int | None = None) -> ConfigError:
        return ConfigError(f"{self._place(line)}: {message}")

    def settings(self) -> dict[str, Any]:
        """Gives the fields of `Config` that the file sets, with values of the right kind or not."""
        node = self._compose(self._text())
        content = {} if node is None else self._value(node, "")
        if content is None:
            return {}
        if not isinstance(content, dict):
            raise self.error("must hold keys with values, as `threshold: 0.4`", 1)
        for name in content:
            if name not in _FIELDS:
                raise self.error(f"unknown key {shown(name)}, {offer(name, _FIELDS)}", self.lines[name])
        given = {_FIELDS[name]: value for name, value in content.items() if value is not None}
        if isinstance(given.get("labels"), dict | list):
            given["labels"], given["descriptions"] = self._labels(given["labels"])
        if isinstance(given.get("operators"), dict):
            given["operators"] = {name: self._operator(name, raw) for name, raw in given["operators"].items()}
        if isinstance(given.get("model"), str):
            given["model"] = self._beside(given["model"])
        return given

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

    def _labels(self, raw: dict[str, object] | list[object]) -> tuple[list[object], dict[str, object]]:
        """Reads labels, and `label: description` among them; gives the labels and the descriptions."""
        entries: list[object] = [{name: text} for name, text in raw.items()] if isinstance(raw, dict) else raw
        labels: list[object] = []
        descriptions: dict[str, object] = {}
        for number, entry in enumerate(entries, 1):
            if not isinstance(entry, dict) or len(entry) != 1:
                labels.append(entry)
                continue
            ((name, text),) = entry.items()
            labels.append(name)
            self.lines.setdefault(f"labels.{name}", self.lines.get(f"labels, item {number}.{name}", 1))
            if text is not None:
                descriptions[name] = text
        return labels, descriptions

    def _operator(self, name: str, raw: object) -> OperatorConfig:
        """Reads `mask` or `{type: mask, chars_to_mask: 4}`; shows no parameter's value: it may be secret."""
        where = f"operators.{name}"
        line = self.lines[where]
        params = raw if isinstance(raw, dict) else {"type": raw}
        kind = params.get("type")
        if not isinstance(kind, str) or not kind:
            raise self.error(f"{where} must name an operator, as `mask` or `{{type: mask}}`", line)
        for inner, value in params.items():
            if isinstance(value, dict | list):
                raise self.error(f"{where}.{inner} must be a plain value", self.lines[f"{where}.{inner}"])
        rest = {inner: value for inner, value in params.items() if inner != "type"}
        return OperatorConfig(kind, rest, origin=self._place(line))

    def _beside(self, model: str) -> str:
        """Takes a model from the folder of the file where there is one of that name."""
        beside = self.path.parent / model
        try:
            return str(beside) if model.strip() and beside.exists() else model
        except OSError:  # a name that no file can have, such as one of a thousand characters
            return model

    def _place(self, line: int | None) -> str:
        return f"{self.path}, line {line}" if line else str(self.path)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
