"""Other values in the places of those that a text has: a few texts then teach many names.

A name keeps its parts: who is `Marta Ruiz` at first and `Ruiz` later is `Ewa Nowak` and `Nowak` afterwards.
Names are drawn from Faker in many countries; organizations and places also from what real texts have.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence

from datasets_custom.kinds import KINDS
from datasets_custom.scene import Scene, fake_of
from finetune.mixtures.records import Record

NAMES = (
    *("en_US", "en_GB", "en_IN", "en_IE", "es_ES", "es_MX", "es_AR", "es_CO", "de_DE", "de_AT", "de_CH"),
    *("fr_FR", "fr_CH", "fr_CA", "it_IT", "pt_PT", "pt_BR", "nl_NL", "nl_BE", "pl_PL", "cs_CZ", "sk_SK"),
    *("sl_SI", "hr_HR", "hu_HU", "ro_RO", "sv_SE", "no_NO", "da_DK", "fi_FI", "et_EE", "lv_LV", "lt_LT"),
    *("tr_TR", "az_AZ", "id_ID", "fil_PH", "vi_VN", "yo_NG", "zu_ZA", "tw_GH"),
)
"""Faker's locales that write names in Latin script."""
KEPT = 0.1
"""Share of values that stay as they are."""
FROM_TEXTS = 0.5
"""Share of organizations and places that come from other texts."""
LONGEST_VALUE = 5
"""Words of a value that is taken from one text into another."""
_KINDS: Mapping[str, tuple[str, ...]] = {
    "organization": (
        "organization",
        "organization",
        "organization.hospital",
        "organization.school",
        "organization.office",
    ),
    "location": ("location", "location", "location.region", "location.country"),
    "address": ("address", "address.street"),
    "date": (
        "date",
        "date.numeric",
        "date.long",
        "date.day",
        "date.iso",
        "date.birth",
        "date.weekday",
        "date.month",
        "date.year",
        "date.stamp",
    ),
    "phone_number": ("phone_number",),
    "email": ("email", "email.office"),
    "url": ("url", "url.site"),
    "ip_address": ("ip_address",),
    "username": ("username",),
    "id_number": (
        "id_number",
        "id_number.passport",
        "id_number.patient",
        "id_number.customer",
        "id_number.case",
    ),
    "credit_card": ("credit_card",),
    "bank_account": ("bank_account", "bank_account", "bank_account.local"),
}
_PLAIN_WORDS = re.compile(r"[^\W\d_][^\d_()\[\]:;*\"/|]*")
_NAME_PARTS = re.compile(r"[^\W\d_](?:[\w.'\u2019-]*\w)?\.?")
_AGE = re.compile(r"\d{1,3}")

Values = Mapping[str, Sequence[str]]


def values_of(records: Iterable[Record], labels: Iterable[str] = ("organization", "location")) -> Values:
    """Collects what stands under some labels in texts, to be poured into others; each value once."""
    found: dict[str, dict[str, None]] = {label: {} for label in labels}
    for record in records:
        for start, end, label in record.spans:
            value = record.text[start:end]
            if label in found and len(value.split()) <= LONGEST_VALUE and _PLAIN_WORDS.fullmatch(value):
                found[label][value] = None
    return {label: tuple(values) for label, values in found.items()}


class Refiller:
    """Pours other values into texts.

    Args:
        values: of real texts, by label, as `values_of` gives them.
        rng: draws.
    """

    def __init__(self, values: Values, rng: random.Random) -> None:
        self._values = values
        self._rng = rng

    def refilled(self, record: Record, language: str) -> Record:
        """Gives a text with other values, their marks moved; spans must not overlap.

        Args:
            record: the text.
            language: en, de, es, fr or it, for what is written in the language's own way.
        """
        scene = Scene(language, self._rng)
        names: dict[str, str] = {}
        pieces: list[str] = []
        spans: list[tuple[int, int, str]] = []
        length = last = 0
        for start, end, label in sorted(record.spans):
            value = record.text[start:end]
            between = record.text[last:start]
            new = value if self._rng.random() < KEPT else self._value(value, label, scene, names)
            pieces += [between, new]
            length += len(between)
            spans.append((length, length + len(new), label))
            length += len(new)
            last = end
        return Record("".join([*pieces, record.text[last:]]), tuple(spans), record.labels)

    def value(self, label: str, language: str) -> str:
        """Draws a value of a label that `Refiller` knows kinds of."""
        return self._drawn(label, Scene(language, self._rng))

    def _value(self, value: str, label: str, scene: Scene, names: dict[str, str]) -> str:
        if label == "person":
            return self._name(value, names)
        if label == "username" and value.startswith("@"):
            return f"@{self._drawn(label, scene)}"
        if label == "age":
            return str(self._rng.randint(1, 97)) if _AGE.fullmatch(value) else value
        if self._values.get(label) and self._rng.random() < FROM_TEXTS:
            return self._rng.choice(self._values[label])
        return self._drawn(label, scene) if label in _KINDS else value

    def _drawn(self, label: str, scene: Scene) -> str:
        return KINDS[self._rng.choice(_KINDS[label])](scene, 1)

    def _name(self, value: str, names: dict[str, str]) -> str:
        """Replaces each part of a name, the last of several by a surname, the same part alike each time."""
        parts = list(_NAME_PARTS.finditer(value))
        several = len(parts) > 1
        reverse = "," in value
        out, last = [], 0
        for place, match in enumerate(parts):
            part = match[0]
            key = part.casefold()
            if key not in names:
                surname = several and (place == 0 if reverse else place == len(parts) - 1)
                names[key] = self._name_part(part, surname=surname)
            out += [value[last : match.start()], names[key]]
            last = match.end()
        return "".join([*out, value[last:]])

    def _name_part(self, part: str, *, surname: bool) -> str:
        if len(part.rstrip(".")) == 1:
            return self._rng.choice("ABCDEFGHIJKLMNOPRSTVWYZ") + part[1:]
        if part.islower() and len(part) <= len("della"):
            return part  # "de", "van", "della"
        faker = fake_of(self._rng.choice(NAMES), self._rng)
        drawn = (faker.last_name() if surname else faker.first_name()).strip()
        return drawn.upper() if part.isupper() and len(part) > 1 else drawn
