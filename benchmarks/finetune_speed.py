"""Trains the same sentences as the studies do and as `anon finetune` does, in one run.

    python -m benchmarks.finetune_speed --data PATH/TO/data --base-model PATH --write

The studies' way: every sentence padded to 128 tokens, float32, batches of 8, 5e-5 falling in a line, weight
decay 0.01, 3 epochs, all weights and the whole table of words with the optimizer. A plain loop does it, so
that no framework slows it down. Ours takes 4 epochs, because its batches are twice as large; it is trained
before the other and after it, and the mean counts. Both are scored by the same words of the same test
sentences. Leave the machine alone while it runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.results import publish
from finetune.base_models import open_base
from finetune.datasets.base import Dataset, Sentence
from finetune.datasets.splits import select
from finetune.hardware import Hardware
from finetune.heads import new_tagger
from finetune.metrics import Scores
from finetune.plans import Plan, make_plan
from finetune.preparation import prepare
from finetune.recipes import load_recipe
from finetune.runs import run
from finetune.selection import load_data
from finetune.tables import markdown

WIDTH = 128
BATCH, RATE, DECAY, EPOCHS = 8, 5e-5, 0.01, 3
OUR_EPOCHS = 4
SIZE = 1_000


def studies_way(data: Dataset, base_model: str, seed: int) -> tuple[float, float, Scores]:
    """Trains as the studies do.

    Returns:
        Seconds of training, seconds in all, and the scores on the test sentences.
    """
    import torch

    started = time.perf_counter()
    hardware = Hardware("cpu", bfloat16=False)
    base = open_base(base_model)
    torch.manual_seed(seed)
    model = new_tagger(base, data.tags)
    ids, mask, labels = padded(data.train, base.tokenizer, data.tags)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(ids) // BATCH)
    falling = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    model.train()
    trained = time.perf_counter()
    for _ in range(EPOCHS):
        for batch in torch.split(torch.randperm(len(ids)), BATCH):
            loss = model(input_ids=ids[batch], attention_mask=mask[batch], labels=labels[batch]).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            falling.step()
            optimizer.zero_grad()
    training = time.perf_counter() - trained
    padding = int(model.config.pad_token_id)
    splits = prepare(
        data, base, tags=data.tags, subwords="first", max_length=WIDTH, padding_id=padding, device="cpu"
    )
    scores = splits["test"].score(model, data.tags, hardware)
    return training, time.perf_counter() - started, scores


def padded(sentences: tuple[Sentence, ...], tokenizer: Any, tags: tuple[str, ...]) -> tuple[Any, Any, Any]:  # noqa: ANN401
    """Token ids, attention mask and labels of first sub-words, each of shape (sentences, 128)."""
    import torch

    numbers = {tag: index for index, tag in enumerate(tags)}
    encoded = tokenizer(
        [list(sentence.tokens) for sentence in sentences],
        is_split_into_words=True,
        padding="max_length",
        truncation=True,
        max_length=WIDTH,
        return_tensors="pt",
    )
    labels = torch.full_like(encoded["input_ids"], -100)
    for row, sentence in enumerate(sentences):
        words = encoded.word_ids(row)
        for place, word in enumerate(words):
            if word is not None and (place == 0 or words[place - 1] != word):
                labels[row, place] = numbers[sentence.tags[word]]
    return encoded["input_ids"], encoded["attention_mask"], labels


def our_way(plan: Plan, data: Dataset) -> tuple[float, float, Scores]:
    """Trains as `anon finetune` does; gives the same three."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        results = run(plan, Path(folder) / "run", dataset=data)
        return results.seconds["training"], time.perf_counter() - started, results.scores


def report(ours: list[tuple[float, float, Scores]], theirs: tuple[float, float, Scores]) -> str:
    """Both ways side by side, as Markdown."""
    training, whole = (sum(one[place] for one in ours) / len(ours) for place in (0, 1))  # type: ignore[misc]
    scores = ours[0][2]
    rows = [
        (
            "`anon finetune`",
            f"{training:.1f}",
            f"{theirs[0] / training:.2f}",
            f"{whole:.1f}",
            f"{theirs[1] / whole:.2f}",
            f"{scores.entity_micro.f1:.4f}",
            f"{scores.study_micro:.4f}",
        ),
        (
            "as the studies do",
            f"{theirs[0]:.1f}",
            "1",
            f"{theirs[1]:.1f}",
            "1",
            f"{theirs[2].entity_micro.f1:.4f}",
            f"{theirs[2].study_micro:.4f}",
        ),
    ]
    header = ("", "training, s", "times", "all, s", "times", "entity F1", "study micro")
    seconds = ", ".join(f"{one[0]:.1f}" for one in ours)
    return (
        f"{markdown(header, rows)}\n\n{SIZE:,} sentences of wikiann:es, {scores.sentences:,} to test. Ours in"
        f' each of its runs: {seconds} s of training. "All" holds loading, an evaluation each epoch, the'
        " checkpoints and the saved model in ours; loading and one evaluation in the other."
    )


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base-model", required=True)
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    given = parser.parse_args()
    plan = make_plan(
        {
            "size": SIZE,
            "epochs": OUR_EPOCHS,
            "base_model": given.base_model,
            "data_dir": given.data / "wikiann",
            "device": "cpu",
        },
        load_recipe("wikiann-es"),
    )
    data = load_data(plan)
    same = select(data, size=SIZE, eval_size=plan.eval_size, validation_size=SIZE, seed=plan.settings.seed)
    ours = [our_way(plan, data)]
    theirs = studies_way(same, given.base_model, plan.settings.seed)
    ours.append(our_way(plan, data))
    if ours[0][2] != ours[1][2]:
        sys.exit("two runs with the same seed scored differently: not repeatable, so nothing is measured")
    publish("Fine-tuning", report(ours, theirs), write=given.write)


if __name__ == "__main__":
    main()
