"""The values that a template can ask for, by name: `label.kind`, or `label` alone for the usual kind."""

from __future__ import annotations

from collections.abc import Callable

from datasets_custom import numbers, people, places, plain_numbers, times
from datasets_custom.scene import Scene
from datasets_custom.templates import PLAIN

Kind = Callable[[Scene, int], str]
"""Draws a value; the number says which of the sentence's people it is of, where that matters."""

KINDS: dict[str, Kind] = {
    "person": people.full,
    "person.first": people.first,
    "person.last": people.last,
    "person.initial": people.initial,
    "person.reversed": people.reversed_,
    "organization": places.company,
    "organization.hospital": places.hospital,
    "organization.school": places.school,
    "organization.office": places.office,
    "location": places.city,
    "location.region": places.region,
    "location.country": places.country,
    "address": places.full_address,
    "address.street": places.street,
    "date": times.any_date,
    "date.numeric": times.numeric,
    "date.long": times.long,
    "date.day": times.day,
    "date.iso": times.iso,
    "date.birth": times.birth,
    "date.weekday": times.weekday,
    "date.month": times.month,
    "date.year": times.year,
    "date.stamp": times.stamp,
    "age": times.age,
    "age.adult": times.adult_age,
    "phone_number": numbers.phone,
    "email": people.personal_email,
    "email.office": people.office_email,
    "url": numbers.url,
    "url.site": numbers.site,
    "ip_address": numbers.ip_address,
    "username": people.handle,
    "id_number": numbers.national_id,
    "id_number.passport": numbers.passport,
    "id_number.patient": numbers.patient,
    "id_number.customer": numbers.customer,
    "id_number.case": numbers.case,
    "credit_card": numbers.credit_card,
    "bank_account": numbers.iban,
    "bank_account.local": numbers.account,
    "plain.amount": plain_numbers.amount,
    "plain.count": plain_numbers.count,
    "plain.time": plain_numbers.time,
    "plain.version": plain_numbers.version,
}

LABELS: tuple[str, ...] = tuple(
    label for label in dict.fromkeys(name.partition(".")[0] for name in KINDS) if label != PLAIN
)
"""The labels of the corpus: those of the bundled model."""
