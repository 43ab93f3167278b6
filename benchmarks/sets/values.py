"""Values that identify, made up at random and written in the ways of many countries.

Neither seed nor forms are those of the generator that made training texts (`datasets_custom.generator`). The
forms are in `values.yaml`.
"""

from __future__ import annotations

import datetime
import ipaddress
import random
import re
import string
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets_custom.scene import plain
from datasets_custom.templates import read_yaml

if TYPE_CHECKING:
    from faker import Faker

FORMS: Mapping[str, Any] = read_yaml(Path(__file__).with_name("values.yaml"))
NATIONAL = 0.6
"""Share of id numbers that an authority gives out."""
IN_GROUPS = 0.5
"""Share of IBANs that are."""
VERSION_4 = 0.55
"""Share of IP addresses."""
WITH_PORT = 0.1
"""Share of whole web addresses."""
AT_HOME = 0.5
"""Share of telephone numbers that are written without a country."""
FIRST, LAST = datetime.date(1948, 1, 1), datetime.date(2031, 12, 31)
_TRIES = 100_000


class Source:
    """Draws values for one text.

    Attributes:
        rng: all randomness of the text.
        language: of the sentence that a value is put into.
    """

    def __init__(self, rng: random.Random, language: str) -> None:
        self.rng = rng
        self.language = language

    def fill(self, pattern: str) -> str:
        """Fills a pattern: `#` a digit, `%` a digit but 0, `?` a capital letter."""
        drawn = {"#": string.digits, "%": string.digits[1:], "?": string.ascii_uppercase}
        return "".join(self.rng.choice(drawn.get(character, character)) for character in pattern)

    def fake(self) -> Faker:
        """Gives a Faker of a country of the language."""
        faker = _faker(self.rng.choice(FORMS["locales"][self.language]))
        faker.random = self.rng  # type: ignore[attr-defined] # public, but not in Faker's stub
        return faker

    def until(self, draw: Callable[[], str], check: Callable[[str], bool]) -> str:
        """Draws until a value passes.

        Raises:
            ValueError: none of very many does.
        """
        for _ in range(_TRIES):
            value = draw()
            if check(value):
                return value
        raise ValueError("no value passes its check")


@cache
def _faker(locale: str) -> Faker:
    from faker import Faker

    return Faker(locale)


def email(source: Source) -> str:
    """A mail address at a company or a provider."""
    rng, faker = source.rng, source.fake()
    first, last = plain(faker.first_name()) or "ana", plain(faker.last_name()) or "silva"
    number = rng.randint(1, 99)
    local = rng.choice(
        [
            f"{first}.{last}",
            f"{first[0]}{last}",
            f"{last}_{first}{number}",
            f"{first}-{last}",
            f"{first}{number}",
            f"{first}.{last}+{rng.choice(['news', 'shop', 'x7'])}",
            f"{first[0]}.{last}.{number}",
            f"{first.title()}.{last.title()}",
            last.upper(),
        ]
    )
    return f"{local}@{_host(source)}"


def url(source: Source) -> str:
    """A web address, with or without its scheme, path, query and fragment."""
    rng = source.rng
    beginning = rng.choice(["https://", "https://", "http://", "https://www.", "www.", "ftp://", ""])
    port = f":{rng.randint(1025, 9999)}" if "//" in beginning and rng.random() < WITH_PORT else ""
    words = [plain(word) or "x" for word in source.fake().words(3)]
    path: str = rng.choice(FORMS["paths"])
    if not beginning and path in {"", "/"}:
        path = "/{0}"  # a bare domain may be the name of a company
    return beginning + _host(source) + port + path.format(*words, n=rng.randint(2, 99_999))


def _host(source: Source) -> str:
    rng, faker = source.rng, source.fake()
    name = plain(rng.choice([faker.company(), faker.last_name(), faker.word() + faker.word()])) or "atlas"
    beginning = rng.choice(["", "", "", "mail.", "intra-net.", "a2."])
    return f"{beginning}{name[:20]}.{rng.choice(FORMS['domains'])}"


def ip_address(source: Source) -> str:
    """An address of version 4 or 6, the latter in any of its notations."""
    rng = source.rng
    if rng.random() < VERSION_4:
        return str(ipaddress.IPv4Address(rng.randint(0x01000000, 0xDFFFFFFF)))
    network = rng.choice([0x2A00, 0x2001, 0xFE80, 0xFD12, 0x2606])
    address = ipaddress.IPv6Address((network << 112) | rng.getrandbits(rng.choice([16, 32, 64, 112])))
    return rng.choice([str(address), str(address), address.exploded, str(address).upper()])


def credit_card(source: Source) -> str:
    """A card number of one of the brands, with its Luhn digit, in one piece or in its groups."""
    from stdnum import luhn

    brand = source.rng.choice(FORMS["cards"])
    groups = brand["groups"]
    begins = source.rng.choice(brand["begins"])
    digits = source.fill(begins + "#" * (sum(groups) - len(begins) - 1))
    digits += luhn.calc_check_digit(digits)
    return _grouped(digits, groups, source.rng.choice(["", " ", "-"]))


def bank_account(source: Source) -> str:
    """An IBAN with its check digits, in groups of four or in one piece."""
    from stdnum import iban, numdb

    country = source.rng.choice(FORMS["ibans"])
    structure = numdb.get("iban").info(country)[0][1]["bban"]
    letters = {"n": "#", "a": "?", "c": "#"}
    parts = re.findall(r"(\d+)!?([nac])", structure)
    account = source.fill("".join(letters[kind] * int(length) for length, kind in parts))
    check = iban.calc_check_digits(f"{country}00{account}")
    number = f"{country}{check}{account}"
    if source.rng.random() < IN_GROUPS:
        return _grouped(number, [4] * (len(number) // 4 + 1), " ")
    return number


def phone_number(source: Source) -> str:
    """A telephone number that its country's plan allows, written as at home or with the country before it."""
    import phonenumbers

    rng = source.rng
    home = rng.random() < AT_HOME
    region = rng.choice(FORMS["at_home"][source.language] if home else FORMS["abroad"])
    kind = rng.choice([phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE])
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        raise ValueError(f"{region} has no number of the kind {kind}")
    beginning = phonenumbers.national_significant_number(example)[:-7]

    def valid(digits: str) -> bool:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{example.country_code}{digits}"))

    digits = source.until(lambda: source.fill(beginning + "#######"), valid)
    number = phonenumbers.parse(f"+{example.country_code}{digits}")
    forms = phonenumbers.PhoneNumberFormat
    if home:
        written = str(phonenumbers.format_number(number, forms.NATIONAL))
        others = [_separated(written, "-"), _separated(written, "."), re.sub("[^0-9]", "", written)]
        return rng.choice([written, written, *others])
    written = str(phonenumbers.format_number(number, forms.INTERNATIONAL))
    return rng.choice(
        [
            written,
            written,
            str(phonenumbers.format_number(number, forms.E164)),
            _separated(written, "-"),
            _separated(written, "."),
            f"00{written[1:]}",
            f"({written.replace(' ', ') ', 1)}",
        ]
    )


def _separated(number: str, separator: str) -> str:
    return re.sub(r"\)? |-", lambda found: found[0] if ")" in found[0] else separator, number)


def id_number(source: Source) -> str:
    """A number that an authority gives out, as python-stdnum takes it for valid, or that of a record."""
    if source.rng.random() >= NATIONAL:
        return source.fill(source.rng.choice(FORMS["record_ids"]))
    name = source.rng.choice(list(FORMS["national_ids"]))
    pattern = source.rng.choice(FORMS["national_ids"][name])
    module = import_module(f"stdnum.{name}")

    def valid(number: str) -> bool:
        return bool(module.is_valid(re.sub("[. ]", "", number)))  # some modules know of no separators

    return source.until(lambda: source.fill(pattern), valid)


def date(source: Source) -> str:
    """A date as the language writes it, in figures, with the month's name, or with the day in words."""
    from babel.dates import format_date

    days = FORMS["days"][source.language]
    pattern = source.rng.choice(FORMS["dates"][source.language])
    drawn = FIRST + datetime.timedelta(days=source.rng.randint(0, (LAST - FIRST).days))
    if "day" in pattern:
        drawn = drawn.replace(day=source.rng.randint(1, len(days)))
        pattern = pattern.replace("day", f"'{days[drawn.day - 1]}'")
    return str(format_date(drawn, pattern, locale=source.language))


VALUES: dict[str, Callable[[Source], str]] = {
    "email": email,
    "url": url,
    "ip_address": ip_address,
    "credit_card": credit_card,
    "bank_account": bank_account,
    "phone_number": phone_number,
    "id_number": id_number,
    "date": date,
}
"""What draws a value of each label."""


def _grouped(text: str, sizes: list[int], separator: str) -> str:
    groups = []
    for size in sizes:
        groups.append(text[:size])
        text = text[size:]
    return separator.join(group for group in groups if group)
