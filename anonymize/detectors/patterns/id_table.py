"""The national ids that are known, as a table: the country, the check, and how the number is written.

In a form `9` is a digit, `A` a letter, `X` a digit or a letter, `-` a dash, `±` a dash or a plus, `*` any of
these; other characters stand for themselves. How forms are found is the business of `national_ids`.
"""

from __future__ import annotations

from dataclasses import dataclass

from anonymize.detectors.patterns.scan import AMBIGUOUS, CONFIRMED, DISTINCTIVE


@dataclass(frozen=True, slots=True)
class IdRule:
    """How the ids of one kind are written and checked.

    Attributes:
        country: ISO 3166 code.
        check: module of python-stdnum that confirms the number.
        forms: written forms that are looked for in every region.
        home_forms: further forms, looked for in the region of the country alone, because too many other
            numbers share them: a bare run of digits of which one in ten passes the check.
        score: of the `forms`; the `home_forms` score `AMBIGUOUS`.
        separators: what is taken out before the check, where the module does not do so itself.
    """

    country: str
    check: str
    forms: tuple[str, ...] = ()
    home_forms: tuple[str, ...] = ()
    score: float = CONFIRMED
    separators: str = " .-/"


ID_RULES: tuple[IdRule, ...] = (
    # Forms without a check digit: only areas, dates or letters that are in use can be told.
    IdRule("US", "us.ssn", ("999-99-9999",), score=DISTINCTIVE),
    IdRule("US", "us.itin", ("999-99-9999",), score=DISTINCTIVE),
    IdRule("IN", "in_.pan", ("AAAAA9999A",), score=AMBIGUOUS),
    IdRule("DK", "dk.cpr", ("999999-9999",), ("9999999999",), score=AMBIGUOUS),
    IdRule("MY", "my.nric", ("999999-99-9999",), ("999999999999",), score=DISTINCTIVE),
    # One check digit in a form that telephone numbers and amounts can have too.
    IdRule("GB", "gb.nhs", ("999 999 9999",), ("999-999-9999", "9999999999"), score=AMBIGUOUS),
    IdRule("CA", "ca.sin", ("999 999 999", "999-999-999"), ("999999999",), score=AMBIGUOUS),
    IdRule("IN", "in_.aadhaar", ("9999 9999 9999", "9999-9999-9999"), ("999999999999",), score=AMBIGUOUS),
    # One check digit and a form of its own, or a date of birth inside.
    IdRule("AR", "ar.cuit", ("99-99999999-9",), ("99999999999",)),
    IdRule("CH", "ch.ssn", ("756.9999.9999.99", "756 9999 9999 99", "7569999999999")),
    IdRule("CL", "cl.rut", ("9.999.999-X", "99.999.999-X"), ("9999999-X", "99999999-X")),
    IdRule("NL", "nl.bsn", ("9999.99.999",), ("999999999", "999 999 999", "9999 99 999")),
    IdRule("PL", "pl.pesel", ("99999999999",)),
    IdRule("SE", "se.personnummer", ("999999±9999", "99999999±9999"), ("9999999999", "999999999999")),
    IdRule("IS", "is_.kennitala", ("999999-9999",), ("9999999999",)),
    IdRule("LV", "lv.pvn", ("999999-99999",), ("99999999999",)),
    IdRule("BG", "bg.egn", home_forms=("9999999999",)),
    IdRule("CZ", "cz.rc", ("999999/999", "999999/9999"), ("999999999", "9999999999")),
    IdRule("SK", "sk.rc", home_forms=("999999999", "9999999999")),
    IdRule("EE", "ee.ik", ("99999999999",)),
    IdRule("LT", "lt.asmens", ("99999999999",)),
    IdRule("GR", "gr.amka", ("99999999999",)),
    IdRule("RO", "ro.cnp", ("9999999999999",)),
    IdRule("ZA", "za.idnr", ("9999999999999", "999999 9999 999")),
    IdRule("KR", "kr.rrn", ("999999-9999999",), ("9999999999999",)),
    IdRule("TH", "th.pin", ("9-9999-99999-99-9",), ("9999999999999",)),
    # Two check digits, a check letter, or a form that nothing else has.
    IdRule("BE", "be.nn", ("99.99.99-999.99", "99999999999")),
    IdRule("BR", "br.cpf", ("999.999.999-99", "99999999999")),
    IdRule("CN", "cn.ric", ("999999999999999999", "99999999999999999A")),
    IdRule("DE", "de.idnr", ("99999999999", "99 999 999 999")),
    IdRule("ES", "es.dni", ("99999999A", "99999999-A", "99.999.999-A", "99.999.999A"), ("99999999 A",)),
    IdRule("ES", "es.nie", ("A9999999A", "A-9999999-A", "A9999999-A")),
    IdRule("FI", "fi.hetu", ("999999*999X",), separators=""),
    IdRule(
        "FR",
        "fr.nir",
        ("999999999999999", "999999A99999999", "9 99 99 99 999 999 99", "9 99 99 9A 999 999 99"),
    ),
    IdRule("IE", "ie.pps", ("9999999A", "9999999AA")),
    IdRule("IT", "it.codicefiscale", ("AAAAAA99AXXAXXXA", "AAA AAA 99AXX AXXXA")),
    IdRule("MX", "mx.curp", ("AAAA999999AAAAAAX9",)),
    IdRule("NO", "no.fodselsnummer", ("99999999999", "999999 99999")),
    IdRule("TR", "tr.tckimlik", ("99999999999",)),
    # Bare digits with one check digit.
    IdRule("AT", "at.vnr", home_forms=("9999 999999", "9999999999")),
    IdRule("AU", "au.tfn", home_forms=("999 999 999", "999999999")),
    IdRule("HR", "hr.oib", home_forms=("99999999999",)),
    IdRule("IL", "il.idnr", home_forms=("999999999", "99999999-9")),
    IdRule("PT", "pt.nif", home_forms=("999999999", "999 999 999")),
    IdRule("SI", "si.emso", home_forms=("9999999999999",)),
)
