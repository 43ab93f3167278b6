"""What a GLiNER is trained to do, and how it is scored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from anonymize.batching import batches
from anonymize.detectors.gliner.decoding import Decoder, WordSpan
from anonymize.detectors.gliner.files import GlinerFiles
from anonymize.detectors.gliner.heads import scorer_of
from anonymize.detectors.gliner.runtimes import unpadded
from anonymize.errors import ModelError
from finetune.batches import grouped
from finetune.datasets.base import OUTSIDE
from finetune.features import EVALUATION_TOKENS
from finetune.gliner.examples import Example, WordEntity
from finetune.gliner.inputs import Batches, Item, packed
from finetune.gliner.model import span_logits, token_logits
from finetune.gliner.prompts import everything
from finetune.hardware import Hardware
from finetune.metrics import Scores, score

if TYPE_CHECKING:
    from torch import Tensor

THRESHOLD = 0.5
POSITIVE = 2.0
"""Weight of a word that belongs to an entity: there are few of them, and one that is missed costs more than
one that is found too many."""


class Asking:
    """The task of a GLiNER: for each word and label, whether it begins, ends or fills an entity.

    Args:
        core: the model's torch module, on the hardware's device.
        batches: makes its tensors.
        files: its configuration.
        train: what to train on.
        validation: what to score it on.
        hardware: where.
        notify: told how many texts are too long.
    """

    def __init__(
        self,
        core: Any,  # noqa: ANN401 - a module of the package
        batches: Batches,
        files: GlinerFiles,
        *,
        train: Sequence[Example],
        validation: Sequence[Example],
        hardware: Hardware,
        notify: Callable[[str], None],
    ) -> None:
        self._core = core
        self._batches = batches
        self._files = files
        self._train = train
        self._validation = validation
        self._hardware = hardware
        self._notify = notify

    def batches(self, *, batch_size: int, seed: int) -> Sequence[list[Item]]:
        """Joins texts and draws what to ask for anew, in batches of like length.

        Raises:
            ModelError: no text fits the model.
        """
        drawn = packed(self._train, seed=seed)
        items = [item for item in drawn if self._batches.fits(item)]
        if len(items) < len(drawn):
            longer = (
                f"{len(drawn) - len(items):,} of {len(drawn):,} texts are longer, with their labels, than the"
                f" {self._files.positions} sub-words that the model reads"
            )
            if not items:
                raise ModelError(f"{longer}; cut them, or have fewer labels")
            self._notify(f"{longer}; this epoch is without them")
        lengths = [len(self._batches.sequence(item)) for item in items]
        groups = grouped(lengths, batch_size=batch_size, seed=seed)
        return [[items[index] for index in group] for group in groups]

    def loss(self, batch: Sequence[Item]) -> Tensor:
        """Binary cross-entropy, summed over labels, and a mean over words."""
        from torch.nn.functional import binary_cross_entropy_with_logits

        sequences = [self._batches.sequence(item) for item in batch]
        score_all = token_logits if self._files.head == "token" else span_logits
        with self._hardware.autocast():
            found = self._core.get_representations(**self._batches.feed(sequences))
            logits = score_all(self._core, found.words_embedding, found.prompts_embedding)
        wanted, counts = self._batches.targets(batch)
        loss = binary_cross_entropy_with_logits(logits.float(), wanted, reduction="none")
        weighted = loss * counts * (1 + (POSITIVE - 1) * wanted)
        return weighted.sum() / sum(len(item.example) for item in batch)

    def validate(self) -> Scores:
        """Scores the validation texts, each asked for all that it was marked for."""
        return self.score(self._validation)

    def score(self, examples: Sequence[Example]) -> Scores:
        """Scores texts by word: of spans that overlap, the stronger one counts."""
        items = [Item(example, everything(example)) for example in examples]
        # In one that does not fit, of figures or keys as a rule, nothing is found, and that is how it counts.
        fitting = [number for number, item in enumerate(items) if self._batches.fits(item)]
        found: list[list[WordSpan]] = [[] for _ in items]
        for number, spans in zip(fitting, self._predict([items[number] for number in fitting]), strict=True):
            found[number] = spans
        return score(
            [_tags(len(item.example), item.example.entities) for item in items],
            [
                _tags(len(item.example), _strongest(item, spans))
                for item, spans in zip(items, found, strict=True)
            ],
        )

    def _predict(self, items: Sequence[Item]) -> list[list[WordSpan]]:
        import torch

        sequences = [self._batches.sequence(item) for item in items]
        found: dict[int, list[WordSpan]] = {}
        self._core.eval()
        scorer = scorer_of(self._core)
        for group in batches(list(map(len, sequences)), budget=EVALUATION_TOKENS):
            given = [sequences[index] for index in group]
            with torch.inference_mode(), self._hardware.autocast():
                seen = self._core.get_representations(**self._batches.feed(given))
                logits = scorer(seen.words_embedding, seen.prompts_embedding)
            for index, one in zip(
                group, unpadded(logits.float().cpu().numpy(), given, self._files), strict=True
            ):
                decoder = Decoder(self._files.head, [THRESHOLD] * sequences[index].labels)
                found[index] = decoder.spans(one)
        return [found[index] for index in range(len(items))]


def _strongest(item: Item, spans: Sequence[WordSpan]) -> list[WordEntity]:
    taken: set[int] = set()
    kept = []
    for span in sorted(spans, key=lambda span: (-span.score, span.start - span.end, span.start)):
        words = range(span.start, span.end + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            kept.append(WordEntity(span.start, span.end, item.question.labels[span.label]))
    return kept


def _tags(words: int, entities: Sequence[WordEntity]) -> list[str]:
    tags = [OUTSIDE] * words
    for entity in entities:
        for place in range(entity.first, entity.last + 1):
            tags[place] = f"{'B' if place == entity.first else 'I'}-{entity.label}"
    return tags
