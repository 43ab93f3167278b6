"""The language of a value, told by the value itself: a surrogate does not depend on the text around it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import regex

from anonymize.operators.pseudonym.geography import towns
from anonymize.operators.pseudonym.locales import DEFAULT, by_letters
from anonymize.operators.pseudonym.names import FAMILY, all_names, fold

_STREETS: Mapping[str, str] = {
    "de": "strasse str weg platz allee gasse ring damm ufer chaussee markt steig pfad",
    "fr": "rue boulevard bd chemin impasse quai allée faubourg route passage",
    "es": "calle avenida avda paseo carretera camino ronda carrera cl travesía glorieta plaza",
    "it": "via viale piazza piazzale corso vicolo strada contrada lungomare",
    "en": """
        street st road rd avenue ave lane ln drive dr blvd terrace crescent parkway pkwy highway hwy grove
        gardens mews row trail
    """,
}
"""Words that hardly stand in anything but a street."""
_OTHERS: Mapping[str, str] = {
    "de": """
        am zum zur der die das und für bei stadt universität klinikum klinik krankenhaus gesellschaft verein
        amt gericht landkreis schule praxis bundesamt ministerium
    """,
    "fr": """
        le les du des et pour université hôpital clinique société banque mairie école association ministère
        lycée saint sainte
    """,
    "es": """
        el los las y del para universidad hospital clínica sociedad banco ayuntamiento juzgado escuela
        asociación ministerio colegio grupo san santa
    """,
    "it": """
        il lo gli della delle dei per università ospedale clinica società banca comune scuola associazione
        ministero gruppo
    """,
    "en": "the of and university clinic bank court school council department hill park square way close",
}
"""Words of towns, firms and authorities. What is a word of several languages counts as one of the first."""
_JOINED = "strasse str weg platz allee gasse ring damm ufer"
"""What German joins to the word before it."""
_ENDINGS: Mapping[str, str] = {
    "de": f"{_JOINED} burg heim hausen dorf stadt berg furt ingen brück hafen werke",
    "fr": "ville court mont eaux",
}
_SHORTEST_STEM = 3
_WORD = regex.compile(r"[\p{L}\p{M}]+")


def is_street(text: str) -> bool:
    """Tells whether a text has a word that hardly stands in anything but a street."""
    known = _known("streets")
    return any(word in known or _ends(word, _JOINED) for word in _folded(text))


def last_street_word(text: str) -> int:
    """Gives where the last English word for a street ends in a text; 0 where there is none."""
    known = _known("streets")
    ends = [match.end() for match in _WORD.finditer(text) if known.get(fold(match[0])) == DEFAULT]
    return ends[-1] if ends else 0


def of_street(text: str) -> str:
    """Tells the language of a street: by the word for it, or else as that of a firm."""
    known = _known("streets")
    return next((known[word] for word in _folded(text) if word in known), None) or of_text(text)


def of_town(text: str) -> str:
    """Tells the language of a town, a region or another place."""
    return towns().get(fold(text)) or of_text(text)


def of_text(text: str) -> str:
    """Tells the language of a name such as that of a firm: by its words, its letters, the surnames in it."""
    words = _folded(text)
    known = _known("others")
    if found := next((known[word] for word in words if word in known), None):
        return found
    for language, endings in _ENDINGS.items():
        if any(_ends(word, endings) for word in words):
            return language
    if (found := by_letters(text.casefold())) != DEFAULT:
        return found
    surnames = [languages[0] for word in words if (languages := all_names().known_in(FAMILY, word))]
    return surnames[0] if surnames else DEFAULT


def _folded(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def _ends(word: str, endings: str) -> bool:
    return any(
        len(word) >= len(ending) + _SHORTEST_STEM and word.endswith(fold(ending))
        for ending in endings.split()
    )


@cache
def _known(kind: str) -> Mapping[str, str]:
    """Gives the language of folded words, those of streets or the others."""
    found: dict[str, str] = {}
    for language, words in (_STREETS if kind == "streets" else _OTHERS).items():
        for word in words.split():
            found.setdefault(fold(word), language)
    return found
