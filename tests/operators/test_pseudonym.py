"""Surrogates as a whole: the same for the same value, never a real one, readable as what they replace."""

from __future__ import annotations

import ipaddress
import pickle
import re

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn

from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators.base import Context, Mention, RecordOperator
from anonymize.operators.pseudonym import PSEUDONYM

KEY = Key(b"0123456789abcdef0123456789abcdef")
GIVEN = ["Anna", "Peter", "Lucía", "Jürgen", "Marie", "Thomas", "Xiomara", "Bob"]
FAMILY = ["Schmidt", "Okafor", "Thomas", "O'Neill", "Smith-Jones", "García", "Rossi", "Ng"]
NAMES = st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)).map(" ".join) | st.sampled_from(
    [*GIVEN, *FAMILY]
)
VALUES = st.tuples(
    st.sampled_from(["person", "email", "location", "organization", "phone_number", "id_number", "project"]),
    NAMES
    | st.text(max_size=20)
    | st.sampled_from(["", " ", "\ud83d", "a\r\nb", "x" * 3_000, "Dr", "שלום עולם"]),
)


def operator(key: Key = KEY, **params: object) -> RecordOperator:
    PSEUDONYM.check(params)
    built = PSEUDONYM.build(params, key)
    assert isinstance(built, RecordOperator)
    return built


def surrogates(*values: str, label: str = "person", key: Key = KEY) -> list[str]:
    mentions = [Mention(label, value) for value in values]
    return list(operator(key).operate_record(mentions, Context()).texts)


def one(value: str, label: str) -> str:
    return operator().operate(value, label)


class Memory:
    """A ledger without a vault."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}

    def holder(self, replacement: str) -> str | None:
        return self.held.get(replacement)

    def hold(self, replacement: str, identity: str) -> None:
        self.held[replacement] = identity


def test_a_value_has_one_surrogate_in_every_record_and_another_with_another_key() -> None:
    alone = surrogates("Anna Schmidt")
    assert surrogates("Bob", "Anna Schmidt", "Peter Okafor")[1:2] == alone
    assert surrogates("anna  schmidt")[0].casefold().split() == alone[0].casefold().split()
    assert surrogates("Anna Schmidt", key=Key(b"another key of 16 bytes")) != alone


def test_a_later_mention_of_a_part_gets_that_part_of_the_surrogate() -> None:
    whole, family, given_name, titled, last_first = surrogates(
        "Anna Schmidt", "Schmidt", "Anna", "Dr. Schmidt", "Schmidt, Anna"
    )
    assert whole == f"{given_name} {family}"
    assert titled == f"Dr. {family}"
    assert last_first == f"{family}, {given_name}"
    (surname,) = surrogates("Okafor")
    assert surrogates("Peter Okafor")[0].endswith(f" {surname}"), "in another record, too"


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("ANNA SCHMIDT", r"[^\Wa-z]+ [^\Wa-z]+"),
        ("anna schmidt", r"[^\WA-Z]+ [^\WA-Z]+"),
        ("Ludwig van Beethoven", r"\w+ van \w+"),
        ("Anna\n Schmidt", r"\w+\n \w+"),
        ("Anna-Marie Smith-Jones", r"\w+-\w+ \w+-\w+"),
        ("Frau Schmidt", r"Frau \w+"),
    ],
)
def test_a_name_keeps_its_shape(value: str, shape: str) -> None:
    assert re.fullmatch(shape, one(value, "person"))


def test_addresses_in_the_net_are_of_reserved_domains_and_go_with_the_name() -> None:
    name, mail = (
        operator()
        .operate_record(
            [Mention("person", "Anna Schmidt"), Mention("email", "anna.schmidt@corp.de")], Context()
        )
        .texts
    )
    local, _, domain = mail.partition("@")
    assert len(local.split(".")) == len(name.split())
    assert local.isascii()
    assert domain.endswith((".example", "example.com", "example.org", "example.net"))
    assert one("bob@corp.de", "email").endswith(f"@{domain}"), "one domain has one surrogate"
    address = ipaddress.ip_address(one("10.1.2.3", "ip_address"))
    assert any(
        address in ipaddress.ip_network(f"{net}.0/24") for net in ("192.0.2", "198.51.100", "203.0.113")
    )
    assert ipaddress.ip_address(one("2a02:810::1", "ip_address")) in ipaddress.ip_network("2001:db8::/32")


@pytest.mark.parametrize(
    "value", ["+1 212 555 4321", "+44 20 8366 1177", "+34 912 345 678", "+39 06 698 1234"]
)
def test_telephone_numbers_keep_their_form_and_are_nobodys(value: str) -> None:
    found = one(value, "phone_number")
    assert re.sub(r"\d", "0", found) == re.sub(r"\d", "0", value)
    number = phonenumbers.parse(found)
    national = str(number.national_number)
    reserved = national[3:6] == "555" or national.startswith(("2079460", "7700900"))
    assert reserved or not phonenumbers.is_valid_number(number)


def test_cards_and_accounts_have_a_wrong_check_digit() -> None:
    card = one("4111 1111 1111 1111", "credit_card")
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", card)
    assert not luhn.is_valid(card.replace(" ", ""))
    account = one("DE89 3704 0044 0532 0130 00", "bank_account")
    assert re.fullmatch(r"DE\d\d \d{4} \d{4} \d{4} \d{4} \d\d", account)
    assert not iban.is_valid(account)


def test_a_town_is_the_same_in_an_address() -> None:
    town = one("Berlin", "location")
    address = one("Andreasstrasse 15, 10243 Berlin", "address")
    assert address.endswith(f" {town}")
    assert "Andreas" not in address
    assert "10243" not in address


def test_a_label_of_ones_own_gets_a_keyed_tag() -> None:
    found = one("Blue Heron", "project_codename")
    assert re.fullmatch("<PROJECT_CODENAME_[0-9a-f]{8}>", found)
    assert one("blue  heron", "project_codename") == found


@given(st.lists(NAMES, max_size=60))
@settings(max_examples=50)
def test_names_of_a_record_that_differ_have_surrogates_that_differ(names: list[str]) -> None:
    found = surrogates(*names)
    by_name = dict(zip(names, found, strict=True))
    assert len({value.casefold() for value in by_name.values()}) == len({name.casefold() for name in by_name})
    real = {name.casefold() for name in names}
    for name, surrogate in by_name.items():
        assert surrogate.casefold() not in real
        assert len(surrogate.split()) == len(name.split())


@given(st.lists(VALUES, max_size=12))
@settings(max_examples=60)
def test_any_text_has_a_surrogate_and_copies_give_the_same(values: list[tuple[str, str]]) -> None:
    mentions = [Mention(label, value) for label, value in values]
    found = operator().operate_record(mentions, Context())
    copy: RecordOperator = pickle.loads(pickle.dumps(operator()))  # noqa: S301 - our own
    assert copy.operate_record(mentions, Context()) == found
    assert copy.operate_record(mentions[::-1], Context()).texts == found.texts[::-1]
    for mention, surrogate in zip(mentions, found.texts, strict=True):
        if any(map(str.isalnum, mention.value)):
            assert surrogate != mention.value


def test_with_a_ledger_no_surrogate_stands_for_two_values_of_a_job() -> None:
    memory = Memory()
    names = [f"{given_name} {family}" for given_name in GIVEN for family in FAMILY]
    records = [[name, name.split()[-1]] for name in names]
    found: dict[str, str] = {}
    for record in records:
        texts = (
            operator()
            .operate_record([Mention("person", name) for name in record], Context(ledger=memory))
            .texts
        )
        for name, surrogate in zip(record, texts, strict=True):
            assert found.setdefault(surrogate, name) == name
    assert set(found) <= set(memory.held)


def test_a_value_under_two_labels_does_not_look_for_another_surrogate_for_ever() -> None:
    value = "x" * 3_000
    mentions = [Mention("id_number", value), Mention("phone_number", value), Mention("bank_account", value)]
    memory = Memory()
    for _ in range(2):
        found = operator().operate_record(mentions, Context(ledger=memory))
        assert value not in found.texts


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(UsageError, match="locale"):
        operator(locale="xx_YY")
    german = PSEUDONYM.build({"locale": "de_DE"}, KEY)
    assert german.operate("Anna Smith", "person") != one("Anna Smith", "person")


def test_only_a_key_that_is_kept_gives_the_same_again() -> None:
    assert operator().repeatable
    assert not operator(Key.random()).repeatable
    assert "0123" not in repr(operator())
