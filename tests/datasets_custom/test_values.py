"""Values: nobody's numbers, nobody's domains, and right where a checksum says so."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

import phonenumbers
import pytest
from stdnum import iban, luhn

from datasets_custom.kinds import KINDS
from datasets_custom.scene import Scene, language_words, plain
from tests.datasets_custom.support import LANGUAGES, rng

RESERVED_NUMBERS = {
    "US": r"\+1\d{3}55501\d\d",
    "GB": r"\+44(2079460\d{3}|1\d{2}4960\d{3}|1632960\d{3}|7700900\d{3})",
    "AU": r"\+61[2378](5550|7010)\d{4}",
    "IE": r"\+3532091\d{5}",
    "DE": r"\+49(3023125|6990009|4066969|2214710|8999998)\d{3}|\+49(17139200|176040690)\d\d",
    "FR": r"\+33(19900|26191|35301|46571|53649|63998)\d{4}",
}
"""What the regulators keep free for fiction, in international form."""
HOME = {"en": ("US", "GB", "AU", "IE"), "es": ("ES", "US"), "de": ("DE",), "fr": ("FR", "US"), "it": ("IT",)}
UNASSIGNED = ("ES", "IT")
DRAWS = 400


def draw(kind: str, language: str) -> list[str]:
    return [KINDS[kind](Scene(language, rng(seed)), 1) for seed in range(DRAWS)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_gives_a_value(language: str) -> None:
    for name, kind in KINDS.items():
        for seed in range(40):
            value = kind(Scene(language, rng(seed)), 1)
            assert value == value.strip() != "", name
            assert re.search(r"[\n{}\[\]|%]|  ", value) is None, f"{name}: {value}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_telephone_numbers_are_nobodys(language: str) -> None:
    for number in draw("phone_number", language):
        assert any(_is_nobodys(number, country) for country in HOME[language]), number


def _is_nobodys(number: str, country: str) -> bool:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.region_code_for_country_code(parsed.country_code or 0) != country:
        return False
    international = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if country in UNASSIGNED:
        return not phonenumbers.is_valid_number(parsed)
    return re.fullmatch(RESERVED_NUMBERS[country], international) is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "host"),
    [
        ("email", lambda value: value.partition("@")[2]),
        ("email.office", lambda value: value.partition("@")[2]),
        ("url", lambda value: re.sub(r"^https?://", "", value).partition("/")[0]),
        ("url.site", lambda value: re.sub(r"^https?://", "", value)),
    ],
)
def test_domains_can_never_be_registered(kind: str, host: Callable[[str], str], language: str) -> None:
    for value in draw(kind, language):
        assert value.isascii()
        assert re.fullmatch(r"([a-z0-9-]+\.)*([a-z0-9-]+\.example|example\.(com|org|net))", host(value)), (
            value
        )


def test_ip_addresses_are_for_documentation_or_private() -> None:
    documentation = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"]
    private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
    networks = [ipaddress.ip_network(network) for network in (*documentation, *private)]
    addresses = [ipaddress.ip_address(value) for value in draw("ip_address", "en")]
    assert all(any(address in network for network in networks) for address in addresses)
    assert {address.version for address in addresses} == {4, 6}


def test_cards_pass_the_luhn_test() -> None:
    numbers = [re.sub("[ -]", "", value) for value in draw("credit_card", "en")]
    assert all(luhn.is_valid(number) for number in numbers)
    assert {len(number) for number in numbers} == {15, 16}


@pytest.mark.parametrize("language", LANGUAGES)
def test_ibans_pass_their_checksum(language: str) -> None:
    assert all(iban.is_valid(value, check_country=False) for value in draw("bank_account", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_some_names_are_words_too(language: str) -> None:
    words = language_words(language)
    for kind, name in (("person.first", "word_first_names"), ("person.last", "word_last_names")):
        share = sum(value in words[name] for value in draw(kind, language)) / DRAWS
        assert 0.05 < share < 0.4


def test_one_person_has_one_name() -> None:
    scene = Scene("de", rng(5))
    first, last = KINDS["person.first"](scene, 1), KINDS["person.last"](scene, 1)
    assert KINDS["person"](scene, 1) == f"{first} {last}"
    assert KINDS["person.reversed"](scene, 1) == f"{last}, {first}"
    assert KINDS["person"](scene, 2) != f"{first} {last}"


def test_mail_address_and_user_name_are_of_the_person_beside_them() -> None:
    derived = 0
    for seed in range(100):
        scene = Scene("es", rng(seed))
        names = [plain(KINDS[kind](scene, 1)) for kind in ("person.first", "person.last")]
        email, username = KINDS["email"](scene, 1), KINDS["username"](scene, 1)
        assert any(name in email for name in names)
        derived += any(name in username for name in names)
    assert derived > 60


def test_patterns_draw_digits_letters_and_wordings() -> None:
    texts = {Scene("en", rng(seed)).fill("[A|B]-%#? {name}", name="#%?") for seed in range(60)}
    assert all(re.fullmatch(r"[AB]-[1-9]\d[A-Z] #%\?", text) for text in texts)
    assert len(texts) > 40


@pytest.mark.parametrize(
    ("text", "expected"), [("Łucja Núñez", "lucjanunez"), ("Weiß", "weiss"), ("Øst Đ", "ostd"), ("漢字", "")]
)
def test_plain_spelling_is_ascii(text: str, expected: str) -> None:
    assert plain(text) == expected
