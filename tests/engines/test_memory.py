"""Memory that does not suffice: texts are searched in smaller pieces, what is too much alone is failed."""

from __future__ import annotations

from typing import NoReturn

import pytest

from anonymize import Redactor
from anonymize.finder import Finder
from anonymize.findings import OUT_OF_MEMORY, Texts
from anonymize.splitting import smaller
from tests.engines.support import FOUND, pieces, search
from tests.support_detectors import Fixed, Hungry, operators

SENTENCES = list(FOUND)
HUGE = "huge"


@pytest.mark.parametrize("workers", [1, 2])
def test_what_does_not_fit_together_is_found_in_smaller_pieces(workers: int) -> None:
    given = pieces(SENTENCES * 10, SENTENCES)
    results = search(Hungry(4, HUGE, FOUND), given, workers)
    assert results == search(Fixed(FOUND), given, workers=1)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_too_much_alone_is_failed_and_nothing_else(workers: int) -> None:
    [found] = search(Hungry(4, HUGE, FOUND), pieces([*SENTENCES, HUGE, *SENTENCES]), workers)
    [expected] = search(Fixed(FOUND), pieces(SENTENCES), workers=1)
    assert found[:3] + found[4:] == expected * 2
    [failed] = found[3]
    assert (failed.status, failed.reason, failed.spans) == ("failed", OUT_OF_MEMORY, ())
    assert HUGE not in str(failed.detail)


def test_a_thousand_texts_are_cut_twice_and_then_one_by_one() -> None:
    detector = Hungry(1, HUGE)
    Finder([detector]).find([Texts((str(number),)) for number in range(1_000)])
    assert set(detector.sizes) == {1_000, 31, 8, 1}, "31 is the root, and 8 is what that leaves"


def test_text_that_is_too_much_fails_alone_in_its_record() -> None:
    [found] = Finder([Hungry(4, HUGE, FOUND)]).find([Texts((SENTENCES[0], HUGE))])
    assert [text.reason for text in found] == [None, OUT_OF_MEMORY]
    assert found[0].spans == FOUND[SENTENCES[0]]


class _Heavy(tuple[str, ...]):
    """Texts that there is never the memory to look at."""

    __slots__ = ()

    def __iter__(self) -> NoReturn:
        raise MemoryError


def test_record_that_cannot_even_be_looked_at_is_failed_whole() -> None:
    found = Finder([Fixed(FOUND)]).find(
        [Texts((SENTENCES[0],)), Texts(_Heavy(("a", "b"))), Texts((SENTENCES[1],))]
    )
    assert [text.reason for text in found[1]] == [OUT_OF_MEMORY] * 2
    assert [found[0][0].spans, found[2][0].spans] == [FOUND[SENTENCES[0]], FOUND[SENTENCES[1]]]


def test_library_gives_a_result_too() -> None:
    redactor = Redactor([Hungry(4, HUGE, FOUND)], operators("person", "address"))
    results = redactor.redact_all([SENTENCES[0], HUGE])
    assert [result.text for result in results] == ["<PERSON> wrote", None]
    assert results[1].reason == OUT_OF_MEMORY


@pytest.mark.parametrize("count", [0, 1, 2, 32, 33, 999, 5_000])
def test_smaller_pieces_hold_everything_in_order_and_end(count: int) -> None:
    items = list(range(count))
    cut = list(smaller(items))
    assert [item for piece in cut for item in piece] == items
    assert all(piece for piece in cut)
    assert count < 2 or max(map(len, cut)) < count
