"""ONNX files, looked through before onnxruntime opens them, and opened.

onnxruntime has no time limit, and reads what a graph names as the place of its weights. So graphs with loops,
and those with weights outside their own directory, are refused here. The file is read where it lies, by the
wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding): its weights are passed
over, so a large file takes no longer than a small one.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from anonymize.config.values import shown
from anonymize.detectors import int8_products
from anonymize.detectors.model_files import find_file
from anonymize.errors import ModelError

DEEPEST_NESTING = 20
"""Graphs within graphs. An `If` in an exported model is one or two deep."""

_Kind = Literal["model", "graph", "node", "attribute", "tensor", "sparse", "entry", "function"]
_WITHIN: Mapping[_Kind, Mapping[int, _Kind]] = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "tensor": {13: "entry"},
    "sparse": {1: "tensor", 2: "tensor"},
}
"""Messages that are looked into, and by number the fields of each that hold others; see onnx.proto."""
_OPERATOR = 4
"""Field of a node: the name of what it does."""
_KEY, _VALUE = 1, 2
"""Fields of an entry, which tells of the place of weights that lie outside the file."""
_LOOPS = frozenset({"Loop", "Scan", "SequenceMap"})
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def check_graph(path: Path) -> frozenset[str]:
    """Looks through an ONNX file.

    Returns:
        The operators that it has.

    Raises:
        ModelError: it is none, it has a loop, or weights outside the model's directory.
    """
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as data,
        ):
            operators: set[str] = set()
            _check(data, 0, len(data), "model", path, operators, depth=0)
            return frozenset(operators)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}") from error
    except (ValueError, IndexError) as error:
        raise _unusable(path) from error


def _unusable(path: Path) -> ModelError:
    return ModelError(
        f"{path}: not an ONNX model that can be run, perhaps one that was cut short; copy or export it again"
    )


def session_options() -> Any:  # noqa: ANN401 - onnxruntime carries no types
    """Gives settings of onnxruntime with which an int8 graph gives the same on every processor.

    Without them, those that lack VNNI add products of 8 bits in 16, and cut what is too large for that: a
    seventh faster, and another result than anywhere else. On those that have it they would change nothing,
    and take more than twice as long.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    if not int8_products.exact():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return options


def open_session(path: Path, inputs: Mapping[str, str]) -> Any:  # noqa: ANN401 - onnxruntime carries no types
    """Opens an ONNX file on the CPU, with one core for each run.

    Args:
        path: the file.
        inputs: what a graph may ask for, by name, with its type, such as `tensor(int64)`.

    Raises:
        ModelError: it cannot be run, it asks for something else, or see `check_graph`.
        MemoryError: the memory does not hold it.
    """
    import onnxruntime

    check_graph(path)
    options = session_options()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Its messages hold names out of the file, and numbers of words: an error says all that is to be said.
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        if "bad_alloc" in str(error):
            raise MemoryError from error
        raise _unusable(path) from error
    for given in session.get_inputs():
        if inputs.get(given.name) != given.type:
            raise ModelError(
                f"{path}: it asks for {shown(given.name)}, a {given.type}; what is known is "
                + ", ".join(f"{name}, a {kind}" for name, kind in inputs.items())
            )
    return session


def _check(
    data: memoryview, start: int, end: int, kind: _Kind, path: Path, operators: set[str], *, depth: int
) -> None:
    """Looks through one message, and those in it."""
    if kind == "graph":
        depth += 1
    if depth > DEEPEST_NESTING:
        raise ModelError(f"{path}: graphs are nested more than {DEEPEST_NESTING} deep")
    within = _WITHIN.get(kind, {})
    key = value = b""
    for number, low, high in _fields(data, start, end):
        if number in within:
            _check(data, low, high, within[number], path, operators, depth=depth)
        elif kind == "node" and number == _OPERATOR:
            operators.add(name := bytes(data[low:high]).decode())
            if name in _LOOPS:
                raise ModelError(f"{path}: the graph has a {name}, which may never end; export it without")
        elif kind == "entry" and number == _KEY:
            key = bytes(data[low:high])
        elif kind == "entry" and number == _VALUE:
            value = bytes(data[low:high])
    if kind == "entry" and key == b"location":
        _check_location(value, path)


def _check_location(location: bytes, path: Path) -> None:
    """Checks the name of a file with weights; onnxruntime takes some names with a slash for addresses."""
    name = location.decode()
    if Path(name).name != name or "\\" in name or not name.isprintable():
        raise ModelError(f"{path}: its weights lie at {shown(name)}; they have to lie beside it")
    if find_file(path.parent, name) is None:
        raise ModelError(f"{path}: its weights should lie in {name}, and there is no such file beside it")


def _fields(data: memoryview, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Gives the number of each field that holds bytes, with where they begin and end."""
    place = start
    while place < end:
        tag, place = _varint(data, place)
        wire = tag & 7
        if wire == _VARINT:
            _, place = _varint(data, place)
        elif wire == _FIXED64:
            place += 8
        elif wire == _FIXED32:
            place += 4
        elif wire == _BYTES:
            length, place = _varint(data, place)
            if place + length > end:
                raise ValueError("a field goes on behind the end of its message")
            yield tag >> 3, place, place + length
            place += length
        else:
            raise ValueError("a wire type that ONNX does not have")
    if place != end:
        raise ValueError("a field goes on behind the end of its message")


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7
        if shift > 63:
            raise ValueError("a number of more than ten bytes")
