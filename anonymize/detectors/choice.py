"""Which detectors a configuration asks for, and which label goes to which of them."""

from __future__ import annotations

from collections.abc import Mapping

from anonymize.config import Config
from anonymize.detectors.base import Detector
from anonymize.detectors.patterns import PATTERN_LABELS, PatternDetector
from anonymize.detectors.tagger import BUNDLED, Tagger, Thresholds, open_model
from anonymize.labels import canonical, check_known

AUTO = "auto"
AUTOMATIC = ("tagger", "patterns")
"""What `auto` stands for. A label that both know goes to both: what either finds is redacted."""
DETECTORS = (AUTO, "tagger", "patterns")


def choose_detectors(config: Config) -> tuple[Detector, ...]:
    """Builds the detectors that a configuration asks for, each for the labels it knows.

    Without labels in the configuration, all that the detectors know are looked for.

    Raises:
        UnknownLabelError: a label, or a threshold's label, that none of the detectors knows.
        ModelError: the model cannot be used.
    """
    known = known_labels(config)
    everything = frozenset[str]().union(*known.values())
    wanted = everything if config.labels is None else frozenset(check_known(config.labels, everything))
    check_known(config.thresholds, everything)
    return tuple(_build(name, labels & wanted, config) for name, labels in known.items() if labels & wanted)


def known_labels(config: Config) -> Mapping[str, frozenset[str]]:
    """The labels of each detector that a configuration names, `auto` resolved."""
    names = dict.fromkeys(
        name for given in config.detectors for name in (AUTOMATIC if given == AUTO else (given,))
    )
    return {name: _labels(name, config) for name in names}


def _labels(name: str, config: Config) -> frozenset[str]:
    return PATTERN_LABELS if name == "patterns" else open_model(config.model or BUNDLED).labels


def _build(name: str, labels: frozenset[str], config: Config) -> Detector:
    if name == "patterns":
        return PatternDetector(labels, region=config.region)
    by_label = {canonical(label): threshold for label, threshold in config.thresholds.items()}
    return Tagger(
        open_model(config.model or BUNDLED),
        labels,
        thresholds=Thresholds(config.threshold, by_label),
        device=config.device,
        batch_tokens=config.batch_size,
    )
