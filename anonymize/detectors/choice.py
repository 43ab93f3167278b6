"""Which detectors a configuration asks for, and which label goes to which of them.

A label goes to every detector named that knows it: what either finds is redacted. A GLiNER knows any label,
so under `auto` it is asked for those alone that the others do not know, and not loaded without any. What the
user's own lists and expressions find takes no label from it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from anonymize.config import Config, DetectorConfig
from anonymize.detectors.base import Detector
from anonymize.detectors.expressions import Expression, Expressions
from anonymize.detectors.gliner import BUNDLED as BUNDLED_GLINER
from anonymize.detectors.gliner import Gliner, is_gliner, open_gliner, prompt_words, usual_thresholds
from anonymize.detectors.patterns import PATTERN_LABELS, PatternDetector
from anonymize.detectors.tagger import BUNDLED, Tagger, Thresholds, open_model
from anonymize.detectors.terms import Terms
from anonymize.errors import UnknownLabelError, UsageError
from anonymize.labels import TABLE_NAMES, canonical, check_known
from anonymize.policy import THRESHOLD
from anonymize.spelling import check_own_spelling, check_spelling

AUTO = "auto"
GLINER = "gliner"
AUTOMATIC = ("tagger", "patterns", GLINER)
"""What `auto` stands for."""


class _Models(NamedTuple):
    """The tagger's model and the GLiNER's: one of them may be named, the other is the bundled one."""

    tagger: str
    gliner: str


class _Choice(NamedTuple):
    """Detectors that share their settings, and all labels that they could have been asked for."""

    detectors: tuple[Detector, ...]
    known: frozenset[str]


def choose_detectors(config: Config) -> tuple[Detector, ...]:
    """Builds the detectors that a configuration asks for, each for the labels it knows.

    Without labels in the configuration, all that the tagger and the patterns know are looked for. Values and
    expressions of the user's own are looked for in any case.

    Raises:
        UnknownLabelError: a label, or a threshold's label, that none of the detectors knows; one that is
            nearly a known one, for a GLiNER or for what the user names.
        UsageError: a GLiNER was named and there is no label to ask it for, or no detector is asked for any.
        ModelError: a model cannot be used.
    """
    own = tuple(_own(config))
    named = frozenset(label for detector in own for label in detector.labels)
    parts = list(_parts(config, named))
    chosen = [_chosen(part) for part in parts]
    known = frozenset[str]().union(*(choice.known for choice in chosen))
    _check_own_labels(config, known)
    for part in parts:
        check_known(part.thresholds, known)
    detectors = (*(detector for choice in chosen for detector in choice.detectors), *own)
    found = named.union(config.known_fields.values(), *(detector.labels for detector in detectors))
    check_known(config.labels or (), found)
    if not detectors:
        raise UsageError("no detector is asked for anything; add a label that one of them finds")
    return detectors


def _parts(config: Config, named: frozenset[str]) -> Iterator[Config]:
    """The parts of `_divided`, each with labels that it may know; see `_left`."""
    single = (item for item in config.detectors if isinstance(item, DetectorConfig))
    claimed = frozenset(canonical(label) for item in single for label in item.labels or ())
    for part in _divided(config, claimed):
        labels = _left(part, named) if part.labels is not None else _unclaimed(part, claimed)
        if labels != ():
            yield replace(part, labels=labels)


def _left(part: Config, named: frozenset[str]) -> tuple[str, ...] | None:
    """The labels but for those that the user's own detectors alone know; a GLiNER knows any."""
    if not part.labels or not named:
        return part.labels
    known = known_labels(part)
    if GLINER in known:
        return part.labels
    own = named - frozenset[str]().union(*known.values())
    return tuple(label for label in part.labels if canonical(label) not in own)


def _unclaimed(part: Config, claimed: frozenset[str]) -> tuple[str, ...] | None:
    """What detectors know and no other one claims; None for all, and for a GLiNER alone, which knows none."""
    known = frozenset[str]().union(*known_labels(part).values()) if claimed else frozenset[str]()
    return tuple(sorted(known - claimed)) if known else None


def _divided(config: Config, claimed: frozenset[str]) -> Iterator[Config]:
    """The detectors that share their settings, and then each that has some of its own, with those.

    A label asked for that a detector has claimed for itself is not asked of the others.
    """
    single = [item for item in config.detectors if isinstance(item, DetectorConfig)]
    if not single:
        yield config
        return
    shared = tuple(item for item in config.detectors if isinstance(item, str))
    labels = config.labels
    rest = None if labels is None else tuple(label for label in labels if canonical(label) not in claimed)
    if shared and rest != ():
        yield replace(config, detectors=shared, labels=rest)
    wanted = None if labels is None else {canonical(label) for label in labels}
    for item in single:
        own = item.own()
        own["thresholds"] = {**config.thresholds, **(item.thresholds or {})}
        if item.labels is None:
            own["labels"] = rest
        elif wanted is not None:
            own["labels"] = tuple(label for label in item.labels if canonical(label) in wanted)
        if own.get("labels") != ():
            yield replace(config, detectors=(item.type,), **own)  # type: ignore[arg-type] # checked by Config


def _check_own_labels(config: Config, known: frozenset[str]) -> None:
    """Refuses misspelt labels of what the user names; words that the bundled GLiNER knows are none."""
    given = {
        "deny": config.deny,
        "patterns": (item.label for item in config.patterns),
        "known_fields": config.known_fields.values(),
    }
    for setting, labels in given.items():
        for label in labels:
            if canonical(label) in known:
                continue
            try:
                check_own_spelling(label, known, words=_trained_on(BUNDLED_GLINER))
            except UnknownLabelError as error:
                raise UnknownLabelError(f"{setting}: {error}") from None


def _own(config: Config) -> Iterator[Detector]:
    """The detectors for what the user names: values, and expressions."""
    if config.deny:
        yield Terms(config.deny)
    if config.patterns:
        yield Expressions(
            [Expression(item.label, item.regex, item.context, item.validator) for item in config.patterns],
            allow_custom=config.allow_custom,
        )


def _chosen(config: Config) -> _Choice:
    models = _models(config)
    known = _known(config, models)
    fixed = frozenset[str]().union(*known.values())
    prompts = _prompts(config, models, fixed) if GLINER in known else {}
    _check_descriptions(config, prompts)
    everything = fixed | prompts.keys()
    wanted = everything if config.labels is None else frozenset(check_known(config.labels, everything))
    detectors = [
        _build(name, labels & wanted, models.tagger, config)
        for name, labels in known.items()
        if labels & wanted
    ]
    if prompts:
        detectors.append(_gliner(prompts, models, config))
    return _Choice(tuple(detectors), everything)


def known_labels(config: Config) -> Mapping[str, frozenset[str]]:
    """The labels of each detector that a configuration names, `auto` resolved; a GLiNER has none."""
    return _known(config, _models(config))


def _named(config: Config) -> tuple[str, ...]:
    return tuple(item if isinstance(item, str) else item.type for item in config.detectors)


def _models(config: Config) -> _Models:
    named = _named(config)
    if config.model is None:
        return _Models(BUNDLED, BUNDLED_GLINER)
    if is_gliner(config.model):
        if {AUTO, GLINER}.isdisjoint(named):
            raise UsageError(f"{config.model} is a GLiNER; add --detector gliner, or leave --model out")
        return _Models(BUNDLED, config.model)
    if GLINER in named and {AUTO, "tagger"}.isdisjoint(named):
        return _Models(BUNDLED, config.model)
    return _Models(config.model, BUNDLED_GLINER)


def _known(config: Config, models: _Models) -> Mapping[str, frozenset[str]]:
    names = dict.fromkeys(
        name for given in _named(config) for name in (AUTOMATIC if given == AUTO else (given,))
    )
    return {name: _labels(name, models.tagger) for name in names}


def _labels(name: str, tagger: str) -> frozenset[str]:
    if name == GLINER:
        return frozenset()
    return PATTERN_LABELS if name == "patterns" else open_model(tagger).labels


def _prompts(config: Config, models: _Models, fixed: frozenset[str]) -> dict[str, list[str]]:
    """The labels to ask a GLiNER for, canonical, each with the words to ask with.

    These are several where it was trained on several of the user's words for one label of the table, and not
    on the table's own, as on `first name` and `last name`.
    """
    names = fixed if config.labels is None else config.labels
    is_asked = GLINER in _named(config) or any(canonical(name) not in fixed for name in names)
    trained = _trained_on(models.gliner) if is_asked else {}
    asked: dict[str, list[str]] = {}
    for name in names:
        check_spelling(name, fixed, words=trained)
        label, words = canonical(name), _with_description(name, trained, config)
        own = asked.setdefault(label, [])
        if not own or (label in TABLE_NAMES and words not in own):
            own.append(words)
    if GLINER in _named(config):
        if not asked:
            raise UsageError(
                "a GLiNER finds what it is asked for, and nothing is; add --labels, as in person,city"
            )
        return asked
    asked = {label: words for label, words in asked.items() if label not in fixed}
    if not asked and models.gliner == config.model:
        raise UsageError(
            f"{config.model} is a GLiNER, and the other detectors know all labels asked for; "
            "leave --model out, or ask it for them too with --detector auto,gliner"
        )
    return asked


def _with_description(name: str, trained: Mapping[str, str], config: Config) -> str:
    words, description = prompt_words(name, trained), config.descriptions.get(canonical(name))
    return words if description is None else f"{words}: {description}"


def _check_descriptions(config: Config, prompts: Container[str]) -> None:
    for name in config.labels or ():
        if canonical(name) in config.descriptions and canonical(name) not in prompts:
            raise UsageError(
                f"the description of {name!r} would not be read, because no GLiNER is asked for it; "
                "leave it out, or add --detector auto,gliner"
            )


def _build(name: str, labels: frozenset[str], tagger: str, config: Config) -> Detector:
    if name == "patterns":
        return PatternDetector(labels, region=config.region)
    return Tagger(
        open_model(tagger),
        labels,
        thresholds=_thresholds(config),
        device=config.device,
        batch_tokens=config.batch_size,
        precision=config.precision,
    )


def _trained_on(gliner: str) -> Mapping[str, str]:
    return open_gliner(gliner).trained or {}


def _gliner(prompts: Mapping[str, Sequence[str]], models: _Models, config: Config) -> Gliner:
    files = open_gliner(models.gliner)
    thresholds = _thresholds(config)
    if config.threshold is None:
        usual = usual_thresholds(files, prompts)
        thresholds = replace(usual, by_label={**usual.by_label, **thresholds.by_label})
    return Gliner(
        files,
        prompts,
        thresholds=thresholds,
        device=config.device,
        batch_tokens=config.batch_size,
        precision=config.precision,
    )


def _thresholds(config: Config) -> Thresholds:
    by_label = {canonical(label): threshold for label, threshold in config.thresholds.items()}
    return Thresholds(THRESHOLD if config.threshold is None else config.threshold, by_label)
