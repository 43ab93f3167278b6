"""The user's own expressions: what counts as a match, and that none can hold up a job or tell a text."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.detectors.expressions import Expression, Expressions
from anonymize.errors import DocumentError, UsageError
from anonymize.spans import Span

MODULE = "expression_checks"
CASE = Expression("case number", r"\d+ Js \d+/\d{2}", context=("case", "Az", "court file"))
CATASTROPHES = [
    (r"(a+)+$", "a" * 20_000 + "b"),
    (r"(a|aa)+$", "a" * 60 + "b"),
    (r"a.*b.*c.*d.*e", "abcd" * 400),
]
LIMIT = 0.1
"""Seconds for an expression in these tests."""


@pytest.fixture
def checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of the user's, on the path."""
    lines = [
        "def is_even(value):\n    return int(value) % 2 == 0",
        "def broken(value):\n    raise ValueError(value)",
        "def forgetful(value):\n    pass",
    ]
    (tmp_path / f"{MODULE}.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)


def found(text: str, *expressions: Expression, allow_custom: bool = False) -> list[str]:
    spans = Expressions(expressions, allow_custom=allow_custom).find(text)
    return [text[span.start : span.end] for span in spans]


def test_matches_are_found_with_label_and_full_score() -> None:
    expressions = Expressions([Expression("Ticket No", r"T-\d+"), Expression("PER", "(?i)okafor")])
    (detection,) = expressions.detect(["T-17 by OKAFOR"])
    assert detection.spans == (
        Span(0, 4, "ticket_no", 1.0, "expressions"),
        Span(8, 14, "person", 1.0, "expressions"),
    )
    assert detection.seen == ((0, 14),)
    assert expressions.labels == {"ticket_no", "person"}


def test_a_group_named_value_is_redacted_and_not_the_whole_match() -> None:
    assert found("ticket T-17, ticket T-18", Expression("x", r"ticket (?P<value>T-\d+)")) == ["T-17", "T-18"]


def test_each_place_of_a_repeated_group_is_redacted() -> None:
    assert found("ids: 1,22,333.", Expression("x", r"ids: (?:(?P<value>\d+)[,.])+")) == ["1", "22", "333"]


def test_a_match_without_its_group_is_redacted_whole() -> None:
    assert found("id 5, secret", Expression("x", r"id (?P<value>\d)|secret")) == ["5", "secret"]


@pytest.mark.parametrize("expression", ["", "x*", r"\b", "(?=o)", "no(?P<value>)", r"(?P<value>\d*)one"])
def test_matches_without_length_are_passed_over(expression: str) -> None:
    assert found("none", Expression("x", expression)) == []


@pytest.mark.parametrize("text", ["", "x", "\ud83d", "\u0301", "x" * 10_000, "x\r\n" * 100])
def test_odd_texts_are_read_whole(text: str) -> None:
    assert "".join(found(text, Expression("x", r"(?s).+"))) == text
    assert found(text, CASE) == []


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("case 12 Js 34/56", True),
        ("CASE\nno. 12 Js 34/56", True),
        ("case one two three four 12 Js 34/56", True),
        ("case one two three four five 12 Js 34/56", False),
        ("12 Js 34/56 one two three four case", True),
        ("12 Js 34/56 one two three four five case", False),
        ("court\r\n  file of 12 Js 34/56", True),
        ("court file one two three 12 Js 34/56", True),
        ("court file one two three four 12 Js 34/56", False),
        ("court of files, 12 Js 34/56", False),
        ("12 Js 34/56 (az)", True),
        ("casework, suitcase: 12 Js 34/56", False),
        ("12 Js 34/56", False),
    ],
)
def test_a_word_of_the_context_must_stand_within_five_words(text: str, near: bool) -> None:
    assert found(text, CASE) == (["12 Js 34/56"] if near else [])


def test_a_long_phrase_of_the_context_does_not_hide_a_short_one() -> None:
    expression = Expression("x", "T-1", context=("case", "case T-1 of the court and more words"))
    assert found("case T-1 of the court and more words", expression) == ["T-1"]


def test_context_counts_for_each_match_alone() -> None:
    text = f"case 1 Js 1/11 {'word ' * 10} 2 Js 2/22 {'word ' * 10} 3 Js 3/33 case"
    assert found(text, CASE) == ["1 Js 1/11", "3 Js 3/33"]


@given(st.integers(0, 9), st.sampled_from([" ", "\n", ", ", " ( "]), st.booleans())
def test_the_distance_to_the_context_is_counted_in_words(words: int, between: str, behind: bool) -> None:
    pieces = ["case", *["w"] * words, "T-1"]
    text = between.join(reversed(pieces) if behind else pieces)
    assert bool(found(text, Expression("x", "T-1", context=("case",)))) is (words < 5)


@pytest.mark.usefixtures("checks")
def test_a_validator_decides_about_what_would_be_redacted() -> None:
    expression = Expression("x", r"no (?P<value>\d+)", validator=f"{MODULE}:is_even")
    assert found("no 1, no 2, no 3, no 4", expression, allow_custom=True) == ["2", "4"]


@pytest.mark.usefixtures("checks")
@pytest.mark.parametrize(
    ("function", "said"), [("broken", "raised ValueError"), ("forgetful", "gave NoneType, not a bool")]
)
def test_a_validator_that_fails_fails_the_document_and_tells_no_text(function: str, said: str) -> None:
    expressions = Expressions([Expression("x", "Anna", validator=f"{MODULE}:{function}")], allow_custom=True)
    assert expressions.find("nobody") == []
    with pytest.raises(DocumentError, match=said) as caught:
        expressions.find("to Anna")
    assert caught.value.reason == "validator_failed"
    assert caught.value.__cause__ is None
    assert "Anna" not in str(caught.value)


@pytest.mark.usefixtures("checks")
def test_a_validator_is_not_imported_unless_that_is_allowed() -> None:
    for path in (f"{MODULE}:is_even", "no_such_module:function"):
        with pytest.raises(UsageError, match=r"expression 1 for 'x'.*--allow-custom"):
            Expressions([Expression("x", r"\d", validator=path)])


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (Expression("ticket", "("), r"expression 1 for 'ticket': missing \) at position 1"),
        (Expression("ticket", "[a"), "for 'ticket': unterminated character set at position 2"),
        (Expression("ticket", "(" * 10_000 + ")" * 10_000), "nested too deeply"),
        (Expression(" ", "a"), "the label is blank"),
        (Expression("ticket", "a", context=("case", " - ")), "' - ' in its context holds no word"),
        (Expression("ticket", "a", validator="no_such_module:f"), "No module named 'no_such_module'"),
    ],
)
def test_what_cannot_be_used_is_told_beforehand(expression: Expression, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Expressions([expression], allow_custom=True)


@pytest.mark.parametrize(("expression", "text"), CATASTROPHES)
def test_an_expression_that_runs_away_fails_the_document(expression: str, text: str) -> None:
    expressions = Expressions([Expression("ticket", expression)], seconds=LIMIT)
    started = time.monotonic()
    with pytest.raises(DocumentError, match=r"expression for 'ticket' ran for 0\.1 seconds") as caught:
        expressions.find(text)
    assert time.monotonic() - started < 50 * LIMIT
    assert caught.value.reason == "pattern_timeout"
    assert caught.value.__cause__ is None


def test_a_long_text_has_more_time() -> None:
    expressions = Expressions([Expression("ticket", r"(a|aa)+$")], seconds=LIMIT)
    with pytest.raises(DocumentError, match=r"ran for 0\.3 seconds"):
        expressions.find("." * 299_939 + "a" * 60 + "b")


def test_the_account_tells_labels_and_never_an_expression() -> None:
    account = Expressions([CASE, Expression("PER", "Okafor")]).describe()
    assert account["detector"] == "expressions"
    assert account["labels"] == ["case_number", "person"]
    assert account["expressions"] == 2
    assert "Okafor" not in str(account)
    assert "court" not in str(account)


def test_the_account_follows_the_definitions_and_not_their_order() -> None:
    def hashed(*expressions: Expression) -> object:
        return Expressions(expressions, allow_custom=True).describe()["sha256"]

    other = Expression("person", "Okafor")
    changed = [
        Expression("age", "Okafor"),
        Expression("person", "Okafo"),
        Expression("person", "Okafor", context=("to",)),
        Expression("person", "Okafor", validator="os.path:isabs"),
    ]
    assert hashed(CASE, other) == hashed(other, CASE)
    assert len({hashed(other), *map(hashed, changed)}) == 5


@pytest.mark.usefixtures("checks")
def test_a_copy_finds_the_same() -> None:
    check = Expression("x", r"\d+", context=("no",), validator=f"{MODULE}:is_even")
    expressions = Expressions([check], allow_custom=True, seconds=LIMIT)
    copy = pickle.loads(pickle.dumps(expressions))  # noqa: S301 - our own
    assert copy.find("no 1, 2") == expressions.find("no 1, 2") == [Span(6, 7, "x", 1.0, "expressions")]
    assert copy.describe() == expressions.describe()
