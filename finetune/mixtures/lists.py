"""Lists of people, as minutes, rotas and registers have them: surnames alone, no sentence around them.

Lists of things stand in the same places, so that the place does not decide. The words are in
`datasets_custom/lists/LANG.yaml`, its syntax that of `datasets_custom.templates`, with `{people}` and
`{things}` for a list of each.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import datasets_custom
from datasets_custom.generator import Generator
from datasets_custom.kinds import KINDS, LABELS
from datasets_custom.scene import Scene, fake_of
from datasets_custom.templates import Placeholder, Template, read_yaml
from finetune.mixtures.records import SEED, Record, Source
from finetune.mixtures.refilling import NAMES

MOST = 9
"""People or things of a list."""
OF_THINGS = 0.3
"""Share of the texts whose list is one of things."""
BESIDE = 0.4
"""Share of the texts with another text before the list, and of those with one behind it."""
ODD, REMARK = 0.06, 0.05
"""Shares of what stands in a list of people: words that are no names, and remarks behind names."""
_IN_LINES = ("\n- ", "\n- ", "\n", "\n", "\n* ", "\n• ", "\n{}. ")
_IN_ONE_LINE = (", ", ", ", ", ", ", ", "; ", " / ", "/", " - ", ",", "  ")

Piece = tuple[str, str | None]
"""A stretch of text, and its label."""


def lists(language: str, size: int) -> Source:
    """Makes texts with lists; one text depends on the language and its number alone."""

    def records(_: Path) -> Iterator[Record]:
        words = read_yaml(Path(datasets_custom.__file__).with_name("lists") / f"{language}.yaml")
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
            yield from _list(piece.kind, joint, scene, words)
        else:
            yield KINDS[piece.kind](scene, 1), piece.label
    if scene.chance(BESIDE):
        yield between, None
        yield from _beside(language, rng)


def _beside(language: str, rng: random.Random) -> Iterator[Piece]:
    example = Generator(language, seed=SEED).example("train", rng.randrange(100_000))
    end = 0
    for entity in example.entities:
        yield example.text[end : entity.start], None
        yield example.text[entity.start : entity.end], entity.label
        end = entity.end
    yield example.text[end:], None


def _list(kind: str, joint: str, scene: Scene, words: Mapping[str, Any]) -> Iterator[Piece]:
    rng = scene.rng
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
            yield rng.choice(words["words"]), None
            continue
        if style == "titled":
            yield f"{rng.choice(words['titles'])} ", None
        yield _name(style, scene, place + 2), "person"
        if scene.chance(REMARK):
            yield f" ({rng.choice(words['remarks'])})", None


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
