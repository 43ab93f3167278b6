"""User labels and what each model calls them: one table, read in both directions.

A *label* is the canonical name used in outputs, thresholds and operators. Users, models and data sets
have names of their own (`PER`, `B-GIVEN_NAME`, `STREET_ADDRESS`, `ssn`); `canonical` maps them here.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from anonymize.errors import UnknownLabelError
from anonymize.translations import TRANSLATIONS


@dataclass(frozen=True, slots=True)
class Label:
    """One entry of the table.

    Attributes:
        name: the canonical name.
        description: what it covers, in a few words.
        synonyms: other names for it, normalised as `normalise` does.
    """

    name: str
    description: str
    synonyms: tuple[str, ...]


_ENGLISH: tuple[Label, ...] = (
    Label(
        "person",
        "names of people, whole or in part",
        (
            "per",
            "name",
            "people",
            "human",
            "full_name",
            "person_name",
            "first_name",
            "given_name",
            "middle_name",
            "last_name",
            "surname",
            "family_name",
            "patient",
            "patient_name",
            "doctor",
            "employee",
            "customer",
            "vorname",
            "nombre",
            "apellido",
            "nom",
            "prénom",
            "cognome",
        ),
    ),
    Label(
        "organization",
        "companies, authorities, clubs, hospitals",
        (
            "org",
            "organisation",
            "company",
            "company_name",
            "corporation",
            "employer",
            "institution",
            "agency",
            "hospital",
            "group",
        ),
    ),
    Label(
        "location",
        "cities, regions, countries, places without a street; addresses, too, unless `address` is asked for",
        ("loc", "gpe", "city", "town", "country", "state", "county", "region", "province", "place", "fac"),
    ),
    Label(
        "address",
        "street addresses, with number, postcode and town where they stand together",
        (
            "street_address",
            "street",
            "street_name",
            "postal_address",
            "home_address",
            "addr",
            "building_number",
            "secondary_address",
            "zip",
            "zip_code",
            "zipcode",
            "postcode",
            "postal_code",
            "plz",
        ),
    ),
    Label(
        "date",
        "calendar dates and dates of birth",
        ("date_time", "datetime", "time", "dob", "date_of_birth", "birth_date", "birthdate", "birthday"),
    ),
    Label("age", "ages of people", ()),
    Label(
        "phone_number",
        "telephone, mobile and fax numbers",
        (
            "phone",
            "telephone",
            "telephone_number",
            "mobile",
            "mobile_number",
            "cell",
            "cell_phone",
            "fax",
            "fax_number",
            "tel",
        ),
    ),
    Label("email", "e-mail addresses", ("mail", "e_mail", "email_address", "mail_address")),
    Label("url", "web addresses", ("link", "uri", "website", "web_address", "domain_name", "homepage")),
    Label("ip_address", "IPv4 and IPv6 addresses", ("ip", "ipv4", "ipv6", "ip_addr")),
    Label(
        "username",
        "account names and handles",
        ("user", "user_name", "login", "handle", "account_name", "screen_name"),
    ),
    Label(
        "id_number",
        "national, tax, passport, patient and customer numbers",
        (
            "id",
            "id_num",
            "identifier",
            "ssn",
            "us_ssn",
            "social_security_number",
            "national_id",
            "tax_id",
            "tax_number",
            "passport",
            "passport_number",
            "us_passport",
            "driver_license",
            "drivers_license",
            "us_driver_license",
            "license_number",
            "medical_record_number",
            "mrn",
            "customer_id",
            "dni",
            "nif",
            "code",
        ),
    ),
    Label(
        "credit_card",
        "payment card numbers",
        ("card", "card_number", "credit_card_number", "creditcard", "payment_card", "debit_card", "cc"),
    ),
    Label(
        "bank_account",
        "IBAN and account numbers",
        ("iban", "iban_code", "account_number", "bank_account_number", "us_bank_number", "bban"),
    ),
    Label("mac_address", "hardware addresses of network cards", ("mac", "mac_addr", "hardware_address")),
)

TABLE: tuple[Label, ...] = tuple(
    replace(entry, synonyms=(*entry.synonyms, *TRANSLATIONS[entry.name].split())) for entry in _ENGLISH
)

TABLE_NAMES: frozenset[str] = frozenset(entry.name for entry in TABLE)
"""The canonical names of the table."""

_BY_NAME: dict[str, str] = {name: entry.name for entry in TABLE for name in (entry.name, *entry.synonyms)}

_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))
"""Endings of plurals, and what the singular has instead."""


_NAMES_OF = re.compile(r"names?_of_(?:all_|the_|an?_)?(.+)|(.+?)(?:'s|')?_names?")
"""What somebody or something is called: `names of patients`, `patient's name`."""
_CALLED = frozenset({"person", "organization", "location"})
"""What is found by its name: whose values these are."""

_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc"), "'")


def composed(name: str) -> str:
    """Gives a label name in one spelling, whatever wrote it: NFKC, and with the apostrophe of typewriters."""
    return unicodedata.normalize("NFKC", name).translate(_APOSTROPHES)


def normalise(name: str) -> str:
    """Gives a label name as the table spells it: composed, lower case, words joined by `_`."""
    return "_".join(composed(name).lower().replace("-", " ").replace("_", " ").split())


def canonical(name: str) -> str:
    """Maps a user's or a model's label name, or the plural of one, to the canonical one.

    A name outside the table is only normalised, so that a model's own labels keep their names.
    """
    normalised = normalise(name)
    if known := _in_table(normalised):
        return known
    match = _NAMES_OF.fullmatch(normalised)
    called = _in_table(match[1] or match[2]) if match else None
    return called if called in _CALLED else normalised


def _in_table(normalised: str) -> str | None:
    return next((_BY_NAME[one] for one in with_singulars(normalised) if one in _BY_NAME), None)


def with_singulars(normalised: str) -> Iterator[str]:
    """Gives a normalised name, and then what it may be the plural of."""
    yield normalised
    for ending, other in _PLURALS:
        if normalised.endswith(ending):
            yield f"{normalised.removesuffix(ending)}{other}"


def check_known(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Maps `names` to canonical labels, each once, in order, and checks that all are in `known`.

    Raises:
        UnknownLabelError: with the nearest names, or all known labels when none is near; a label of the table
            is no misspelling.
    """
    known_labels = sorted(set(known))
    found: dict[str, None] = {}
    for name in names:
        label = canonical(name)
        if not label:
            raise UnknownLabelError(f"an empty label; known labels are {', '.join(known_labels)}")
        if label not in known_labels:
            raise UnknownLabelError(
                f"none of the chosen detectors finds {name!r}; choose one that does (anon labels tells"
                " which), or leave it out"
                if label in TABLE_NAMES
                else f"unknown label {name!r}; {_offer(label, known_labels)}"
            )
        found[label] = None
    return tuple(found)


def _offer(label: str, known: list[str]) -> str:
    synonyms = [synonym for synonym, name in _BY_NAME.items() if name in known]
    near = difflib.get_close_matches(label, [*known, *synonyms], n=5, cutoff=0.6)
    offers = list(dict.fromkeys(canonical(name) for name in near))[:3]
    if offers:
        return f"did you mean {' or '.join(repr(offer) for offer in offers)}?"
    return f"known labels are {', '.join(known)}"
