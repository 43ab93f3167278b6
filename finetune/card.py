"""The model card of a trained model: data, settings, scores and limits.

A card is made to be shared, so it names no folder of the machine, and no file but the data set's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from finetune.base_models import BaseModel, shown_name
from finetune.plans import Plan
from finetune.results import SCORE_NAMES, Results, flat
from finetune.selection import listed
from finetune.tables import markdown

STUDY_SCORES = (
    "`study micro` and `study macro` are there to compare with published student studies, and for nothing"
    " else. They leave out every token whose gold tag is `O`: a tagger that calls every word an entity loses"
    " nothing by it. And where a token of an entity was missed, `O` joins the classes that `study macro`"
    " averages over, with an F1 that is always 0."
)
LIMITS = (
    "- Scores are of sentences like those of the data set. Other texts will score lower; measure on your own"
    " before you rely on it.",
    "- The training sentences may be guessed at from what a model knows. Share it no more freely than them.",
)
TAGGER = "- It knows the labels above and no others."
GLINER = (
    "- It can be asked for any label. For one that no training text was asked for, the scores say little;"
    " measure on texts with that label."
)
LABELS_SHOWN = 40
"""Rows of the table by label, those of the most frequent ones."""
PLACES = " (first: "
"""Begins, in a note of a loader, where the first findings are; see `finetune.datasets.notes`."""
TRAINED_ON = {"jsonl": "whole texts", "brat": "single lines of texts"}
"""What a sentence is, by the kind of data set; that of all others are sentences."""


def model_card(plan: Plan, base: BaseModel, results: Results) -> str:
    """Writes the card of a run as Markdown."""
    sections = [
        f"# {plan.name}",
        f"{_kind(plan, results)}, trained by `anon finetune` from {shown_name(base.name)}.",
        "    anon redact docs/ --model DIR"
        + (' --detector gliner --labels "…"' if plan.detector == "gliner" else ""),
        f"## Data\n\n{_data(plan, results)}",
        f"## Settings\n\n{_settings(plan, results)}",
        f"## Scores\n\n{_scores(results)}",
        "![learning curve](learning_curve.png)",
        "## Limits\n\n" + "\n".join([*LIMITS, *_own_limits(plan, results)]),
    ]
    if base.notice is not None:
        sections.append(f"## Attribution\n\n{base.notice}")
    return "\n\n".join(sections) + "\n"


def _kind(plan: Plan, results: Results) -> str:
    if plan.detector == "tagger":
        return f"A tagger for {', '.join(results.labels)}"
    return f"A GLiNER, which takes labels in words, on texts with {len(results.labels):,} of them"


def _data(plan: Plan, results: Results) -> str:
    counts = ", ".join(f"{count:,} {name}" for name, count in results.sentences.items())
    found = [f"While it was read: {'; '.join(map(_without_places, results.notes))}."] if results.notes else []
    return " ".join((f"`{_shown_dataset(plan.dataset)}`: {counts} sentences.", *found))


def _shown_dataset(spec: str) -> str:
    source, _, argument = spec.partition(":")
    path = Path(argument).expanduser()
    return f"{source}:{path.name or path.resolve().name}" if argument else source


def _without_places(note: str) -> str:
    """Leaves out where something was found: the names of folders and files belong to who trained."""
    return note.partition(PLACES)[0]


def _settings(plan: Plan, results: Results) -> str:
    rows = [
        (name.replace("_", " "), value)
        for name, value in plan.settings.as_dict().items()
        if value is not None and not (name == "head_rate" and plan.detector == "tagger")
    ]
    rows += [
        ("parameters", str(results.parameters)),
        ("trained on", results.device),
        ("seconds of training", f"{results.seconds['training']:.0f}"),
        ("seconds of evaluation", f"{results.seconds['evaluation']:.0f}"),
    ]
    return markdown(("setting", "value"), rows)


def _scores(results: Results) -> str:
    columns = {"validation": results.validation} | ({} if results.test is None else {"test": results.test})
    values = [flat(scores) for scores in columns.values()]
    overall = markdown(
        ("score", *columns),
        [(words, *(f"{column[name]:.4f}" for column in values)) for name, words in SCORE_NAMES.items()],
    )
    rows = results.scores.entity_labels
    frequent = sorted(sorted(rows, key=lambda label: -rows[label].support)[:LABELS_SHOWN])
    labels = markdown(
        ("label", "precision", "recall", "F1", "entities"),
        [
            (label, f"{row.precision:.4f}", f"{row.recall:.4f}", f"{row.f1:.4f}", f"{row.support:,}")
            for label in frequent
            for row in [rows[label]]
        ],
    )
    where = "validation" if results.test is None else "test"
    tested = (
        "There is no test split: these are the sentences that the epoch was chosen by."
        if results.test is None
        else "The test sentences were scored once, at the end."
    )
    entities = (
        f"{tested} An entity counts when bounds and label are right; scores are of words, not sub-words."
    )
    some = "" if len(frequent) == len(rows) else f" ({len(frequent)} most frequent of {len(rows):,})"
    return "\n\n".join((overall, entities, STUDY_SCORES, f"By label, on {where}{some}:", labels))


def _own_limits(plan: Plan, results: Results) -> Sequence[str]:
    unit = TRAINED_ON.get(plan.dataset.partition(":")[0], "single sentences")
    found = [
        TAGGER if plan.detector == "tagger" else GLINER,
        f"- It was trained on {unit}; documents are given to it in overlapping windows.",
    ]
    found += [
        f"- {again:,} of the {results.sentences[split]:,} {split} sentences stand in the training sentences,"
        " too, which makes the scores better than they should be."
        for split, again in (("validation", results.repeated_validation), ("test", results.repeated))
        if again
    ]
    if results.unknown_labels:
        found.append(
            f"- It does not know {listed(results.unknown_labels)}: they are in the"
            " data set, but in none of the training sentences."
        )
    if split := sum(results.cuts.values()):
        found.append(
            f"- Sentences over the limit were split at a word, {split:,} times, which takes context from the"
            " parts."
        )
    if plan.dataset.startswith("synthetic"):
        found.append("- The sentences are made from templates; real ones are more varied.")
    return found
