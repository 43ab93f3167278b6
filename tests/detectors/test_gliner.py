"""The detector as a whole: what it finds and where, on a model that knows a few words."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from anonymize.detectors.base import gaps, whole
from anonymize.detectors.gliner import Gliner, detector, open_gliner, spellings
from anonymize.detectors.tagger import Thresholds
from anonymize.detectors.tagger.runtimes import has_bfloat16
from anonymize.errors import UsageError
from anonymize.spans import Span, resolve
from tests.tiny_gliner import build_gliner

ALL = {label: label for label in ("person", "location", "project", "machine")}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with windows of 64 words, of which 48 are shared."""
    return build_gliner(tmp_path_factory.mktemp("gliner"))


@pytest.fixture(scope="module")
def gliner(directory: Path) -> Gliner:
    return Gliner(open_gliner(str(directory)), ALL)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Gliner:
    """The word limit that GLiNERs have by default."""
    directory = build_gliner(tmp_path_factory.mktemp("wide"), max_len=384)
    return Gliner(open_gliner(str(directory)), ALL)


def found(gliner: Gliner, text: str) -> list[tuple[str, str]]:
    """Texts and labels of the resolved spans; the text must have been seen whole."""
    (detection,) = gliner.detect([text])
    assert detection.seen == whole(text)
    return [(text[span.start : span.end], span.label) for span in resolve(detection.spans)]


def test_an_entity_of_several_words_is_one_span(gliner: Gliner) -> None:
    assert found(gliner, "The parcel went to Anna Schmidt, on Atlas.") == [
        ("Anna Schmidt", "person"),
        ("Atlas", "machine"),
    ]


@pytest.mark.parametrize("name", ["судья", "船名", "πλοίο: a ship"])
def test_a_label_in_letters_that_the_model_was_not_trained_on_is_refused(directory: Path, name: str) -> None:
    trained = spellings(["person", "дата"] if name == "船名" else ["person"])
    files = dataclasses.replace(open_gliner(str(directory)), scripts=frozenset({"Latin"}), trained=trained)
    with pytest.raises(UsageError, match=r"in letters that .* was not trained on; ask in words of"):
        Gliner(files, {"person": "person", "own": name})


@pytest.mark.parametrize("name", ["船名", "船", "судья", "β-blocker", "12"])
def test_a_label_in_letters_of_texts_or_labels_that_the_model_was_trained_on_is_not(
    directory: Path, name: str
) -> None:
    files = dataclasses.replace(
        open_gliner(str(directory)),
        scripts=frozenset({"Latin", "Cyrillic"}),
        trained=spellings(["person", "船名"]),
    )
    Gliner(files, {"own": name})


def test_a_description_that_the_model_was_not_trained_to_read_is_told(directory: Path) -> None:
    files = dataclasses.replace(open_gliner(str(directory)), trained={"project": "project"})
    described = "project: what is not out yet"
    assert Gliner(files, {"project": "project"}).unfamiliar == ()
    assert Gliner(files, {"project": described}).unfamiliar == (described,)
    files = dataclasses.replace(files, trained=spellings(["project", described]))
    assert Gliner(files, {"project": described}).unfamiliar == ()


@pytest.mark.parametrize("place", [*range(383, 391), 2000])
def test_an_entity_behind_the_word_limit_is_found(wide: Gliner, place: int) -> None:
    text = "the " * (place - 1) + "anna" + " the" * (2100 - place)
    assert found(wide, text) == [("anna", "person")]


@pytest.mark.parametrize("entity", ["Anna Schmidt Okafor", "Berlin"])
def test_an_entity_at_every_offset_of_every_seam_is_found(gliner: Gliner, entity: str) -> None:
    ((_, label),) = found(gliner, entity)
    texts = ["the " * offset + entity + " the" * (150 - offset) for offset in range(150)]
    for offset, (text, detection) in enumerate(zip(texts, gliner.detect(texts), strict=True)):
        assert detection.seen == whole(text), offset
        spans = [(text[span.start : span.end], span.label) for span in resolve(detection.spans)]
        assert spans == [(entity, label)], offset


def test_an_entity_longer_than_the_overlap_is_found_whole(gliner: Gliner) -> None:
    entity = "anna " * 200 + "okafor"
    assert found(gliner, f"the {entity} went") == [(entity, "person")]


def test_seams_change_nothing_in_a_text_full_of_entities(gliner: Gliner) -> None:
    sentence = "Anna Schmidt went to Berlin in the rain and Foxglove to Atlas "
    assert found(gliner, sentence * 40) == found(gliner, sentence) * 40


def test_words_of_many_sub_words_are_not_cut(gliner: Gliner) -> None:
    """A word of 30 sub-words: 64 of them are four times what the encoder has positions for."""
    noise = " ".join("qwertyuiopasdfghjklzxcvbnm1234" for _ in range(100))
    assert found(gliner, f"{noise} anna {noise} berlin {noise}") == [
        ("anna", "person"),
        ("berlin", "location"),
    ]


def test_a_word_longer_than_a_window_is_seen_in_pieces(gliner: Gliner) -> None:
    blob = "x_" * 3000
    assert found(gliner, f"anna {blob} berlin") == [("anna", "person"), ("berlin", "location")]
    assert found(gliner, f"the {blob}anna_{blob} berlin")[-1] == ("berlin", "location")


def test_a_megabyte_on_one_line_is_seen_whole(wide: Gliner) -> None:
    assert found(wide, "the parcel went to " * 55_000 + "anna schmidt") == [("anna schmidt", "person")]


def test_a_window_that_was_not_run_is_reported_as_unseen(
    gliner: Gliner, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = detector.split
    monkeypatch.setattr(detector, "split", lambda *given, **named: split(*given, **named)[:-1])
    text = "the " * 200
    (detection,) = gliner.detect([text])
    missed = gaps(detection.seen, len(text))
    assert missed[-1] == (len(text) - 4, len(text) - 1)
    first = missed[0][0]
    assert first > 500
    assert text[first:].startswith("the")


def test_no_text_is_read_as_a_special_token(gliner: Gliner) -> None:
    assert found(gliner, "[SEP] <<ENT>> <<SEP>> anna [CLS] [PAD]") == [("anna", "person")]


def test_characters_that_the_tokenizer_drops_do_not_shift_the_words(gliner: Gliner) -> None:
    text = "\x00 the \x07 \u200d Anna \x00 Schmidt went"
    assert found(gliner, text) == [("Anna \x00 Schmidt", "person")]


@pytest.mark.parametrize(
    "before", ["\U0001f469\u200d\U0001f467 ", "e\u0301 ", "\r\n\r\n", "\ufeff", "\u6f22\u5b57 "]
)
def test_offsets_hold_behind_characters_of_odd_lengths(gliner: Gliner, before: str) -> None:
    assert found(gliner, before + "Anna Schmidt went") == [("Anna Schmidt", "person")]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "."])
def test_texts_without_words_have_no_spans(gliner: Gliner, text: str) -> None:
    assert found(gliner, text) == []


def test_a_threshold_holds_for_its_label_alone(directory: Path) -> None:
    """`mercury` is a project with 0.6."""
    files = open_gliner(str(directory))
    text = "anna on mercury"
    higher = Gliner(files, ALL, thresholds=Thresholds(0.5, {"project": 0.7}))
    other = Gliner(files, ALL, thresholds=Thresholds(0.5, {"person": 0.99}))
    assert found(Gliner(files, ALL), text) == [("anna", "person"), ("mercury", "project")]
    assert found(higher, text) == [("anna", "person")]
    assert found(other, text) == [("mercury", "project")]


def test_the_span_has_the_label_and_the_model_is_asked_in_words(directory: Path) -> None:
    gliner = Gliner(open_gliner(str(directory)), {"project_codename": "project codename"})
    assert found(gliner, "on Bluebird and anna") == [("Bluebird", "project_codename")]


def test_several_words_for_one_label_are_all_looked_for(directory: Path) -> None:
    gliner = Gliner(open_gliner(str(directory)), {"thing": ("machine", "project"), "person": "person"})
    assert found(gliner, "on Bluebird and anna to Atlas") == [
        ("Bluebird", "thing"),
        ("anna", "person"),
        ("Atlas", "thing"),
    ]


def test_more_labels_than_a_prompt_holds_are_all_looked_for(directory: Path) -> None:
    """A prompt of this model holds eight."""
    others = {f"other_{index}": f"rain {index}" for index in range(23)}
    gliner = Gliner(open_gliner(str(directory)), {**others, **ALL})
    text = "Anna Schmidt went to Berlin in the rain and Foxglove to Atlas " * 10
    assert found(gliner, text) == found(Gliner(open_gliner(str(directory)), ALL), text)


def test_long_labels_are_spread_over_more_prompts(directory: Path) -> None:
    labels = {
        **ALL,
        **{f"long_{index}": f"{index} abcdefghijklmnopqrstuvwxyz name" * 2 for index in range(4)},
    }
    assert found(Gliner(open_gliner(str(directory)), labels), "anna") == [("anna", "person")]


def test_a_label_that_no_prompt_holds_is_refused(directory: Path) -> None:
    with pytest.raises(UsageError, match=r"the label 'z z .*' is too long for the model; 128 sub-words"):
        Gliner(open_gliner(str(directory)), {"person": "person", "long": "z " * 300})


def test_no_labels_are_refused(directory: Path) -> None:
    with pytest.raises(UsageError, match="--labels"):
        Gliner(open_gliner(str(directory)), {})


def test_a_gliner_survives_pickling(gliner: Gliner) -> None:
    text = "the parcel went to anna"
    gliner.detect([text])
    assert pickle.loads(pickle.dumps(gliner)).detect([text]) == gliner.detect([text])  # noqa: S301 - our own bytes


def test_spans_carry_score_and_source(gliner: Gliner) -> None:
    ((span,),) = (detection.spans for detection in gliner.detect(["anna"]))
    assert dataclasses.replace(span, score=0.0) == Span(0, 4, "person", 0.0, "gliner")
    assert 0.95 < span.score <= 1.0


def test_the_manifest_names_what_decides_the_result(gliner: Gliner, directory: Path) -> None:
    told = gliner.describe()
    assert told["model"] == directory.name
    assert told["prompts"] == ALL
    assert (told["runtime"], told["precision"], told["window"]) == ("torch", "fp32", 64)


def test_bfloat16_finds_the_same(directory: Path, gliner: Gliner) -> None:
    if not has_bfloat16("cpu"):
        pytest.skip("this processor has no bfloat16")
    text = "Anna Schmidt went to Berlin " * 20
    half = Gliner(open_gliner(str(directory)), ALL, precision="bf16")
    assert found(half, text) == found(gliner, text)


def test_cuda_is_refused_in_words_where_there_is_none(directory: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    with pytest.raises(UsageError, match="no CUDA device"):
        Gliner(open_gliner(str(directory)), ALL, device="cuda")


def test_nothing_is_said_on_standard_error(directory: Path) -> None:
    code = (
        "import sys; from anonymize.detectors.gliner import *;"
        "g = Gliner(open_gliner(sys.argv[1]), {'person': 'person'});"
        "assert len(g.detect(['the ' * 500 + 'anna'])[0].spans) == 1"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(directory)], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
