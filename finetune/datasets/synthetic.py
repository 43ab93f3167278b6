"""`synthetic:LANG`: sentences made here, from the templates and values in `datasets_custom`.

Any size, the same for the same seed. Train, validation and test are made of different templates, and
sentence N does not depend on how many are asked for, so that smaller sizes lie inside larger ones.
"""

from __future__ import annotations

from datasets_custom.generator import Generator
from finetune.datasets.base import Request, Sentence
from finetune.datasets.offsets import CharacterSpan, tag_words
from finetune.datasets.splits import Generated

TRAIN_SIZE = 5_000
TEST_SIZE = 2_000
VALIDATION_SIZE = 500
"""Sentences of each split where no size is asked for."""


def load(request: Request) -> Generated:
    """Makes the data set.

    Args:
        request: the argument is the language; `size` and `eval_size` say how much to make.

    Raises:
        DatasetError: there are no templates for the language.
    """
    sizes = {
        "train": TRAIN_SIZE if request.size is None else request.size,
        "validation": VALIDATION_SIZE,
        "test": TEST_SIZE if request.eval_size is None else request.eval_size,
    }
    generator = Generator(request.argument, seed=request.seed)
    made = {
        split: [_sentence(generator, split, index) for index in range(size)] for split, size in sizes.items()
    }
    return Generated.of(request.spec, train=made["train"], validation=made["validation"], test=made["test"])


def _sentence(generator: Generator, split: str, index: int) -> Sentence:
    example = generator.example(split, index)
    spans = [CharacterSpan(span.start, span.end, span.label) for span in example.entities]
    return tag_words(example.text, spans).sentence(example.text)
