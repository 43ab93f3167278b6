"""The public sets that a mixture is made of, in the formats they came in, with their labels in words.

Left out, to measure with: CoNLL-2003, the gold set, the test parts of the others, and their development parts
but for CrossNER's and English UNER's.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from finetune.datasets.base import Request, Sentence
from finetune.datasets.brat import load as load_brat
from finetune.datasets.columns import read_columns
from finetune.datasets.registry import load_dataset
from finetune.datasets.tagging import to_iob2
from finetune.mixtures.records import SEED, Record, Source, of_sentences


def _columns(path: Path, *columns: str) -> Sequence[Sentence]:
    (sentences,) = to_iob2(read_columns(path, columns=columns))
    return sentences


PEOPLE = {"PER": "person", "ORG": "organization", "LOC": "location"}


def wikiann(language: str) -> Source:
    """Fragments of Wikipedia, tagged by machine."""
    return lambda data: of_sentences(
        load_dataset(f"wikiann:{language}", data_dir=data / "wikiann").train, PEOPLE
    )


_HANDLE = re.compile(r"(?<![\w@])@\w{2,}")


def wnut17(data: Path) -> Iterator[Record]:
    """Posts from the web; accounts with an `@` are marked, too, which the set leaves unmarked."""
    names = {
        "person": "person",
        "location": "location",
        "group": "group or band",
        "corporation": "company",
        "product": "product",
        "creative-work": "creative work",
    }
    for record in of_sentences(load_dataset("wnut17", data_dir=data / "wnut17").train, names):
        handles = [(match.start(), match.end(), "username") for match in _HANDLE.finditer(record.text)]
        spans = [
            span
            for span in record.spans
            if not any(span[0] < end and start < span[1] for start, end, _ in handles)
        ]
        yield Record(record.text, tuple(sorted([*spans, *handles])), (*record.labels, "username"))


_REMARK = re.compile(r"# (?:id |newdoc|\w+ = )")


def _rows(path: Path, word: int, tag: int) -> Iterator[Sentence]:
    """Sentences of a column file with remarks; a line that begins with a `#` may be that word."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not _REMARK.match(line)]
    for block in "\n".join(lines).strip().split("\n\n"):
        rows = [line.split() for line in block.splitlines() if line.strip()]
        if rows:
            yield Sentence(tuple(row[word] for row in rows), tuple(row[tag] for row in rows))


def uner(name: str) -> Source:
    """UniversalNER, gold."""
    return lambda data: of_sentences(_rows(data / "uner" / f"{name}.iob2", 1, 2), PEOPLE)


def biomedical(folder: str, names: dict[str, str]) -> Source:
    """Abstracts of papers."""
    return lambda data: of_sentences(_columns(data / "bio-mtl" / folder / "train.tsv", "word", "tag"), names)


MULTICONER = {
    "VisualWork": "film, series or broadcast",
    "MusicalWork": "piece of music",
    "WrittenWork": "written work",
    "ArtWork": "work of art",
    "Software": "software",
    "OtherPER": "person",
    "Artist": "artist",
    "Politician": "public official",
    "Athlete": "athlete",
    "Scientist": "scholar",
    "Cleric": "cleric",
    "SportsManager": "sports manager",
    "ORG": "organization",
    "MusicalGRP": "music group",
    "SportsGRP": "sports team",
    "PublicCorp": "public company",
    "PrivateCorp": "private company",
    "CarManufacturer": "car manufacturer",
    "AerospaceManufacturer": "aerospace manufacturer",
    "HumanSettlement": "human settlement",
    "Facility": "facility",
    "Station": "station",
    "OtherLOC": "location",
    "Clothing": "clothing",
    "Food": "food",
    "Drink": "drink",
    "OtherPROD": "product",
    "Medication/Vaccine": "medication",
    "MedicalProcedure": "medical procedure",
    "AnatomicalStructure": "body part",
    "Symptom": "symptom",
    "Disease": "disease",
}


def multiconer(data: Path) -> Iterator[Record]:
    """Fine labels on lower-case text; every second sentence gets capitals back where its entities begin."""
    chance = random.Random(SEED)  # noqa: S311 - a shuffle that repeats, not a secret
    for sentence in _rows(data / "multiconer2" / "en" / "en-train90.conll", 0, -1):
        tokens = sentence.tokens
        if chance.random() < 0.5:
            tokens = tuple(
                token[:1].upper() + token[1:] if index == 0 or tag != "O" else token
                for index, (token, tag) in enumerate(zip(tokens, sentence.tags, strict=True))
            )
        yield from of_sentences([Sentence(tokens, sentence.tags)], MULTICONER)


PRESIDIO = {
    "PERSON": "person",
    "STREET_ADDRESS": "street address",
    "GPE": "city or country",
    "ORGANIZATION": "organization",
    "CREDIT_CARD": "credit card",
    "DATE_TIME": "date or time",
    "TITLE": "title",
    "PHONE_NUMBER": "phone number",
    "AGE": "age",
    "NRP": "nationality",
    "EMAIL_ADDRESS": "email",
    "ZIP_CODE": "zip code",
    "DOMAIN_NAME": "domain name",
    "US_SSN": "social security number",
    "IP_ADDRESS": "ip address",
    "US_DRIVER_LICENSE": "driver license number",
    "IBAN_CODE": "iban",
}


def presidio(data: Path) -> Iterator[Record]:
    """Made-up sentences with personal data."""
    content = orjson.loads((data / "presidio-research" / "synth_dataset_v2.train.json").read_bytes())
    labels = tuple(sorted(PRESIDIO.values()))
    for entry in content:
        spans = [
            (span["start_position"], span["end_position"], PRESIDIO[span["entity_type"]])
            for span in entry["spans"]
        ]
        yield Record(entry["full_text"], tuple(spans), labels)


GENERATED = {
    "TICKET_ID": "ticket number",
    "NIP": "tax number",
    "PESEL": "national id number",
    "NAME": "person",
}
ALWAYS = (
    "email",
    "phone",
    "username",
    "account",
    "currency",
    "policy number",
    "order number",
    "transaction id",
)
"""Labels that were filled into the generated texts, and so are marked wherever they occur."""
NOT_TAKEN = frozenset({"PROJECT", "SUBJECT", "SKILL", "GRADE", "EXPERIENCE"})
"""Labels that were marked here and not there, and one too near to a label that is kept to measure with."""


def contextual(data: Path) -> Iterator[Record]:
    """Generated documents; of the other labels only those that occur in a text are known to be marked."""
    for line in (data / "contextual-anonymizer" / "spans_derived.jsonl").read_bytes().splitlines():
        entry = orjson.loads(line)
        spans = [
            (
                span["start"],
                span["end"],
                GENERATED.get(span["label"], span["label"].replace("_", " ").lower()),
            )
            for span in entry["spans"]
            if span["label"] not in NOT_TAKEN
        ]
        yield Record(entry["text"], tuple(spans), tuple(sorted({*ALWAYS, *(label for *_, label in spans)})))


def lifebench(data: Path) -> Iterator[Record]:
    """Generated notes and messages of six of eight users, tagged by machine."""
    names = {
        "PERSON": "person",
        "ORG": "organization",
        "LOCATION": "location",
        "ID": "id number",
        "PHONE": "phone number",
        "EMAIL": "email",
    }
    for path in sorted((data / "lifebench-pii" / "data").glob("*.jsonl.gz"))[:6]:
        with gzip.open(path) as file:
            for line in file:
                entry = orjson.loads(line)
                spans = [(span["start"], span["end"], names[span["type"]]) for span in entry["pii_spans"]]
                yield Record(entry["data_to_answer"], tuple(spans), tuple(sorted(names.values())))


MEDDOCAN = {
    "TERRITORIO": "territorio",
    "FECHAS": "date",
    "EDAD_SUJETO_ASISTENCIA": "age",
    "NOMBRE_SUJETO_ASISTENCIA": "patient",
    "NOMBRE_PERSONAL_SANITARIO": "doctor",
    "CALLE": "street address",
    "PAIS": "country",
    "ID_SUJETO_ASISTENCIA": "patient number",
    "ID_TITULACION_PERSONAL_SANITARIO": "license number of a doctor",
    "CORREO_ELECTRONICO": "email",
    "ID_ASEGURAMIENTO": "insurance number",
    "HOSPITAL": "hospital",
    "FAMILIARES_SUJETO_ASISTENCIA": "relative",
    "INSTITUCION": "institution",
    "NUMERO_TELEFONO": "phone number",
    "PROFESION": "profession",
}


def meddocan(data: Path) -> Iterator[Record]:
    """Spanish clinical cases."""
    folder = data / "meddocan" / "corpus" / "train" / "brat"
    request = Request(f"brat:{folder}", str(folder), None, SEED, None, None)
    loaded = load_brat(request)
    return of_sentences([*loaded.train, *(loaded.validation or ()), *(loaded.test or ())], MEDDOCAN)


CROSSNER = {
    **dict.fromkeys(("person", "politician", "writer", "musicalartist", "scientist", "researcher"), "person"),
    **dict.fromkeys(("organisation", "politicalparty", "band", "university"), "organization"),
    **dict.fromkeys(("location", "country"), "location"),
}


def crossner(data: Path) -> Iterator[Record]:
    """Five domains of Wikipedia, their labels made coarse; train and dev, never test."""
    for folder in sorted(path for path in (data / "crossner").iterdir() if path.is_dir()):
        for split in ("train", "dev"):
            yield from of_sentences(_columns(folder / f"{split}.txt", "word", "tag"), CROSSNER)


TAB = {
    "PERSON": "person",
    "CODE": "case number",
    "LOC": "location",
    "ORG": "organization",
    "DATETIME": "date",
    "DEM": "demographic attribute",
    "QUANTITY": "quantity",
    "MISC": "other",
}
TAB_TRAINED_ON = 62
"""So many court cases are trained on; those behind them in the file are kept to measure with."""


def tab(data: Path) -> Iterator[Record]:
    """English court cases, person names with their titles."""
    labels = tuple(sorted(TAB.values()))
    for line in (data / "tab" / "train.jsonl").read_bytes().splitlines()[:TAB_TRAINED_ON]:
        entry = orjson.loads(line)
        spans = {
            (one["start_offset"], one["end_offset"], TAB[one["entity_type"]]) for one in entry["entities"]
        }
        yield Record(entry["text"], tuple(sorted(spans)), labels)
