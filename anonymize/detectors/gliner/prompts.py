"""Labels in the user's words: what a GLiNER is asked with."""

from __future__ import annotations

from anonymize.labels import TABLE_NAMES, canonical


def prompt_words(name: str) -> str:
    """Gives the words to ask the model with: natural ones for a label of the table, else those of the user.

    `phone_number` and `mobile` give `phone number`; `project codename` and `project_codename` stay in words.
    """
    label = canonical(name)
    return " ".join((label if label in TABLE_NAMES else name).replace("_", " ").split())
