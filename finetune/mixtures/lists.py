"""Lists of people, as minutes, rotas and registers have them: surnames alone, no sentence around them.

Lists of things stand in the same places, so that the place does not decide. The words are in
`datasets_custom/lists/LANG.yaml`, its syntax that of `datasets_custom.templates`, with `{people}` and
`{things}` for a list of each. Some texts are a column of a table, or one cell of it: a state, a word, a name.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import datasets_custom
from datasets_custom.generator import Generator
from datasets_custom.kinds import KINDS, LABELS
from datasets_custom.scene import Scene, fake_of, language_words
from datasets_custom.templates import Placeholder, Template, read_yaml
from finetune.mixtures.own import own
from finetune.mixtures.records import SEED, Record, Source
from finetune.mixtures.refilling import NAMES

WORDS = Path(datasets_custom.__file__).with_name("lists")
MOST = 9
"""People or things of a list."""
OF_THINGS = 0.4
"""Share of the texts whose list is one of things."""
CELLS, ONE_CELL = 0.2, 0.6
"""Share of the texts that are a column of a table, and of these that are one cell."""
COLUMNS = {"states": 30, "words": 20, "numbers": 20, "people": 22, "location": 8}
"""What the cells of a column are, by weight."""
NUMBERS = (
    *("[#|%#|%##]", "[#|%#|%##]", "[#|%#]", "[#|%#|%##][.|,]#", "0[.|,]##", "%##[.|,]##", "-[#|%#]"),
    *("%#[.|,]# [mg|ml|kg|cm|mmol/l|g/dl|km|h]", "%## [mg|ml|g|EUR|€]", "[<|>] %#", "%##/%#"),
    *("%#-%#", "#+", "[+|++|+++|-|--]", "1:%##"),
)
"""What the cells of a column of numbers look like; see `Scene.fill`."""
BESIDE = 0.4
"""Share of the texts with another text before the list, and of those with one behind it."""
ORDINARY, SMALL = 0.6, 0.2
"""Share of the things that are any words of the project's texts, and of lists of things in small letters."""
ODD, REMARK = 0.06, 0.05
"""Shares of what stands in a list of people: words that are no names, and remarks behind names."""
_IN_LINES = ("\n- ", "\n- ", "\n", "\n", "\n* ", "\n• ", "\n{}. ")
_IN_ONE_LINE = (", ", ", ", ", ", ", ", "; ", " / ", "/", " - ", ",", "  ")
_WORD = re.compile(r"(?<=[\w,;] )[^\W\d_]{5,}(?![\w'\u2019])")
"""A word within a sentence."""

Piece = tuple[str, str | None]
"""A stretch of text, and its label."""


def lists(language: str, size: int) -> Source:
    """Makes texts with lists; one text depends on the language and its number alone."""

    def records(_: Path) -> Iterator[Record]:
        words = read_yaml(WORDS / f"{language}.yaml")
        for index in range(size):
            rng = random.Random(f"{SEED} lists {language} {index}")  # noqa: S311 - reproducible, not secret
            yield _record(list(_pieces(language, words, rng)))

    return records


def _record(pieces: list[Piece]) -> Record:
    spans, text = [], ""
    for piece, label in pieces:
        if label is not None:
            spans.append((len(text), len(text) + len(piece), label))
        text += piece
    return Record(text, tuple(spans), LABELS)


def _pieces(language: str, words: Mapping[str, Any], rng: random.Random) -> Iterator[Piece]:
    scene = Scene(language, rng)
    if scene.chance(CELLS):
        yield from _column(language, scene)
        return
    kind = "things" if scene.chance(OF_THINGS) else "people"
    between = rng.choice(["\n", "\n", "\n\n", " "])
    if scene.chance(BESIDE):
        yield from _beside(language, rng)
        yield between, None
    frame = Template(rng.choice(words[kind]), kind, "train")
    joint = rng.choice(_IN_LINES if frame.text.endswith("}") and scene.chance(0.35) else _IN_ONE_LINE)
    for piece in frame.pieces(rng):
        if not isinstance(piece, Placeholder):
            yield piece.rstrip(" ") if joint.startswith("\n") else piece, None
        elif piece.kind in {"people", "things"}:
            yield from _list(piece.kind, joint, language, scene, words)
        else:
            yield KINDS[piece.kind](scene, 1), piece.label
    if scene.chance(BESIDE):
        yield between, None
        yield from _beside(language, rng)


def _column(language: str, scene: Scene) -> Iterator[Piece]:
    rng = scene.rng
    (kind,) = rng.choices(list(COLUMNS), weights=list(COLUMNS.values()))
    style, form = rng.choice(["last", "first", "full"]), rng.choice(NUMBERS)
    small = scene.chance(SMALL)
    for row in range(1 if scene.chance(ONE_CELL) else rng.randint(2, MOST)):
        if row:
            yield "\n", None
        if kind == "people":
            yield _name(style, scene, row + 2), "person"
        elif kind == "location":
            yield KINDS["location"](scene, row + 1), "location"
        elif kind == "numbers":
            yield scene.fill(form), None
        else:
            word = rng.choice(things_of(language, "cells") if kind == "states" else ordinary_words(language))
            yield word.lower() if small else word, None


def _beside(language: str, rng: random.Random) -> Iterator[Piece]:
    example = Generator(language, seed=SEED).example("train", rng.randrange(100_000))
    end = 0
    for entity in example.entities:
        yield example.text[end : entity.start], None
        yield example.text[entity.start : entity.end], entity.label
        end = entity.end
    yield example.text[end:], None


def _list(kind: str, joint: str, language: str, scene: Scene, words: Mapping[str, Any]) -> Iterator[Piece]:
    rng = scene.rng
    small = kind == "things" and scene.chance(SMALL)
    style = rng.choices(
        ("last", "first", "full", "initial", "last_initial", "titled", "capitals"),
        weights=(60, 14, 8, 5, 4, 5, 4),
    )[0]
    count = rng.randint(1, MOST)
    last_joint = f" {words['and']} " if not joint.startswith("\n") and scene.chance(0.4) else joint
    for place in range(count):
        if place or joint.startswith("\n"):
            yield (last_joint if place == count - 1 else joint).format(place + 1), None
        if kind == "things" or scene.chance(ODD if count > 1 else 0):
            ordinary = scene.chance(ORDINARY)
            word = rng.choice(ordinary_words(language) if ordinary else things_of(language, "words"))
            yield word.lower() if small else word, None
            continue
        if style == "titled":
            yield f"{rng.choice(words['titles'])} ", None
        yield _name(style, scene, place + 2), "person"
        if scene.chance(REMARK):
            yield f" ({rng.choice(words['remarks'])})", None


@cache
def names_of(language: str) -> frozenset[str]:
    """Given names and surnames of all countries that texts of a language have, in small letters."""
    known = language_words(language)
    others = {
        name.casefold()
        for locale in {*NAMES, *known["locales"], *known["guest_locales"]}
        for provider in fake_of(locale, random.Random(SEED)).get_providers()  # noqa: S311 - nothing is drawn
        for kind in ("first_names", "last_names")
        for name in getattr(provider, kind, ())
    }
    others |= {name.casefold() for kind in ("first", "last") for name in known[f"word_{kind}_names"]}
    return frozenset(others)


@cache
def things_of(language: str, kind: str) -> tuple[str, ...]:
    """The written lists of things, `words` or `cells`, but for those that are names as well (`Green`)."""
    words: list[str] = read_yaml(WORDS / f"{language}.yaml")[kind]
    return tuple(word for word in words if word.casefold() not in names_of(language))


@cache
def ordinary_words(language: str) -> tuple[str, ...]:
    """Words of the project's texts that nobody marked and that are no names, with a capital, sorted.

    German ones are those that have it in a sentence, too: nouns.
    """
    found: set[str] = set()
    others = set(names_of(language))
    for record in own("fully_labelled", language)(Path()):
        inside = {place for start, end, _ in record.spans for place in range(start, end)}
        for match in re.finditer(r"\S+", record.text):
            if match.start() in inside:
                others.add(match[0].strip(".,;:").casefold())
        for match in _WORD.finditer(record.text):
            written = match[0].istitle() if language == "de" else match[0].islower()
            if written and match.start() not in inside:
                found.add(match[0].capitalize())
    return tuple(sorted(word for word in found if word.casefold() not in others))


def _name(style: str, scene: Scene, number: int) -> str:
    if scene.chance(0.5):
        faker = fake_of(scene.rng.choice(NAMES), scene.rng)
        scene.names[number] = faker.first_name().strip(), faker.last_name().strip()
    first, last = (KINDS[f"person.{part}"](scene, number) for part in ("first", "last"))
    match style:
        case "first":
            return first
        case "full":
            return f"{first} {last}"
        case "initial":
            return f"{first[0]}. {last}"
        case "last_initial":
            return f"{last} {first[0]}."
        case "capitals":
            return last.upper()
        case _:
            return last
