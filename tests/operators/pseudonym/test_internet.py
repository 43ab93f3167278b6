"""E-mail addresses, web addresses, user names, addresses of networks: of names that fit, and nobody's."""

from __future__ import annotations

import ipaddress
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.operators.pseudonym.network import BENCHMARKS, DOCUMENTATION, DOCUMENTATION_6
from anonymize.operators.pseudonym.shapes import plain
from tests.operators.pseudonym.support import one, people, record

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12)
DIGITS = st.integers(0, 9_999).map(str)


def folded(name: str) -> str:
    return "".join(plain(letter, "a") for letter in name.lower())


@pytest.mark.parametrize("name", ["Anna Schmidt", "Chidi Okafor", "José García", "Wolfgang Rossi"])
def test_an_address_is_made_of_the_surrogates_of_the_name_in_it(name: str) -> None:
    first, last = name.lower().split()
    surrogate, dotted, backwards, joined = record(
        [
            ("person", name),
            ("email", f"{first}.{last}@corp.de"),
            ("email", f"{last}_{first}@corp.de"),
            ("username", f"{first}-{last}85"),
        ]
    ).texts
    new_first, new_last = map(folded, surrogate.split())
    assert dotted.partition("@")[0] == f"{new_first}.{new_last}"
    assert backwards.partition("@")[0] == f"{new_last}_{new_first}"
    assert re.fullmatch(rf"{new_first}-{new_last}[1-9]\d", joined)


def test_a_surname_that_is_drawn_again_is_so_in_the_address() -> None:
    taken = one("Okafor")
    name, mail = record([("person", "Okafor"), ("email", "okafor@corp.de"), ("person", taken)]).texts[:2]
    assert name != taken
    assert mail.startswith(f"{folded(name)}@")


def test_an_initial_in_an_address_is_that_of_the_name_in_the_record() -> None:
    name, mail = record([("person", "Anna Schmidt"), ("email", "a.schmidt@corp.de")]).texts
    assert mail.startswith(f"{folded(name)[0]}.{folded(name.split()[1])}@")


@given(WORDS, DIGITS, st.sampled_from(["{}.{}", "{}{}", "{}_{}", "{}-{}.x"]))
def test_the_local_part_keeps_its_separators_and_digits_become_others(
    word: str, digits: str, form: str
) -> None:
    local = form.format(word, digits)
    found = one(f"{local}@corp.de", "email").partition("@")[0]
    assert re.sub(r"\w", "", found.replace("_", "~")) == re.sub(r"\w", "", local.replace("_", "~"))
    assert word not in found
    assert len(re.findall(r"\d+", found)[0]) == len(digits)
    assert re.findall(r"\d+", found)[0] != digits


def test_a_domain_has_one_surrogate_in_all_addresses() -> None:
    mail, other, site, www = (
        one("anna@corp.de", "email"),
        one("BOB@CORP.DE", "email"),
        one("https://corp.de/x", "url"),
        one("www.corp.de", "url"),
    )
    domain = mail.partition("@")[2]
    assert re.fullmatch(r"[a-z-]+\.example", domain)
    assert other.endswith(f"@{domain.upper()}")
    assert site.startswith(f"https://{domain}/")
    assert www == f"www.{domain}"
    assert one("anna@corp.com", "email").partition("@")[2] != domain


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["https://", "http://", "ftp://", ""]))
def test_no_word_of_a_web_address_is_left(words: list[str], scheme: str) -> None:
    value = f"{scheme}www.{words[0]}.com:8080/{'/'.join(words)}/?q={words[-1]}&n=17#{words[0]}"
    found = one(value, "url")
    assert found.startswith(f"{scheme}www.")
    assert ":8080/" in found
    assert re.sub(r"[\w.%]+", "w", found) == re.sub(r"[\w.%]+", "w", value)
    assert not set(words) & set(re.findall("[a-z]+", found))
    assert "17" not in re.findall(r"\d+", found.partition("8080")[2])


def test_an_encoded_word_and_a_code_in_a_path_are_replaced() -> None:
    assert "%" not in one("https://corp.de/M%C3%BCller", "url")
    assert re.fullmatch(r"https://\w+\.example/\w{11}", one("https://corp.de/dQw4w9WgXcQ", "url"))


def test_a_numeric_host_becomes_one_for_documentation() -> None:
    assert one("http://10.1.2.3:80/", "url") == f"http://{one('10.1.2.3', 'ip_address')}:80/"
    assert one("anna@[10.1.2.3]", "email").endswith(f"@[{one('10.1.2.3', 'ip_address')}]")


def test_two_addresses_that_come_out_alike_get_numbers() -> None:
    # Folded to plain letters, the names of the surrogates can be the same.
    addresses = [f"{name}@corp.de" for name in ("anna", "änna", "ánna", "anná", "annà", "ànna")]
    found = record([("email", address) for address in addresses])
    assert len(set(found.texts)) == len(addresses)


@given(st.ip_addresses(v=4))
def test_an_address_of_version_4_becomes_one_for_documentation(address: ipaddress.IPv4Address) -> None:
    found = ipaddress.IPv4Address(one(str(address), "ip_address"))
    assert any(found in network for network in DOCUMENTATION)


@given(st.ip_addresses(v=6))
def test_an_address_of_version_6_becomes_one_for_documentation(address: ipaddress.IPv6Address) -> None:
    assert ipaddress.IPv6Address(one(str(address), "ip_address")) in DOCUMENTATION_6
    assert ipaddress.IPv6Address(one(address.exploded.upper(), "ip_address")) in DOCUMENTATION_6


@pytest.mark.parametrize("form", ["{}/24", "[{}]:80", "{}:443", "{} - {}", "({})", "{}, {}"])
def test_what_stands_around_addresses_stays(form: str) -> None:
    value = form.format("10.1.2.3", "10.9.8.7")
    assert one(value, "ip_address") == form.format(
        one("10.1.2.3", "ip_address"), one("10.9.8.7", "ip_address")
    )


def test_what_only_looks_like_an_address_becomes_none_that_is_somebodys() -> None:
    assert ipaddress.IPv4Address(one("999.1.1.1", "ip_address")) in {
        address for network in DOCUMENTATION for address in network
    }


def test_more_addresses_than_there_are_for_documentation_are_of_benchmarks() -> None:
    values = [f"10.0.{number // 256}.{number % 256}" for number in range(1_000)]
    found = record([("ip_address", value) for value in values]).texts
    assert len(set(found)) == len(values)
    networks = (*DOCUMENTATION, BENCHMARKS)
    assert all(any(ipaddress.ip_address(text) in network for network in networks) for text in found)


@given(st.binary(min_size=6, max_size=6), st.sampled_from([":", "-", ""]), st.booleans())
def test_a_hardware_address_becomes_one_that_is_given_out_locally(
    address: bytes, separator: str, capitals: bool
) -> None:
    value = separator.join(f"{byte:02x}" for byte in address)
    found = one(value.upper() if capitals else value, "mac_address")
    assert len(found) == len(value)
    assert found == (found.upper() if capitals and not value.isdigit() else found.lower())
    first = int(found[:2], 16)
    assert first & 0x02
    assert not first & 0x01


def test_a_user_name_keeps_its_shape() -> None:
    assert re.fullmatch(r"@[a-z]+_[a-z]+[1-9]\d\d", one("@anna_schmidt123", "username"))
    assert re.fullmatch(r"[A-Z][a-z]+", one("Darkknight", "username"))
    assert people("Anna")[0].lower() == one("anna", "username")
