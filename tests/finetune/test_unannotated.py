"""Texts that were marked for some labels only: an `O` there may be anything that nobody looked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from finetune.alignment import Piece, align
from finetune.base_models import open_base
from finetune.batches import TokenInputs
from finetune.datasets.base import Dataset, Sentence
from finetune.features import hidden_states
from finetune.freezing import freeze
from finetune.hardware import Hardware
from finetune.heads import new_tagger
from finetune.metrics import Scores
from finetune.preparation import prepare
from finetune.selection import fingerprint
from finetune.training import Tagging

FULL = Hardware("cpu", bfloat16=False)
TAGS = ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")
MARKED = Sentence(("anna", "in", "kyoto"), ("B-PER", "O", "O"))
FOR_PEOPLE = replace(MARKED, annotated=("PER",))


@pytest.fixture(scope="module")
def tagger(base_model: Path) -> Any:
    torch.manual_seed(0)
    return new_tagger(open_base(str(base_model)), TAGS, dropout=0.0)


def pieces(base_model: Path, *sentences: Sentence) -> list[Piece]:
    encoder = open_base(str(base_model)).encoder
    return align(sentences, encoder, TAGS, subwords="all", max_length=64)


def nothing() -> Scores:
    raise AssertionError


def loss(tagger: Any, given: list[Piece]) -> torch.Tensor:
    task = Tagging(tagger, TokenInputs(given, padding_id=0, device="cpu"), FULL, validate=nothing)
    return task.loss(range(len(given))).detach()


def test_a_piece_knows_the_tags_that_nobody_looked_for(base_model: Path) -> None:
    whole, people = pieces(base_model, MARKED, FOR_PEOPLE)
    assert whole.unannotated == ()
    assert people.unannotated == (1, 2)


def test_what_sentences_were_marked_for_is_part_of_what_a_run_is_known_by() -> None:
    sets = [Dataset.of("set", train=[replace(MARKED, annotated=labels)]) for labels in (None, (), ("PER",))]
    assert len({fingerprint(data) for data in sets}) == len(sets)


def test_the_loss_is_the_chance_of_all_that_an_o_may_be(base_model: Path, tagger: Any) -> None:
    (piece,) = pieces(base_model, FOR_PEOPLE)
    arguments, labels = TokenInputs([piece], padding_id=0, device="cpu").batch([0])
    chances = tagger(**arguments).logits.detach().softmax(-1)[0]
    terms = []
    for chance, label in zip(chances, labels[0].tolist(), strict=True):
        if label == 0:
            terms.append(-(chance[0] + chance[1] + chance[2]).log())
        elif label > 0:
            terms.append(-chance[label].log())
    expected = torch.stack(terms).mean()
    assert float(loss(tagger, [piece])) == pytest.approx(float(expected), rel=1e-5)


def test_what_was_marked_for_everything_is_scored_as_ever_beside_one_that_was_not(
    base_model: Path, tagger: Any
) -> None:
    whole, people = pieces(base_model, MARKED, FOR_PEOPLE)
    alone, other, both = loss(tagger, [whole]), loss(tagger, [people]), loss(tagger, [whole, people])
    assert float(both) == pytest.approx((float(alone) + float(other)) / 2, rel=1e-5)
    assert float(other) < float(alone)


def test_a_frozen_backbone_has_the_same_loss(base_model: Path, tagger: Any) -> None:
    given = pieces(base_model, MARKED, FOR_PEOPLE)
    freeze(tagger, "backbone")
    inputs = TokenInputs(given, padding_id=0, device="cpu")
    cached = hidden_states(tagger, given, inputs, FULL)
    mask = cached.unannotated([0, 1], len(TAGS))
    assert mask is not None
    assert mask.shape == (1, sum(cached.scored), len(TAGS))
    assert not mask[0, : cached.scored[0]].any()
    assert mask[0, cached.scored[0] :, 1:3].all()
    freeze(tagger, "none")


def test_what_is_found_beyond_the_marked_labels_is_not_held_against_a_model(
    base_model: Path, tagger: Any
) -> None:
    """A head that says LOC everywhere: wrong in a text marked for places, and unknown in one that was not."""

    class Everywhere(torch.nn.Module):
        def forward(self, hidden: torch.Tensor) -> torch.Tensor:
            scores = torch.zeros((*hidden.shape[:2], len(TAGS)))
            scores[..., 1] = 9.0
            return scores

    base = open_base(str(base_model))
    plain = Sentence(("anna", "in", "kyoto"), ("O", "O", "O"))
    data = Dataset.of("x", train=[MARKED], validation=[plain], test=[replace(plain, annotated=("PER",))])
    splits = prepare(data, base, tags=TAGS, subwords="all", max_length=64, padding_id=0, device="cpu")
    head = tagger.classifier
    tagger.classifier = Everywhere()
    try:
        wrong = splits["validation"].score(tagger, TAGS, FULL)
        unknown = splits["test"].score(tagger, TAGS, FULL)
    finally:
        tagger.classifier = head
    assert wrong.accuracy == 0.0
    assert unknown.accuracy == 1.0


def test_dropout_is_what_was_asked_for(base_model: Path) -> None:
    model = new_tagger(open_base(str(base_model)), TAGS, dropout=0.25)
    shares = {module.p for module in model.modules() if isinstance(module, torch.nn.Dropout)}
    assert shares == {0.25}
