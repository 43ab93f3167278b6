"""Lists of surnames alone, as minutes, rotas and registers have them: who is left, and what goes in vain.

    python -m benchmarks.lists --data PATH/TO/data --write

The names are the last words of people in the test parts of WikiANN (Spanish ones in the Italian lists, too:
there is no Italian part). Where lists stand, and the words of lists of things, are in `lists.yaml`. A name
counts as left when a character of it stays. The words of things are searched alone, too, as cells of a table.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anonymize import Config, Redactor
from benchmarks.results import publish
from datasets_custom.templates import read_yaml
from finetune.datasets.registry import load_dataset
from finetune.tables import markdown

FRAMES = Path(__file__).with_name("lists.yaml")
NAMES_IN = {"en": "en", "de": "de", "fr": "fr", "es": "es", "it": "es"}
"""Each language's part of WikiANN."""
KINDS = ("people", "things")
TIMES = 10
"""Lists for each place."""
FEWEST, MOST = 3, 7
JOINTS = (", ", ", ", ", ", "; ", " / ", "\n- ")
SEED = 42
_SURNAME = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ'\u2019-]{2,}")


@dataclass(frozen=True, slots=True)
class Listing:
    """A text with a list: where its items stand, and whether they are people."""

    language: str
    text: str
    items: tuple[tuple[int, int], ...]
    people: bool


def surnames(language: str, data: Path) -> list[str]:
    """The last words of people's names of two or three words, each once."""
    found = set()
    for sentence in load_dataset(f"wikiann:{NAMES_IN[language]}", data_dir=data / "wikiann").test or ():
        text = sentence.written()[0]
        for start, end, label in sentence.entities():
            words = text[start:end].split()
            if label == "PER" and len(words) in {2, 3} and _SURNAME.fullmatch(words[-1]):
                found.add(words[-1])
    return sorted(found)


def listings(data: Path) -> Iterator[Listing]:
    """All texts, those of people and those of things."""
    for language, content in read_yaml(FRAMES).items():
        rng = random.Random(f"{SEED} {language}")  # noqa: S311 - a shuffle that repeats, not a secret
        for kind, values in zip(KINDS, (surnames(language, data), content["words"]), strict=True):
            for frame in content[kind]:
                for _ in range(TIMES):
                    items = rng.sample(values, rng.randint(FEWEST, MOST))
                    yield _listing(language, frame, items, rng, people=kind == "people")


def _listing(language: str, frame: str, items: Sequence[str], rng: random.Random, *, people: bool) -> Listing:
    before, _, after = frame.partition("{}")
    joint = rng.choice(JOINTS if not after or after.startswith("\n") else JOINTS[:-1])
    text, places = (before.rstrip() if joint.startswith("\n") else before), []
    for number, item in enumerate(items):
        text += joint if number or joint.startswith("\n") else ""
        places.append((len(text), len(text) + len(item)))
        text += item
    return Listing(language, text + after, tuple(places), people)


def removed(redactor: Redactor, listing: Listing) -> int:
    """Counts the items of which no character stays."""
    gone = {place for span in redactor.redact(listing.text).spans for place in range(span.start, span.end)}
    return sum(gone.issuperset(range(start, end)) for start, end in listing.items)


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", help="default: the bundled one")
    parser.add_argument("--show", type=int, default=0, help="print so many lists with mistakes of each kind")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    given = parser.parse_args()
    redactor = Redactor.from_config(Config(model=given.model))
    texts = list(listings(given.data))
    counts = [removed(redactor, one) for one in texts]
    words = {language: content["words"] for language, content in read_yaml(FRAMES).items()}
    rows = []
    for language in (*NAMES_IN, "all"):
        row = [language]
        for people in (True, False):
            some = [
                (one, count)
                for one, count in zip(texts, counts, strict=True)
                if one.people == people and language in {one.language, "all"}
            ]
            wrong = [len(one.items) - count if people else count for one, count in some]
            items = sum(len(one.items) for one, _ in some)
            row += [f"{sum(wrong):,} of {items:,}", f"{sum(map(bool, wrong))} of {len(some)}"]
        cells = [word for one, content in words.items() if language in {one, "all"} for word in content]
        row.append(f"{sum(bool(redactor.redact(word).spans) for word in cells)} of {len(cells)}")
        rows.append(row)
    for people in (True, False):
        wrong_texts = [
            one.text
            for one, count in zip(texts, counts, strict=True)
            if one.people == people and count != (len(one.items) if people else 0)
        ]
        for text in wrong_texts[: given.show]:
            print(repr(text))
    columns = ("names left", "in lists", "words removed in vain", "in lists of things", "and as cells")
    publish("Lists", markdown(("lists", *columns), rows), write=given.write)


if __name__ == "__main__":
    main()
