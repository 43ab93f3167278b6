"""The measures of the Text Anonymization Benchmark."""

from __future__ import annotations

from anonymize.evaluation import Labelled, LabelledSpan, Measures, measure

TEXT = "Mr Park saw the Elm Clinic in Rome. Park is 40. The Elm Clinic is new."
LABELS = {"person", "location", "organization"}


def at(value: str, place: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(place + 1):
        start = TEXT.index(value, start + 1)
    return start, start + len(value)


PARK = LabelledSpan(*at("Mr Park"), "person", "p", "direct")
PARK_AGAIN = LabelledSpan(*at("Park", 1), "person", "p", "direct")
CLINIC = LabelledSpan(*at("the Elm Clinic"), "organization", "c", "quasi")
ROME = LabelledSpan(*at("Rome"), "location", "r", "none")
AGE = LabelledSpan(*at("40"), "quantity", "q", "quasi")
GOLD = Labelled("1", TEXT, (PARK, CLINIC, ROME, PARK_AGAIN, AGE))


def found(*bounds: tuple[int, int], label: str = "person") -> list[LabelledSpan]:
    return [LabelledSpan(*each, label) for each in bounds]


def tab(measures: Measures) -> dict[str, float | None]:
    assert measures.tab is not None
    return {name: one.value for name, one in measures.tab.items()}


def test_an_entity_is_masked_when_all_its_mentions_are() -> None:
    once = measure([GOLD], [found(at("Park"))], labels=LABELS, resamples=0)
    assert tab(once)["direct_recall"] == 0
    # A title, as an article, says nothing by itself.
    twice = measure([GOLD], [found(at("Park"), at("Park", 1), at("Elm Clinic"))], labels=LABELS, resamples=0)
    assert tab(twice)["direct_recall"] == 1
    assert tab(twice)["quasi_recall"] == 1 / 2
    assert tab(twice)["quasi_recall_looked_for"] == 1


def test_precision_is_over_words_that_had_to_be_masked() -> None:
    spans = found(at("Park"), at("Elm Clinic in"), at("Rome"))
    measures = measure([GOLD], [spans], labels=LABELS, resamples=0)
    # Of Park, Elm, Clinic, in, Rome: `in` is in no mention, and Rome need not be masked.
    assert tab(measures)["token_precision"] == 3 / 5


def test_a_word_masked_twice_counts_once() -> None:
    measures = measure([GOLD], [found(at("Park"), at("Mr Park"))], labels=LABELS, resamples=0)
    assert tab(measures)["token_precision"] == 1


def test_what_need_not_be_masked_is_no_leak_but_is_found_or_not() -> None:
    spans = [*found(at("Mr Park"), at("Park", 1)), *found(at("the Elm Clinic"), label="organization")]
    measures = measure([GOLD], [spans], labels=LABELS, resamples=0)
    assert measures.overall["leak_rate"].value == 0
    assert measures.overall["documents_protected"].value == 1
    assert measures.overall["persons_protected"].value == 1
    assert measures.labels["location"]["recall"].value == 0
    assert measures.labels["location"]["covered"].value is None


def test_a_mention_without_an_entity_stands_for_itself() -> None:
    spans = (
        LabelledSpan(*at("Park"), "person", None, "direct"),
        LabelledSpan(*at("Park", 1), "person", None, "direct"),
    )
    measures = measure([Labelled("1", TEXT, spans)], [found(at("Park"))], resamples=0)
    assert tab(measures)["direct_recall"] == 1 / 2


def test_entities_of_two_documents_are_two() -> None:
    measures = measure([GOLD, GOLD], [found(at("Park"), at("Park", 1)), []], labels=LABELS, resamples=0)
    assert tab(measures)["direct_recall"] == 1 / 2
