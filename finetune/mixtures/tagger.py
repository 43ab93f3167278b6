"""Makes the training set of the bundled tagger of many public ones, each with the labels that it annotates.

    python -m finetune.mixtures.tagger --data PATH/TO/data --output runs/pii.jsonl

A line holds `text`, `spans`, `labels` (what the set annotates: what is not marked there is none of these, and
may be any other) and `source`. Each set is taken as it is and again with other values in it (`refilling`),
with identifiers put into some texts and some noise (`noise`), joined to windows of 20 to 160 words. Left
out, to measure with: CoNLL-2003, the gold set, thirty court cases of TAB, two users of lifebench, English
UNER, and
the development and test parts of the others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from anonymize.labels import canonical
from datasets_custom.kinds import LABELS
from finetune.mixtures import sources
from finetune.mixtures.noise import CASES, inserted, noisy
from finetune.mixtures.records import Record, Source, as_line, run, short
from finetune.mixtures.refilling import Refiller, values_of
from finetune.mixtures.sources import LANGUAGES, SEED

SHORTEST, LONGEST = 20, 160
"""Words of a window; where texts are joined, a number between these is drawn."""
ALONE = 0.35
"""Share of texts that are not joined to others."""
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
VALIDATION_SHARE = 100
"""Of so many windows one is kept to choose the best epoch by."""
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
_NOTHING_PERSONAL = ("person", *INSERTED)
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
        for record in sources.own("many_labels", language)(data):
            if set(record.labels) >= _PERSONAL:
                yield record

    return records


PARTS: dict[str, Part] = {
    **{
        f"fully_labelled {language}": Part(
            sources.own("fully_labelled", language), (language,), {}, 2_000, times=3, refilled=4
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
        f"synthetic:{language}": Part(sources.made_up(language, 2_000), (language,), {}, 2_000)
        for language in LANGUAGES
    },
    **{
        f"wikiann:{language}": Part(
            sources.wikiann(language),
            (language,) if language in LANGUAGES else LANGUAGES,
            {},
            most,
            refilled=1,
            identifiers=0.15,
        )
        for language, most in (("en", 2_500), ("de", 4_000), ("es", 3_500), ("fr", 3_500), ("nl", 1_000))
    },
    "wnut17": Part(sources.wnut17, ("en",), _WNUT, 4_000, identifiers=0.1),
    "uner pt": Part(sources.uner("pt_bosque-ud-train"), ("es", "it"), {}, 3_000, identifiers=0.15),
    "crossner": Part(sources.crossner, ("en",), {}, 4_000, identifiers=0.1),
    "multiconer2": Part(sources.multiconer, ("en",), _MULTICONER, 6_000, identifiers=0.1),
    "presidio-research": Part(
        sources.presidio, ("en", "en", "de", "es"), _PRESIDIO, 2_000, times=3, refilled=9
    ),
    "contextual-anonymizer": Part(sources.contextual, ("en",), _CONTEXTUAL, 2_500),
    "lifebench": Part(sources.lifebench, ("en",), {}, 150),
    "meddocan": Part(sources.meddocan, ("es",), _MEDDOCAN, 12_000, refilled=1),
    "tab": Part(sources.tab, ("en",), _TAB, 2_000, times=3),
    "bc5cdr": Part(sources.biomedical("BC5CDR-IOB", {}), ("en",), {}, 800, identifiers=0.1),
    "ncbi": Part(sources.biomedical("NCBI-disease-IOB", {}), ("en",), {}, 300, identifiers=0.1),
}
_PLACEHOLDER = re.compile(r"\[[A-Z_]+(?:_\d+)?\]")
_TITLE = re.compile(r"(?:Dr|Mr|Mrs|Ms|Miss|Prof)\.? +")
_NEEDS_DIGIT = frozenset({"date", "phone_number", "id_number", "credit_card", "bank_account", "age"})


def ours(record: Record, names: Mapping[str, str | None], *, name: str) -> Record | None:
    """Gives a text with the labels of the bundled tagger; None for a form that was not filled in.

    Args:
        record: with the set's own labels in words.
        names: see `Part`.
        name: of the part.
    """
    generated = name == "contextual-anonymizer"
    if generated and _PLACEHOLDER.search(record.text):
        return None
    spans: list[tuple[int, int, str]] = []
    for start, end, label in record.spans:
        known = _known(label, names)
        value = record.text[start:end]
        if known is None:
            continue
        if generated:
            if known in _NEEDS_DIGIT and not re.search(r"\d", value):
                continue
            title = _TITLE.match(value)
            start += title.end() if known == "person" and title else 0
            known = "person" if known == "username" and value.isalpha() and value.istitle() else known
        if not any(start < other_end and other_start < end for other_start, other_end, _ in spans):
            spans.append((start, end, known))
    labels = {_known(label, names) for label in record.labels} - {None}
    if name in {"bc5cdr", "ncbi"}:
        labels = set(_NOTHING_PERSONAL)
    return Record(record.text, tuple(spans), tuple(sorted(label for label in labels if label)))


def _known(label: str, names: Mapping[str, str | None]) -> str | None:
    found = names[label] if label in names else canonical(label)
    return found if found in LABELS else None


def windows(records: Iterable[Record], rng: random.Random) -> Iterator[Record]:
    """Joins texts that were marked for the same labels, until they have as many words as are drawn."""
    waiting: dict[tuple[str, ...], list[Record]] = {}
    wanted: dict[tuple[str, ...], int] = {}
    for record in records:
        if rng.random() < ALONE:
            yield record
            continue
        group = waiting.setdefault(record.labels, [])
        group.append(record)
        words = sum(len(one.text.split()) for one in group)
        if words >= wanted.setdefault(record.labels, rng.randint(SHORTEST, LONGEST)):
            yield _joined(group, rng)
            del waiting[record.labels], wanted[record.labels]
    for group in waiting.values():
        yield _joined(group, rng)


def _joined(group: list[Record], rng: random.Random) -> Record:
    joint = rng.choice(["\n", "\n", "\n\n", " ", " "])
    text, spans = "", []
    for record in group:
        start = len(text) + len(joint) if text else 0
        text = text + joint + record.text if text else record.text
        spans += [(start + a, start + b, label) for a, b, label in record.spans]
    return Record(text, tuple(spans), group[0].labels)


def write(data: Path, output: Path, parts: Mapping[str, Part] = PARTS) -> None:
    """Writes the mixture.

    Args:
        data: where the public data sets lie.
        output: the file.
        parts: what to take.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("wb") as file:
        read = {name: list(_read(data, name, part)) for name, part in parts.items()}
        values = values_of(
            record for name, records in read.items() if "wikiann" in name for record in records
        )
        for name, records in read.items():
            rng = random.Random(f"{SEED} {name}")  # noqa: S311 - a shuffle that repeats, not a secret
            copies = _copies(records, parts[name], Refiller(values, rng), rng)
            rows = [noisy(window, rng, CASES) for window in windows(copies, rng)]
            for number, record in enumerate(rows):
                split = "train" if number % VALIDATION_SHARE else "validation"
                file.write(as_line(record, source=name, split=split))
            words = sum(len(record.text.split()) for record in rows)
            entities = sum(len(record.spans) for record in rows)
            click.echo(
                f"{name}: {len(records):,} texts, {len(rows):,} windows, {words:,} words,"
                f" {entities:,} entities"
            )


def _read(data: Path, name: str, part: Part) -> Iterator[Record]:
    rng = random.Random(f"{SEED} {name}")  # noqa: S311 - a shuffle that repeats, not a secret
    records = [record for record in part.source(data) if record.text.strip()]
    rng.shuffle(records)
    for record in records[: part.most]:
        known = ours(record, part.names, name=name)
        if known is not None:
            yield known


def _copies(records: list[Record], part: Part, refiller: Refiller, rng: random.Random) -> Iterator[Record]:
    copies = [(record, copy) for record in records for copy in range(part.times + part.refilled)]
    rng.shuffle(copies)
    for record, copy in copies:
        language = rng.choice(part.languages)
        whole = record if copy < part.times else refiller.refilled(record, language)
        for piece in short(whole):
            if not piece.text.strip():
                continue
            made = piece
            if rng.random() < part.identifiers:
                label = rng.choice(INSERTED)
                made = inserted(made, refiller.value(label, language), label, rng)
            yield noisy(made, rng)


if __name__ == "__main__":
    run(write, __doc__)
