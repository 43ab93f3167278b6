"""National ids of people, confirmed by python-stdnum; which ones, and how they are written, says `id_table`.

Ids without a form of their own, and those of institutions (patient numbers, policies), are left to other
detectors. The two-digit years of some ids are read against today's date by python-stdnum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from anonymize.detectors.patterns.checks import passes
from anonymize.detectors.patterns.id_table import ID_RULES, IdRule
from anonymize.detectors.patterns.scan import AMBIGUOUS, WORD, Scan, make_span
from anonymize.spans import Span

_SEPARATORS = frozenset(" -./+")
_CLASSES = {
    "9": "[0-9]",
    "A": "[A-Za-z]",
    "X": "[0-9A-Za-z]",
    "±": "[-+]",
    "*": "[-+0-9A-Za-z]",
}


@dataclass(frozen=True, slots=True)
class _Form:
    """A written form, ready to be looked for at a run of digits.

    Attributes:
        rule: what it belongs to.
        pattern: matches from the first digit on; what stands before it is looked back at.
        lead: code points before the first digit.
        score: for the numbers that pass the check.
    """

    rule: IdRule
    pattern: re.Pattern[str]
    lead: int
    score: float


def find_national_ids(scan: Scan) -> Iterator[Span]:
    """Finds the ids of every country that have a form of their own, and all of those of the scan's region."""
    text = scan.text
    forms = _forms(scan.region)
    for start, end in scan.runs:
        following = text[end : end + 1]
        for form in forms.get((end - start, following if following in _SEPARATORS else ""), ()):
            match = form.pattern.match(text, start)
            if match and _is_confirmed(form.rule, text[start - form.lead : match.end()]):
                yield make_span(start - form.lead, match.end(), "id_number", form.score)


def _is_confirmed(rule: IdRule, written: str) -> bool:
    number = written.translate({ord(separator): None for separator in rule.separators})
    return passes(rule.check, number.upper())


@cache
def _forms(region: str) -> dict[tuple[int, str], tuple[_Form, ...]]:
    """Compiles the forms to look for in a region.

    Returns:
        The forms by the length of their first run of digits and by the separator after it, empty for none.
    """
    forms: dict[tuple[int, str], list[_Form]] = {}
    for rule in ID_RULES:
        written = [(form, rule.score) for form in rule.forms]
        if rule.country == region:
            written += [(form, AMBIGUOUS) for form in rule.home_forms]
        for form, score in written:
            lead = len(form) - len(form.lstrip("A- "))
            run = len(form[lead:]) - len(form[lead:].lstrip("9756"))
            compiled = _Form(rule, _compile(form, lead), lead, score)
            for separator in _after_first_run(form[lead + run :]):
                forms.setdefault((run, separator), []).append(compiled)
    return {key: tuple(group) for key, group in forms.items()}


def _after_first_run(rest: str) -> tuple[str, ...]:
    """Lists what may stand behind the first run of digits of a form, given what the form has there."""
    if not rest:
        return ("", *_SEPARATORS)
    return {"±": ("-", "+"), "*": ("", "-", "+"), "A": ("",), "X": ("",)}.get(rest[0], (rest[0],))


def _compile(form: str, lead: int) -> re.Pattern[str]:
    """Builds the pattern of a form; it stands alone, and is no piece of a longer number of the same make."""
    classes = [_CLASSES.get(character, re.escape(character)) for character in form]
    spaced = " " in form
    before = rf"(?<![{WORD}])(?<![0-9][.-])" + (r"(?<![0-9] )" if spaced else "")
    after = rf"(?![{WORD}])(?![.-][0-9])" + (r"(?! [0-9])" if spaced else "")
    head = f"(?<={before}{''.join(classes[:lead])})" if lead else before
    return re.compile(head + "".join(classes[lead:]) + after)
