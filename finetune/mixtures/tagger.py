"""Makes the training set of the bundled tagger of many public ones, each with the labels that it annotates.

    python -m finetune.mixtures.tagger --data PATH/TO/data --output runs/pii.jsonl

A line holds `text`, `spans`, `labels` (what the set annotates: what is not marked there is none of these, and
may be any other) and `source`. Each set is taken as it is and again with other values in it (`refilling`),
with identifiers put into some texts and some noise (`noise`), joined to windows of 20 to 160 words. What
is taken stands in `parts`; left out, to measure with: CoNLL-2003, the gold set, thirty court cases of TAB,
two users of lifebench, English UNER, and the development and test parts of the others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from anonymize.labels import canonical
from datasets_custom.kinds import LABELS
from finetune.mixtures.noise import CASES, inserted, noisy
from finetune.mixtures.parts import INSERTED, NOTHING_PERSONAL, PARTS, Part
from finetune.mixtures.records import SEED, Record, as_line, divided, run, short
from finetune.mixtures.refilling import Refiller, values_of

SHORTEST, LONGEST = 20, 160
"""Words of a window; where texts are joined, a number between these is drawn."""
ALONE = 0.35
"""Share of texts that are not joined to others."""
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
        labels = set(NOTHING_PERSONAL)
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
            refiller = Refiller(values, rng)
            rows: list[Record] = []
            for split, some in divided(records):
                copies = _copies(some, parts[name], refiller, rng)
                made = [noisy(window, rng, CASES) for window in windows(copies, rng)]
                file.writelines(as_line(record, source=name, split=split) for record in made)
                rows += made
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
            made = piece
            if rng.random() < part.identifiers:
                label = rng.choice(INSERTED)
                made = inserted(made, refiller.value(label, language), label, rng)
            made = noisy(made, rng)
            if made.text.strip():
                yield made


if __name__ == "__main__":
    run(write, __doc__)
