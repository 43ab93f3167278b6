"""Numbers of cards, accounts and papers: letters and digits drawn one by one, check digits surely wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import regex

from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.shapes import alphanumerics, fill, letter_at

CHARACTERS, CARD, IBAN = "characters", "card", "iban"
_SHORTEST_CARD = 12
"""Digits. What is shorter is the end of a number, and has no check digit."""
_NUMBER = regex.compile(r"(?<before>\D*+)(?<number>\d(?:[^\p{L}]*\d)?)(?<after>\D*+)")
_IBAN = regex.compile(
    r"(?<![\p{L}\d])[A-Z]{2}[ -]?[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}(?![\p{L}\d])",
    regex.IGNORECASE,
)
_WORDS = frozenset({"iban"})
_BESIDE = regex.compile(r"(?<word>[\p{L}\p{M}]+)|(?<digits>\d+)|[^\p{L}\p{M}\d]+")
_HEAD = 4
"""Country and check digits of an IBAN."""
_CHECKS = range(2, 99)
"""The check digits of IBANs, each with a remainder of its own (ISO 13616)."""
_ATTEMPTS = 16
"""After these one more digit is drawn, after as many again another one."""
_OUTCOMES = 260
"""Of a throw for one sign: as often each of ten digits as each of 26 letters."""
_SIGNS_PER_THROW = 30
"""260 to the power of 30 has 241 bits of the 256 of a throw."""


def plan_id(value: str, label: str = "id_number") -> Plan:
    """Takes a number apart of which only the shape is known: a letter for a letter, a digit for a digit."""
    slot = characters(value, context=label)
    return Plan((slot,), (slot.part,)) if slot.part.source else Plan(())


def plan_card(value: str) -> Plan:
    """Takes the number of a payment card apart."""
    found = _NUMBER.fullmatch(value)
    signs = alphanumerics(found["number"]) if found else ""
    if not found or len(signs) < _SHORTEST_CARD:
        return plan_id(value, "credit_card")
    slot = Slot(Part(CARD, signs), found["number"], fill)
    return Plan((*beside(found["before"]), slot, *beside(found["after"])), (slot.part,))


def plan_account(value: str) -> Plan:
    """Takes an IBAN or another account number apart; the country of an IBAN stays."""
    found = _IBAN.search(value)
    if found is None:
        return plan_id(value, "bank_account")
    slot = Slot(Part(IBAN, alphanumerics(found[0])), found[0], fill)
    before, after = value[: found.start()], value[found.end() :]
    return Plan((*beside(before, words=_WORDS), slot, *beside(after)), (slot.part,))


def beside(text: str, *, context: str = "", words: Collection[str] = ()) -> Iterator[Piece]:
    """Gives the pieces of what stands beside a number: letters and digits are replaced, known words stay.

    Args:
        text: what stands there.
        context: see `characters`.
        words: that stay, in small letters.
    """
    for match in _BESIDE.finditer(text):
        replaced = match["digits"] or (match["word"] and match["word"].casefold() not in words)
        yield characters(match[0], context) if replaced else match[0]


def characters(text: str, context: str = "") -> Slot:
    """Gives the place of letters and digits of which only the shape is known.

    Args:
        text: as it stands.
        context: tells it from the same text elsewhere, normalised.
    """
    return Slot(Part(CHARACTERS, alphanumerics(text), context), text, fill)


def _draw_characters(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    return draw_others(part.source + "0" * (attempt // _ATTEMPTS), part, attempt, dice)


def draw_others(signs: str, part: Part, attempt: int, dice: Dice) -> str:
    """Draws as `draw_signs` does, never the same signs, and no zero in front where there is none."""
    drawn = draw_signs(signs, part, attempt, dice)
    if drawn[0] == "0" != signs[0]:
        # A house, a year or an amount does not begin with a zero.
        drawn = str(1 + dice.throw(part, attempt) % 9) + drawn[1:]
    if drawn == signs:
        drawn = drawn[:-1] + _next(drawn[-1])
    return drawn


def _draw_card(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    drawn = draw_signs(part.source, part, attempt, dice)
    # One digit of all has the right remainder: any other one is wrong, whatever comes before it.
    wrong = [digit for digit in "0123456789" if not _passes_luhn(drawn[:-1] + digit)]
    return drawn[:-1] + dice.choose(wrong, part, attempt)


def _draw_iban(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    country = part.source[:2]
    account = draw_signs(part.source[_HEAD:], part, attempt, dice)
    right = 98 - int("".join(str(int(sign, 36)) for sign in f"{account}{country}00")) % 97
    wrong = [check for check in _CHECKS if check != right]
    return f"{country}{dice.choose(wrong, part, attempt):02}{account}"


def draw_signs(signs: str, part: Part, attempt: int, dice: Dice) -> str:
    """Draws a letter for each letter and a digit for each digit, as many as there are."""
    drawn: list[str] = []
    for start in range(0, len(signs), _SIGNS_PER_THROW):
        number = dice.throw(part._replace(kind=f"{part.kind} {start}"), attempt)
        for sign in signs[start : start + _SIGNS_PER_THROW]:
            number, rest = divmod(number, _OUTCOMES)
            drawn.append(str(rest % 10) if sign.isdecimal() else letter_at(rest))
    return "".join(drawn)


def _next(sign: str) -> str:
    """Gives another letter or digit; no zero."""
    return str(1 + int(sign) % 9) if sign.isdecimal() else letter_at(ord(sign) - ord("a") + 1)


def _passes_luhn(digits: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(digits))


DRAWINGS: Mapping[str, Drawing] = {CHARACTERS: _draw_characters, CARD: _draw_card, IBAN: _draw_iban}
