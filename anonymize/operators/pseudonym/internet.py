"""E-mail addresses, web addresses and user names: made of the surrogates of the names that they hold.

Domains end in `.example`, which nobody can register (RFC 2606).
"""

from __future__ import annotations

from collections.abc import Mapping

import regex

from anonymize.operators.pseudonym.names import FAMILY, all_names, role_of
from anonymize.operators.pseudonym.network import plan_host
from anonymize.operators.pseudonym.numbers import characters
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.people import name_parts
from anonymize.operators.pseudonym.shapes import has_signs, plain, recase
from anonymize.operators.pseudonym.variety import varied
from anonymize.text import normalised

DOMAIN, ENDING = "domain", "ending"
_EMAIL = regex.compile(r"(?<before>[\s<]*+)(?<local>.*)@(?<host>[^@]*?)(?<after>[\s>.]*+)", regex.DOTALL)
_URL = regex.compile(
    r"(?<scheme>\s*(?:(?:https?|ftps?|sftp|wss?|ssh|git)://|mailto:)?)(?<user>[^/@?#\s]*@)?(?<www>www\.)?"
    r"(?<host>\[[0-9a-f:.]+\]|[^/:?#\s]*)(?<port>:\d+)?(?<path>[^?#]*)(?<query>.*)",
    regex.IGNORECASE | regex.DOTALL,
)
_LETTER = r"(?:[\p{L}\p{M}]|%[0-9a-f]{2})"
_STRETCH = regex.compile(rf"(?:{_LETTER}|\d)+|.", regex.IGNORECASE | regex.DOTALL)
_NAME = regex.compile(rf"(?<before>\d*)(?<word>{_LETTER}+)(?<after>\d*)", regex.IGNORECASE)
"""A word with digits before or behind it; what has digits inside is a code and no name."""
_SHORTEST_NAME = 3
"""Letters. Shorter words are names if Faker knows them, and single letters are initials."""
_DOMAIN = ".example"
_ATTEMPTS = 8
"""Endings of the same number of digits."""


def plan_email(value: str) -> Plan:
    """Takes an e-mail address apart."""
    found = _EMAIL.fullmatch(value)
    if found is None:
        return plan_username(value)
    local, names = _words(found["local"], value)
    host = _host(found["host"])
    if not any(isinstance(piece, Slot) for piece in (*local, *host)):
        return Plan(())
    ending = Slot(Part(ENDING, normalised(value)))
    pieces = (found["before"], *local, ending, "@", *host, found["after"])
    return Plan(pieces, (ending.part,), names)


def plan_username(value: str) -> Plan:
    """Takes the name of an account apart."""
    pieces, names = _words(value, value)
    if not any(isinstance(piece, Slot) for piece in pieces):
        return Plan(())
    ending = Slot(Part(ENDING, normalised(value)))
    return Plan((*pieces, ending), (ending.part,), names)


def plan_url(value: str) -> Plan:
    """Takes a web address apart; scheme, port and the slashes of the path stay."""
    found = _URL.fullmatch(value)  # as every text is one
    words = {group: _words(found[group] or "", value)[0] for group in ("user", "path", "query")}
    path = [*words["path"], Slot(Part(ENDING, normalised(value)))] if found["path"] else []
    pieces = (
        *(found["scheme"], *words["user"], found["www"] or "", *_host(found["host"]), found["port"] or ""),
        *(*path, *words["query"]),
    )
    parts = Plan(pieces).parts
    endings = tuple(part for part in parts if part.kind == ENDING)
    return Plan(pieces, endings or parts) if len(parts) > len(endings) else Plan(())


def _host(host: str) -> tuple[Piece, ...]:
    """Gives the pieces of the name of a host, or of its address."""
    if not has_signs(host):
        return (host,)
    address = plan_host(host)
    return address.pieces if address else (Slot(Part(DOMAIN, host.casefold()), host, recase),)


def _words(text: str, value: str) -> tuple[list[Piece], tuple[Part, ...]]:
    """Gives the pieces of a text in which names can stand, and the parts of these names."""
    context = normalised(value)
    pieces: list[Piece] = []
    places: list[int] = []
    words: list[str] = []
    for match in _STRETCH.finditer(text):
        found = _NAME.fullmatch(match[0])
        if found and _could_be_name(found["word"]):
            pieces += [characters(found["before"], context)] if found["before"] else []
            places.append(len(pieces))
            words.append(found["word"])
            pieces.append(found["word"])
            pieces += [characters(found["after"], context)] if found["after"] else []
        else:
            pieces.append(characters(match[0], context) if has_signs(match[0]) else match[0])
    parts = name_parts(words)
    for place, word, part in zip(places, words, parts, strict=True):
        pieces[place] = Slot(part, word, plain)
    return pieces, tuple(parts)


def _could_be_name(word: str) -> bool:
    return len(word) == 1 or len(word) >= _SHORTEST_NAME or role_of(word.casefold()) is not None


def _draw_domain(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    names = all_names().pool(FAMILY, "")

    def choose(number: int) -> str:
        place = dice.throw(part, number)
        two = (names[place % len(names)], names[place // len(names) % len(names)])
        return "".join(plain(name.lower(), "") for name in two).lower()

    return varied(choose, attempt) + _DOMAIN


def _draw_ending(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    if not attempt:
        return ""
    return str(dice.throw(part, attempt) % 10 ** (2 + attempt // _ATTEMPTS))


DRAWINGS: Mapping[str, Drawing] = {DOMAIN: _draw_domain, ENDING: _draw_ending}
