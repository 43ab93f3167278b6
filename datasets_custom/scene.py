"""What the values of one sentence draw from: random numbers, the language's lists, Faker."""

from __future__ import annotations

import random
import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets_custom.templates import read_yaml

if TYPE_CHECKING:
    from faker import Faker

DIRECTORY = Path(__file__).with_name("languages")
OTHER_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "\u0131": "i"}
)
"""Letters that do not come apart into a base letter and an accent."""
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


class Scene:
    """Draws values for one sentence.

    Attributes:
        rng: all randomness of the sentence; Faker draws from it, too.
        words: the language's own lists, from `languages/LANG.yaml`.
        names: first and last names of the sentence's people, by number, as they come up.
    """

    def __init__(self, language: str, rng: random.Random) -> None:
        self.rng = rng
        self.words = language_words(language)
        self.names: dict[int, tuple[str, str]] = {}

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.rng.random() < probability

    def pick(self, name: str) -> str:
        """Draws from one of the language's lists, by name."""
        values: Sequence[str] = self.words[name]
        return self.rng.choice(values)

    def fill(self, pattern: str, **values: str) -> str:
        """Fills a pattern: `[a|b]` one of several, `#` a digit, `%` a digit but 0, `?` a capital letter.

        Args:
            pattern: as above; a `{name}` is replaced by the value of that name, which stays as it is.
            values: for the names in the pattern.
        """
        text = _CHOICE.sub(lambda choice: self.rng.choice(choice[1].split("|")), pattern)
        drawn = "".join(self._drawn(character) for character in text)
        return drawn.format_map(values)

    def fake(self, locales: str = "locales") -> Faker:
        """Gives a Faker of one of the language's locales, drawn by weight; the name is that of their list."""
        weights: Mapping[str, int] = self.words[locales]
        (locale,) = self.rng.choices(list(weights), weights=list(weights.values()))
        return fake_of(locale, self.rng)

    def _drawn(self, character: str) -> str:
        match character:
            case "#":
                return self.rng.choice(string.digits)
            case "%":
                return self.rng.choice(string.digits[1:])
            case "?":
                return self.rng.choice(string.ascii_uppercase)
            case _:
                return character


@cache
def language_words(language: str) -> Mapping[str, Any]:
    """Reads the lists of a language."""
    words: Mapping[str, Any] = read_yaml(DIRECTORY / f"{language}.yaml")
    return words


def fake_of(locale: str, rng: random.Random) -> Faker:
    """Gives the Faker of a locale, which draws from `rng` until it is asked for with another."""
    faker = _faker(locale)
    faker.random = rng  # type: ignore[attr-defined] # public, but not in Faker's stub
    return faker


@cache
def _faker(locale: str) -> Faker:
    from faker import Faker

    return Faker(locale)


def plain(text: str, separator: str = "") -> str:
    """Spells text in ASCII lower case, as mail addresses do: `Łucja Núñez` becomes `lucjanunez`."""
    base = unicodedata.normalize("NFKD", text.translate(OTHER_LETTERS))
    words = re.findall("[a-z0-9]+", base.encode("ascii", "ignore").decode().lower())
    return separator.join(words)
