"""Labels that are likely misspelt: a GLiNER, or a file of operators, would take one for its own."""

from __future__ import annotations

import re
import string
from collections.abc import Container, Iterable

from anonymize.config.values import shown
from anonymize.errors import UnknownLabelError
from anonymize.labels import TABLE, TABLE_NAMES, canonical, normalise
from anonymize.translations import TRANSLATED

_KNOWN_NAMES = tuple(
    name for entry in TABLE for name in (entry.name, *entry.synonyms) if name not in TRANSLATED
)
"""What a label may be a misspelling of. Translations are near too many other words: `personne` is near to
`personnel`, `entreprise` to `enterprise`."""

_EVERYTHING_IN_WORDS = """
    all all_labels any anything default entities entity everything personal_data personal_information phi pii
    personally_identifiable_information sensitive sensitive_data sensitive_information
"""
_EVERYTHING = frozenset(_EVERYTHING_IN_WORDS.split())
"""What stands for all labels to those who write it. A GLiNER would look for it, and find next to nothing."""


_BETWEEN = re.compile(r"[;|\uff0c\u3001\uff1b\u060c\u061b\t\n\v\f\r\x85\u2028\u2029]")
"""Signs that stand in no label, and between labels where commas were forgotten: line ends, and what stands
for commas and semicolons in Chinese, Japanese and Arabic."""
_QUOTES = '"\u201c\u201d\u201e\xab\xbb\u2039\u203a\u2018\u201a'
_AROUND = re.compile(rf"[{_QUOTES}\[\]{{}}<>]|'.*'|\u2019.*\u2019")
"""A sign of a shell, of JSON or of a quotation; looked for at the ends of a label."""
_SIGNS = string.whitespace + string.punctuation + _QUOTES + "\u2019"
_JOINED = re.compile(r"[/&+]|\band\b|\bor\b")

SHORTEST_SWAPPED = 4
"""Letters of a name in which two that changed places are a typing error; shorter ones are other words."""
_HEADS = frozenset({"name", "id", "code", "group"})
"""Words that make one label with the word before them: `hospital name` asks for no `person`."""


def check_spelling(name: str, known: Iterable[str] = (), *, words: Container[str] = ()) -> None:
    """Refuses a label that is nearly a known one, or means all of them.

    Args:
        name: the label, in the user's words.
        known: labels that are known beside those of the table.
        words: names, normalised, that are no typing errors, such as those that a model was trained on.

    Raises:
        UnknownLabelError: offering what was probably meant.
    """
    label = _visible(name)
    names = (*_KNOWN_NAMES, *known)
    if _BETWEEN.search(name.strip()):
        raise _are_several(name, _several(name))
    if label in TABLE_NAMES or label in names:
        return
    if label in _EVERYTHING:
        raise UnknownLabelError(f"{name!r} is no label; leave the labels out, and all are looked for")
    if normalise(name) in words:
        return
    _check_signs(name)
    if ":" in name:
        raise UnknownLabelError(
            f"{shown(name)} holds a colon; what describes a label goes into a configuration file, "
            "and a label alone into --labels"
        )
    if several := _several(name):
        raise _are_several(name, several)
    _check_near(name, label, names)


def check_own_spelling(name: str, known: Iterable[str] = (), *, words: Container[str] = ()) -> None:
    """Refuses a label of the user's own values that is nearly a known one; see `check_spelling`.

    Such a label is looked for by nobody else, so that it may be any words but a typing error.
    """
    label = _visible(name)
    names = (*_KNOWN_NAMES, *known)
    if not (label in TABLE_NAMES or label in names or normalise(name) in words):
        _check_near(name, label, names)


def _visible(name: str) -> str:
    label = canonical(name)
    if not any(map(str.isalnum, label)):
        raise UnknownLabelError("an empty label; name what to find, as in person or 'project codename'")
    if not label.isprintable():
        raise UnknownLabelError(f"the label {shown(name)} holds what cannot be seen; write it again")
    return label


def _check_near(name: str, label: str, names: Iterable[str]) -> None:
    for other in names:
        if is_near(label, normalise(other)):
            raise UnknownLabelError(
                f"unknown label {name!r}; did you mean {canonical(other)!r}? "
                "(If it is a label of your own, say it in more words.)"
            )


def _check_signs(name: str) -> None:
    """Refuses a label with signs around it, or with the value of another option behind it.

    A GLiNER would be asked for these, too, and find less.
    """
    if "=" in name:
        raise UnknownLabelError(
            f"{shown(name)} is no label; what holds for one goes into --threshold and --operator, or into a "
            "configuration file"
        )
    stripped, bare = name.strip(), name.strip(_SIGNS)
    around = _AROUND.match(stripped) or _AROUND.fullmatch(stripped[-1])
    if around or (bare != stripped and canonical(bare) in TABLE_NAMES):
        raise UnknownLabelError(f"{shown(name)} has signs around it; did you mean {bare!r}?")


def _are_several(name: str, labels: Iterable[str]) -> UnknownLabelError:
    return UnknownLabelError(
        f"{shown(name)} is no single label; did you mean {','.join(labels)!r}, with commas?"
    )


def _several(name: str) -> tuple[str, ...]:
    """The labels that a name holds, with other signs than commas between them; empty where it is one label.

    Without `;` or `|` it is several only where each of them is a known one.
    """
    if _BETWEEN.search(name):
        parts = [part.strip() for part in _BETWEEN.split(name) if normalise(part)]
        return tuple(
            dict.fromkeys(canonical(part) if canonical(part) in TABLE_NAMES else part for part in parts)
        )
    found: list[str] = []
    for part in _JOINED.split(name.lower()):
        known = _known_in(normalise(part).split("_"))
        if known is None:
            return ()
        found.extend(known)
    labels = tuple(dict.fromkeys(found))
    return labels if len(labels) > 1 else ()


def _known_in(words: list[str]) -> list[str] | None:
    """The known labels that words are, one behind the other, the longest first; None where one is none."""
    found: list[str] = []
    if len(words) == 2 and words[1] in _HEADS and canonical("_".join(words)) not in TABLE_NAMES:
        return None
    while words:
        size = next(
            (size for size in range(len(words), 0, -1) if canonical("_".join(words[:size])) in TABLE_NAMES), 0
        )
        if not size:
            return None
        found.append(canonical("_".join(words[:size])))
        words = words[size:]
    return found


def is_near(label: str, known: str) -> bool:
    """Tells whether a name is another one with typing errors, in no word more than one can make."""
    if _is_swapped(label, known):
        return True
    words, others = label.split("_"), known.split("_")
    if len(words) != len(others) or len(words) == 1:
        return edits(label, known, most=_most_edits(known)) is not None
    return all(
        edits(word, other, most=max(1, _most_edits(other))) is not None
        for word, other in zip(words, others, strict=True)
    )


def _is_swapped(label: str, known: str) -> bool:
    """Tells whether two neighbours of a name of four letters or more changed places: `emial`, `nmae`."""
    return len(known) >= SHORTEST_SWAPPED and any(
        label == known[:place] + known[place + 1] + known[place] + known[place + 2 :]
        for place in range(len(known) - 1)
    )


def _most_edits(known: str) -> int:
    """Edits that make a typing error: two. In a short name they make another word: `song` is not `org`."""
    return min(2, max(0, len(known) - 4))


def edits(one: str, other: str, *, most: int) -> int | None:
    """Counts the insertions, deletions and replacements that turn one name into another.

    Levenshtein's distance, by rows; gives up as soon as it is above `most`.

    Returns:
        The number of edits, or None when there are more than `most`.
    """
    if abs(len(one) - len(other)) > most:
        return None
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, 1):
        above, row = row, [count]
        for place, expected in enumerate(other, 1):
            row.append(min(row[-1] + 1, above[place] + 1, above[place - 1] + (letter != expected)))
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
