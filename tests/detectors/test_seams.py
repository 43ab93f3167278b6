"""Seams: what stands at one is found as it is in a short text, wherever the windows cut it.

Every entity stands in a long text several times, and is moved through it a word at a time, so that each seam
meets it at each place: before it, behind it, and between any two of its tokens. The models know words, not
contexts, so that what has to be found is exact.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from anonymize import Redactor
from anonymize.detectors.base import Detection, whole
from anonymize.detectors.gliner import Gliner, open_gliner
from anonymize.detectors.gliner import windows as gliner_windows
from anonymize.detectors.tagger import Tagger, Thresholds, open_model
from anonymize.detectors.tagger.decoding import softmax
from anonymize.policy import Policy
from anonymize.spans import resolve
from anonymize.windows import heard
from finetune.export import export_onnx
from tests import tiny_gliner, tiny_tagger
from tests.commands.support import Anon, jsonl
from tests.support_detectors import operators
from tests.support_seams import cuts, moved, token_starts

Found = list[tuple[int, int, str]]
"""Start and end, counted from the entity's start, and label."""

PLAIN = ("the ",)
MIXED = (
    "the ",
    "a\r\n",
    "e\u0301 ",
    "\U0001f469\u200d\U0001f467 ",
    "rain, ",
    "cafe\u0301\r\n\r\n",
    "\u200b ",
)
"""Windows line ends, marks of their own, emoji of several code points, white space that cannot be seen."""
TAGGERS = {
    "Anna Schmidt Okafor": "person",
    "Anna\u0301\r\nSchmi\u0308dt": "person",
    "Harbour Road 17": "address",
    "Berlin": "location",
    "Berlinbridges": "location",
    "Foxglove": "username",
}
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


def test_what_either_window_finds_in_the_overlap_is_found(tmp_path: Path) -> None:
    """Beside the seam and with some context; on a model whose scores depend on what stands around."""
    tagger = Tagger(open_model(str(confused(tmp_path))), tiny_tagger.LABELS, thresholds=Thresholds(0.7))
    text = " ".join(random.Random(0).choices(("the", "parcel", "rain", "anna", "road", "on", "a"), k=2_000))  # noqa: S311 - not secret
    (detection,) = tagger.detect([text])
    hidden = {place for span in detection.spans for place in range(span.start, span.end)}
    assert tagger._encoder is not None
    (encoded,) = tagger._encoder.encode([text])
    windows = tagger._encoder.windows([encoded], size=64, overlap=32)
    asked = [tag.label is not None for tag in tagger._files.tags]
    sure: set[int] = set()
    trusted: set[int] = set()
    sequences = [tagger._encoder.sequence(encoded, window) for window in windows]
    for window, logits in zip(windows, tagger._runtime.logits(sequences), strict=True):
        shares = softmax(logits[tagger._encoder.inner(window)])[:, asked].sum(axis=1)
        part = heard(window, len(encoded.ids))
        found_here = {place for place in range(part.start, part.stop) if shares[place - window.start] >= 0.7}
        sure |= found_here
        trusted |= found_here & set(range(window.trusted_start, window.trusted_end))
    assert {int(encoded.starts[place]) for place in sure} <= hidden
    assert len(sure - trusted) >= 5, "what only the window beyond the seam finds"
    assert len(sure) < len(encoded.ids)


def confused(directory: Path) -> Path:
    """The tiny tagger with places and attention that count for something."""
    import torch
    from safetensors.torch import load_file, save_file

    path = tiny_tagger.build_tagger(directory) / "model.safetensors"
    weights = load_file(path)
    torch.manual_seed(0)
    for name in ("embeddings.position_embeddings", "encoder.layer.0.attention.output.dense"):
        weights[f"bert.{name}.weight"] = torch.randn(weights[f"bert.{name}.weight"].shape) / 2
    save_file(weights, path, metadata={"format": "pt"})
    return directory


@pytest.mark.parametrize(("span_mode", "threshold"), [("token_level", 0.4), ("markerV0", 0.9)])
def test_what_either_window_of_a_gliner_finds_in_the_overlap_is_found(
    tmp_path: Path, span_mode: str, threshold: float
) -> None:
    """On a model with random weights, whose scores depend on everything."""
    files = open_gliner(str(tiny_gliner.build_random(tmp_path, span_mode=span_mode, max_len=72)))
    labels = {label: label for label in tiny_gliner.LABELS}
    gliner = Gliner(files, labels, thresholds=Thresholds(threshold))
    text = " ".join(random.Random(0).choices(tiny_gliner.FILLER, k=600))  # noqa: S311 - not secret
    (detection,) = gliner.detect([text])
    found_whole = {(span.start, span.end, span.label) for span in detection.spans}
    assert gliner._plan is not None
    (encoded,) = gliner._plan.encoder.encode([text])
    only_beyond = 0
    for window, prompt, spans, _ in gliner._run(gliner._plan, [encoded]):
        part = gliner_windows.heard(window, gliner_windows.weights(encoded))
        for span in spans:
            first, last = window.start + span.start, window.start + span.end
            if first in part and last in part:
                place = int(encoded.starts[first]), int(encoded.ends[last]), prompt[span.label]
                assert place in found_whole
                only_beyond += last < window.trusted_start or first >= window.trusted_end
    assert only_beyond >= 5


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


def test_the_command_replaces_an_entity_at_every_offset_of_every_seam(anon: Anon, onnx_tagger: Path) -> None:
    texts = {(entity, long): label for entity, label in TAGGERS.items() for long in moved(entity, MIXED)}
    result = anon(
        *("redact", "-", "--format", "jsonl", "--field", "text", "--detector", "tagger"),
        *("--model", onnx_tagger, "--labels", ",".join(tiny_tagger.LABELS), "--no-propagate"),
        stdin=jsonl(*({"text": long.text} for _, long in texts)),
    )
    assert result.exit_code == 0
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [
        long.replaced(entity, f"<{label.upper()}>") for (entity, long), label in texts.items()
    ]


def test_a_file_with_an_entity_at_each_of_its_seams_comes_out_without_them(
    anon: Anon, in_tmp: Path, onnx_tagger: Path
) -> None:
    """With Windows line ends, and so little filler that most seams cut an entity."""
    written = "".join(f"the {entity}\r\n" for entity in TAGGERS) * 40
    (in_tmp / "a.txt").write_bytes(written.encode())
    options = ("--detector", "tagger", "--model", onnx_tagger, "--labels", ",".join(tiny_tagger.LABELS))
    result = anon("redact", "a.txt", *options, "--no-propagate", "--output", "b.txt")
    assert result.exit_code == 0
    expected = "".join(f"the <{label.upper()}>\r\n" for label in TAGGERS.values()) * 40
    assert (in_tmp / "b.txt").read_bytes() == expected.encode()
