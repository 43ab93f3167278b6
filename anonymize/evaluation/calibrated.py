"""What a calibration came to: as a configuration file, as a table, and as plain values.

Recall and precision are here what `calibration` says they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from anonymize.config.writing import as_yaml
from anonymize.detectors.tagger import Thresholds
from anonymize.documents.outputs import AtomicOutput
from anonymize.evaluation.calibration import FEWEST, PRECISION, RECALL, Choice, Goal
from anonymize.evaluation.measures import Estimates, Measures
from anonymize.evaluation.tables import shown


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Thresholds, and what was measured without and with them.

    Attributes:
        goal: for which they were chosen.
        choices: of the labels.
        start: what held before; it goes on to hold for other labels.
        before: measured with that.
        after: measured with the chosen thresholds, in a search of its own.
        given: other settings that the thresholds belong to, such as labels; by the keys of a file.
    """

    goal: Goal
    choices: Sequence[Choice]
    start: Thresholds
    before: Measures
    after: Measures
    given: Mapping[str, Any] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Writes the thresholds so that `--config` takes them.

        Raises:
            AnonError: it cannot be written.
        """
        with AtomicOutput(path) as stream:
            stream.write("".join(f"{line}\n" for line in self._lines()).encode())

    def as_text(self) -> str:
        """Gives the thresholds as a table for a terminal, without a line end behind the last line."""
        from finetune.tables import columns

        header = ("label", "examples", "threshold", "recall", "now", "precision", "now")
        rows = [
            (
                choice.label,
                choice.examples,
                "-" if choice.outcome == "fixed" else f"{choice.threshold:g}",
                *(
                    shown(measures.labels[choice.label][name])
                    for name in (RECALL, PRECISION)
                    for measures in (self.before, self.after)
                ),
            )
            for choice in self.choices
        ]
        first, *lines = columns(header, rows).splitlines()
        told = [f"{line}  {_told(choice)}" for line, choice in zip(lines, self.choices, strict=True)]
        title = f"thresholds for {self.goal}; recall is covered, precision that of characters"
        return "\n".join([title, first, *told])

    def as_dict(self) -> dict[str, Any]:
        """Gives the thresholds, and what was measured with them, as plain values for JSON."""
        return {
            "goal": str(self.goal),
            "labels": {
                choice.label: {
                    "examples": choice.examples,
                    "threshold": None if choice.outcome == "fixed" else choice.threshold,
                    "outcome": choice.outcome,
                }
                for choice in self.choices
            },
            "measures": self.after.as_dict(),
        }

    def _lines(self) -> Iterator[str]:
        documents = f"{self.after.documents:,} labelled document(s)"
        yield f"# Thresholds by anon evaluate --calibrate, for {self.goal} on {documents}."
        yield "# recall: marked spans with no character left; precision: removed characters that are marked."
        yield "# Both on the documents that the thresholds were chosen on; on others expect less."
        if self.given:
            yield "# What was asked for; a job with this file looks for the same; without operators and key."
            yield as_yaml(self.given)
        yield yaml.safe_dump({"threshold": self.start.default}).rstrip()
        told = {choice.label: choice for choice in self.choices}
        settings = [line for label in sorted({*told, *self.start.by_label}) for line in self._of(label, told)]
        yield "thresholds:" if any(not line.startswith("  #") for line in settings) else "thresholds: {}"
        yield from settings

    def _of(self, label: str, told: Mapping[str, Choice]) -> Iterator[str]:
        """The lines of one label: a setting, or a remark that there is none."""
        choice = told.get(label)
        note = "as it was" if choice is None else f"{choice.examples:,} example(s); {_told(choice)}"
        if choice is not None and choice.is_new:
            found = self.after.labels[label]
            note = (
                f"{choice.examples:,} examples; recall {_interval(found, RECALL)},"
                f" precision {_interval(found, PRECISION)}; {_told(choice)}"
            )
            yield f"  {yaml.safe_dump({label: choice.threshold}).rstrip()}  # {note}"
        elif label in self.start.by_label:
            yield f"  {yaml.safe_dump({label: self.start.of(label)}).rstrip()}  # {note}"
        else:
            yield f"  # {label}: {note}"


def _told(choice: Choice) -> str:
    return {
        "reached": "as wanted",
        "best": "best F",
        "unfound": "never found, at no threshold: left as it was",
        "short": "no threshold reaches it, this comes nearest",
        "few": f"fewer than {FEWEST} examples: left as it was",
        "fixed": "no model looks for it, so no threshold holds",
    }[choice.outcome]


def _interval(found: Estimates, name: str) -> str:
    one = found[name]
    return shown(one) + ("" if one.low is None else f" ({one.low:.3f} - {one.high:.3f})")
