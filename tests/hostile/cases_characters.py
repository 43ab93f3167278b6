"""Characters that cannot be seen, or change what is seen: inside names, around them, and in their place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tests.hostile.cases import Case, hidden, marked

_FORMAT = (
    "00AD 034F 061C 115F 1160 17B4 17B5 180B 180C 180D 180E 180F 200B 200C 200D 200E 200F 202A 202B 202C 202D"
    " 2060 2061 2062 2063 2064 2065 2066 2067 2068 2069 206A 206B 206C 206D 206E 206F 3164 FE00 FE0E FE0F"
    " FEFF FFA0 FFF0 FFF9 FFFA FFFB 1BCA0 1D173 1D17A E0001 E0020 E0041 E007F E0100 E01EF"
)
_CONTROL = "00 01 02 05 07 08 0E 0F 10 11 13 18 19 1A 7F 80 81 84 86 8D 90 9C 9F"
INVISIBLE = {code: chr(int(code, 16)) for code in (*_FORMAT.split(), *_CONTROL.split())}
_SOME = ("00AD", "200B", "200D", "2060", "2066", "FEFF", "E0041", "3164", "FE0F", "00", "07", "7F")
"""One of each class: for what need not be tried with all."""
_BREAKS = {"VT": "\x0b", "FF": "\x0c", "FS": "\x1c", "GS": "\x1d", "RS": "\x1e", "US": "\x1f", "NEL": "\x85"}
_SPACES = "0009 00A0 1680 2000 2002 2003 2007 2009 200A 2028 2029 202F 205F 3000"


def cases() -> Iterator[Case]:
    """Gives the cases."""
    yield from hidden("inside", ((code, f"jo{sign}hn") for code, sign in INVISIBLE.items()))
    yield from hidden("before-schm", ((code, f"john schm{INVISIBLE[code]}idt") for code in _SOME))
    yield from hidden(
        "thrice", ((code, f"j{sign * 3}oh{sign}n") for code in _SOME for sign in [INVISIBLE[code]])
    )
    yield from hidden("many", ((code, f"jo{INVISIBLE[code] * 5000}hn") for code in _SOME[:6]))
    for code in _SOME:
        sign = INVISIBLE[code]
        yield Case(
            f"around-{code}",
            f"the{sign} {sign}john{sign} {sign}went on".encode(),
            standing=("the", "went on"),
        )
    pairs = itertools.pairwise(_SOME)
    yield from hidden(
        "mixed", ((f"{one}-{two}", f"j{INVISIBLE[one]}o{INVISIBLE[two]}hn") for one, two in pairs)
    )
    yield from hidden(
        "camel", ((name, f"John{INVISIBLE[name]}Schmidt") for name in ("200B", "00", "07", "7F"))
    )
    yield from _bidirectional()
    yield from _spaces()
    yield from _terminals()
    yield from _signs()


def _bidirectional() -> Iterator[Case]:
    ways = {
        "override": "\u202enhoj\u202c",
        "override-whole": "\u202etdimhcs nhoj\u202c",
        "override-part": "j\u202enho\u202c",
        "override-hidden": "\u202en\u200bh\u00adoj\u202c",
        "override-stored": "\u202ejohn\u202c",
        "override-entity": "&#8238;john&#x202c;",
        "embedding": "\u202ajohn\u202c \u202bschmidt\u202c",
        "isolates": "\u2066john\u2069 \u2067schmidt\u2069",
        "marks": "jo\u200ehn\u200f schm\u061cidt",
        "nested": "\u2067\u2066jo\u2069hn\u2069",
    }
    around = {"override-stored", "override-entity", "embedding", "isolates", "nested", "marks"}
    for name, value in ways.items():
        if name in around:
            yield Case(f"bidi-{name}", f"the man {value} went on".encode(), standing=("the man ", " went on"))
        else:
            yield from hidden("bidi", [(name, value)])
    yield Case("bidi-unclosed", "the man \u202enhoj\nwent on".encode(), standing=("the man ", "\nwent on"))
    yield Case("bidi-stored", "the man \u202ejohn went\non".encode(), standing=("the man ", " went\non"))
    yield Case("bidi-twice", "\u202enhoj\u202c the \u202etdimhcs\u202c".encode(), standing=(" the ",))


def _spaces() -> Iterator[Case]:
    """White space of every kind between two names, and ends of pages, lines and fields between two words."""
    for code in _SPACES.split():
        space = chr(int(code, 16))
        yield marked(f"space-{code}", f"the man ⟦john{space}schmidt⟧ went{space}on")
    for name, sign in _BREAKS.items():
        yield marked(f"break-{name}", f"the man ⟦john⟧{sign}the ⟦john⟧{sign}")
        yield marked(
            f"break-{name}-word", f"went{sign}⟦john⟧ on{sign}⟦anna⟧{sign}rain", planted=("john", "anna")
        )
        yield Case(f"break-{name}-name", f"the john{sign}schmidt went".encode(), standing=("the ", " went"))


def _terminals() -> Iterator[Case]:
    for name, before, after in (
        ("colour", "\x1b[31m", "\x1b[0m"),
        ("colours", "\x1b[1;38;5;214m", "\x1b[39;49m"),
        ("c1", "\x9b1m", "\x9bm"),
        ("title", "\x1b]0;the rain\x07", "\x1b]8;;\x1b\\"),
        ("cursor", "\x1b[2J\x1b[10;20H", "\x1b[K"),
    ):
        text = f"the {before}john{after} went on, jo{before}hn and again".encode()
        yield Case(f"terminal-{name}", text, standing=("the ", " went on, ", " and again"))


def _signs() -> Iterator[Case]:
    yield marked(
        "emoji-behind", "the ⟦john⟧\U0001f600 and \U0001f600⟦anna⟧\u2764\ufe0f went", planted=("john", "anna")
    )
    yield marked(
        "emoji-family", "the \U0001f468\u200d\U0001f469\u200d\U0001f467⟦john⟧ \U0001f1e9\U0001f1ea went"
    )
    yield marked("emoji-tone", "\U0001f44b\U0001f3fd⟦john⟧, ⟦schmidt⟧\U0001f44d\U0001f3ff!")
    yield Case("emoji-inside", "the jo\U0001f600hn went".encode(), "withheld", "unsupported_script")
    for code in ("E000", "F0B7", "FFFD", "F8FF"):
        sign = chr(int(code, 16))
        yield Case(
            f"unknown-{code}", f"the Anna{sign}John and jo{sign}hn went".encode(), planted=("john", "anna")
        )
    yield marked("numbered", "\u2460⟦john⟧ \u2776 ⟦anna⟧ \u2488⟦john⟧", planted=("john", "anna"))
