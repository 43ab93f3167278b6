"""Characters that are read as others, or not at all: entities, what cannot be seen, compatibility forms.

The rounds of this module; each costs next to nothing where there is nothing for it to do.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator

import regex

from anonymize.text.directions import OVERRIDE, Turn, turned
from anonymize.text.notation import between_words
from anonymize.text.rewrite import Rewrite

_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_ACCENTS = "uml|acute|grave|circ|tilde|cedil|ring|slash|lig"
_ENTITY = regex.compile(
    r"&(?:amp;)*+(?:#0*+[0-9]{1,7}+(?![0-9]);?|#[xX]0*+[0-9a-fA-F]{1,6}+(?![0-9a-fA-F]);?|[a-zA-Z][a-zA-Z0-9]{1,31}+;"
    rf"|[a-zA-Z]{{1,2}}(?:{_ACCENTS}))|&amp;"
)
"""Browsers read numbers without a semicolon, too, and the oldest names."""
_UNSEEN = regex.compile(
    r"(?V1)(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]|\x1b\][^\x07\x1b]{0,500}+(?:\x07|\x1b\\)"
    r"|[[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]"
    r"--[\p{Prepended_Concatenation_Mark}\t-\r\x1b-\x1f\x85\x9b]]++|[\x1b\x9b]"
)
"""Joiners, bidirectional controls, variation selectors, soft hyphens, tags, the sequences that give terminals
their colours (ECMA-48), control characters that are no white space."""
_BREAKS = regex.compile(r"[\x0b\x0c\x1c-\x1f\x85]")
"""Ends of pages, lines and fields. Tokenizers leave out what is of the category of control characters, and
would make one word of the last one of a page and the first one of the next."""
_EMOJI = r"[[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]--[\u0000-\u21ff]]"
_SIGNS = regex.compile(
    rf"(?V1)(?<=\p{{Ll}})[\p{{Co}}\p{{Cn}}\ufffd]++(?=\p{{Lu}})"
    rf"|(?<=[\p{{L}}\p{{M}}]){_EMOJI}++(?!\p{{L}})|(?<![[\p{{L}}\p{{M}}]||{_EMOJI}]){_EMOJI}++(?=\p{{L}})"
)
"""Signs of a font's own and what could not be decoded, which tokenizers leave out, between two words; emoji
on one side of a word. Between two letters emoji stay, and make a word that cannot be read."""
_PARTING = regex.compile(r"[\p{Cc}\u200b]")
"""What cannot be seen and parts words all the same, where a capital tells that there are two."""
_CLUSTER = regex.compile(r"[\u1100-\u11ff]{2,}+|.\p{M}++|[^\x00-\x7f]", regex.DOTALL)
_ENCLOSED = regex.compile("[\u249c-\u24b5\U0001f110-\U0001f129\U0001f150-\U0001f189]")
"""Letters in brackets, black circles and black squares, of which NFKC does not make single letters."""
_MARKS = regex.compile(r"(?V1)(?<=\p{Latin})[\p{Mn}\p{Me}]++")
APOSTROPHES = "\u2018\u2019\u02bc\u2032\u00b4`"
HYPHENS = "\u2010\u2011"
"""Those of type, with which nothing else is meant than with those of typewriters."""
_OF_TYPEWRITERS = str.maketrans(APOSTROPHES + HYPHENS, "'" * len(APOSTROPHES) + "-" * len(HYPHENS))
_REMEMBERED = 10_000
"""Clusters whose form is remembered: there is no end of what marks can be piled up to."""


def encodable(text: str) -> str:
    """Gives a text of the same length that UTF-8 can encode: U+FFFD for each lone surrogate, as from JSON."""
    made: str = _SURROGATE.sub("\ufffd", text)
    return made


def typewritten(text: str) -> str:
    """Writes apostrophes and hyphens as typewriters do, one character for one."""
    return text if text.isascii() and "`" not in text else text.translate(_OF_TYPEWRITERS)


def surrogates(text: str) -> Iterator[Rewrite]:
    """Lone surrogates, which JSON escapes can smuggle in and which no tokenizer can encode."""
    for match in _SURROGATE.finditer(text):
        yield Rewrite(match.start(), match.end(), "\ufffd")


def entities(text: str) -> Iterator[Rewrite]:
    """HTML entities: `J&ouml;rg`, `&#74;ohn`."""
    if "&" in text:
        for match in _ENTITY.finditer(text):
            read = html.unescape(match[0])
            while read != (again := html.unescape(read)):
                read = again
            if read != match[0]:
                yield Rewrite(match.start(), match.end(), read)


def unseen(text: str, turn: Turn = "shown") -> Iterator[Rewrite]:
    """What cannot be seen, and what is shown from right to left by force: see `Turn`."""
    if text.isascii() and text.isprintable():
        return
    done = 0
    stretches = () if turn == "stored" or OVERRIDE not in text else turned(text, _UNSEEN)
    for stretch in [*stretches, None]:
        for match in _UNSEEN.finditer(text, done, len(text) if stretch is None else stretch.start):
            read = between_words(text, *match.span()) if _PARTING.search(match[0]) else ""
            yield Rewrite(match.start(), match.end(), read)
        if stretch is not None:
            yield stretch
            done = stretch.end


def breaks(text: str) -> Iterator[Rewrite]:
    """Ends of pages and fields, as ends of lines."""
    if text.isascii() and text.isprintable():
        return
    yield from (Rewrite(match.start(), match.end(), "\n") for match in _BREAKS.finditer(text))


def signs(text: str) -> Iterator[Rewrite]:
    """Emoji that stand at a word without a space, and unknown signs between two words, as white space."""
    if not text.isascii():
        yield from (Rewrite(match.start(), match.end(), " ") for match in _SIGNS.finditer(text))


def compatible(text: str) -> Iterator[Rewrite]:
    """Compatibility forms (NFKC, Unicode Standard Annex 15): full-width and bold letters, ligatures."""
    if text.isascii() or (unicodedata.is_normalized("NFKC", text) and not _ENCLOSED.search(text)):
        return
    for match in _CLUSTER.finditer(text):
        cluster = match[0]
        read = _COMPATIBLE[cluster]
        if _is_enclosed_number(cluster) and text[match.end() : match.end() + 1].isalpha():
            read += " "
        before = text[match.start() - 1 : match.start()]
        if read != cluster and not (_is_raised(cluster) and before.isalnum()):
            yield Rewrite(match.start(), match.end(), read)


def marks(text: str) -> Iterator[Rewrite]:
    """Marks on Latin letters that make no letter of their own: strokes through them, piles of accents."""
    if not text.isascii():
        for match in _MARKS.finditer(text):
            yield Rewrite(match.start(), match.end(), "")


class _Compatible(dict[str, str]):
    """What a letter with its marks is read as."""

    def __missing__(self, cluster: str) -> str:
        read = unicodedata.normalize("NFKC", cluster)
        if _ENCLOSED.match(cluster):
            read = unicodedata.name(cluster, "")[-1:] or cluster
        if " " in read and not cluster.isspace():
            read = cluster  # an acute or a diaeresis on its own, written as an apostrophe or a quotation mark
        if len(self) < _REMEMBERED:
            self[cluster] = read
        return read


_COMPATIBLE = _Compatible()


def _is_raised(cluster: str) -> bool:
    """A raised figure behind a name is a footnote, and `™` no part of it; as plain letters they would be."""
    return unicodedata.decomposition(cluster[0]).startswith(("<super>", "<sub>"))


def _is_enclosed_number(cluster: str) -> bool:
    """The circled figure before an item of a list is no part of the word behind it."""
    return unicodedata.category(cluster[0]) == "No" and unicodedata.decomposition(cluster[0]).startswith(
        ("<circle>", "<compat>")
    )
