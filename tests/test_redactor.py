from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize import Config, OperatorConfig, Redactor, Span
from anonymize.detectors.base import Detection
from anonymize.detectors.patterns import PatternDetector
from anonymize.errors import DocumentError, ModelError, UsageError
from anonymize.findings import Findings, Texts
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.policy import CAREFUL, Policy
from anonymize.text import View
from tests.support_detectors import Failing, Fixed, Gaps, operators

LABELS = ("person", "address")
EMAIL = "bob@example.com"


def redactor(*detectors: object, policy: Policy = CAREFUL) -> Redactor:
    """A redactor that replaces all that the detectors find by its label."""
    return Redactor(detectors, operators(*LABELS, "email"), policy=policy)  # type: ignore[arg-type] # by their shape


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[list[Span]]]:
    """Any text, lone surrogates included, and what two detectors find in it."""
    text = draw(
        st.text(
            st.characters(exclude_categories=()) | st.sampled_from("ab \u00e9\u0301\u4e2d\r\n"), max_size=40
        )
    )

    def span(bounds: tuple[int, int, str, float], source: str) -> Span:
        return Span(min(bounds[:2]), max(bounds[:2]) + 1, bounds[2], bounds[3], source)

    place = st.integers(0, max(len(text) - 1, 0))
    found = st.lists(st.tuples(place, place, st.sampled_from(LABELS), st.floats(0, 1)), max_size=5)
    return text, [[span(bounds, source) for bounds in draw(found) if text] for source in ("one", "two")]


@given(texts_with_spans())
def test_text_outside_the_spans_stays_and_every_span_is_replaced(case: tuple[str, list[list[Span]]]) -> None:
    text, found = case
    detectors = [Fixed({View.plain(text).text: tuple(spans)}) for spans in found]
    policy = Policy(normalise=False, propagate=False, on_leak="report")
    result = redactor(*detectors, policy=policy).redact(text)
    assert result.status == "redacted"
    assert result.text is not None
    covered = {place for span in result.spans for place in range(span.start, span.end)}
    assert covered >= {place for spans in found for span in spans for place in range(span.start, span.end)}
    position, rest = 0, result.text
    for span, edit in zip(result.spans, result.edits, strict=True):
        assert (edit.start, edit.end, edit.replacement) == (span.start, span.end, f"<{span.label.upper()}>")
        kept = text[position : span.start] + edit.replacement
        assert rest.startswith(kept)
        position, rest = span.end, rest[len(kept) :]
    assert rest == text[position:]


@given(
    st.lists(
        st.sampled_from(["", "no one", EMAIL, f"to {EMAIL},", "\ud800", "Anna met John Okafor in Berlin"]),
        max_size=8,
    )
)
def test_result_of_a_text_does_not_depend_on_the_texts_beside_it(
    onnx_redactor: Redactor, texts: list[str]
) -> None:
    alone = [onnx_redactor.redact(text) for text in texts]
    together = onnx_redactor.redact_all(texts)
    assert [(result.text, result.counts) for result in alone] == [
        (result.text, result.counts) for result in together
    ]


@pytest.fixture(scope="session")
def onnx_redactor(onnx_tagger: Path) -> Redactor:
    """A redactor with the tiny tagger and the patterns."""
    return Redactor.from_config(Config(model=str(onnx_tagger)))


def test_long_texts_come_out_the_same_however_they_are_split_over_calls(onnx_redactor: Redactor) -> None:
    sentence = "the parcel went to Anna Schmidt at Harbour Road 17 on a man in Berlin and again"
    words = sentence.split()
    texts = [" ".join(words[start:] + words * 40) for start in range(len(words))]
    whole = onnx_redactor.redact_all(texts)
    for size in (1, 3, 7):
        parts = [
            onnx_redactor.redact_all(texts[start : start + size]) for start in range(0, len(texts), size)
        ]
        assert [result.text for part in parts for result in part] == [result.text for result in whole]


def test_pickled_redactor_gives_the_same(onnx_tagger: Path) -> None:
    config = Config(model=str(onnx_tagger), operators={"person": OperatorConfig("hash")})
    original = Redactor.from_config(config, key=Key(b"k" * 16))
    texts = ["Anna Schmidt of Harbour Road 17", f"write to {EMAIL}", ""]
    unused = pickle.loads(pickle.dumps(original))  # noqa: S301 - our own
    results = original.redact_all(texts)
    used = pickle.loads(pickle.dumps(original))  # noqa: S301 - our own
    assert unused.redact_all(texts) == used.redact_all(texts) == results
    assert pickle.loads(pickle.dumps(results)) == results  # noqa: S301 - our own


def test_overlapping_finds_of_two_detectors_are_replaced_as_one() -> None:
    text = "Anna Schmidt-Okafor"
    result = redactor(
        Fixed({text: (Span(0, 12, "person", 0.6, "one"),)}),
        Fixed({text: (Span(5, 19, "address", 0.9, "two"),)}),
    ).redact(text)
    assert result.text == "<ADDRESS>"
    assert result.counts == {"address": 1}


def test_text_that_some_detector_did_not_see_whole_is_withheld() -> None:
    text = f"Anna, {EMAIL}"
    result = redactor(Gaps([(3, 5)]), PatternDetector({"email"})).redact(text)
    assert (result.status, result.text, result.edits, result.reason) == ("withheld", None, (), "not_covered")
    assert result.detail == "1 stretch(es) not seen with enough context, the first at 3:5"
    assert [span.label for span in result.spans] == ["email"]


def test_text_on_which_a_detector_fails_is_lost_alone() -> None:
    texts = ["Anna", "poison Anna", "", EMAIL]
    results = redactor(Failing("poison", ValueError("poison Anna")), PatternDetector({"email"})).redact_all(
        texts
    )
    assert [result.status for result in results] == ["redacted", "failed", "redacted", "redacted"]
    assert results[3].text == "<EMAIL>"
    assert (results[1].reason, results[1].detail) == ("detector_failed", "ValueError was raised"), (
        "and no text"
    )


def test_reason_that_a_detector_gives_is_kept() -> None:
    error = DocumentError("unsupported_script", "the letters are of a script that the model does not know")
    results = redactor(Failing("poison", error)).redact_all(["a", "poison"])
    assert results[0].status == "redacted"
    assert (results[1].reason, results[1].detail) == (error.reason, str(error))


def test_error_that_concerns_every_text_is_raised() -> None:
    with pytest.raises(ModelError, match="gone"):
        redactor(Failing("poison", ModelError("gone"))).redact_all(["a", "poison"])


@pytest.mark.parametrize(
    "span",
    [Span(3, 9, "person", 1.0, "broken"), Span(0, 2, "credit_card", 1.0, "broken")],
    ids=["place", "label"],
)
def test_detector_that_gives_a_span_it_cannot_mean_loses_that_text_alone(span: Span) -> None:
    results = redactor(Fixed({"Anna": (span,)})).redact_all(["Anna", "John"])
    assert [(result.status, result.reason) for result in results] == [
        ("failed", "detector_failed"),
        ("redacted", None),
    ]


def test_detector_that_leaves_a_text_out_loses_all_of_them() -> None:
    class Short(Fixed):
        def detect(self, texts: Sequence[str]) -> list[Detection]:
            return super().detect(texts)[1:]

    results = redactor(Short({})).redact_all(["a", "b"])
    assert {result.reason for result in results} == {"detector_failed"}


class _Breaking:
    """An operator that cannot do with one value, and gives no text for another."""

    name = "breaking"
    exposes = False
    repeatable = True

    def operate(self, value: str, label: str) -> str:
        if value == "Anna":
            raise ValueError(f"no {value}")
        return None if value == "Berta" else "<P>"  # type: ignore[return-value] # what is tested


def test_text_whose_operator_fails_is_lost_alone() -> None:
    texts = ["Anna", "Berta", "Carla"]
    found = {text: (Span(0, len(text), "person", 1.0, "fixed"),) for text in texts}
    results = Redactor([Fixed(found)], OperatorSet(dict.fromkeys(LABELS, _Breaking()))).redact_all(texts)
    assert [result.status for result in results] == ["failed", "failed", "redacted"]
    assert [result.reason for result in results] == ["operator_failed", "operator_failed", None]
    assert [result.detail for result in results] == ["ValueError was raised", "TypeError was raised", None]
    assert results[2].text == "<P>"
    assert len(results[0].spans) == 1, "what was found is known all the same"


def test_detection_finds_the_same_and_replaces_nothing(onnx_redactor: Redactor) -> None:
    texts = ["Anna Schmidt", EMAIL, ""]
    detected, redacted = onnx_redactor.detect_all(texts), onnx_redactor.redact_all(texts)
    assert [result.spans for result in detected] == [result.spans for result in redacted]
    assert {(result.text, result.edits) for result in detected} == {(None, ())}


def test_label_whose_operator_keeps_never_wins_over_one_whose_operator_does_not() -> None:
    text = "Anna of Harbour Road"
    spans = (Span(0, 4, "person", 0.3, "fixed"), Span(0, 20, "address", 0.9, "fixed"))
    kept = OperatorSet.build({"address": OperatorConfig("keep")}, labels=LABELS, key=Key.random())
    assert Redactor([Fixed({text: spans})], kept).redact(text).text == "<PERSON>"


PARTLY_KEPT = [
    ("person", "generalize", {}, "<PERSON>"),
    ("person", "mask", {"chars_to_mask": 8}, "********Okafor"),
    ("address", "mask", {"chars_to_mask": 4, "from_end": True}, "Quentin Ok****"),
]


@pytest.mark.parametrize(("label", "operator", "params", "replacement"), PARTLY_KEPT)
def test_a_value_of_which_a_part_stays_is_looked_for_everywhere_else(
    label: str, operator: str, params: dict[str, object], replacement: str
) -> None:
    text = "Quentin Okafor came; quentin okafor and Okafor left"
    found = Fixed({text: (Span(0, 14, label, 0.9, "fixed"),)})
    chosen = OperatorSet.build({label: OperatorConfig(operator, params)}, labels=LABELS, key=Key.random())
    result = Redactor([found], chosen).redact(text)
    assert result.text is not None
    assert result.text.startswith(f"{replacement} came; ")
    assert len(result.spans) == (3 if label == "person" else 2)
    strict = Redactor([found], chosen, policy=Policy(propagate=False)).redact(text)
    assert (strict.status, strict.reason, len(strict.leaks)) == ("withheld", "leak", 1)


@pytest.mark.parametrize(("operator", "stays"), [("keep", "5 March 2024"), ("generalize", "March 2024")])
def test_a_value_that_stays_as_it_is_is_no_leak(operator: str, stays: str) -> None:
    text = f"in {stays}, again in {stays}"
    found = Fixed({text: (Span(3, 3 + len(stays), "date", 0.9, "fixed"),)})
    found.labels = frozenset({"date"})
    chosen = OperatorSet.build({"date": OperatorConfig(operator)}, labels=["date"], key=Key.random())
    for policy in (CAREFUL, Policy(propagate=False)):
        result = Redactor([found], chosen, policy=policy).redact(text)
        assert (result.status, result.text, result.leaks) == ("redacted", text, ())


def test_a_date_that_is_told_more_coarsely_does_not_stay_where_it_was_not_found() -> None:
    text = "on 5 March 2024, again on 5 March 2024"
    found = Fixed({text: (Span(3, 15, "date", 0.9, "fixed"),)})
    found.labels = frozenset({"date"})
    chosen = OperatorSet.build({"date": OperatorConfig("generalize")}, labels=["date"], key=Key.random())
    assert Redactor([found], chosen).redact(text).text == "on March 2024, again on March 2024"
    strict = Redactor([found], chosen, policy=Policy(propagate=False)).redact(text)
    assert [(leak.start, leak.end) for leak in strict.leaks] == [(26, 38)]


@pytest.mark.parametrize(("operator", "leaks"), [("keep", 0), ("generalize", 1)])
def test_a_known_value_is_exempt_only_where_it_stays(operator: str, leaks: int) -> None:
    """One behind a replacement, where a search for what is known does not reach."""
    chosen = OperatorSet.build({"person": OperatorConfig(operator)}, labels=["person"], key=Key.random())
    seen = Redactor([Fixed({})], chosen, policy=Policy(on_leak="report"))
    record = Texts(("ask Quentin Okafor",), known=(("person", "Quentin Okafor"),))
    (result,) = seen.replace(record, (Findings(()),)).results
    assert len(result.leaks) == leaks


def test_redactor_without_detectors_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a detector"):
        redactor()


def test_labels_given_to_the_constructor_win_over_the_configuration() -> None:
    config = Config(detectors=("patterns",), labels=("url",))
    assert Redactor.from_config(config, labels=["mail"]).labels == {"email"}
    with pytest.raises(UsageError):
        Redactor.from_config(config, labels=["peson"])


def test_description_tells_what_decides_the_results(onnx_redactor: Redactor) -> None:
    told: Any = onnx_redactor.describe()
    assert [detector["detector"] for detector in told["detectors"]] == ["tagger", "patterns"]
    assert told["labels"] == sorted(onnx_redactor.labels)
    assert told["operators"] == dict.fromkeys(sorted(onnx_redactor.labels), "replace")


def test_a_part_of_a_name_in_small_letters_elsewhere_is_no_leak() -> None:
    """It is a word of its own there: only whole values are taken for what was removed."""
    text = "Beat Frei came. Frei is frei."
    result = redactor(Fixed({text: (Span(0, 9, "person", 0.9, "fixed"),)})).redact(text)
    assert result.text == "<PERSON> came. <PERSON> is frei."


@pytest.mark.parametrize("name", ["Anna Meier", "reieM annA"])
def test_a_name_behind_an_override_is_removed_whichever_way_it_is_written(name: str) -> None:
    text = f"Anna Meier wrote to \u202e{name}\u202c and left"
    patterns = PatternDetector(("email",))
    seen = Fixed({view.text: (Span(0, 10, "person", 1.0, "tagger"),) for view in View.readings(text)})
    result = redactor(seen, patterns).redact(text)
    assert result.text is not None
    assert "Meier" not in result.text
    assert "reieM" not in result.text
    assert result.text.endswith(" and left")


def test_a_removed_value_that_stands_behind_an_override_is_a_leak() -> None:
    text = "Anna Meier wrote to \u202eAnna Meier\u202c and left"
    seen = Fixed({view.text: (Span(0, 10, "person", 1.0, "tagger"),) for view in View.readings(text)})
    result = redactor(seen, policy=Policy(propagate=False, on_leak="report")).redact(text)
    assert [(leak.start, leak.end) for leak in result.leaks] == [(21, 31)]
