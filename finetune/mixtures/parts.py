"""What the bundled tagger is trained on: sets, how much of each, and our labels for theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from finetune.mixtures import sources
from finetune.mixtures.lists import lists
from finetune.mixtures.own import LANGUAGES, made_up, own
from finetune.mixtures.records import Record, Source

INSERTED = (
    "email",
    "url",
    "ip_address",
    "phone_number",
    "username",
    "id_number",
    "credit_card",
    "bank_account",
)
"""What is put into texts. Sets that do not mark these rarely have any."""
_MULTICONER = {
    **dict.fromkeys(
        ("person", "artist", "public official", "athlete", "scholar", "cleric", "sports manager"), "person"
    ),
    **dict.fromkeys(
        (
            "organization",
            "music group",
            "sports team",
            "public company",
            "private company",
            "car manufacturer",
            "aerospace manufacturer",
        ),
        "organization",
    ),
    **dict.fromkeys(("human settlement", "facility", "station", "location"), "location"),
}
_WNUT = {"group or band": "organization", "company": "organization"}
_PRESIDIO = {
    "city or country": "location",
    "date or time": "date",
    "domain name": "url",
    "social security number": "id_number",
    "driver license number": "id_number",
    "iban": "bank_account",
    "nationality": None,
    "title": None,
}
_CONTEXTUAL = {
    **dict.fromkeys(
        ("company", "school", "university", "insurer", "bank", "merchant", "hospital", "court"),
        "organization",
    ),
    **dict.fromkeys(("city", "state", "landmark", "place"), "location"),
    **dict.fromkeys(
        (
            "ticket number",
            "tax number",
            "national id number",
            "policy number",
            "order number",
            "transaction id",
            "claim id",
            "case number",
            "case id",
            "vin",
        ),
        "id_number",
    ),
    "account": "bank_account",
    "zip": "address",
    "link": "url",
}
_MEDDOCAN = {
    "territorio": "location",
    "patient number": "id_number",
    "license number of a doctor": "id_number",
    "insurance number": "id_number",
    "relative": None,
    "profession": None,
}
_PERSONAL = frozenset({"person", "organization", "location", "address", "date", "phone number", "id number"})
_MANY_LABELS = {
    **dict.fromkeys(("license plate", "tracking number", "case number"), "id_number"),
    **dict.fromkeys(("medication", "medical condition", "occupation"), None),
}
_TAB = {"case number": "id_number", "demographic attribute": None, "quantity": None, "other": None}
NOTHING_PERSONAL = ("person", *INSERTED)
"""What abstracts of papers have none of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A set in the mixture.

    Attributes:
        source: reads it.
        languages: of its texts, to draw values in; one is drawn for each text.
        names: our labels for its own; None for what is none of them. The project's table knows the others.
        most: how many texts are taken.
        times: how often they are taken as they are.
        refilled: how often with other values.
        identifiers: share of texts that an identifier is put into.
    """

    source: Source
    languages: tuple[str, ...]
    names: Mapping[str, str | None]
    most: int
    times: int = 1
    refilled: int = 0
    identifiers: float = 0.0


def marked_for_all(language: str) -> Source:
    """Those of the project's texts with many labels that were marked for all that is personal."""

    def records(data: Path) -> Iterator[Record]:
        for record in own("many_labels", language)(data):
            if set(record.labels) >= _PERSONAL:
                yield record

    return records


PARTS: dict[str, Part] = {
    **{
        f"fully_labelled {language}": Part(
            own("fully_labelled", language), (language,), {}, 10_000, times=4, refilled=3
        )
        for language in LANGUAGES
    },
    **{
        f"many_labels {language}": Part(
            marked_for_all(language), (language,), _MANY_LABELS, 2_000, times=1, refilled=3
        )
        for language in LANGUAGES
    },
    **{
        f"synthetic:{language}": Part(made_up(language, 2_000), (language,), {}, 2_000)
        for language in LANGUAGES
    },
    **{f"lists {language}": Part(lists(language, 4_500), (language,), {}, 4_500) for language in LANGUAGES},
    **{
        f"wikiann:{language}": Part(
            sources.wikiann(language),
            (language,) if language in LANGUAGES else LANGUAGES,
            {},
            most,
            refilled=1,
            identifiers=0.15,
        )
        for language, most in (("en", 2_500), ("de", 7_000), ("es", 3_500), ("fr", 3_500), ("nl", 1_000))
    },
    "wnut17": Part(sources.wnut17, ("en",), _WNUT, 4_000, times=2, refilled=2, identifiers=0.1),
    "uner pt": Part(sources.uner("pt_bosque-ud-train"), ("es", "it"), {}, 3_000, identifiers=0.15),
    "crossner": Part(sources.crossner, ("en",), {}, 4_000, identifiers=0.1),
    "multiconer2": Part(sources.multiconer, ("en",), _MULTICONER, 6_000, identifiers=0.1),
    "presidio-research": Part(
        sources.presidio, ("en", "en", "de", "es"), _PRESIDIO, 2_000, times=3, refilled=9
    ),
    "contextual-anonymizer": Part(sources.contextual, ("en",), _CONTEXTUAL, 2_500),
    "lifebench": Part(sources.lifebench, ("en",), {}, 150),
    "meddocan": Part(sources.meddocan, ("es",), _MEDDOCAN, 12_000, refilled=1),
    "tab": Part(sources.tab, ("en",), _TAB, 2_000, times=6, refilled=3),
    "bc5cdr": Part(sources.biomedical("BC5CDR-IOB", {}), ("en",), {}, 800, identifiers=0.1),
    "ncbi": Part(sources.biomedical("NCBI-disease-IOB", {}), ("en",), {}, 300, identifiers=0.1),
}
