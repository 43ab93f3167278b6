"""What a vault remembers: the values of each text, the forms of each replacement, and who holds which."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.errors import AnonError, UsageError
from anonymize.vault import GrowingVault, Replaced, Vault, growing
from tests.documents.test_outputs import files_limited_to
from tests.vault.support import (
    KEY,
    OTHER_KEY,
    add,
    block_bounds,
    blocks,
    forms,
    given_back,
    replaced,
)

ANNA = ("Anna Schmidt", "<PERSON_7f3a91c2>")
PIECES = st.lists(st.text(st.characters()) | st.tuples(st.text(st.characters()), st.text(st.characters())))
"""Lone surrogates included: `st.characters()` draws them."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.vault"


def test_values_come_back_with_their_places(path: Path) -> None:
    text = add(path, "Dear ", ANNA, ", ", ("call 1", ""), ("now\r\n", "soon"))
    with Vault.open_for_reading(path, KEY) as vault:
        assert vault.positions(text) == [(5, 22, "Anna Schmidt"), (24, 24, "call 1"), (24, 28, "now\r\n")]
        assert vault.positions(f"{text} ") is None
        assert vault.positions("") is None


def test_a_text_without_spans_is_known_too(path: Path) -> None:
    assert given_back(path, [add(path, "nobody is in here"), add(path, "")]) == [[], []]


@given(texts=st.lists(PIECES, max_size=5))
def test_whatever_is_entered_comes_back(
    texts: list[list[str | tuple[str, str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("vaults") / "a.vault"
    first: dict[str, list[str]] = {}
    with GrowingVault.open_for_writing(path, KEY) as vault:
        for number, pieces in enumerate(texts):
            _, after, spans = replaced(f"{number}:", *pieces)
            first[after] = [span.original for span in spans]
            vault.add(after, spans)
            assert [found.original for found in vault.positions(after) or ()] == first[after]
    assert given_back(path, list(first)) == list(first.values())


def test_a_vault_is_added_to_by_one_job_after_the_other(path: Path) -> None:
    one = add(path, "to ", ANNA)
    other = add(path, "from ", ("Bob", "<PERSON_00000001>"), " to ", ANNA)
    assert given_back(path, [one, other]) == [["Anna Schmidt"], ["Bob", "Anna Schmidt"]]
    assert forms(path) == {"<PERSON_7f3a91c2>": "Anna Schmidt", "<PERSON_00000001>": "Bob"}


def test_the_first_form_counts_over_all_jobs(path: Path) -> None:
    add(path, "a ", ("Ms Schmidt", "<PERSON_7f3a91c2>"))
    add(path, "b ", ANNA)
    assert forms(path) == {"<PERSON_7f3a91c2>": "Ms Schmidt"}


def test_the_same_job_again_adds_nothing(path: Path) -> None:
    for _ in range(3):
        with GrowingVault.open_for_writing(path, KEY) as vault:
            vault.hold("<PERSON_7f3a91c2>", "person:anna schmidt")
            for text in ("a", "b"):
                _, after, spans = replaced(text, ANNA, text)
                vault.add(after, spans)
    assert len(blocks(path)) == 1


def test_the_ledger_remembers_from_job_to_job(path: Path) -> None:
    with GrowingVault.open_for_writing(path, KEY) as vault:
        assert vault.holder("Maria") is None
        vault.hold("Maria", "person:anna \ud83d")
        vault.hold("", "person:")
        assert vault.holder("Maria") == "person:anna \ud83d"
    with GrowingVault.open_for_writing(path, KEY) as vault:
        assert vault.holder("Maria") == "person:anna \ud83d"
        assert vault.holder("") == "person:"


def test_who_holds_a_replacement_last_has_it_and_takes_turns_without_end(path: Path) -> None:
    for _ in range(3):
        with GrowingVault.open_for_writing(path, KEY) as vault:
            for identity in ("a", "b") * 10:
                vault.hold("Ms", identity)
            assert vault.holder("Ms") == "b"
    assert len(blocks(path)) == 1


def test_what_was_not_synced_is_lost_with_an_exception_and_kept_without(path: Path) -> None:
    def stopped() -> None:
        with GrowingVault.open_for_writing(path, KEY) as vault:
            vault.add("one", [])
            vault.sync()
            vault.add("two", [])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert given_back(path, ["one", "two"]) == [[], None]
    with GrowingVault.open_for_writing(path, KEY) as vault:
        vault.add("two", [])
    assert given_back(path, ["one", "two"]) == [[], []]


def test_sync_makes_it_safe_before_the_vault_is_closed(path: Path) -> None:
    with GrowingVault.open_for_writing(path, KEY) as vault:
        _, after, spans = replaced("to ", ANNA)
        vault.add(after, spans)
        assert given_back(path, [after]) == [None]
        vault.sync()
        assert given_back(path, [after]) == [["Anna Schmidt"]]
        vault.sync()
    assert len(blocks(path)) == 1


def test_texts_that_come_out_alike_give_back_the_first_and_are_counted(path: Path) -> None:
    with GrowingVault.open_for_writing(path, KEY) as vault:
        for value in ("Anna", "ANNA", "Anna"):
            _, after, spans = replaced("Dear ", (value, "<PERSON_7f3a91c2>"))
            vault.add(after, spans)
        assert vault.ambiguous == 1
    assert given_back(path, [after]) == [["Anna"]]
    with Vault.open_for_reading(path, KEY) as read:
        assert (read.respelled(after), read.respelled("Dear")) == (True, False)


def test_a_text_that_came_out_as_it_was_does_not_hide_what_was_replaced(path: Path) -> None:
    text = add(path, "Dear ", ANNA)
    with GrowingVault.open_for_writing(path, KEY) as vault:
        vault.add(text, [])
        assert vault.ambiguous == 1
    assert given_back(path, [text]) == [["Anna Schmidt"]]


@pytest.mark.parametrize("order", [1, -1])
def test_a_keyed_tag_that_one_of_two_texts_held_before_is_given_back_in_either_order(
    path: Path, order: int
) -> None:
    _, text, spans = replaced("Dear ", ANNA, " and ", ("Bob", "Laura Rollins"))
    with GrowingVault.open_for_writing(path, KEY) as vault:
        for found in (spans, spans[1:])[::order]:
            vault.add(text, found)
        assert (vault.ambiguous, vault.unclear) == (1, 0)
    assert given_back(path, [text]) == [["Anna Schmidt", "Bob"]]


@pytest.mark.parametrize("replacement", ["Laura Rollins", "<PERSON_1>", ""])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("at_once", [True, False])
def test_what_was_replaced_in_one_of_two_texts_alone_is_not_given_back(
    path: Path, replacement: str, order: int, at_once: bool
) -> None:
    _, text, spans = replaced(("Anna", replacement), " left ", ANNA)
    with GrowingVault.open_for_writing(path, KEY) as vault:
        for found in (spans, spans[1:])[::order]:
            vault.add(text, found)
            if not at_once:
                vault.sync()
        assert (vault.ambiguous, vault.unclear) == (0, 2)
        vault.add(text, spans)
        assert (vault.ambiguous, vault.unclear) == (0, 3)
    assert given_back(path, [text]) == [[None, "Anna Schmidt"]]


def test_places_that_overlap_in_two_texts_are_in_doubt_once(path: Path) -> None:
    text = "Laura Rollins left"
    with GrowingVault.open_for_writing(path, KEY) as vault:
        vault.add(text, [Replaced(0, 13, "person", "Anna Schmidt")])
        vault.add(text, [Replaced(0, 5, "person", "Anna"), Replaced(6, 13, "person", "Schmidt")])
        vault.add(text, [Replaced(0, 5, "person", "Anna"), Replaced(6, 18, "person", "Schmidt")])
    with Vault.open_for_reading(path, KEY) as reading:
        assert reading.positions(text) == [(0, 18, None)]


def test_what_other_operators_replaced_is_counted_and_stays_so(path: Path) -> None:
    counts: list[dict[str, int]] = [{"replace": 1}, {}, {"encrypt": 2}, {"replace": 1, "encrypt": 1}]
    for lost in counts:
        with GrowingVault.open_for_writing(path, KEY) as vault:
            vault.add("a", [], lost)
            vault.add("b", [])
    with Vault.open_for_reading(path, KEY) as reading:
        assert reading.lost("a") == {"replace": 1, "encrypt": 2}
        assert (reading.lost("b"), reading.lost("c")) == ({}, {})
        assert reading.positions("a") == []
    assert len(blocks(path)) == 2


@pytest.mark.parametrize("at_once", [True, False])
def test_another_person_of_a_tag_with_a_number_is_not_given_back(path: Path, at_once: bool) -> None:
    texts = []
    with GrowingVault.open_for_writing(path, KEY) as vault:
        for value in ("Anna", "Bob", "Anna"):
            _, after, spans = replaced("Dear ", (value, "<PERSON_1>"), " of ", ("Ulm", "<PLACE_1>"), "!")
            vault.add(after, spans)
            texts.append(after)
            if not at_once:
                vault.sync()
        assert (vault.ambiguous, vault.unclear) == (0, 3)
        assert [found.original for found in vault.positions(texts[0]) or ()] == [None, "Ulm"]
    assert given_back(path, texts) == [[None, "Ulm"]] * 3
    assert forms(path) == {"<PLACE_1>": "Ulm"}


def test_another_person_of_a_shared_surrogate_is_not_given_back(path: Path) -> None:
    for identity in ("a", "b"):
        with GrowingVault.open_for_writing(path, KEY) as vault:
            vault.hold("Keller", identity)
            _, after, spans = replaced("Dear ", (identity, "Keller"))
            vault.add(after, spans)
    assert given_back(path, [after]) == [[None]]
    assert forms(path) == {}


@pytest.mark.parametrize("bounds", [(3, 2), (-1, 2), (2, 5), (0, 1)])
def test_spans_out_of_order_or_outside_the_text_are_refused(path: Path, bounds: tuple[int, int]) -> None:
    with (
        pytest.raises(ValueError, match="out of order or outside"),
        GrowingVault.open_for_writing(path, KEY) as vault,
    ):
        vault.add("abcd", [Replaced(0, 2, "person", "x"), Replaced(*bounds, "person", "y")])


def test_another_key_opens_nothing(path: Path) -> None:
    text = add(path, ANNA)
    with pytest.raises(UsageError, match="made with another key"):
        given_back(path, [text], OTHER_KEY)
    with pytest.raises(UsageError, match="made with another key"):
        add(path, "x", key=OTHER_KEY)


def test_no_value_is_given_out_when_any_byte_was_changed(path: Path) -> None:
    text = add(path, "to ", ANNA)
    add(path, "from ", ("Bob", "<PERSON_00000001>"))
    data = path.read_bytes()
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ (1 << place % 8)]) + data[place + 1 :])
        with pytest.raises(AnonError), Vault.open_for_reading(path, KEY):
            pytest.fail(f"a vault with byte {place} changed was opened")
    path.write_bytes(data)
    assert given_back(path, [text]) == [["Anna Schmidt"]]


def test_a_file_cut_anywhere_gives_nothing_that_is_wrong(path: Path) -> None:
    texts = [add(path, f"{number} ", ANNA, (f"v{number}", f"<ID_{number:08}>")) for number in range(3)]
    data, bounds = path.read_bytes(), block_bounds(path)
    for length in range(bounds[0], len(data)):
        path.write_bytes(data[:length])
        whole = sum(bound <= length for bound in bounds[1:])
        expected = [["Anna Schmidt", f"v{number}"] if number < whole else None for number in range(3)]
        assert given_back(path, texts) == expected
        with Vault.open_for_reading(path, KEY) as vault:
            assert vault.torn is (length not in bounds)
            assert len(vault.forms) == (whole + 1 if whole else 0)


def test_a_job_goes_on_behind_a_torn_block(path: Path) -> None:
    one, other = add(path, "one ", ANNA), add(path, "two ", ("Bob", "<PERSON_00000001>"))
    path.write_bytes(path.read_bytes()[:-1])
    third = add(path, "three ", ("Eve", "<PERSON_00000002>"))
    assert given_back(path, [one, other, third]) == [["Anna Schmidt"], None, ["Eve"]]
    assert forms(path) == {"<PERSON_7f3a91c2>": "Anna Schmidt", "<PERSON_00000002>": "Eve"}


def test_a_full_disk_stops_the_job_and_costs_nothing_that_was_safe(path: Path) -> None:
    one = add(path, "one ", ANNA)
    before = path.read_bytes()
    with (
        pytest.raises(AnonError, match=r"chat\.vault cannot be written: File too large"),
        files_limited_to(len(before) + 50),
    ):
        add(path, "two ", ("Bob", "<PERSON_00000001>"))
    assert path.read_bytes() == before
    assert given_back(path, [one, add(path, "two")]) == [["Anna Schmidt"], []]


def test_one_file_has_one_lock_whatever_link_leads_to_it(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(path)
    text = add(link, ANNA)
    assert link.is_symlink()
    assert given_back(path, [text]) == [["Anna Schmidt"]]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["chat.vault", "chat.vault.lock", "link"]


def test_folders_above_are_made(tmp_path: Path) -> None:
    text = add(tmp_path / "new/er/a.vault", ANNA)
    assert given_back(tmp_path / "new/er/a.vault", [text]) == [["Anna Schmidt"]]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AnonError, match=r"vault .*a\.vault cannot be written"):
        add(tmp_path / "file/a.vault", ANNA)


def test_one_text_may_be_larger_than_a_block(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "BLOCK_BYTES", 100)
    names = [(f"name {number}", f"<PERSON_{number:08x}>") for number in range(100)]
    texts = [add(path, *names), add(path, "and ", *names[:2])]
    assert len(blocks(path)) > 20
    values = [value for value, _ in names]
    assert given_back(path, texts) == [values, values[:2]]


def test_memory_does_not_grow_with_the_spans(path: Path) -> None:
    names = [(f"name {number}", f"<PERSON_{number:08x}>") for number in range(500)]
    texts = []
    with GrowingVault.open_for_writing(path, KEY) as vault:
        for number in range(1_000):
            spread = [names[(number * 7 + place) % 500] for place in range(100)]
            _, after, spans = replaced(f"{number}", *spread)
            vault.add(after, spans)
            texts.append((after, [value for value, _ in spread]))
            if number % 10 == 9:
                vault.sync()
    tracemalloc.start()
    try:
        with Vault.open_for_reading(path, KEY) as vault:
            for after, values in texts:
                assert [found.original for found in vault.positions(after) or ()] == values
            held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # All 100,000 positions, as lists of numbers, are 9 MB.
    assert held < 3_000_000
