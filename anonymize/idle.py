"""Settings without effect, or at odds with each other, in sentences: none is wrong, another may be meant.

Fields that are idle, or absent from the records, are told by `first_records`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anonymize.config import Config, DetectorConfig
from anonymize.detectors.terms import SOURCE as DENY
from anonymize.redactor import Redactor

_MODELS = frozenset({"tagger", "gliner"})
"""Detectors that are models; settings of models are for them."""
_OF_MODELS = ("model", "threshold", "device", "precision", "batch_size")
_OF_REGIONS = frozenset({"phone_number", "id_number"})
"""Labels whose values are written otherwise from country to country."""
_SHIFTING = "date_shift"


def idle_settings(config: Config, redactor: Redactor) -> Iterator[str]:
    """Tells of settings that make no difference to what is found.

    Yields:
        A message for each.
    """
    models = [detector for detector in redactor.detectors if detector.name in _MODELS]
    given = [name for name in _OF_MODELS if getattr(config, name) != getattr(Config, name)]
    if given and not models:
        yield f"{settings_have(given)} no effect: no model is among the detectors"
    scored = frozenset[str]().union(*(detector.labels for detector in models))
    items = (item for item in config.detectors if isinstance(item, DetectorConfig))
    labels = set(config.thresholds).union(*(item.thresholds or () for item in items))
    if idle := sorted(labels - scored):
        names = [f"thresholds.{label}" for label in idle]
        yield f"{settings_have(names)} no effect: no model looks for such a label"
    # What the user's own lists and expressions find is the same everywhere.
    local = any(
        detector.name == "patterns" and not _OF_REGIONS.isdisjoint(detector.labels)
        for detector in redactor.detectors
    )
    if config.region != Config.region and not local:
        yield f"region {config.region} has no effect: the patterns look for no phone_number and no id_number"


def idle_replacements(config: Config, redactor: Redactor) -> Iterator[str]:
    """Tells of settings that make no difference to what is put in the place of what is found.

    Yields:
        A message for each.
    """
    operators = redactor.operators
    if config.subject_field is not None and all(
        operators.name(label) != _SHIFTING for label in redactor.labels
    ):
        yield f"subject_field has no effect: no label that is looked for has the operator {_SHIFTING}"
    listed = frozenset[str]().union(*(one.labels for one in redactor.detectors if one.name == DENY))
    if kept := sorted(listed & redactor.kept):
        yield f"what deny lists for {', '.join(kept)} stays in the output: the operator keep leaves it there"


def settings_have(names: Sequence[str]) -> str:
    """Begins a sentence about settings."""
    return f"{', '.join(names)} {'has' if len(names) == 1 else 'have'}"
