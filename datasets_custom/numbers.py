"""Numbers that identify: telephones, cards, accounts, documents, addresses of the net.

Telephone numbers are from ranges that no subscriber has: those that regulators reserve for fiction (United
States and Canada 555-01xx, Ofcom, ARCEP, Bundesnetzagentur, ACMA, ComReg), and in Spain and Italy, which
reserve none, from ranges that the numbering plan leaves unassigned. IP addresses and domains are those set
aside for documentation (RFC 5737, 3849, 2606) or for private networks (RFC 1918). Card numbers start as
published test cards do.
"""

from __future__ import annotations

import ipaddress

from datasets_custom.people import domain
from datasets_custom.scene import Scene

DOCUMENTATION_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
CARD_PREFIXES = ("411111", "424242", "400005", "555555", "510510", "601111", "378282", "371449")
AMERICAN_EXPRESS_LENGTH = 15
CARD_LENGTH = 16
PRIVATE_ADDRESS = 0.3
VERSION_6 = 0.2


def phone(scene: Scene, _: int) -> str:
    """A telephone number, written in one of the usual ways."""
    return scene.fill(scene.pick("phones"))


def credit_card(scene: Scene, _: int) -> str:
    """A card number that passes the Luhn test."""
    prefix = scene.rng.choice(CARD_PREFIXES)
    length = AMERICAN_EXPRESS_LENGTH if prefix.startswith("3") else CARD_LENGTH
    digits = prefix + scene.fill("#" * (length - len(prefix) - 1))
    digits += _luhn_digit(digits)
    separator = scene.rng.choice(["", " ", " ", "-"])
    groups = (4, 6, 5) if length == AMERICAN_EXPRESS_LENGTH else (4, 4, 4, 4)
    return separator.join(_grouped(digits, groups))


def iban(scene: Scene, _: int) -> str:
    """An IBAN, in groups of four or in one piece."""
    number = str(scene.fake("iban_locales").iban())
    if scene.chance(0.5):
        return number
    return " ".join(_grouped(number, (4,) * (len(number) // 4 + 1))).strip()


def account(scene: Scene, _: int) -> str:
    """An account number in the form of the country."""
    return scene.fill(scene.pick("accounts"))


def national_id(scene: Scene, _: int) -> str:
    """The number of a citizen or insured person; Faker's where it knows the country's."""
    if scene.chance(0.5):
        return scene.fill(scene.pick("national_ids"))
    faker = scene.fake("id_locales")
    return str(faker.nif() if hasattr(faker, "nif") else faker.ssn())


def passport(scene: Scene, _: int) -> str:
    """`C4RX72K19` or the like."""
    return scene.fill(scene.pick("passports"))


def patient(scene: Scene, _: int) -> str:
    """The number of a patient's record."""
    return scene.fill(scene.pick("patient_ids"))


def customer(scene: Scene, _: int) -> str:
    """The number of a customer, an order or a policy."""
    return scene.fill(scene.pick("customer_ids"))


def case(scene: Scene, _: int) -> str:
    """The number of a case or a file."""
    return scene.fill(scene.pick("case_ids"))


def ip_address(scene: Scene, _: int) -> str:
    """An IPv4 or IPv6 address of the documentation networks, or a private one."""
    if scene.chance(VERSION_6):
        suffix = scene.rng.getrandbits(16 * scene.rng.choice([1, 2, 4]))
        return str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("2001:db8::")) + suffix))
    last = scene.rng.randint(1, 254)
    if scene.chance(PRIVATE_ADDRESS):
        return f"{scene.rng.choice(['192.168', '10.0', '172.16'])}.{scene.rng.randint(0, 254)}.{last}"
    return f"{scene.rng.choice(DOCUMENTATION_NETWORKS)}.{last}"


def url(scene: Scene, _: int) -> str:
    """A web address with a path."""
    path = scene.fill("[|/|/#####|/?##]") if scene.chance(0.5) else ""
    return f"{_site(scene)}/{scene.pick('path_words')}{path}"


def site(scene: Scene, _: int) -> str:
    """A web address without a path."""
    return _site(scene)


def _site(scene: Scene) -> str:
    return scene.rng.choice(["https://", "https://", "https://www.", "http://", "www."]) + domain(scene)


def _grouped(text: str, sizes: tuple[int, ...]) -> list[str]:
    groups, start = [], 0
    for size in sizes:
        groups.append(text[start : start + size])
        start += size
    return [group for group in groups if group]


def _luhn_digit(digits: str) -> str:
    """The digit that makes `digits` plus it pass the test of ISO/IEC 7812-1, annex B."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
