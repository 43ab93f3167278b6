from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.fields import EACH, LONGEST_PATH, FieldPath, join_item, join_key
from anonymize.documents.names import spell_file_name, spell_key
from anonymize.errors import UsageError

KEYS = st.text(st.characters(exclude_categories=()), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("text", ("text",)),
        ("user.bio", ("user", "bio")),
        ("messages[].content", ("messages", EACH, "content")),
        ("tags[]", ("tags", EACH)),
        ("[]", (EACH,)),
        ("[].text", (EACH, "text")),
        ("grid[][].name", ("grid", EACH, EACH, "name")),
        (r"a\.b", ("a.b",)),
        (r"a\[\].b", ("a[]", "b")),
        (r"a\\.b", ("a\\", "b")),
        (r"line\u000aend", ("line\nend",)),
        ("a]b", ("a]b",)),
        ("two words", ("two words",)),
    ],
)
def test_field_path_is_read_as_steps(text: str, steps: tuple[str | None, ...]) -> None:
    assert FieldPath.parse(text) == FieldPath(steps)


@pytest.mark.parametrize(
    "text", ["", ".", ".a", "a.", "a..b", "a.[]", "a[0]", "a[", "a[]b", "a\\", "a\\b", "a\\u12"]
)
def test_field_path_that_makes_no_sense_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="character"):
        FieldPath.parse(text)


@given(st.lists(st.one_of(KEYS, st.just(EACH)), min_size=1, max_size=6))
def test_field_path_is_read_as_it_is_shown(steps: list[str | None]) -> None:
    path = FieldPath(tuple(steps))
    assert FieldPath.parse(str(path)) == path


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_names_are_shown_in_one_line_that_can_be_encoded_and_tells_them_apart(one: str, two: str) -> None:
    for spell in (spell_key, spell_file_name):
        shown = spell(one)
        assert shown.encode("utf-8")[:0] == b""
        assert len(shown.splitlines()) <= 1
        assert (shown == spell(two)) == (one == two)


def test_file_name_that_is_no_utf8_is_shown_escaped() -> None:
    assert spell_file_name("caf\udce9\n.txt") == r"caf\udce9\u000a.txt"


def test_path_of_long_keys_is_cut() -> None:
    path = join_key("", "k" * 1_000_000)
    assert len(path) == LONGEST_PATH + 1
    assert join_item(path, 7) == path
