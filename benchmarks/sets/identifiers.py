"""Identifiers put into real sentences: the value takes the place of a name, or follows behind a few words.

The sentences are those of public test and dev sets. Only what was put in is gold, so a set has one label.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from anonymize.evaluation import Labelled, LabelledSpan
from benchmarks.sets.base import MANY, SEED, LabelledSet
from benchmarks.sets.sentences import conll, uner, wikiann
from benchmarks.sets.values import VALUES, Source
from datasets_custom.templates import read_yaml
from finetune.datasets.base import OUTSIDE, Sentence

PHRASES = read_yaml(Path(__file__).with_name("phrases.yaml"))
"""By language and kind, with `{}` for the value."""
KINDS = {
    "email": ("any", "reach"),
    "phone_number": ("any", "reach"),
    "url": ("any", "net"),
    "ip_address": ("any", "net"),
    "credit_card": ("any", "money"),
    "bank_account": ("any", "money"),
    "id_number": ("any", "file"),
    "date": ("date",),
}
"""The kinds of phrases that suit each label."""
EACH = 500
"""Values of each label."""
IN_A_SLOT = 0.25
"""Share of values that take the place of a name."""
ARTICLE = "the "
"""Stands before a date in words, and is no part of it."""
FEWEST_WORDS, MOST_WORDS = 8, 40
_VALUE = "\ue000"
"""Stands for the value while a sentence is put together: a character that no text has."""
_NO_SPACE_BEFORE = re.compile(r" (?=[.,;:!?)\]}…%]|'s\b|n't\b)")
_NO_SPACE_BEHIND = re.compile(r"(?<=[(\[{¿¡]) ")
_STOPS = ".!?…"


def identifier_sets(data: Path) -> list[LabelledSet]:
    """A set of each label, its texts in five languages in turn, and its English texts by themselves."""
    carriers = {language: _carriers(data, language) for language in PHRASES}
    made = []
    for label in VALUES:
        documents = tuple(_document(label, number, carriers) for number in range(EACH))
        english = documents[list(carriers).index("en") :: len(carriers)]
        made += [
            LabelledSet(f"identifiers:{label}", MANY, documents, (label,)),
            LabelledSet(f"identifiers-en:{label}", "en", english, (label,)),
        ]
    return made


def _document(label: str, number: int, carriers: dict[str, list[Sentence]]) -> Labelled:
    language = list(carriers)[number % len(carriers)]
    rng = random.Random(f"{SEED} {label} {number}")  # noqa: S311 - reproducible, not secret
    value = VALUES[label](Source(rng, language))
    text, start = insert(rng, rng.choice(carriers[language]), phrases(language, label), value)
    article = len(value) - len(value.removeprefix(ARTICLE))
    return Labelled(f"{label}/{number}", text, (LabelledSpan(start + article, start + len(value), label),))


def phrases(language: str, label: str) -> list[str]:
    """What may connect a value of a label with a sentence."""
    return [phrase for kind in KINDS[label] for phrase in PHRASES[language][kind]]


def insert(rng: random.Random, sentence: Sentence, connecting: Sequence[str], value: str) -> tuple[str, int]:
    """Puts a value into a sentence.

    Args:
        rng: decides where, and with which words.
        sentence: its words are joined as they are usually written.
        connecting: phrases as in `phrases.yaml`.
        value: stands in the text once, as it is.

    Returns:
        The text, and where in it the value starts.
    """
    slots = [index for index, tag in enumerate(sentence.tags) if tag.startswith("B-")]
    if slots and rng.random() < IN_A_SLOT:
        first = rng.choice(slots)
        behind = first + 1
        while behind < len(sentence.tags) and sentence.tags[behind].startswith("I-"):
            behind += 1
        text = written((*sentence.tokens[:first], _VALUE, *sentence.tokens[behind:]))
    else:
        text, phrase = written(sentence.tokens), rng.choice(connecting).replace("{}", _VALUE)
        if phrase[0].isupper() or phrase[0] in '"«„':
            text = f"{text} {phrase}"
        else:
            space = " " if phrase.startswith("(") else ""
            text = f"{text.rstrip(_STOPS + ' ')}{space}{phrase}{text[-1] if text[-1] in _STOPS else '.'}"
    start = text.index(_VALUE)
    return text.replace(_VALUE, value), start


def written(tokens: Sequence[str]) -> str:
    """Joins words as they are usually written: no space before a comma, none behind a bracket that opens."""
    return _NO_SPACE_BEHIND.sub("", _NO_SPACE_BEFORE.sub("", " ".join(tokens)))


def _carriers(data: Path, language: str) -> list[Sentence]:
    """Whole sentences of a language, each once."""
    whole = {sentence.tokens: sentence for sentence in _sources(data, language) if _is_whole(sentence)}
    return list(whole.values())


@cache
def _sources(data: Path, language: str) -> tuple[Sentence, ...]:
    match language:
        case "pt":
            return uner(data, "pt_bosque")
        case "en":
            return (*uner(data, "en_ewt"), *conll(data), *wikiann(data, "en"))
        case _:
            return wikiann(data, language)


def _is_whole(sentence: Sentence) -> bool:
    tokens = sentence.tokens
    return (
        FEWEST_WORDS <= len(tokens) <= MOST_WORDS
        and tokens[0][0].isupper()
        and tokens[-1] in _STOPS
        and not tokens[-2].isdecimal()  # `am 16.` was cut at its ordinal
        and OUTSIDE in sentence.tags
    )
