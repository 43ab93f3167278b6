"""The configuration file: YAML into a `Config`, with the line of whatever is wrong in it.

How YAML is read is left to `yaml_lines`, what the settings may be to `tree`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from anonymize.config.parts import AllowConfig, OperatorConfig, PatternConfig
from anonymize.config.tree import Config, DetectorConfig
from anonymize.config.values import InvalidValueError, offer, shown
from anonymize.config.yaml_lines import YamlFile
from anonymize.errors import UsageError

_FIELDS = {"detector": "detectors"} | {
    item.name: item.name for item in fields(Config) if item.name not in {"descriptions", "allow_custom"}
}
"""Keys of the file, and the fields of `Config` they set. What may run code is not for a file to say."""
BuiltT = TypeVar("BuiltT")


def load_config(path: str | Path) -> Config:
    """Reads a configuration file. An empty file, or a key without a value, leaves the defaults.

    A `model` that exists as a path beside the file is taken from there; a `key_file`, and a file of terms or
    of operators, are always relative to it.

    Raises:
        ConfigError: naming the file, the line where there is one, and the key.
    """
    file = _File(Path(path))
    settings = file.settings()
    return file.built("", Config, settings)


def load_operators(path: Path) -> dict[str, OperatorConfig]:
    """Reads operators by label from a file of their own, in YAML or in Presidio's JSON.

    Raises:
        ConfigError: as `load_config`.
    """
    file = _File(path)
    given = file.operators(file.content())
    return dict(file.built("", Config, {"operators": given}).operators)


def keys_of(path: Path) -> frozenset[str]:
    """Gives the fields of `Config` that a configuration file sets.

    Raises:
        ConfigError: as `load_config`.
    """
    return frozenset(_File(path).settings())


def files_named_in(path: Path) -> list[Path]:
    """Gives the files that a configuration file takes terms and operators from; they need not be there.

    Raises:
        ConfigError: as `load_config`.
    """
    return _File(path).named()


class _File(YamlFile):
    """A configuration file on its way to the fields of `Config`."""

    def built(self, where: str, kind: Callable[..., BuiltT], given: dict[str, Any]) -> BuiltT:
        """Builds a dataclass, and finds the line of what is wrong in it."""
        try:
            return kind(**given)
        except InvalidValueError as error:
            place = f"{where}.{error.where}" if where else error.where
            line = self.lines.get(place) or self.lines.get(where)
            raise self.error(f"{where}: {error}" if where else str(error), line) from None

    def named(self) -> list[Path]:
        """Gives the files that this one names, without reading them."""
        content = self.content()
        names = [content.get("operators")]
        deny = content.get("deny")
        for given in deny.values() if isinstance(deny, dict) else ():
            for entry in given if isinstance(given, list) else [given]:
                names.append(entry.get("file") if isinstance(entry, dict) else None)
        return [Path(str(self._relative(name))) for name in names if isinstance(name, str) and name]

    def settings(self) -> dict[str, Any]:
        """Gives the fields of `Config` that the file sets, with values of the right kind or not."""
        content = self.content()
        self._check_keys(content, _FIELDS, "")
        if "detector" in content and "detectors" in content:
            raise self.error("detector and detectors are the same key; give it once", self.lines["detectors"])
        given = {_FIELDS[name]: value for name, value in content.items() if value is not None}
        if isinstance(given.get("labels"), dict | list):
            given["labels"], given["descriptions"] = self._labels(given["labels"])
        for name, read in (
            ("operators", self.operators),
            ("detectors", self._detectors),
            ("patterns", self._patterns),
            ("allow", self._allow),
            ("deny", self._deny),
            ("model", self._beside),
            ("key_file", self._relative),
        ):
            if name in given:
                given[name] = read(given[name])
        return given

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

    def operators(self, raw: object) -> object:
        """Reads operators by label, or the file that holds them."""
        if isinstance(raw, str):
            path = Path(str(self._relative(raw)))
            with suppress(OSError):  # a name that no file can have
                if path.is_file():
                    return load_operators(path)
            expected = "operators must be a mapping with labels as keys, or a file with one"
            raise self.error(f"{expected}; there is no file {shown(raw)}", self.lines["operators"])
        if not isinstance(raw, dict):
            return raw
        return {name: self._operator(name, value) for name, value in raw.items()}

    def _operator(self, name: str, raw: object) -> OperatorConfig:
        """Reads `mask` or `{type: mask, chars_to_mask: 4}`; shows no parameter's value: it may be secret."""
        where = next(place for place in (f"operators.{name}", name) if place in self.lines)
        line = self.lines[where]
        params = raw if isinstance(raw, dict) else {"type": raw}
        kind = params.get("type")
        if not isinstance(kind, str) or not kind:
            raise self.error(f"{where} must name an operator, as `mask` or `{{type: mask}}`", line)
        for inner, value in params.items():
            if isinstance(value, dict | list):
                raise self.error(f"{where}.{inner} must be a plain value", self.lines[f"{where}.{inner}"])
        rest = {inner: value for inner, value in params.items() if inner != "type"}
        return OperatorConfig(kind, rest, origin=self.place(line))

    def _detectors(self, raw: object) -> object:
        """Reads names of detectors, and detectors with settings of their own among them."""
        if isinstance(raw, dict):
            raise self.error("detectors must be a list, or names with commas between them", 1)
        if not isinstance(raw, list):
            return raw
        found: list[object] = []
        for number, entry in enumerate(raw, 1):
            where = f"detectors, item {number}"
            if not isinstance(entry, dict):
                found.append(entry)
                continue
            self._check_keys(entry, [item.name for item in fields(DetectorConfig)], where)
            given = {name: value for name, value in entry.items() if value is not None}
            if "model" in given:
                given["model"] = self._beside(given["model"])
            found.append(self.built(where, DetectorConfig, {"type": None, **given}))
        return found

    def _patterns(self, raw: object) -> tuple[PatternConfig, ...]:
        """Reads the user's expressions."""
        if not isinstance(raw, list):
            raise self.error("patterns must be a list of `{label: …, regex: …}`", self.lines["patterns"])
        found = []
        for number, entry in enumerate(raw, 1):
            where = f"patterns, item {number}"
            if not isinstance(entry, dict):
                raise self.error(f"{where} must be of the form `{{label: …, regex: …}}`", self.lines[where])
            self._check_keys(entry, [item.name for item in fields(PatternConfig)], where)
            given = {name: value for name, value in entry.items() if value is not None}
            found.append(self.built(where, PatternConfig, {"label": None, "regex": None, **given}))
        return tuple(found)

    def _allow(self, raw: object) -> AllowConfig:
        """Reads values, and `{pattern: …}` among them."""
        values, patterns = [], []
        for number, entry in enumerate(raw if isinstance(raw, list) else [raw], 1):
            if isinstance(entry, str) and entry.strip():
                values.append(entry.strip())
            elif (
                isinstance(entry, dict) and entry.keys() == {"pattern"} and isinstance(entry["pattern"], str)
            ):
                patterns.append(entry["pattern"])
            else:
                line = self.lines.get(f"allow, item {number}", self.lines["allow"])
                raise self.error(f"allow, item {number} must be a text, or `{{pattern: …}}`", line)
        return AllowConfig(tuple(values), tuple(patterns))

    def _deny(self, raw: object) -> object:
        """Reads values by label; `{file: names.txt}` stands for the lines of a file."""
        if not isinstance(raw, dict):
            raise self.error("deny must be a mapping with labels as keys", self.lines["deny"])
        found: dict[str, list[object]] = {}
        for label, given in raw.items():
            for entry in given if isinstance(given, list) else [given]:
                if isinstance(entry, dict) and entry.keys() == {"file"} and isinstance(entry["file"], str):
                    for own, terms in self._terms(entry["file"], label).items():
                        found.setdefault(own, []).extend(terms)
                else:
                    found.setdefault(label, []).append(entry)
        return found

    def _terms(self, path: str, label: str) -> dict[str, list[str]]:
        from anonymize.detectors.terms import load_terms

        try:
            return load_terms(Path(str(self._relative(path))), label)
        except UsageError as error:
            raise self.error(f"deny.{label}: {error}", self.lines[f"deny.{label}"]) from error

    def _check_keys(self, given: dict[str, Any], known: Iterable[str], where: str) -> None:
        for name in given:
            if name not in known:
                path = f"{where}.{name}" if where else name
                place = f"{where}: " if where else ""
                line = self.lines.get(path)
                raise self.error(f"{place}unknown key {shown(name)}, {offer(name, list(known))}", line)

    def _beside(self, model: object) -> object:
        """Takes a model from the folder of the file where there is one of that name."""
        if not isinstance(model, str):
            return model
        beside = self.path.parent / model
        try:
            return str(beside) if model.strip() and beside.exists() else model
        except OSError:  # a name that no file can have, such as one of a thousand characters
            return model

    def _relative(self, path: object) -> object:
        """Takes a path as relative to the file."""
        if not isinstance(path, str) or not path:
            return path
        with suppress(RuntimeError):  # the home of nobody
            path = str(Path(path).expanduser())
        return str(self.path.parent / path)
