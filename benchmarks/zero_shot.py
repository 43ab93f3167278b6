"""How a GLiNER does with labels and texts that it was not trained on.

    python -m benchmarks.zero_shot --data PATH/TO/data --write

CrossNER's five test sets, each asked for its own labels in words (all but `misc`), and the gold set, asked
for all of its labels; then for each label that no training text has, with persons beside it, as most users
ask. Entities count when bounds and label are right; covered is what no character is left of. Thresholds are
those of a job: less is enough for labels that the model was not trained on.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

import datasets_custom
from anonymize.detectors.gliner import BUNDLED, Gliner, open_gliner, usual_thresholds
from anonymize.detectors.tagger import Thresholds
from anonymize.evaluation import Estimate, Labelled, LabelledSpan, Measures, measure, read_labelled
from anonymize.policy import THRESHOLD, UNFAMILIAR
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
NEVER_SEEN = ("nickname", "vehicle", "pet_name", "project_codename", "machine_name")
"""Labels of the gold set that no training text has."""
GOLD = Path(datasets_custom.__file__).with_name("gold")


def in_words(label: str) -> str:
    """Gives a label as it is asked for."""
    return label.replace("_", " ")


def scored(model: str, documents: Sequence[Labelled], threshold: float | None) -> Measures:
    """Asks for all labels that are marked, and scores the answer."""
    # In its own words: `country` is a place in the project's table, and would be asked for as `location` is.
    labels = {span.label: in_words(span.label) for document in documents for span in document.spans}
    files = open_gliner(model)
    usual = usual_thresholds(files, {label: (words,) for label, words in labels.items()})
    thresholds = Thresholds(threshold) if threshold else usual
    detector = Gliner(files, labels, thresholds=thresholds)
    texts = [document.text for document in documents]
    found = [
        resolve(snap(detection.spans, text))
        for text, detection in zip(texts, detector.detect(texts), strict=True)
    ]
    return measure(documents, found, resamples=0)


def crossner(path: Path, most: int | None) -> list[Labelled]:
    """The sentences of one domain with what is marked in them."""
    (sentences,) = to_iob2(read_columns(path, columns=("word", "tag")))
    return [
        Labelled(
            f"{path.parent.name} {number}",
            sentence.written()[0],
            tuple(
                LabelledSpan(start, end, WORDS.get(label, label))
                for start, end, label in sentence.entities()
                if label != "misc"
            ),
        )
        for number, sentence in enumerate(sentences[:most], 1)
    ]


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default=BUNDLED, help="default: the bundled one")
    parser.add_argument("--threshold", type=float, help="for all labels; default: those of a job")
    parser.add_argument("--most", type=int, help="sentences of each of CrossNER's sets; all by default")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    given = parser.parse_args()
    rows: list[tuple[object, ...]] = []
    means = []
    for domain in DOMAINS:
        documents = crossner(given.data / "crossner" / domain / "test.txt", given.most)
        measures = scored(given.model, documents, given.threshold)
        means.append(measures.overall["f1"].value or 0.0)
        rows.append(_row(f"CrossNER {domain}", len(documents), len(measures.labels), measures.overall))
    mean = f"{sum(means) / len(means):.3f}"
    rows.append(("CrossNER, mean of five", "", "", "", "", mean, ""))
    documents = read_labelled(GOLD)
    measures = scored(given.model, documents, given.threshold)
    rows.append(_row("gold set", len(documents), len(measures.labels), measures.overall))
    for label in ("person", *NEVER_SEEN):
        rows.append(_row(f"gold set, {in_words(label)}", "", "", measures.labels[label]))
    for label in NEVER_SEEN:
        measures = scored(given.model, _marked_for(documents, {"person", label}), given.threshold)
        name = f"gold set, {in_words(label)}, asked for with person alone"
        rows.append(_row(name, len(documents), 2, measures.labels[label]))
    table = markdown(("set", "texts", "labels", "precision", "recall", "F1", "covered"), rows)
    held = given.threshold or f"{THRESHOLD}, and {UNFAMILIAR} for labels that it was not trained on"
    publish(
        "GLiNER, zero-shot",
        f"{Path(given.model).name}. Threshold {held}.\n\n{table}",
        write=given.write,
    )


def _marked_for(documents: Sequence[Labelled], labels: Set[str]) -> list[Labelled]:
    return [
        replace(document, spans=tuple(span for span in document.spans if span.label in labels))
        for document in documents
    ]


def _row(name: str, texts: object, labels: object, found: Mapping[str, Estimate]) -> tuple[object, ...]:
    measures = ("precision", "recall", "f1", "covered")
    return name, texts, labels, *(f"{found[of].value or 0.0:.3f}" for of in measures)


if __name__ == "__main__":
    main()
