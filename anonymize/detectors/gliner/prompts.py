"""Labels in the user's words: what a GLiNER is asked with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from anonymize.labels import TABLE_NAMES, canonical, composed, normalise, with_singulars
from anonymize.scripts import letters, outside, scripts_of

LONGEST_ACRONYM = 5
"""Letters of a name in capitals that may be written so: `DNA`. In longer ones it is a way to write labels."""


def spellings(trained: Iterable[str]) -> dict[str, str]:
    """Gives the labels that a model was trained on by their normalised names, small letters before others."""
    return {normalise(label): label for label in sorted(trained)}


def prompt_words(name: str, trained: Mapping[str, str] | None = None) -> str:
    """Gives the words to ask the model with.

    Natural ones for a label of the table (`mobile` gives `phone number`), unless the model was trained on the
    user's word and not on the table's; as the model learned it whatever the user's capitals and hyphens, or
    in the singular where it learned that alone (`ships` gives `ship`); and else the user's own
    (`project_codename` gives `project codename`).

    Args:
        name: the label as the user wrote it.
        trained: what the model was trained on; see `spellings`.
    """
    trained = trained or {}
    label = canonical(name)
    if label in TABLE_NAMES and (label in trained or normalise(name) not in trained):
        name = label
    known = next((one for one in with_singulars(normalise(name)) if one in trained), None)
    if known is not None:
        return trained[known]
    words = " ".join(composed(name).replace("_", " ").split())
    return words.lower() if words.isupper() and len(words) > LONGEST_ACRONYM else words


def is_foreign(words: str, scripts: Collection[str], trained: Mapping[str, str]) -> bool:
    """Tells whether a label is in letters of which a model saw none, in texts or in labels.

    Args:
        words: the label, as the model is asked with it; a description behind it counts for nothing.
        scripts: of the texts that it was trained on.
        trained: the labels that it was trained on; see `spellings`.
    """
    name = words.partition(":")[0]
    most = letters(name) // 2
    if normalise(name) in trained or outside(name, scripts) <= most:
        return False
    return outside(name, scripts_of(trained)) > most
