"""Seams: what stands at one is found as it is in a short text, wherever the windows cut it.

Every entity stands in a long text several times, and is moved through it a word at a time, so that each seam
meets it at each place: before it, behind it, and between any two of its tokens. The models know words, not
contexts, so that what has to be found is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from anonymize import Redactor
from anonymize.detectors.base import Detection, whole
from anonymize.detectors.gliner import Gliner, open_gliner
from anonymize.detectors.tagger import Tagger, open_model
from anonymize.policy import Policy
from anonymize.spans import resolve
from finetune.export import export_onnx
from tests import tiny_gliner, tiny_tagger
from tests.support_detectors import operators
from tests.support_seams import MIXED, PLAIN, TAGGERS, cuts, moved, token_starts

Found = list[tuple[int, int, str]]
"""Start and end, counted from the entity's start, and label."""

GLINERS = {
    "Anna Schmidt Okafor": "person",
    "Anna\u0301\r\nSchmidt": "person",
    "Berlin": "location",
    "Berlinbridges": "location",
    "Bluebird Foxglove": "project",
    "Atlas": "machine",
}
DETECTORS = (
    "tagger torch all",
    "tagger torch first",
    "tagger onnx all",
    "tagger onnx first",
    "gliner token_level",
    "gliner markerV0",
)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Models as small as these lose more time in handing work to a second core than they gain."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module", params=DETECTORS)
def detector(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tagger | Gliner:
    """A tagger, whose windows of 62 tokens share 32, or a GLiNER, whose windows of 72 words share 48."""
    kind, *how = request.param.split()
    directory = tmp_path_factory.mktemp(kind)
    if kind == "gliner":
        labels = {label: label for label in tiny_gliner.LABELS}
        return Gliner(
            open_gliner(str(tiny_gliner.build_gliner(directory, span_mode=how[0], max_len=72))), labels
        )
    runtime, subwords = how
    tiny_tagger.build_tagger(directory, subwords=subwords)
    if runtime == "onnx":
        export_onnx(directory, int8=False)
    made = Tagger(open_model(str(directory)), tiny_tagger.LABELS)
    assert made.describe()["runtime"] == runtime
    return made


@pytest.fixture(scope="module")
def entities(detector: Tagger | Gliner) -> dict[str, str]:
    """Entities that the detector knows, of each of its labels."""
    known = TAGGERS if isinstance(detector, Tagger) else GLINERS
    assert set(known.values()) == detector.labels
    return known


def found(detection: Detection, start: int = 0) -> Found:
    """What will be replaced, counted from a place in the text."""
    return [(span.start - start, span.end - start, span.label) for span in resolve(detection.spans)]


def alone(detector: Tagger | Gliner, entity: str) -> Found:
    """What is found in an entity with a little filler around."""
    before = "the parcel went to "
    (detection,) = detector.detect([f"{before}{entity} in the rain"])
    return found(detection, len(before))


@pytest.mark.parametrize("filler", [PLAIN, MIXED], ids=["plain", "mixed"])
def test_an_entity_of_each_label_at_every_offset_of_every_seam_is_found_as_in_a_short_text(
    detector: Tagger | Gliner, entities: dict[str, str], filler: Sequence[str]
) -> None:
    for entity, label in entities.items():
        assert alone(detector, entity) == [(0, len(entity), label)]
        assert_found_as_alone(detector, entity, filler)


def test_these_texts_cut_every_entity_between_any_two_tokens_at_three_or_more_seams(
    detector: Tagger | Gliner, entities: dict[str, str]
) -> None:
    """What makes the tests of this file tests of seams, and of the edges of the overlaps."""
    for entity in entities:
        detector.detect([entity])
        wanted = {*token_starts(detector, entity), len(entity) + 1}
        met: list[list[set[int]]] = []
        for long in moved(entity, PLAIN):
            for seam, places in enumerate(cuts(detector, long.text)):
                if seam == len(met):
                    met.append([set(), set(), set()])
                for kind, place in enumerate(places):
                    met[seam][kind].update(place - start for start in long.starts)
        assert len(met) >= 3
        for kinds in met[:3]:
            assert all(places >= wanted for places in kinds), entity


@pytest.mark.parametrize("entity", ["sbridgebridge", "Berlinss"])
def test_a_word_cut_between_its_sub_words_follows_the_models_rule(
    detector: Tagger | Gliner, entity: str
) -> None:
    """The one has its label on later sub-words alone, the other on the first alone."""
    if isinstance(detector, Tagger) and detector._files.subwords == "all":
        expected = entity == "sbridgebridge"
    else:
        expected = entity == "Berlinss"
    assert alone(detector, entity) == [(0, len(entity), "location")] * expected
    assert_found_as_alone(detector, entity, PLAIN)
    assert_found_as_alone(detector, entity, MIXED)


def test_neighbours_at_a_seam_stay_two(detector: Tagger | Gliner) -> None:
    entity = "Anna Schmidt Berlin"
    assert alone(detector, entity) == [(0, 12, "person"), (13, 19, "location")]
    assert_found_as_alone(detector, entity, PLAIN)


@pytest.mark.parametrize("words", [49, 70])
def test_an_entity_longer_than_the_overlap_or_than_a_window_is_found_whole(
    detector: Tagger | Gliner, words: int
) -> None:
    entity = "anna" + " schmidt" * words
    assert alone(detector, entity) == [(0, len(entity), "person")]
    assert_found_as_alone(detector, entity, PLAIN, times=1, steps=40)


def assert_found_as_alone(detector: Tagger | Gliner, entity: str, filler: Sequence[str], **size: int) -> None:
    """Asserts that long texts are seen whole, and have at each mention what the short one has, no more."""
    expected = alone(detector, entity)
    texts = moved(entity, filler, **size)
    for long, detection in zip(texts, detector.detect([long.text for long in texts]), strict=True):
        assert detection.seen == whole(long.text), long
        assert found(detection) == [
            (start + low, start + high, label) for start in long.starts for low, high, label in expected
        ], long


def test_a_redactor_replaces_an_entity_at_every_offset_of_every_seam(
    detector: Tagger | Gliner, entities: dict[str, str]
) -> None:
    """Each mention is found where it stands: none by another that was found."""
    policy = Policy(propagate=False, allow_script=True)
    redactor = Redactor([detector], operators(*detector.labels), policy=policy)
    texts = {(entity, long): label for entity, label in entities.items() for long in moved(entity, MIXED)}
    results = redactor.redact_all([long.text for _, long in texts])
    for ((entity, long), label), result in zip(texts.items(), results, strict=True):
        assert result.text == long.replaced(entity, f"<{label.upper()}>")
