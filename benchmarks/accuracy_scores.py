"""Scores of the systems on the sets: who is run on what, and what is measured of the answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from anonymize.evaluation import Labelled, LabelledSpan, Measures, measure
from benchmarks.sets.base import MANY, LabelledSet, joined
from benchmarks.systems.environments import UnavailableError
from benchmarks.systems.presidio import LABELS as ENTITIES
from benchmarks.systems.presidio import PIPELINES as LANGUAGES
from benchmarks.systems.processes import Answers, Request, run
from benchmarks.systems.registry import System
from datasets_custom.kinds import LABELS

OURS = "ours"
PRESIDIO = "presidio"
BESIDE = (OURS, "gliner", PRESIDIO, "presidio-default")
"""Systems that are compared in the labels that Presidio knows."""
ALONE = {"presidio": 100, "gold:all": 150, "meddocan": 20}
"""Sets whose labels are also asked for one by one, in at most so many documents that have the label."""
PLACE = "location"
"""Stands for addresses as well, where systems are compared that do not tell them apart."""
COMPARED = ("person", PLACE, "organization")
"""Labels that are compared with Presidio's."""
COMPARED_ON = ("presidio", "gold", "tab", "meddocan", "lifebench", "wikiann", "uner", "conll2003", "wnut17")
"""Families with these labels."""
SHARED = tuple(sorted({*ENTITIES.values(), "address"}))
"""Labels that ours and Presidio both know; to Presidio, addresses are locations."""


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
    asked = _requests(sets)
    singles = _singles(sets, asked) if alone else {}
    answers: dict[str, Answers] = {}
    for name, system in systems.items():
        requests = [request for one in sets if system.runs_on(one) for request in asked[one.id]]
        if name == OURS:
            requests += [_only(each.request, label) for label in singles for each in singles[label]]
            if PRESIDIO in systems:
                requests += [
                    _only(each, *SHARED) for one in sets if is_compared(one) for each in asked[one.id]
                ]
        print(f"{name}: {len(set(requests))} texts", flush=True)
        try:
            answers[name] = run(system, requests, environments)
        except UnavailableError as error:
            scores.unavailable[name] = str(error)
            print(f"{name}: {error}", flush=True)
            continue
        scores.withheld[name] = len({request.text for request in answers[name].withheld})
        scores.seconds[name] = answers[name].seconds
    for one in sets:
        found = {
            name: [answer.spans[request] for request in asked[one.id]]
            for name, answer in answers.items()
            if systems[name].runs_on(one)
        }
        scores.measures[one.id] = {name: _measured(one, spans) for name, spans in found.items()}
        if PRESIDIO in found and is_compared(one):
            if OURS in found:
                found[OURS] = [answers[OURS].spans[_only(each, *SHARED)] for each in asked[one.id]]
            scores.shared[one.id] = {name: _shared(one, found[name]) for name in BESIDE if name in found}
    if OURS in answers:
        scores.alone.update({label: _both(label, chosen, answers[OURS]) for label, chosen in singles.items()})
    return scores


class _Single(NamedTuple):
    """A document in which one label is asked for alone, and how all of its labels are asked for."""

    document: Labelled
    request: Request


def _requests(sets: Iterable[LabelledSet]) -> dict[str, list[Request]]:
    """What is asked for each set; a text of a set in several languages as in the set of its language."""
    languages = {
        document.text: one.language for one in sets if one.language != MANY for document in one.documents
    }
    return {
        one.id: [
            Request(each.text, languages.get(each.text, MANY) if one.language == MANY else one.language)
            for each in one.documents
        ]
        for one in sets
    }


def _singles(sets: Iterable[LabelledSet], asked: Mapping[str, Sequence[Request]]) -> dict[str, list[_Single]]:
    """The documents in which each label is asked for alone."""
    found: dict[str, list[_Single]] = {}
    for one in sets:
        pairs = [_Single(*pair) for pair in zip(one.documents, asked[one.id], strict=True)]
        for label in one.labels if one.id in ALONE else ():
            having = [pair for pair in pairs if any(span.label == label for span in pair.document.spans)]
            found.setdefault(label, []).extend(having[: ALONE[one.id]])
    return {label: found[label] for label in LABELS if found.get(label)}


def _both(label: str, chosen: Sequence[_Single], answers: Answers) -> tuple[Measures, Measures]:
    """Measures a label where all are asked for, and where it is asked for alone."""
    documents = [each.document for each in chosen]
    together = [answers.spans[each.request] for each in chosen]
    alone = [answers.spans[_only(each.request, label)] for each in chosen]
    return measure(documents, together, labels=[label]), measure(documents, alone, labels=[label])


def _only(request: Request, *labels: str) -> Request:
    return request._replace(labels=labels)


def is_compared(one: LabelledSet) -> bool:
    """Whether Presidio is compared with ours on a set."""
    return one.language in LANGUAGES and one.family in COMPARED_ON


def _measured(one: LabelledSet, found: Sequence[Sequence[LabelledSpan]]) -> Measures:
    if one.joined:
        found = [joined(each.text, spans) for each, spans in zip(one.documents, found, strict=True)]
    return measure(one.documents, found, labels=one.labels)


def _shared(one: LabelledSet, found: Sequence[Sequence[LabelledSpan]]) -> Measures:
    """Measures what has the shared labels, addresses being locations; ours was asked for these alone."""
    documents = [replace(each, spans=_as_places(each.spans)) for each in one.documents]
    asked = [[span for span in _as_places(spans) if span.label in SHARED] for spans in found]
    wanted: Collection[str] = {PLACE if label == "address" else label for label in one.labels}
    return measure(documents, asked, labels=set(COMPARED) & set(wanted))


def _as_places(spans: Iterable[LabelledSpan]) -> tuple[LabelledSpan, ...]:
    return tuple(replace(span, label=PLACE) if span.label == "address" else span for span in spans)
