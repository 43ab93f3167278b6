"""Scores of the systems on the sets: who is run on what, and what is measured of the answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from anonymize.evaluation import Labelled, LabelledSpan, Measures, measure
from benchmarks.sets.base import LabelledSet, joined
from benchmarks.systems.environments import UnavailableError
from benchmarks.systems.presidio import LABELS as PRESIDIO
from benchmarks.systems.processes import Answers, Request, run
from benchmarks.systems.registry import System
from datasets_custom.kinds import LABELS

OURS = "ours"
ALONE = {"presidio": 100, "gold:all": 150, "meddocan": 20}
"""Sets whose labels are also asked for one by one, in at most so many documents that have the label."""
PLACE = "location"
"""Stands for addresses as well, where systems are compared that do not tell them apart."""
COMPARED = ("person", PLACE, "organization")
"""Labels that are compared with Presidio's."""
SHARED = frozenset(PRESIDIO.values())
"""Labels that ours and Presidio both know, addresses being locations."""


@dataclass(slots=True)
class Scores:
    """What was measured.

    Attributes:
        sets: as they were used, by id.
        measures: by set and system.
        shared: the same for the labels that are shared with Presidio, where it was run.
        alone: by label: its coverage when all labels are asked for, and when it is alone.
        unavailable: why a system could not be run, by name.
        withheld: texts that a system would not give out, by name.
        seconds: wall time of each system's process, by name.
    """

    sets: dict[str, LabelledSet]
    measures: dict[str, dict[str, Measures]] = field(default_factory=dict)
    shared: dict[str, dict[str, Measures]] = field(default_factory=dict)
    alone: dict[str, tuple[Measures, Measures]] = field(default_factory=dict)
    unavailable: dict[str, str] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def score(
    sets: Sequence[LabelledSet], systems: Mapping[str, System], environments: Path, *, alone: bool
) -> Scores:
    """Runs the systems on the sets, and measures what they find.

    Args:
        sets: each is asked of the systems that know its language.
        systems: by name.
        environments: where those that need one have theirs.
        alone: whether ours is also asked for single labels.
    """
    scores = Scores({one.id: one for one in sets})
    texts = _texts(sets)
    singles = _singles(sets) if alone else {}
    answers: dict[str, Answers] = {}
    for name, system in systems.items():
        requests = list(texts.values())
        if name == OURS:
            requests += [_alone(texts[one.text], label) for label in singles for one in singles[label]]
        print(f"{name}: {len(requests)} texts", flush=True)
        try:
            answers[name] = run(system, requests, environments)
        except UnavailableError as error:
            scores.unavailable[name] = str(error)
            print(f"{name}: {error}", flush=True)
            continue
        scores.withheld[name] = len(answers[name].withheld)
        scores.seconds[name] = answers[name].seconds
    for one in sets:
        knowing = [name for name in answers if one.language in systems[name].languages]
        asked = [texts[document.text] for document in one.documents]
        found = {name: [answers[name].spans[request] for request in asked] for name in knowing}
        scores.measures[one.id] = {name: _measured(one, spans) for name, spans in found.items()}
        if any(name.startswith("presidio") for name in knowing):
            scores.shared[one.id] = {name: _shared(one, spans) for name, spans in found.items()}
    if OURS in answers:
        spans = answers[OURS].spans
        for label, chosen in singles.items():
            both = (
                [spans[texts[document.text]] for document in chosen],
                [spans[_alone(texts[document.text], label)] for document in chosen],
            )
            first, second = (measure(chosen, found, labels=[label]) for found in both)
            scores.alone[label] = (first, second)
    return scores


def _texts(sets: Iterable[LabelledSet]) -> dict[str, Request]:
    """All texts, each once, with their language where a set says it."""
    found: dict[str, Request] = {}
    for one in sorted(sets, key=lambda one: one.language == "mul"):
        for document in one.documents:
            found.setdefault(document.text, Request(document.text, one.language))
    return found


def _singles(sets: Iterable[LabelledSet]) -> dict[str, list[Labelled]]:
    """The documents in which each label is asked for alone."""
    chosen = [one for one in sets if one.id in ALONE]
    found: dict[str, list[Labelled]] = {}
    for label in LABELS:
        for one in chosen:
            having = [each for each in one.documents if any(span.label == label for span in each.spans)]
            found.setdefault(label, []).extend(having[: ALONE[one.id]])
    return {label: documents for label, documents in found.items() if documents}


def _alone(request: Request, label: str) -> Request:
    return request._replace(labels=(label,))


def _measured(one: LabelledSet, found: Sequence[Sequence[LabelledSpan]]) -> Measures:
    if one.joined:
        found = [joined(each.text, spans) for each, spans in zip(one.documents, found, strict=True)]
    return measure(one.documents, found, labels=one.labels)


def _shared(one: LabelledSet, found: Sequence[Sequence[LabelledSpan]]) -> Measures:
    """Measures as if the shared labels alone had been asked for, addresses being locations."""
    documents = [replace(each, spans=_as_places(each.spans)) for each in one.documents]
    asked = [[span for span in _as_places(spans) if span.label in SHARED] for spans in found]
    wanted: Collection[str] = {PLACE if label == "address" else label for label in one.labels}
    return measure(documents, asked, labels=set(COMPARED) & set(wanted))


def _as_places(spans: Iterable[LabelledSpan]) -> tuple[LabelledSpan, ...]:
    return tuple(replace(span, label=PLACE) if span.label == "address" else span for span in spans)
