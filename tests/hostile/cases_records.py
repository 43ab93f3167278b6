"""JSON lines that are odd, broken, deep or long: what is no record is told by its number, the others stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.hostile.cases import Case

_GOOD = '{"text": "the john went"}\n'
_DONE = '{"text": "the <PERSON> went"}\n'


def cases() -> Iterator[Case]:
    """Gives the cases."""
    yield from _bad_lines()
    yield from _odd_lines()
    yield from _files()
    yield from _fields()


def _case(name: str, content: str, output: str, **settings: Any) -> Case:
    return Case(name, _bytes(content), output=_bytes(output), suffix=".jsonl", **settings)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _bad_lines() -> Iterator[Case]:
    """Between two good lines, each of which must be in the output."""
    for reason, lines in {
        "not_json": {
            "open": '{"text": "john"',
            "open-string": '{"text": "john',
            "trailing": '{"text": "john"} john',
            "two": '{"text": "john"}{"text": "john"}',
            "comma": '{"text": "john",}',
            "word": "john",
            "nan": '{"text": "john", "n": NaN}',
            "infinity": '{"text": "john", "n": -Infinity}',
            "hex": '{"text": "john", "n": 0x1F}',
            "zeros": '{"text": "john", "n": 007}',
            "plus": '{"text": "john", "n": +1}',
            "dot": '{"text": "john", "n": 1.}',
            "tab": '{"text": "john\tschmidt"}',
            "nul": '{"text": "john\x00"}',
            "escape": '{"text": "john\\q"}',
            "short-escape": '{"text": "john\\u12"}',
            "apostrophes": "{'text': 'john'}",
            "no-quotes": "{text: 'john'}",
            "python": '{"text": "john", "n": None}',
            "comment": '{"text": "john"} // john',
            "brackets": "[" * 50000,
            "closers": '{"text": "john"}' + "]" * 20,
            "crossed": '{"text": ["john"}]',
            "key": '{"text": "john", 1: 2}',
            "no-colon": '{"text" "john"}',
            "nbsp": "\u00a0",
            "form-feed": "\x0c",
            "second-bom": '\ufeff{"text": "john"}',
            "csv": "john,schmidt",
            "html": "<p>john</p>",
            "array-open": '[{"text": "john"},',
            "separator": '{"text": "john"}\u2028{"text": "john"}',
        },
        "field_missing": {
            "empty": "{}",
            "other": '{"name": "john"}',
            "case": '{"Text": "john"}',
            "space": '{"text ": "john"}',
            "look-alike": '{"t\u0435xt": "john"}',
            "deep": '{"a": {"text": "john"}}',
        },
        "field_not_string": {
            "number": '{"text": 1}',
            "list": '{"text": ["john"]}',
            "object": '{"text": {"john": "schmidt"}}',
            "truth": '{"text": true}',
            "array": '["john"]',
            "objects": '[{"text": "john"}]',
            "string": '"john"',
            "figure": "3",
            "one-of-two": '{"text": "john", "text": ["schmidt"]}',
        },
    }.items():
        for name, line in lines.items():
            yield _case(f"line-{name}", f"{_GOOD}{line}\n{_GOOD}", _DONE * 2, lost={2: reason})


def _odd_lines() -> Iterator[Case]:
    """Lines that are JSON, however odd: only the name is replaced, all else stays as it is spelled."""
    for name, line in {
        "spaces": '  {  "text"  :\t"NAME"  ,  "n" : 1  }  ',
        "escapes": '{"text": "NAME \\u0041\\/\\b\\f\\n\\r\\t\\"\\\\"}',
        "pair": '{"text": "\\ud83d\\ude00 NAME \\uD83D\\uDE00"}',
        "lone-high": '{"text": "\\ud83d NAME"}',
        "lone-low": '{"text": "NAME \\ude00"}',
        "swapped": '{"text": "\\ude00\\ud83d NAME"}',
        "nul": '{"text": "\\u0000 NAME \\u0000"}',
        "line-separator": '{"text": "the\u2028NAME\u2029in"}',
        "nel": '{"text": "the\u0085NAME in"}',
        "emoji": '{"text": "\U0001f600 NAME \U0001f600"}',
        "key-twice": '{"text": "NAME", "text": "and NAME"}',
        "key-thrice": '{"text": "NAME", "text": "", "text": "NAME"}',
        "key-escaped": '{"te\\u0078t": "NAME"}',
        "null-then-text": '{"text": null, "text": "NAME"}',
        "big-number": '{"n": ' + "9" * 5000 + ', "text": "NAME"}',
        "exponent": '{"n": 1e999999, "m": -0.0E-5, "text": "NAME"}',
        "precise": '{"n": 0.1000000000000000055511151231257827, "text": "NAME"}',
        "deep": '{"a": ' + "[" * 5000 + "]" * 5000 + ', "text": "NAME"}',
        "deep-objects": '{"a": ' + '{"a": ' * 3000 + "1" + "}" * 3000 + ', "text": "NAME"}',
        "many-keys": "{" + "".join(f'"k{number}": {number}, ' for number in range(5000)) + '"text": "NAME"}',
        "long-key": '{"' + "k" * 50000 + '": 1, "text": "NAME"}',
        "empty-key": '{"": 1, "text": "NAME"}',
        "json": '{"text": "{\\"a\\": \\"NAME\\"}"}',
        "json-line": '{"text": "{\\"a\\": \\"in\\\\n\\", \\"b\\": \\"NAME\\"}"}',
        "slashes": '{"text": "\\/\\/NAME\\/"}',
        "html": '{"text": "<b>NAME</b>&amp;"}',
        "braces": '{"text": "}NAME{"}',
        "unicode-spaces": '{"text": "\u00a0NAME\u3000"}',
        "array-in": '{"a": [[], {}, [1, [2]], null], "text": "NAME"}',
        "separators": '{"text": "\\u001eNAME\\u001f"}',
    }.items():
        yield _case(
            f"odd-{name}", line.replace("NAME", "john") + "\n", line.replace("NAME", "<PERSON>") + "\n"
        )
    for name, spelled in {
        "escaped": "\\u006aohn",
        "all-escaped": "\\u006a\\u006f\\u0068\\u006e",
        "capital-escapes": "\\u006Aohn",
        "invisible": "jo\\u200bhn",
        "nul": "jo\\u0000hn",
        "bidi": "\\u202enhoj\\u202c",
        "wide": "\\uff4aohn",
        "bold": "\\ud835\\udc23ohn",
        "deseret": "j\\ud801\\udc2chn",
        "combining": "jo\\u0301hn",
        "line-end": "john\\nschmidt",
        "crlf": "john\\r\\nschmidt",
        "tab": "john\\tschmidt",
        "entity": "&#106;ohn",
        "escaped-twice": "\\\\u006aohn",
    }.items():
        yield _case(f"spelled-{name}", f'{{"text": "the {spelled} went"}}\n', _DONE)


def _files() -> Iterator[Case]:
    for name, content, output in (
        ("crlf", _GOOD.replace("\n", "\r\n") * 3, _DONE.replace("\n", "\r\n") * 3),
        ("bom", f"\ufeff{_GOOD}", f"\ufeff{_DONE}"),
        ("bom-crlf", f"\ufeff{_GOOD}".replace("\n", "\r\n"), f"\ufeff{_DONE}".replace("\n", "\r\n")),
        ("no-end", _GOOD + _GOOD.rstrip(), _DONE + _DONE.rstrip()),
        ("blank-lines", f"\n\n{_GOOD}\n \t\r\n{_GOOD}\n", f"\n\n{_DONE}\n \t\r\n{_DONE}\n"),
        ("mixed-ends", f"{_GOOD}\r\n{_GOOD}\n\r\n", f"{_DONE}\r\n{_DONE}\n\r\n"),
        ("only-blank", "\n\r\n  \n", "\n\r\n  \n"),
        ("only-bom", "\ufeff", "\ufeff"),
        ("empty", "", ""),
        ("null", "null\n" + _GOOD, "null\n" + _DONE),
        ("nulls", '{"text": null}\n' + _GOOD, '{"text": null}\n' + _DONE),
        ("many", _GOOD * 3000, _DONE * 3000),
        ("alike", _GOOD + _GOOD, _DONE + _DONE),
    ):
        yield _case(f"file-{name}", content, output)
    yield _case("file-cr", _GOOD.replace("\n", "\r") * 2, "", lost={1: "not_json"}, status="failed")
    yield _case("file-all-bad", "john\n" * 3, "", lost=dict.fromkeys((1, 2, 3), "not_json"), status="failed")
    array = '[\n{"text": "john"},\n]\n'
    yield _case("file-array", array, "", lost=dict.fromkeys((1, 2, 3), "not_json"), status="failed")
    mixed = [_GOOD, "john\n", _GOOD, "{}\n", _GOOD, '{"text": 1}\n', _GOOD]
    yield _case(
        "file-mixed",
        "".join(mixed),
        _DONE * 4,
        lost={2: "not_json", 4: "field_missing", 6: "field_not_string"},
    )
    unread = '{"text": "Привет мир john"}\n'
    yield _case("file-unread-line", _GOOD + unread + _GOOD, _DONE * 2, lost={2: "unsupported_script"})


def _fields() -> Iterator[Case]:
    yield _case(
        "strings-all",
        '{"a": "john", "b": ["anna", {"c": "john"}], "d": 1, "john": "in"}\n',
        '{"a": "<PERSON>", "b": ["<PERSON>", {"c": "<PERSON>"}], "d": 1, "john": "in"}\n',
        setup="all-strings",
        planted=("anna",),
    )
    yield _case(
        "strings-top",
        '"john"\n["anna", "the"]\n3\nnull\n',
        '"<PERSON>"\n["<PERSON>", "the"]\n3\nnull\n',
        setup="all-strings",
        planted=("john", "anna"),
    )
    deep = "[" * 3000 + '"john"' + "]" * 3000 + "\n"
    yield _case("strings-deep", deep, deep.replace("john", "<PERSON>"), setup="all-strings")
    yield _case(
        "strings-unread",
        '{"a": "john", "b": "Привет мир"}\n{"a": "john"}\n',
        '{"a": "<PERSON>"}\n',
        setup="all-strings",
        lost={1: "unsupported_script"},
    )
    yield _case("skip-missing", f'{{"name": "the"}}\n{_GOOD}', f'{{"name": "the"}}\n{_DONE}', setup="skip")
    yield _case(
        "skip-not-string", f'{{"text": ["john"]}}\n{_GOOD}', _DONE, setup="skip", lost={1: "field_not_string"}
    )
    for name, patient, text in (
        ("whole", "Li Wei Zamyatin", "the Li Wei Zamyatin went"),
        ("part", "Li Wei Zamyatin", "the Zamyatin went"),
        ("case", "Li Wei Zamyatin", "the LI WEI ZAMYATIN went"),
        ("invisible", "Li Wei Zamyatin", "the Zamy\u200batin went"),
        ("wide", "Li Wei Zamyatin", "the \uff3aamyatin went"),
        ("entity", "Li Wei Zamyatin", "the &#90;amyatin went"),
        ("hidden-there", "Li Wei Zam\u00adyatin", "the Zamyatin went"),
        ("hyphen", "Ana-Lucía Zamyatin", "the Zamyatin went"),
    ):
        line = (
            json.dumps({"patient": patient, "note": f"on {patient}", "text": text}, ensure_ascii=False) + "\n"
        )
        gone = json.dumps({"patient": "<PERSON>", "note": "on <PERSON>", "text": "the <PERSON> went"}) + "\n"
        yield _case(f"known-{name}", line, gone, setup="known", planted=("zamyatin",))
    two = '{"patient": "Zamyatin", "text": "in"}\n{"patient": "", "text": "the Zamyatin went"}\n'
    yield _case(
        "known-other-record",
        two,
        two.replace('"patient": "Zamyatin"', '"patient": "<PERSON>"'),
        setup="known",
        planted=(),
    )
