"""Letters written as other letters: of other scripts, of other styles, with marks, or one by one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from tests.hostile.cases import CARRIERS, Case, hidden, marked, unread
from tests.hostile.oracle import LOOK_ALIKES

_STYLES = (
    "BOLD",
    "ITALIC",
    "BOLD ITALIC",
    "SCRIPT",
    "BOLD SCRIPT",
    "FRAKTUR",
    "DOUBLE-STRUCK",
    "BOLD FRAKTUR",
    "SANS-SERIF",
    "SANS-SERIF BOLD",
    "SANS-SERIF ITALIC",
    "SANS-SERIF BOLD ITALIC",
    "MONOSPACE",
)
_MARKS = (
    "0300 0301 0302 0303 0304 0307 0308 030A 030C 031B 0323 0327 0328 0332 0334 0335 0336 0337 0338 0344 0360"
)
_APART = {
    "space": " ",
    "dot": ".",
    "dash": "-",
    "underscore": "_",
    "star": "*",
    "middle-dot": "\u00b7",
    "nbsp": "\u00a0",
}
_FOREIGN = {
    "hebrew": "שלום עולם אני הולך הביתה עכשיו",
    "arabic": "مرحبا بالعالم أنا ذاهب إلى البيت",
    "cyrillic": "Привет мир я иду домой сейчас",
    "greek": "Γειά σου κόσμε πάω σπίτι τώρα",
    "han": "你好世界我现在回家了今天下雨",
    "hangul": "안녕하세요 저는 지금 집에 갑니다",
    "devanagari": "नमस्ते दुनिया मैं अब घर जा रहा हूँ",
    "thai": "สวัสดีชาวโลกฉันกำลังกลับบ้าน",
    "georgian": "გამარჯობა მსოფლიო სახლში მივდივარ",
    "armenian": "Բարեւ աշխարհ ես գնում եմ տուն",
    "ethiopic": "ሰላም ልዑል ወደ ቤት እሄዳለሁ",
    "gothic": "𐌰𐌱𐌲𐌳 𐌴𐌵𐌶 𐌷𐌸𐌹𐌺",
}

_IN_WORDS = tuple(carrier for carrier in CARRIERS if "man" in carrier.before + carrier.after)
"""A word of look-alikes throughout is read as Latin only among Latin words."""


def cases() -> Iterator[Case]:
    """Gives the cases."""
    yield from _styles()
    yield from _look_alikes()
    yield from _marks()
    yield from _set_apart()
    yield from _scripts()


def _styles() -> Iterator[Case]:
    for style in _STYLES:
        yield from hidden(
            "style", [(style.replace(" ", "-"), "".join(_styled(letter, style) for letter in "John"))]
        )
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in "john")
    yield from hidden(
        "style",
        (
            ("wide", wide),
            ("wide-space", f"{wide}\u3000schmidt"),
            ("circled", "\u24d9\u24de\u24d7\u24dd"),
            ("circled-capitals", "\u24bf\u24c4\u24bd\u24c3"),
            ("in-brackets", "\u24a5\u24aa\u24a3\u24a9"),
            ("capitals-in-brackets", "\U0001f119\U0001f11e\U0001f117\U0001f11d"),
            ("squared", "\U0001f139\U0001f13e\U0001f137\U0001f13d"),
            ("black-circles", "\U0001f159\U0001f15e\U0001f157\U0001f15d"),
            ("black-squares", "\U0001f179\U0001f17e\U0001f177\U0001f17d"),
            ("one-wide", f"jo{wide[2]}n"),
            ("mixed", f"{wide[0]}\U0001d428\u24d7n"),
        ),
        times=2,
    )
    yield from unread(
        "raised", [("letters", "\u02b2\u1d52\u02b0\u207f"), ("small-capitals", "\u1d0a\u1d0f\u029c\u0274")]
    )
    yield from unread("lowered", [("letters", "\u2c7c\u2092\u2095\u2099")])
    yield marked(
        "ligature",
        "⟦Zo\u00eb \ufb01scher⟧ and ⟦zo\u00eb F\u0131scher⟧ went",
        setup="deny",
        planted=("fischer",),
    )


def _styled(letter: str, style: str) -> str:
    if style == "ITALIC" and letter == "h":
        return "\u210e"  # the one that was there before the others
    case = "CAPITAL" if letter.isupper() else "SMALL"
    for name in (
        f"MATHEMATICAL {style} {case} {letter.upper()}",
        f"{style} {case} {letter.upper()}",
        f"BLACK-LETTER {case} {letter.upper()}",
    ):
        try:
            return unicodedata.lookup(name)
        except KeyError:
            continue
    return letter


def _look_alikes() -> Iterator[Case]:
    """Each letter that looks like another one, in each name that has it."""
    for name in ("john", "JOHN", "anna", "schmidt", "SCHMIDT", "berlin"):
        label = "<LOCATION>" if name == "berlin" else "<PERSON>"
        for place, letter in enumerate(name):
            for other in LOOK_ALIKES.get(letter, ""):
                way = (
                    f"{place}-{ord(other):04x}-{ord(letter):02x}{len(name)}",
                    name[:place] + other + name[place + 1 :],
                )
                yield from hidden("alike", [way], by=label, planted=(name.lower(),))
    yield from unread("alike", [("lunate", "s\u03f2hmidt"), ("small-capital", "sch\u043cidt")])
    whole = {"lisu": "ꓙꓳꓧꓠ", "mixed": "ЈОНΝ", "cherokee": "ᎫОНΝ", "most": "јоһn"}
    yield from hidden("alike-whole", whole.items(), carriers=_IN_WORDS)


def _marks() -> Iterator[Case]:
    for code in _MARKS.split():
        mark = chr(int(code, 16))
        yield from hidden("mark", [(code, f"jo{mark}hn")])
    yield from hidden(
        "mark",
        [
            (f"pile-{count}", "".join(letter + pile for letter in "john"))
            for count in (2, 10, 100, 1000)
            for pile in ["".join(chr(0x300 + index % 0x30) for index in range(count))]
        ],
    )
    yield from hidden(
        "mark", [("strike", "j\u0336o\u0336h\u0336n\u0336 s\u0336chmidt"), ("under", "jo\u0332hn\u0332")]
    )
    yield from hidden("mark", [("circle", "j\u20ddo\u20ddh\u20ddn\u20dd"), ("keycap", "j\u20e3ohn")])
    for form in ("NFC", "NFD"):
        names = [
            unicodedata.normalize(form, name)
            for name in ("Jörg Müller", "Zoë Fischer", "Siobhán O'Neill-Weiß")
        ]
        text = f"the ⟦{names[0]}⟧ and ⟦{names[1]}⟧, ⟦{names[2]}⟧ in"
        yield marked(f"denied-{form}", text, setup="deny", planted=("müller", "fischer", "siobhán"))


def _set_apart() -> Iterator[Case]:
    for name, sign in _APART.items():
        for number, value in enumerate(("john", "SCHMIDT", "Anna")):
            way = (f"{name}-{number}", sign.join(value))
            yield from hidden("apart", [way], planted=(value.lower(),), carriers=_IN_WORDS)
    yield Case("apart-two", b"the J o h n and S c h m i d t in", standing=("the ", " and ", " in"))
    yield Case("apart-one-row", b"the J o h n S c h m i d t in", standing=("the ", " in"))
    yield Case("apart-invisible", "the j\u200b o h\u00ad n in".encode(), standing=("the ", " in"))
    yield Case(
        "apart-behind-single",
        b"and I J o h n went",
        standing=("and", "went"),
    )


def _scripts() -> Iterator[Case]:
    for name, text in _FOREIGN.items():
        yield Case(f"script-{name}", text.encode(), "withheld", "unsupported_script")
        mixed = f"{text} john schmidt {text}"
        yield Case(f"script-{name}-around", mixed.encode(), "withheld", "unsupported_script")
    for name in ("hebrew", "arabic", "cyrillic", "greek", "devanagari", "thai"):
        text = _FOREIGN[name]
        yield marked(f"script-{name}-allowed", f"{text} ⟦john schmidt⟧ {text}", setup="plain-script")
    yield marked(
        "script-unspaced", "你好⟦王小明⟧你好 the ⟦Пётр Ильич⟧ in", setup="deny", planted=("王小明", "ильич")
    )
