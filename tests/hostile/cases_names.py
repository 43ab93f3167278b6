"""Names in texts that make them hard to find: signs beside them, capitals, titles, second mentions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from tests.hostile.cases import Case, marked, unread

_BOTH = ("john", "anna", "schmidt")
_DENIED = ("fischer", "müller", "siobhán", "nightjar", "łukasz")


def cases() -> Iterator[Case]:
    """Gives the cases."""
    for name, text in {
        "possessive": "⟦john⟧'s and ⟦anna⟧\u2019s, ⟦schmidt⟧' and ⟦john schmidt⟧'s",
        "possessive-grave": "⟦john⟧`s",
        "quotes": "'⟦john⟧' \"⟦anna⟧\" \u201e⟦john⟧\u201c \u00ab⟦anna⟧\u00bb \u2018⟦john⟧\u2019",
        "brackets": "(⟦john⟧) [⟦anna⟧] {⟦john⟧} <⟦anna⟧> ((⟦john⟧))",
        "sentence": "⟦john⟧. ⟦anna⟧! ⟦john⟧? ⟦anna⟧, ⟦john⟧; ⟦anna⟧: ⟦john⟧\u2026",
        "dashes": "the\u2014⟦john⟧\u2014in \u2013⟦anna⟧\u2013 --⟦john⟧--",
        "hyphens": "⟦anna⟧-⟦john⟧ and ⟦anna⟧\u2010⟦john⟧, ⟦anna⟧\u2011⟦john⟧",
        "slashes": "⟦anna⟧/⟦john⟧ and \\⟦anna⟧\\⟦john⟧",
        "handles": "@⟦john⟧ #⟦anna⟧ ~⟦john⟧ *⟦anna⟧* ^⟦john⟧^",
        "apostrophes": "o'⟦john⟧ d\u2019⟦anna⟧",
        "capitals": "⟦JOHN SCHMIDT⟧ AND ⟦ANNA⟧",
        "small": "⟦john schmidt⟧ and ⟦anna⟧",
        "any-case": "⟦jOhN sChMiDt⟧ and ⟦aNNa⟧",
        "titles": "Mr. ⟦John⟧, Mrs ⟦Anna⟧, Dr. ⟦Schmidt⟧",
        "initials": "j. ⟦schmidt⟧, ⟦anna⟧ s.",
        "neighbours": "⟦john⟧,⟦anna⟧;⟦john⟧|⟦anna⟧",
        "many-spaces": "⟦john        schmidt⟧  ⟦anna⟧",
        "alone": "⟦anna⟧",
        "only-names": "⟦john⟧\n⟦anna⟧\n⟦john⟧\n",
        "all-labels": "⟦anna⟧ in ⟦berlin¦<LOCATION>⟧, ⟦harbour road 17¦<ADDRESS>⟧; ⟦foxglove¦<USERNAME>⟧",
        "username": "@⟦foxglove¦<USERNAME>⟧ and [⟦foxglove¦<USERNAME>⟧]",
    }.items():
        yield marked(f"name-{name}", text, planted=_BOTH)
    yield from unread(
        "name", [("trademark", "john\u2122"), ("acute", "john\u00b4s"), ("letter", "john\u02bcs")]
    )
    yield from _denied()
    yield from _again()
    yield from _bundled()


def _denied() -> Iterator[Case]:
    """Listed values, in each spelling that counts as the same."""
    for name, text in {
        "case": "⟦ZOË FISCHER⟧, ⟦zoë fischer⟧",
        "spaces": "⟦Zoë  Fischer⟧ ⟦Zoë\nFischer⟧ ⟦Zoë\u00a0Fischer⟧ ⟦Zoë\r\n\tFischer⟧",
        "apostrophe": "⟦Siobhán O\u2019Neill-Weiß⟧, ⟦Siobhán O`Neill-Weiß⟧",
        "hyphen": "⟦Siobhán O'Neill\u2011Weiß⟧, ⟦Siobhán O'Neill\u2010Weiß⟧",
        "sharp-s": "⟦SIOBHÁN O'NEILL-WEISS⟧",
        "possessive": "⟦Zoë Fischer⟧'s",
        "short": "⟦Ng⟧ and NG, ⟦Bo⟧ on",
        "unspaced": "你好⟦王小明⟧你好",
        "dr-unspaced": "⟦Dr王小明⟧",
        "cyrillic-capitals": "the man ⟦ПЁТР ИЛЬИЧ⟧ went",
        "polish": "⟦ŁUKASZ ŻÓŁĆ⟧",
        "emoji": "\U0001f600⟦Zoë Fischer⟧\u2764\ufe0f",
        "project": "⟦project\tnightjar¦<PROJECT>⟧",
        "invisible": "⟦Zo\u200bë Fi\u00adscher⟧",
        "wide": "⟦\uff3aoë Fischer⟧",
        "look-alike": "⟦Zoë Fis\u0441her⟧",
        "entity": "⟦Zo&euml; Fischer⟧",
        "set-apart": "⟦J-ö-r-g M-ü-l-l-e-r⟧",
        "split": "⟦Zoë Fis<b>cher⟧</b>",
        "broken": "⟦Zoë Fi-\nscher⟧",
    }.items():
        yield marked(f"denied-{name}", text, setup="deny", planted=_DENIED)
    for name, text in {
        "as-listed": "John Schmidt and ⟦anna⟧",
        "capitals": "JOHN SCHMIDT, ⟦anna⟧",
        "look-alike": "J\u043ehn Schmidt, ⟦anna⟧",
        "invisible": "Jo\u200bhn Schmidt ⟦anna⟧",
    }.items():
        yield marked(f"allowed-{name}", text, setup="allow", planted=("anna",))


def _again() -> Iterator[Case]:
    """A ticket's number is found behind the word `ticket`, and must go wherever else it stands."""
    for name, again in {
        "same": "ABCD-1234",
        "small": "abcd-1234",
        "invisible": "AB\u200bCD-12\u00ad34",
        "wide": "\uff21BCD-123\uff14",
        "look-alike": "\u0410BCD-1234",
        "entity": "&#65;BCD&#45;1234",
        "hyphen": "ABCD\u20111234",
        "bidi": "\u202e4321-DCBA\u202c",
        "escape": r"\u0041BCD-1234",
        "tag": "AB<b>CD-1234",
        "brackets": "(ABCD-1234)",
    }.items():
        text = f"ticket ABCD-1234, the rain, {again}"
        line = json.dumps({"a": text}, ensure_ascii=False) + "\n"
        planted = ("abcd-1234", "abcd1234")
        stays = ("the rain", "<TICKET>")
        found = Case(f"again-{name}", line.encode(), setup="tickets", standing=stays, planted=planted)
        left = Case(f"left-{name}", line.encode(), "withheld", "leak", setup="tickets-left", planted=planted)
        yield replace(found, suffix=".jsonl")
        yield replace(left, suffix=".jsonl", lost={1: "leak"})
    fields = json.dumps({"a": "ticket ABCD-1234", "b": "on ABCD-1234"}) + "\n"
    yield Case(
        "again-field",
        fields.encode(),
        output=b'{"a": "ticket <TICKET>", "b": "on <TICKET>"}\n',
        setup="tickets",
        planted=("abcd-1234",),
        suffix=".jsonl",
    )
    backwards = json.dumps({"a": "on ABCD-1234", "b": "ticket ABCD-1234"}) + "\n"
    yield Case(
        "again-field-before",
        backwards.encode(),
        output=b'{"a": "on <TICKET>", "b": "ticket <TICKET>"}\n',
        setup="tickets",
        planted=("abcd-1234",),
        suffix=".jsonl",
    )
    records = '{"a": "ticket ABCD-1234"}\n{"a": "on ABCD-1234"}\n'
    yield Case(
        "again-other-record",
        records.encode(),
        output=b'{"a": "ticket <TICKET>"}\n{"a": "on ABCD-1234"}\n',
        setup="tickets",
        planted=(),
        suffix=".jsonl",
    )


def _bundled() -> Iterator[Case]:
    """The bundled model: what is hidden is found as it would be in the open."""
    sentence = "Yesterday we met {} in the office, and he signed the papers at once."
    for name, value in {
        "plain": "John Schmidt",
        "invisible": "Jo\u200bhn Schm\u00adidt",
        "controls": "John\x00Schmidt",
        "wide": "\uff2a\uff4f\uff48\uff4e Schmidt",
        "bold": "\U0001d409\U0001d428\U0001d421\U0001d427 Schmidt",
        "cyrillic": "J\u043ehn S\u0441hmidt",
        "entities": "&#74;ohn Schmid&#116;",
        "escapes": r"J\u006fhn Schm\u0069dt",
        "tags": "J<b>oh</b>n Schm<i>id</i>t",
        "bidi": "\u202etdimhcS nhoJ\u202c",
        "zalgo": "Jo\u0336h\u0336n\u0336 Schm\u0336idt",
        "new-page": "John\x0cSchmidt",
        "hyphenated": "John Schmi-\ndt",
        "terminal": "\x1b[1mJohn Schmidt\x1b[0m",
        "emoji": "\U0001f600John Schmidt\U0001f44d",
        "capitals": "JOHN SCHMIDT",
        "possessive": "John Schmidt\u2019s lawyer",
        "crlf": "John\r\nSchmidt",
    }.items():
        text = sentence.format(value)
        yield Case(f"bundled-{name}", text.encode(), setup="bundled", standing=("Yesterday we", "office"))
    for name, text in {
        "russian": "Вчера мы встретили Ивана Петрова в офисе, и он сразу подписал бумаги.",
        "chinese": "昨天我们在办公室见到了王小明，他马上签了文件。",
        "arabic": "التقينا أمس بأحمد حسن في المكتب ووقع الأوراق على الفور.",
        "hebrew": "אתמול פגשנו את דוד כהן במשרד והוא חתם על הניירות מיד.",
    }.items():
        yield Case(
            f"bundled-{name}", text.encode(), "withheld", "unsupported_script", setup="bundled", planted=()
        )
