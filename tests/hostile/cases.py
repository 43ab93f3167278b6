"""What a hostile case is, and how one is made: an input, and what must become of it."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

PERSON = "<PERSON>"
UNREAD = "unsupported_script"
_MARKED = re.compile("⟦(?P<value>[^⟦⟧¦]*)(?:¦(?P<by>[^⟦⟧]*))?⟧")


@dataclass(frozen=True, slots=True)
class Case:
    """One input file and what must happen to it.

    Attributes:
        id: unique; no planted value stands in it, for it is the file's name.
        content: the file.
        status: of the file's only text; `redacted` for a file of several records.
        reason: why it is withheld or failed.
        output: the output, byte for byte; None where only `standing` is asked for.
        standing: what must stand in the output.
        planted: what must not stand in the output, the manifest or a message, in whatever spelling.
        suffix: of the file's name.
        lost: reasons of the lines of a file of several records that must not be in the output, by number.
        setup: with which settings it is redacted; see `setups`.
    """

    id: str
    content: bytes
    status: Literal["redacted", "withheld", "failed"] = "redacted"
    reason: str | None = None
    output: bytes | None = None
    standing: tuple[str, ...] = ()
    planted: tuple[str, ...] = ("john", "schmidt")
    suffix: str = ".txt"
    lost: Mapping[int, str] = field(default_factory=dict)
    setup: str = "tagger"

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.id}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A text around a hidden name; the file is made of it.

    Attributes:
        before: stands before the name.
        after: stands behind it.
        form: `text`, or a record of JSONL whose field `text` it is: `json`, `ascii` (all escaped), `crlf`.
    """

    before: str
    after: str
    form: Literal["text", "json", "ascii", "crlf"] = "text"

    @property
    def suffix(self) -> str:
        """The suffix of the file."""
        return ".txt" if self.form == "text" else ".jsonl"

    def file(self, middle: str) -> bytes:
        """The file with something in the middle."""
        text = f"{self.before}{middle}{self.after}"
        if self.form == "text":
            return text.encode()
        first = json.dumps({"n": 1, "text": text}, ensure_ascii=self.form == "ascii")
        end = "\r\n" if self.form == "crlf" else "\n"
        mark = "\ufeff" if self.form == "crlf" else ""
        return f'{mark}{first}{end}{{"text": "the rain"}}{end}'.encode("utf-8", "surrogatepass")


CARRIERS = (
    Carrier("", ""),
    Carrier("the parcel went to ", " on the rain\n"),
    Carrier("", " went to the man\r\n"),
    Carrier("the man in the rain\nand ", ""),
    Carrier("the parcel went to ", " on the rain", "json"),
    Carrier("\ufeffthe man, (", ")\r\nthe rain\r\n\r\n"),
    Carrier("the man\n", "\nwent on", "ascii"),
    Carrier("the\t", "\tman\tin the rain\n"),
    Carrier('to the man: "', '" and again\n'),
    Carrier("", "", "crlf"),
    Carrier("the  parcel  ", ".  \n\n  the rain again  "),
)


def hidden(
    kind: str,
    ways: Iterable[tuple[str, str]],
    *,
    by: str = PERSON,
    planted: tuple[str, ...] = ("john", "schmidt"),
    setup: str = "tagger",
    carriers: tuple[Carrier, ...] = CARRIERS,
    times: int = 1,
) -> Iterator[Case]:
    """Makes cases of ways to hide a value: all of each must be replaced, and nothing else.

    Args:
        kind: the first part of the ids.
        ways: for each the last part of the id, and the value as it is hidden.
        by: what takes its place.
        planted: see `Case`.
        setup: see `Case`.
        carriers: in which they are put, in turn.
        times: in how many carriers each is put.
    """
    turn = itertools.cycle(enumerate(carriers))
    for name, value in ways:
        for place, carrier in itertools.islice(turn, times):
            yield Case(
                f"{kind}-{name}-{place}",
                carrier.file(value),
                output=carrier.file(by),
                planted=planted,
                suffix=carrier.suffix,
                setup=setup,
            )


def marked(name: str, text: str, **settings: Any) -> Case:
    """Makes a case of a text in which `⟦…⟧` marks what becomes `<PERSON>`, `⟦…¦X⟧` what becomes X."""
    content = _MARKED.sub(lambda match: match["value"], text)
    output = _MARKED.sub(lambda match: PERSON if match["by"] is None else match["by"], text)
    return Case(
        name,
        content.encode("utf-8", "surrogatepass"),
        output=output.encode("utf-8", "surrogatepass"),
        **settings,
    )


def unread(kind: str, ways: Iterable[tuple[str, str]], *, setup: str = "tagger") -> Iterator[Case]:
    """Makes cases of what the model cannot read, so that the text must be withheld."""
    for name, value in ways:
        content = f"the parcel went to {value} on the rain".encode()
        yield Case(f"{kind}-{name}", content, "withheld", UNREAD, setup=setup)
