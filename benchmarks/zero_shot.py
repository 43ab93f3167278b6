"""How a GLiNER does with labels and texts that it was not trained on.

    python -m benchmarks.zero_shot --data PATH/TO/data --write

CrossNER's five test sets, each asked for its own labels in words (all but `misc`), and the gold set, asked
for all of its labels. Entities count when bounds and label are right, one threshold for all.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import datasets_custom
from anonymize.detectors.gliner import BUNDLED, Gliner, open_gliner
from anonymize.detectors.tagger import Thresholds
from anonymize.evaluation import Exact, LabelledSpan, read_labelled, score_exact
from anonymize.spans import resolve, snap
from benchmarks.results import publish
from finetune.datasets.columns import read_columns
from finetune.datasets.tagging import to_iob2
from finetune.tables import markdown

DOMAINS = ("ai", "literature", "music", "politics", "science")
WORDS = {
    "programlang": "programming language",
    "astronomicalobject": "astronomical object",
    "academicjournal": "academic journal",
    "chemicalcompound": "chemical compound",
    "chemicalelement": "chemical element",
    "literarygenre": "literary genre",
    "musicgenre": "music genre",
    "musicalartist": "musical artist",
    "musicalinstrument": "musical instrument",
    "politicalparty": "political party",
    "organisation": "organization",
}
"""CrossNER's labels that are two words, or spelled otherwise."""
NEVER_SEEN = ("nickname", "vehicle", "pet name", "project codename", "machine name")
"""Labels of the gold set that no training text has."""
GOLD = Path(datasets_custom.__file__).with_name("gold")


def measure(
    model: str, texts: Sequence[str], gold: Sequence[Sequence[LabelledSpan]], threshold: float
) -> Exact:
    """Asks for all labels that are marked, and scores the answer."""
    labels = {span.label: span.label for spans in gold for span in spans}
    detector = Gliner(open_gliner(model), labels, thresholds=Thresholds(threshold))
    found = [
        resolve(snap(detection.spans, text))
        for text, detection in zip(texts, detector.detect(texts), strict=True)
    ]
    return score_exact(gold, found)


def crossner(path: Path, most: int | None) -> tuple[list[str], list[list[LabelledSpan]]]:
    """Texts of one domain, and what is marked in them."""
    (sentences,) = to_iob2(read_columns(path, columns=("word", "tag")))
    texts, gold = [], []
    for sentence in sentences[:most]:
        texts.append(sentence.written()[0])
        gold.append(
            [
                LabelledSpan(start, end, WORDS.get(label, label))
                for start, end, label in sentence.entities()
                if label != "misc"
            ]
        )
    return texts, gold


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default=BUNDLED, help="default: the bundled one")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--most", type=int, help="sentences of each of CrossNER's sets; all by default")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    given = parser.parse_args()
    rows: list[tuple[object, ...]] = []
    means = []
    for domain in DOMAINS:
        texts, gold = crossner(given.data / "crossner" / domain / "test.txt", given.most)
        scores = measure(given.model, texts, gold, given.threshold)
        means.append(scores.micro.f1)
        rows.append(_row(f"CrossNER {domain}", len(texts), scores))
    mean = f"{sum(means) / len(means):.3f}"
    rows.append(("CrossNER, mean of five", "", "", "", "", mean))
    documents = read_labelled(GOLD)
    texts = [document.text for document in documents]
    scores = measure(given.model, texts, [document.spans for document in documents], given.threshold)
    rows.append(_row("gold set", len(texts), scores))
    for label in ("person", *NEVER_SEEN):
        rows.append(_row(f"gold set, {label}", "", Exact({label: scores.labels[label]}), labels=""))
    table = markdown(("set", "texts", "labels", "precision", "recall", "F1"), rows)
    publish(
        "GLiNER, zero-shot",
        f"{Path(given.model).name}. Threshold {given.threshold}.\n\n{table}",
        write=given.write,
    )


def _row(name: str, texts: object, scores: Exact, labels: object = None) -> tuple[object, ...]:
    total = scores.micro
    count = len(scores.labels) if labels is None else labels
    return name, texts, count, f"{total.precision:.3f}", f"{total.recall:.3f}", f"{total.f1:.3f}"


if __name__ == "__main__":
    main()
