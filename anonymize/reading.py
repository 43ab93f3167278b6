"""Whether a text was read: every character seen by every detector, in letters that its model knows.

Owns what stands against letting a text through, for a reason that has nothing to do with what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from anonymize.detectors.base import Detection, Detector, Stretches, gaps
from anonymize.scripts import by_script, letters, outside

NOT_COVERED = "not_covered"
UNSUPPORTED_SCRIPT = "unsupported_script"


class Problem(NamedTuple):
    """Why a text is withheld.

    Attributes:
        reason: a stable code.
        detail: the same in words, without any of the text.
    """

    reason: str
    detail: str


def unseen(text: str, seen: Iterable[Stretches]) -> Problem | None:
    """Tells whether each detector saw every character that is no white space.

    Args:
        text: as the detectors were given it.
        seen: of each detector what it saw.
    """
    missed = [
        gap
        for stretches in seen
        if stretches != ((0, len(text)),)
        for gap in gaps(stretches, len(text))
        if not text[slice(*gap)].isspace()
    ]
    if not missed:
        return None
    start, end = min(missed)
    detail = f"{len(missed)} stretch(es) not seen with enough context, the first at {start}:{end}"
    return Problem(NOT_COVERED, detail)


def unread(text: str, detections: Sequence[tuple[Detector, Detection]]) -> Problem | None:
    """Tells whether each model could read the text: most letters of its scripts, all words within reach."""
    for detector, detection in detections:
        if detector.scripts and (foreign := outside(text, detector.scripts)) * 2 > letters(text):
            most, _ = by_script([text]).most_common(1)[0]
            return Problem(
                UNSUPPORTED_SCRIPT,
                f"{foreign} of its letters are of scripts that the {detector.name} was not trained on, most"
                f" of them {most}; use a model for that script, or let it through with --allow-script",
            )
        if detection.unread:
            return Problem(
                UNSUPPORTED_SCRIPT,
                f"{len(detection.unread)} word(s) are of letters that the {detector.name} does not know, or"
                " too long for it; use another model, or let it through with --allow-script",
            )
    return None
