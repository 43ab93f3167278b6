"""Expressions that run away, and texts that would make ours do it: an error in time, and never a hang."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from anonymize.allow import Allow
from anonymize.detectors.expressions import Expression, Expressions
from anonymize.detectors.gliner.words import _splitter
from anonymize.detectors.terms import Terms
from anonymize.errors import DocumentError, UsageError
from anonymize.matching import Matcher, Needle
from anonymize.mentions import Mentions
from anonymize.regexes import LARGEST, LONGEST, compile_regex, written_out
from anonymize.spans import WORD, Span, resolve, snap
from anonymize.text import View, normalised
from tests.commands.support import EMAIL, Anon, entries, jsonl, write_tree

LIMIT = 0.05
"""Seconds for an expression in these tests."""
LATE = 15.0
"""Seconds. Generous, for a busy machine: an expression that ran to its end would take years."""
MANY = 30_000

RUNAWAYS: list[tuple[str, str]] = [
    (r"(a+)+$", "a" * MANY + "b"),
    (r"(?:a|a)*$", "a" * MANY + "b"),
    (r"(a|aa)+$", "a" * MANY + "b"),
    (r"(\w+\s?)*$", "word " * MANY + "!"),
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * MANY),
    (r"(?:(?:a{1,1000}){1,1000}){1,1000}b", "a" * MANY),
    (r"a.*a.*a.*a.*b", "a" * MANY),
    (r".*?,.*?,.*?,.*?x", "," * MANY),
    (r"(a)(?=(\1+))*\1+b", "a" * MANY),
    (r"(?P<x>a(?&x)?a)b", "a" * 1_000),
    (r"(?R)?a(?R)?b", "a" * 1_000),
    (r"(?e)(?:abcdefghij){e<=9}", "qwerty" * MANY),
    (r"(?b)(?:abc){e}", "xyz" * MANY),
    (r"(?<=(?:a|b|ab)+)c(?<!(?:a|b|ab)+c)d|(x+x+)+y", "x" * MANY),
]


@pytest.mark.parametrize(("expression", "text"), RUNAWAYS, ids=lambda value: value[:40])
def test_expression_that_runs_away_fails_its_document(expression: str, text: str) -> None:
    begin = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        Expressions([Expression("thing", expression)], seconds=LIMIT).find(text)
    assert caught.value.reason == "pattern_timeout"
    assert time.monotonic() - begin < LATE
    assert text[:10] not in str(caught.value)


@pytest.mark.parametrize(("expression", "text"), RUNAWAYS[:3], ids=lambda value: value[:40])
def test_allowed_pattern_that_runs_away_is_an_error(expression: str, text: str) -> None:
    begin = time.monotonic()
    with pytest.raises(DocumentError, match="allow: pattern 2 ran for"):
        Allow(patterns=["sound", expression]).permits(text)
    assert time.monotonic() - begin < LATE


@pytest.mark.parametrize(
    "setting", ["patterns: [{label: thing, regex: '(a+)+$'}]", "allow: [{pattern: '(a|aa|@)+'}]"]
)
@pytest.mark.parametrize("workers", [1, 2])
def test_job_fails_the_document_of_a_runaway_and_writes_the_others(
    anon: Anon, in_tmp: Path, setting: str, workers: int
) -> None:
    bad = {"text": "a" * 5_000 + "b a@" + "a" * 50 + ".com"}
    write_tree(in_tmp, {"a.jsonl": jsonl({"text": EMAIL}, bad, {"text": "rain"}), "anon.yaml": setting})
    begin = time.monotonic()
    labels = "email,thing" if "thing" in setting else "email"
    done = anon(
        "redact", "a.jsonl", "--detector", "patterns", "--labels", labels,
        "--config", "anon.yaml", "--output", "out.jsonl", "--workers", workers,
    )  # fmt: skip
    assert time.monotonic() - begin < 4 * LATE
    assert done.exit_code == 1
    assert "pattern_timeout" in done.stderr
    assert "aaaa" not in done.stderr
    assert (in_tmp / "out.jsonl").read_text() == jsonl({"text": "<EMAIL>"}, {"text": "rain"})
    reasons = [line["reason"] for line in entries(in_tmp / "out.jsonl.manifest.jsonl", "document")]
    assert reasons == [None, "pattern_timeout", None]


BOMBS = {
    "a billion": "a{1000000000}",
    "a billion at least": "a{1000000000,}",
    "more than there are": "a{99999999999999999999999}",
    "nested": "(?:(?:a{1000}){1000}){1000}",
    "nested deeply": "(((((a{99}){99}){99}){99}){99}){99}",
    "of a class": r"(\w{1000}){1000}",
    "of a property": r"(?:\p{L}{1000}){1000}",
    "of a named character": r"(?:\N{LATIN SMALL LETTER A}{1000}){1000}",
    "behind a bracket in a set": "(?:[]({]a{1000}){1000}",
    "behind an escaped bracket": r"(?:\)a{1000}){1000}",
    "in sets within sets": "(?V1)[[a](?:a{1000}){1000}",
    "behind a comment": "(?x)(?:a{1000} #(\n){1000}",
    "behind a comment that closes": "(?x)(?:a{1000} #)\n){1000}",
    "looking behind": "(?<=a{10000000})b",
    "possessive": "(?:a{1000}+){1000}+",
    "lazy": "(?:a{1000}?){1000}?",
    "a megabyte": "a" * 1_000_000,
    "a megabyte of choices": "|".join(f"a{number}" for number in range(100_000)),
    "nested brackets": "(" * 5_000 + ")" * 5_000,
    "nested looks": "(?=" * 3_000 + "a" + ")" * 3_000,
    "not closed": "(" * 10_000,
    "set not closed": "[" * 10_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_expression_that_would_take_all_memory_is_refused(name: str) -> None:
    begin = time.monotonic()
    with pytest.raises(UsageError) as caught:
        compile_regex(BOMBS[name], "pattern 1")
    assert time.monotonic() - begin < LATE
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("expression", "size"),
    [
        (r"\d{3}-\d{4}", 8),
        ("a", 1),
        ("", 0),
        ("a{0,1000000000}", 1),
        ("[(]{5}(ab){3}", 11),
        (r"[^]{9}]{2}", 2),
        (r"\(a{3}\)", 5),
        ("(a{2}b){3}", 9),
        ("{5}", 0),
        ("a{x}", 4),
    ],
)
def test_size_of_an_expression_is_that_of_what_must_be_there(expression: str, size: int) -> None:
    assert written_out(expression) == size


@pytest.mark.parametrize("expression", [f"a{{{LARGEST}}}", "a" * LONGEST, "(?:[0-9A-F]{4}-){3}[0-9A-F]{4}"])
def test_expression_up_to_the_limits_is_taken(expression: str) -> None:
    assert compile_regex(expression, "pattern 1")


@pytest.mark.parametrize("expression", ["", "a*", "(?=a)", r"\b", "^", "$", "(?:)*", "(a?)*?", "|"])
def test_expression_that_matches_nothing_at_all_finds_nothing(expression: str) -> None:
    assert Expressions([Expression("thing", expression)]).find("b" * MANY) == []


SMALL = 5_000
TIMES = 4
MOST_TIMES = 9
"""Four times the text takes four times as long; a quadratic step would take sixteen."""
NOISE = 0.3


def words(text: str) -> object:
    return [match.span() for match in WORD.finditer(text)]


def terms(text: str) -> object:
    values = ["aa", "a a", "anna", "\u0301", "\u0301\u0301", "aba", "...", "--", "1 1", "王王", "ss", "ß"]
    return Terms({"person": values}).find(text)


def mentions(text: str) -> object:
    return Mentions([("person", "Anna Maria Schmidt"), ("person", text[:9].strip() or "a")]).find(text)


def contexts(text: str) -> object:
    return Expressions([Expression("thing", r"\S", context=("a", "anna"))]).find(text)


def snapped(text: str) -> object:
    spans = [Span(start, start + 1, "person", 1.0, "x") for start in range(0, len(text) - 1, 3)]
    return resolve(snap(spans, text))


def overlapping(text: str) -> object:
    return resolve(Span(start, len(text), f"l{start % 7}", 0.5, "x") for start in range(len(text)))


def views(text: str) -> object:
    return View.of(text).text, normalised(text)


def split(text: str) -> object:
    return list(_splitter("whitespace")(text))


def runs_of_spaces(text: str) -> object:
    return Matcher([Needle("a a", "x", False), Needle("a", "x", False)]).find(text)


STEPS: list[Callable[[str], object]] = [
    words, terms, mentions, contexts, snapped, overlapping, views, split, runs_of_spaces,
]  # fmt: skip
PIECES = [
    "a", "1", " ", ".", "-", "_", "@", "+", "(", ")", "[]", "<>", "a.", "a@", "1-", "1 1 ", "a a ",
    "http://", "a_", "a-", "__", "\u0301", "a\u0301", "\u200b", "\ufe0f", "\U0001f600\ufe0f", "王",
    "王\u0301", "ß", "İ", "ﬀ", "\ufdfa", "\n", "\r\n", "\t ", "Anna ", "deadbeef", "’", "\ud800", "\x00",
]  # fmt: skip


def seconds(step: Callable[[str], object], text: str) -> float:
    least = float("inf")
    for _ in range(2):
        begin = time.thread_time()
        step(text)
        least = min(least, time.thread_time() - begin)
    return least


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_time_grows_with_the_text_and_no_faster(step: Callable[[str], object], piece: str) -> None:
    step((piece * 100)[:100])  # what is loaded or built once
    small, large = ((piece * size)[:size] for size in (SMALL, TIMES * SMALL))
    assert seconds(step, large) < MOST_TIMES * seconds(step, small) + NOISE
