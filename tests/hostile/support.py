"""What the tests of hostile models share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from anonymize.detectors.base import Detection
from anonymize.detectors.gliner import Gliner, open_gliner
from anonymize.detectors.tagger import Tagger, open_model
from anonymize.errors import ModelError
from anonymize.finder import Finder
from anonymize.findings import Findings, Texts

Attack: TypeAlias = Callable[[Path], object]
"""Changes a copy of a good model's directory into a bad one."""
TEXT = "the parcel went to anna schmidt in berlin"


def edit(name: str, **settings: Any) -> Attack:
    """Sets top-level keys of a JSON file, which need not be there before."""

    def attack(directory: Path) -> None:
        path = directory / name
        content = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(content | settings))

    return attack


def write(name: str, content: bytes | str) -> Attack:
    """Puts a file in the place of the one of that name."""

    def attack(directory: Path) -> None:
        (directory / name).unlink(missing_ok=True)
        (directory / name).write_bytes(content.encode() if isinstance(content, str) else content)

    return attack


def tagger(directory: Path) -> Tagger:
    files = open_model(str(directory))
    return Tagger(files, files.labels)


def gliner(directory: Path) -> Gliner:
    return Gliner(open_gliner(str(directory)), {"person": "person"})


def refused(open_detector: Callable[[Path], Any], directory: Path, text: str = TEXT) -> str:
    """Gives the sentence with which a model is refused: when it is opened, or with the first text."""
    with pytest.raises(ModelError) as caught:
        open_detector(directory).detect([text])
    message = str(caught.value)
    assert message.isprintable(), "one line, with nothing that moves a cursor"
    assert len(message) < 500
    assert text not in message
    return message


def found(detector: Any, *texts: str) -> list[Findings]:
    """Gives what becomes of texts, each a record."""
    return [findings for (findings,) in Finder([detector]).find([Texts((text,)) for text in texts])]


def labels(detections: list[Detection]) -> set[str]:
    return {span.label for detection in detections for span in detection.spans}
