"""Makes one training set of many public ones, each with the labels that it annotates.

    python -m finetune.gliner.mixture --data PATH/TO/data --output runs/mixture.jsonl

Reads the sets in the formats they were published in, and adds made-up sentences and the project's texts with
many labels. A line holds `text`, `spans`, `labels` (all that the set annotates: what is not marked there is
none of these) and `source`. Left out, to measure with: CoNLL-2003, CrossNER, TAB, the gold set, and the
development parts of the others.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path

import click
import orjson

from datasets_custom.generator import Generator
from datasets_custom.kinds import LABELS
from finetune.datasets.base import Request, Sentence
from finetune.datasets.brat import load as load_brat
from finetune.datasets.columns import read_columns
from finetune.datasets.registry import load_dataset
from finetune.datasets.tagging import to_iob2

HELD_OUT = frozenset({"project codename", "nickname", "vehicle", "pet name", "machine name"})
"""Labels of the gold set that no training text may have, so that they measure labels never seen."""
LONGEST = 1_200
"""Characters. Longer texts are cut at a line or a sentence; an entity over a cut is left unmarked."""
LANGUAGES = ("en", "de", "es", "fr", "it")
SEED = 42
MADE_UP = 2_500
"""Made-up sentences a language."""
MADE_UP_LABELS = tuple(sorted(label.replace("_", " ") for label in LABELS))
VALIDATION_SHARE = 100
"""Of so many texts one is kept to choose the best epoch by."""


@dataclass(frozen=True, slots=True)
class Record:
    """A text, what is marked in it, and what would have been."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    labels: tuple[str, ...]


Source = Callable[[Path], Iterator[Record]]


def of_sentences(sentences: Iterable[Sentence], names: dict[str, str]) -> Iterator[Record]:
    """Records of tagged words, their labels in words; labels without a name are not taken."""
    labels = tuple(sorted(set(names.values())))
    for sentence in sentences:
        spans = [(start, end, names[label]) for start, end, label in sentence.entities() if label in names]
        yield Record(sentence.written()[0], tuple(spans), labels)


def _columns(path: Path, *columns: str) -> Sequence[Sentence]:
    (sentences,) = to_iob2(read_columns(path, columns=columns))
    return sentences


PEOPLE = {"PER": "person", "ORG": "organization", "LOC": "location"}


def wikiann(language: str) -> Source:
    """Fragments of Wikipedia, tagged by machine."""
    return lambda data: of_sentences(
        load_dataset(f"wikiann:{language}", data_dir=data / "wikiann").train, PEOPLE
    )


def wnut17(data: Path) -> Iterator[Record]:
    """Posts from the web."""
    names = {
        "person": "person",
        "location": "location",
        "group": "group or band",
        "corporation": "company",
        "product": "product",
        "creative-work": "creative work",
    }
    return of_sentences(load_dataset("wnut17", data_dir=data / "wnut17").train, names)


def _rows(path: Path, word: int, tag: int) -> Iterator[Sentence]:
    """Sentences of a column file with remarks, which begin with a `#` and a space."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
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


def made_up(language: str) -> Source:
    """The sentences of `synthetic:LANG`."""

    def records(_: Path) -> Iterator[Record]:
        generator = Generator(language, seed=SEED)
        for index in range(MADE_UP):
            example = generator.example("train", index)
            spans = [(one.start, one.end, one.label.replace("_", " ")) for one in example.entities]
            yield Record(example.text, tuple(spans), MADE_UP_LABELS)

    return records


def many_labels(language: str) -> Source:
    """The project's own texts with many labels."""

    def records(_: Path) -> Iterator[Record]:
        path = files("datasets_custom").joinpath("many_labels", f"{language}.jsonl")
        for line in path.read_bytes().splitlines():
            entry = orjson.loads(line)
            spans = [(span["start"], span["end"], span["label"]) for span in entry["spans"]]
            yield Record(entry["text"], tuple(spans), tuple(entry["labels"]))

    return records


SOURCES: dict[str, tuple[Source, int, int]] = {
    **{f"many_labels {language}": (many_labels(language), 2_000, 4) for language in LANGUAGES},
    **{f"synthetic:{language}": (made_up(language), MADE_UP, 1) for language in LANGUAGES},
    **{f"wikiann:{language}": (wikiann(language), 2_500, 1) for language in ("en", "de", "es", "fr")},
    "wnut17": (wnut17, 4_000, 1),
    "uner en": (uner("en_ewt-ud-dev"), 2_500, 1),
    "uner pt": (uner("pt_bosque-ud-train"), 2_000, 1),
    "multiconer2": (multiconer, 16_000, 1),
    "presidio-research": (presidio, 2_000, 1),
    "contextual-anonymizer": (contextual, 2_800, 1),
    "lifebench": (lifebench, 600, 1),
    "meddocan": (meddocan, 3_500, 1),
    "bc5cdr": (biomedical("BC5CDR-IOB", {"Chemical": "chemical", "Disease": "disease"}), 2_000, 1),
    "ncbi": (biomedical("NCBI-disease-IOB", {"Disease": "disease"}), 1_000, 1),
}
"""Each source, how many of its texts are taken at most, and how often."""


def short(record: Record) -> Iterator[Record]:
    """Cuts a text at line ends into parts that are not too long."""
    start = 0
    while start < len(record.text):
        end = len(record.text)
        if end - start > LONGEST:
            end = max(
                record.text.rfind(sign, start + 1, start + LONGEST) + len(sign) for sign in ("\n", ". ")
            )
            end = end if end > start + 1 else start + LONGEST
        yield Record(
            record.text[start:end],
            tuple((a - start, b - start, label) for a, b, label in record.spans if start <= a and b <= end),
            record.labels,
        )
        start = end


def write(data: Path, output: Path, sources: Mapping[str, tuple[Source, int, int]] = SOURCES) -> None:
    """Writes the mixture.

    Args:
        data: where the public data sets lie.
        output: the file.
        sources: what to take, how much of it at most, and how often.
    """
    chance = random.Random(SEED)  # noqa: S311 - a shuffle that repeats, not a secret
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("wb") as file:
        for name, (source, most, times) in sources.items():
            records = [part for record in source(data) for part in short(record) if part.text.strip()]
            chance.shuffle(records)
            taken = list(islice(records, most))
            kept = taken[::VALIDATION_SHARE]
            train = [record for number, record in enumerate(taken) if number % VALIDATION_SHARE]
            entities = 0
            parts = [*(("train", record) for record in train * times), *(("validation", one) for one in kept)]
            for split, record in parts:
                labels = [label for label in record.labels if label not in HELD_OUT]
                spans = [span for span in record.spans if span[2] not in HELD_OUT]
                entities += len(spans)
                row = {
                    "text": record.text,
                    "spans": [{"start": a, "end": b, "label": label} for a, b, label in spans],
                    "labels": labels,
                    "split": split,
                    "source": name,
                }
                file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            click.echo(f"{name}: {len(taken):,} texts, {times} times, {entities:,} entities")


def main() -> None:
    """Makes the mixture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    write(given.data, given.output)


if __name__ == "__main__":
    main()
