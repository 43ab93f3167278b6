"""National ids: what is found in which region, and how rarely chance passes for an id."""

from __future__ import annotations

import random

import pytest

from anonymize.detectors.patterns.id_table import ID_RULES, IdRule
from anonymize.detectors.patterns.scan import DISTINCTIVE
from tests.detectors.patterns.support import SENTENCES, found, scores

EVERYWHERE = [
    ("us.ssn", "536-90-4399"),
    ("us.ssn", "123-45-6789"),
    ("us.itin", "912-90-3456"),
    ("in_.pan", "ACUPA7085R"),
    ("dk.cpr", "211062-5629"),
    ("my.nric", "770305-02-1234"),
    ("gb.nhs", "943 476 5870"),
    ("ca.sin", "123-456-782"),
    ("in_.aadhaar", "2341 2341 2346"),
    ("in_.aadhaar", "2341-2341-2346"),
    ("ar.cuit", "20-05536168-2"),
    ("ch.ssn", "756.9217.0769.85"),
    ("ch.ssn", "756 9217 0769 85"),
    ("ch.ssn", "7569217076985"),
    ("cl.rut", "12.531.909-2"),
    ("nl.bsn", "1112.22.333"),
    ("pl.pesel", "44051401359"),
    ("se.personnummer", "880320-0016"),
    ("se.personnummer", "19880320-0016"),
    ("se.personnummer", "880320+0016"),
    ("is_.kennitala", "450401-3150"),
    ("lv.pvn", "161175-19997"),
    ("cz.rc", "710319/2745"),
    ("ee.ik", "36805280109"),
    ("lt.asmens", "38703181745"),
    ("gr.amka", "01013099997"),
    ("ro.cnp", "1630615123457"),
    ("za.idnr", "7503305044089"),
    ("za.idnr", "750330 5044 089"),
    ("kr.rrn", "971013-9019902"),
    ("th.pin", "1-2345-45678-78-1"),
    ("be.nn", "85.07.30-033.28"),
    ("be.nn", "85073003328"),
    ("br.cpf", "390.533.447-05"),
    ("br.cpf", "39053344705"),
    ("cn.ric", "360426199101010071"),
    ("de.idnr", "36574261809"),
    ("de.idnr", "36 574 261 809"),
    ("es.dni", "54362315K"),
    ("es.dni", "54362315-K"),
    ("es.dni", "54.362.315-K"),
    ("es.nie", "X2482300W"),
    ("es.nie", "X-2482300-W"),
    ("fi.hetu", "131052-308T"),
    ("fi.hetu", "131052A308T"),
    ("fr.nir", "295109912611193"),
    ("fr.nir", "2 95 10 99 126 111 93"),
    ("fr.nir", "253072A07300443"),
    ("fr.nir", "2 53 07 2A 073 004 43"),
    ("ie.pps", "6433435F"),
    ("it.codicefiscale", "RCCMNL83S18D969H"),
    ("it.codicefiscale", "rccmnl83s18d969h"),
    ("it.codicefiscale", "RCC MNL 83S18 D969H"),
    ("mx.curp", "BOXW310820HNERXN09"),
    ("no.fodselsnummer", "15108695088"),
    ("no.fodselsnummer", "151086 95088"),
    ("tr.tckimlik", "17291716060"),
]

AT_HOME = [
    ("gb.nhs", "GB", "943-476-5870"),
    ("gb.nhs", "GB", "9434765870"),
    ("nl.bsn", "NL", "111222333"),
    ("pt.nif", "PT", "501964843"),
    ("pt.nif", "PT", "501 964 843"),
    ("ca.sin", "CA", "123456782"),
    ("at.vnr", "AT", "1237 010180"),
    ("at.vnr", "AT", "1237010180"),
    ("hr.oib", "HR", "33392005961"),
    ("il.idnr", "IL", "039337423"),
    ("au.tfn", "AU", "123 456 782"),
    ("bg.egn", "BG", "7523169263"),
    ("si.emso", "SI", "0101006500006"),
    ("cl.rut", "CL", "12531909-2"),
    ("sk.rc", "SK", "7103192745"),
    ("dk.cpr", "DK", "2110625629"),
    ("in_.aadhaar", "IN", "234123412346"),
]


@pytest.mark.parametrize("number", [number for _, number in EVERYWHERE])
@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("region", ["US", "FR"])
def test_id_with_a_form_of_its_own_is_found_in_every_region(number: str, sentence: str, region: str) -> None:
    assert found(sentence.format(number), "id_number", region) == [number]


@pytest.mark.parametrize(("region", "number"), [(region, number) for _, region, number in AT_HOME])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_id_of_bare_digits_is_found_at_home(region: str, number: str, sentence: str) -> None:
    assert found(sentence.format(number), "id_number", region) == [number]


@pytest.mark.parametrize("number", [number for check, _, number in AT_HOME if check != "au.tfn"])
def test_id_of_bare_digits_is_left_elsewhere(number: str) -> None:
    assert found(f"It says {number} here", "id_number", "JP") == []


@pytest.mark.parametrize(
    "text",
    [
        "000-12-3456",
        "666-12-3456",
        "123-00-4567",
        "1123-45-6789",
        "123-45-67890",
        "1-123-45-6789",
        "123-45-6789-0",
        "54362315A",
        "X2482300A",
        "RCCMNL83S18D969A",
        "880320-0017",
        "44051401358",
        "2024-03-15",
        "12/05/2023",
        "15.03.2024 10:30",
        "2024-03-15T14:30:00.123456",
        "550e8400-e29b-41d4-a716-446655440000",
        "12345678-1234-1234-1234-123456789012",
        "10.0.19041.1234",
        "52.520008, 13.404954",
        "1.234.567,89",
        "1 250 000",
        "756.1234.5678.90",
        "943 476 5871",
        "1 943 476 5870",
        "943 476 5870 1",
        "x44051401359",
        "44051401359y",
        "0.44051401359",
    ],
)
@pytest.mark.parametrize("region", ["US", "DE"])
def test_what_only_resembles_an_id_is_left(text: str, region: str) -> None:
    assert found(f"It says {text} here", "id_number", region) == []


def test_digits_of_an_iban_are_no_id() -> None:
    assert found("DE89 3704 0044 0532 0130 00", "id_number", "IN") == []


def test_forms_without_a_check_digit_score_lower() -> None:
    assert scores("123-45-6789", "id_number") < scores("54362315K", "id_number")
    assert scores("111222333", "id_number", "NL") < scores("1112.22.333", "id_number", "NL")


def test_number_of_a_county_that_the_library_does_not_know_is_found() -> None:
    """Its module for Chinese ids raises a `KeyError` there, once the check digit and the date are right."""
    assert found("号码140891199904061233。", "id_number") == ["140891199904061233"]
    assert found("号码140891199904061234。", "id_number") == []


CHANCE_OF_BARE_DIGITS = 0.025
CHANCE_OF_A_FORM = 0.12


@pytest.mark.parametrize("rule", ID_RULES, ids=lambda rule: rule.check)
def test_random_digits_seldom_pass_for_an_id_in_every_region(rule: IdRule) -> None:
    generator = random.Random(0)  # noqa: S311 - chance, no secret
    for form in rule.forms:
        if rule.score == DISTINCTIVE or "9" * 7 not in form.replace("-", "9").replace(" ", "9"):
            continue
        values = ["".join(_fill(generator, character) for character in form) for _ in range(2000)]
        passed = sum(bool(found(value, "id_number", "JP")) for value in values)
        limit = CHANCE_OF_BARE_DIGITS if set(form) == {"9"} else CHANCE_OF_A_FORM
        assert passed / len(values) < limit * _rules_with(form)


def _fill(generator: random.Random, character: str) -> str:
    classes = {"9": "0123456789", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "X": "0123456789", "±": "-+", "*": "-"}
    return generator.choice(classes.get(character, character))


def _rules_with(form: str) -> int:
    return sum(form in rule.forms for rule in ID_RULES)


def test_every_id_of_the_table_has_a_value_among_these_tests() -> None:
    tested = {check for check, _ in EVERYWHERE} | {check for check, _, _ in AT_HOME}
    assert tested == {rule.check for rule in ID_RULES}
