"""Addresses, towns, countries, firms: piece by piece, in their language, and the same wherever they stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.keys import Key
from anonymize.operators.pseudonym.geography import countries, states
from anonymize.operators.pseudonym.languages import of_street, of_text, of_town
from anonymize.operators.pseudonym.names import fold
from tests.operators.pseudonym.support import FEW, KEYS, TEXT, one, record


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("Hauptstraße 5, 10115 Berlin", r"(?P<street>\D+) [1-9], [1-9]\d{4} (?P<town>\D+)"),
        ("Musterweg 12a 10115 Berlin", r"(?P<street>\D+) [1-9]\d[a-z] [1-9]\d{4} (?P<town>\D+)"),
        ("12 rue de la Paix, 75002 Paris, France", r"[1-9]\d (?P<street>\D+), [1-9]\d{4} (?P<town>\D+), \D+"),
        (
            "5 Main Street, Springfield, IL 62704",
            r"[1-9] (?P<street>\D+), (?P<town>\D+), [A-Z]{2} [1-9]\d{4}",
        ),
        ("5 Elm St. Springfield IL 62704-1234", r"[1-9] (?P<street>\D+) [A-Z]{2} [1-9]\d{4}-\d{4}"),
        (
            "10 Downing Street\nLondon\nSW1A 2AA",
            r"[1-9]\d (?P<street>\D+)\n(?P<town>\D+)\n[A-Z]{2}\d[A-Z] \d[A-Z]{2}",
        ),
        ("Calle Mayor 5, 28013 Madrid", r"(?P<street>\D+) [1-9], [1-9]\d{4} (?P<town>\D+)"),
        ("Via Roma 12\r\n00184 Roma", r"(?P<street>\D+) [1-9]\d\r\n\d{5} (?P<town>\D+)"),
        ("Keizersgracht 1\n1015 CJ Amsterdam", r"(?P<street>\D+) [1-9]\n[1-9]\d{3} [A-Z]{2} (?P<town>\D+)"),
        ("K1A 0B1 Ottawa", r"[A-Z]\d[A-Z] \d[A-Z]\d (?P<town>\D+)"),
        ("D-10115 Berlin", r"D-[1-9]\d{4} (?P<town>\D+)"),
        ("Straße des 17. Juni 135", r"(?P<street>\D+) [1-9]\d\d"),
        ("1600 Pennsylvania Avenue NW", r"[1-9]\d{3} (?P<street>\D+)"),
        ("Apt. 4, 5 Main Street", r"Apt\. [1-9], [1-9] (?P<street>\D+)"),
        ("P.O. Box 123", r"P\.O\. Box [1-9]\d\d"),
        ("12, rue Mozart", r"[1-9]\d, (?P<street>\D+)"),
        ("10115", r"[1-9]\d{4}"),
    ],
)
def test_an_address_keeps_its_shape_and_loses_its_words(value: str, pattern: str) -> None:
    found = one(value, "address")
    assert re.fullmatch(pattern, found)
    numbers, others = re.findall(r"\d+", value), re.findall(r"\d+", found)
    assert all(number != other for number, other in zip(numbers, others, strict=False) if len(number) > 2)
    words = set(re.findall(r"[^\W\d_]{4,}", value.casefold())) - {"street", "strasse", "calle"}
    assert not words & set(re.findall(r"[^\W\d_]{4,}", found.casefold()))


@pytest.mark.parametrize(
    ("town", "address"),
    [
        ("Berlin", "Hauptstraße 5, 10115 Berlin"),
        ("Berlin", "Hauptstr. 5 10115 Berlin"),
        ("London", "10 Downing Street, London SW1A 2AA"),
        ("Paris", "12 rue de la Paix, 75002 Paris, France"),
        ("Springfield", "5 Elm Street Springfield IL 62704"),
        ("Frankfurt am Main", "Zeil 1\n60313 Frankfurt am Main"),
    ],
)
def test_a_town_is_the_same_in_an_address_and_alone(town: str, address: str) -> None:
    assert one(town, "location") in one(address, "address")


def test_a_postcode_is_the_same_in_all_addresses() -> None:
    codes = {
        re.findall(r"\d{5}", one(value, "address"))[0]
        for value in ("A-Weg 5, 10115 Berlin", "10115 Bonn", "10115")
    }
    assert len(codes) == 1


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("Lindenallee", "de"),
        ("Gartenstr.", "de"),
        ("rue Victor Hugo", "fr"),
        ("Calle Mayor", "es"),
        ("Via Garibaldi", "it"),
        ("Elm Street", "en"),
        ("Broadway", "en"),
    ],
)
@FEW
@given(KEYS)
def test_a_street_becomes_one_of_its_language(value: str, language: str, key: Key) -> None:
    assert of_street(value) == language
    found = one(f"{value} 5", "address", key).removesuffix(" 5")
    words = {
        "de": r"(?i)(str|stra(ß|ss)e|gasse|platz|ring|weg|allee)\b",
        "fr": r"(?i)^(rue|avenue|boulevard|chemin|place)\b",
        "it": r"(?i)^(via|viale|piazza|vicolo|strada|contrada|borgo|canale|incrocio|rotonda|stretto)\b",
    }
    assert re.search(words.get(language, ""), found)


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("Berlin", "de"),
        ("Roma", "it"),
        ("Madrid", "es"),
        ("Paris", "fr"),
        ("Düsseldorf", "de"),
        ("London", "en"),
    ],
)
def test_a_town_tells_its_language(value: str, language: str) -> None:
    assert of_town(value) == language


@pytest.mark.parametrize(
    ("value", "language"),
    [("Germany", "en"), ("Deutschland", "de"), ("España", "es"), ("États-Unis", "fr"), ("Svezia", "it")],
)
@FEW
@given(KEYS)
def test_a_country_becomes_one_in_its_language(value: str, language: str, key: Key) -> None:
    found = one(value, "location", key)
    assert found in countries(language).values()
    assert found != value


@given(KEYS)
def test_a_country_of_many_languages_becomes_one_of_all_of_them(key: Key) -> None:
    found = one("Angola", "location", key)
    assert all(fold(found) in countries(language) for language in ("en", "de", "es", "it"))


@given(st.sampled_from(["IL", "ny", "CA", "ON"]), KEYS)
def test_a_state_becomes_one_of_its_country(state: str, key: Key) -> None:
    found = one(f"Springfield, {state}", "location", key).rpartition(", ")[2]
    assert found.isupper() is state.isupper()
    assert found.upper() in states()[state.upper()]
    assert found != state


def test_a_town_in_capitals_is_the_town_in_capitals() -> None:
    assert one("BERLIN", "location") == one("Berlin", "location").upper()


@pytest.mark.parametrize(
    "form",
    [
        "{} AG",
        "{} GmbH & Co. KG",
        "{}, Inc.",
        "{} S.A.",
        "{} S.p.A.",
        "{} SARL",
        "{} Ltd",
        "{} Pty Ltd",
        "{} e.V.",
    ],
)
def test_a_firm_keeps_its_legal_form(form: str) -> None:
    assert one(form.format("Siemens"), "organization") == form.format(one("Siemens", "organization"))


@pytest.mark.parametrize(
    ("value", "language"),
    [("Müller & Söhne", "de"), ("Société Générale", "fr"), ("Banco de España", "es"), ("Acme", "en")],
)
def test_a_firm_tells_its_language(value: str, language: str) -> None:
    assert of_text(value) == language


def test_a_firm_that_is_only_a_legal_form_is_replaced() -> None:
    assert "gmbh" not in one("GmbH", "organization").casefold()


@given(st.lists(st.sampled_from(["Berlin", "Paris", "Rome", "Oslo", "Bern"]) | TEXT, max_size=40))
def test_different_towns_have_different_surrogates(towns: list[str]) -> None:
    found = dict(zip(towns, record([("location", town) for town in towns]).texts, strict=True))
    real = {" ".join(town.split()) for town in towns}
    assert len(set(found.values())) >= len({town.casefold() for town in real if town.isascii()})


@pytest.mark.parametrize("value", ["CALLE", "Calle", "Platz", "PLATZ", "Avenue", "strada", "Lake"])
def test_what_is_made_does_not_hold_what_it_stands_for(value: str) -> None:
    keys = [Key(f"key {number}".encode().ljust(32)) for number in range(20)]
    made = [one(value, "address", key).casefold() for key in keys]
    assert [one for one in made if value.casefold() in re.findall(r"\w+", one)] == []


@given(TEXT)
def test_no_long_word_of_an_address_is_left(value: str) -> None:
    words = {word for word in re.findall(r"[^\W\d_]{5,}", value.casefold()) if word.isascii()}
    known = {"apartment", "floor", "suite", "postfach"}
    assert not (words - known) & set(re.findall(r"[^\W\d_]{5,}", one(value, "address").casefold()))
