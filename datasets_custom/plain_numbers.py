"""Numbers that identify nobody: what a tagger must learn to leave alone."""

from __future__ import annotations

from datasets_custom.scene import Scene


def amount(scene: Scene, _: int) -> str:
    """An amount of money, `1,204.50` or `89,90`, without the currency."""
    value = scene.rng.randint(100, 250_000) / 100
    written = f"{value:,.2f}"
    swapped = written.translate(str.maketrans(",.", ".,"))
    return swapped if scene.words["decimal_comma"] else written


def count(scene: Scene, _: int) -> str:
    """A small whole number."""
    return str(scene.rng.randint(2, 180))


def time(scene: Scene, _: int) -> str:
    """A time of day."""
    return f"{scene.rng.randint(0, 23):02d}:{scene.rng.randint(0, 59):02d}:{scene.rng.randint(0, 59):02d}"


def version(scene: Scene, _: int) -> str:
    """The version of a program."""
    return scene.fill("[|v]%.#[|.#|.##]")
