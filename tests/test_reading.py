"""Whether a text was read: what each detector saw, and whether its model knows the letters."""

from __future__ import annotations

import pytest

from anonymize.detectors.base import Detection, whole
from anonymize.reading import NOT_COVERED, UNSUPPORTED_SCRIPT, unread, unseen
from anonymize.scripts import by_script, is_script, letters, outside, scripts_of
from tests.support_detectors import Fixed


class Reader(Fixed):
    """Was trained on some scripts."""

    def __init__(self, *scripts: str) -> None:
        super().__init__({})
        self.scripts = frozenset(scripts) or None


def verdict(text: str, *scripts: str, unread_words: tuple[tuple[int, int], ...] = ()) -> str | None:
    detection = Detection((), whole(text), unread=unread_words)
    problem = unread(text, [(Reader(*scripts), detection)])
    return problem and problem.reason


@pytest.mark.parametrize("seen", [((0, 9),), ((0, 4), (5, 9)), ((0, 6), (3, 9))])
def test_a_text_of_which_all_but_white_space_was_seen_passes(seen: tuple[tuple[int, int], ...]) -> None:
    assert unseen("Anna left", [whole("Anna left"), seen]) is None


@pytest.mark.parametrize("seen", [(), ((0, 8),), ((1, 9),), ((0, 4), (6, 9)), ((0, 3), (5, 9))])
def test_a_single_character_that_one_detector_did_not_see_is_told(seen: tuple[tuple[int, int], ...]) -> None:
    problem = unseen("Anna left", [whole("Anna left"), seen])
    assert problem is not None
    assert problem.reason == NOT_COVERED
    assert "Anna" not in problem.detail


def test_a_text_without_characters_needs_nobody_to_see_it() -> None:
    assert unseen("", [(), ()]) is None
    assert unseen(" \n\u3000", [()]) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Anna left Berlin", None),
        ("M\u00fcller, \u0141\u00f3d\u017a, Nguy\u1ec5n", None),
        ("\u0410\u043d\u043d\u0430 \u0443\u0448\u043b\u0430", UNSUPPORTED_SCRIPT),
        ("\u5317\u4eac\u5e02", UNSUPPORTED_SCRIPT),
        ("\u0645\u062d\u0645\u062f 12", UNSUPPORTED_SCRIPT),
        ("Patient \u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", UNSUPPORTED_SCRIPT),
        ("The name \u0418\u0432\u0430\u043d is Russian", None),
        ("12 + 14 = 26 \u2603 \U0001f600", None),
        ("", None),
    ],
)
def test_a_text_mostly_in_other_scripts_than_the_models_is_told(text: str, reason: str | None) -> None:
    assert verdict(text, "Latin") == reason


def test_a_model_that_does_not_say_its_scripts_reads_all() -> None:
    assert verdict("\u5317\u4eac\u5e02") is None
    assert verdict("\u5317\u4eac\u5e02", "Han") is None


def test_words_that_a_model_cannot_read_are_told() -> None:
    assert verdict("ab cd", unread_words=((0, 2),)) == UNSUPPORTED_SCRIPT


def test_letters_are_counted_by_script() -> None:
    assert by_script(["a\u0431\u5317b 1"]) == {"Latin": 2, "Cyrillic": 1, "Han": 1}
    assert by_script(["\U00010330"]) == {"Other": 1}
    assert letters("a\u0431 1.\u0301") == 2
    assert outside("a\u0431\u5317", {"Latin", "Han"}) == 1
    assert scripts_of(["abcdefghij" * 2, "\u0431"]) == ["Latin"]
    assert scripts_of(["abcdefghij" * 2, "\u0431\u0431"]) == ["Cyrillic", "Latin"]
    assert scripts_of(["12"]) == []
    assert is_script("Latin")
    assert not is_script("latin")
    assert not is_script(None)
