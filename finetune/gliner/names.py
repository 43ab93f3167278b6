"""What labels are called in words: a GLiNER is asked in words and learns from what they mean."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def in_words(label: str) -> str:
    """Gives a label as one would say it: `creative-work` as `creative work`, `PER` as `person`."""
    plain = label.replace("_", " ").replace("-", " ") if " " not in label else label
    known = _names()
    if label in known:
        return known[label][0]
    return plain.lower() if plain.isupper() and len(plain) > 3 else plain


def drawn(label: str, chance: random.Random) -> str:
    """Draws one of the names that a label goes by; half of the time the label itself."""
    names = _names().get(label)
    return label if names is None or chance.random() < 0.5 else chance.choice(names)


def names_of(label: str) -> tuple[str, ...]:
    """Gives all names that a label goes by, the label itself first."""
    return (label, *_names().get(label, ()))


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    import yaml

    content = files("finetune.gliner").joinpath("names.yaml").read_text(encoding="utf-8")
    return {str(label): tuple(map(str, names)) for label, names in yaml.safe_load(content).items()}
