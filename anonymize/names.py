"""Names of people: their label, and the words before them that are no part of them."""

from __future__ import annotations

from collections.abc import Mapping

import regex

PERSON = "person"
_MALE = "mr sir lord herr hr m monsieur sr don señor sig signor signore dottore"
_FEMALE = (
    "mrs ms miss dame lady madam frau fräulein fr mme mlle madame mademoiselle sra srta doña señora señorita"
)
_FEMALE += " sig.ra signora signorina dottoressa dott.ssa"
_NEUTRAL = "mx dr doctor prof professor rev judge justice officer nurse me maître dott avv ing"
TITLES: Mapping[str, str] = {
    title: gender
    for gender, titles in (("male", _MALE), ("female", _FEMALE), ("", _NEUTRAL))
    for title in titles.split()
}
"""Words before a name that are no part of it, in five languages, with whom they are said of."""

_INITIALS_BEHIND = regex.compile(r"\s?[(\[](?:[^()\[\]\r\n]{1,40}[,;/]\s?)?+(?P<initials>\p{Lu}{2,4})[)\]]")
_FIRST_LETTER = regex.compile(r"(?<!\p{L})\p{L}")


def initials_behind(text: str, start: int, end: int) -> str:
    """Gives the initials that a text says to use for a name, as minutes do: `Ada Okafor (Chair, AO)`.

    Args:
        text: the text.
        start: first code point of the name.
        end: one past its last one.

    Returns:
        Those in brackets behind the name, where they are initials of it in order; otherwise nothing.
    """
    if not (match := _INITIALS_BEHIND.match(text, end)):
        return ""
    initials: str = match["initials"]
    own = iter([letter.upper() for letter in _FIRST_LETTER.findall(text, start, end)])
    return initials if all(letter in own for letter in initials) else ""
