"""A vault's file: what was changed is refused, what was cut short is passed over, all else comes back."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.errors import AnonError, UsageError
from anonymize.vault import sealing
from anonymize.vault.blocks import open_blocks, open_growing_blocks
from anonymize.vault.sealing import HEADER_BYTES, DamagedError, Seal, new_header
from tests.documents.test_outputs import files_limited_to
from tests.vault.support import KEY, OTHER_KEY, block_bounds, blocks

CONTENTS = [b"one", b"", b"three" * 10]


def ignore(number: int, content: bytes) -> None:
    pass


def append(path: Path, *contents: bytes) -> None:
    with open_growing_blocks(path, KEY, ignore) as file:
        file.append(contents)


def read(path: Path) -> tuple[list[bytes], bool]:
    """Gives what the blocks say, and whether the file is torn."""
    found: list[bytes] = []
    with open_blocks(path, KEY, lambda _, content: found.append(content)) as file:
        assert [file.content(number) for number in range(len(file))] == found
        return found, file.torn


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    append(tmp_path / "a.vault", *CONTENTS)
    return tmp_path / "a.vault"


def test_blocks_come_back_in_order_over_several_openings(vault: Path) -> None:
    append(vault, b"four")
    append(vault, b"five", b"six")
    assert read(vault) == ([*CONTENTS, b"four", b"five", b"six"], False)


def test_blocks_are_numbered_as_they_come(vault: Path) -> None:
    numbers: list[int] = []
    with open_blocks(vault, KEY, lambda number, _: numbers.append(number)):
        assert numbers == [0, 1, 2]


@given(contents=st.lists(st.binary(max_size=2000)), number=st.integers(0, 2**64 - 1))
def test_a_seal_opens_what_it_packed_and_only_there(contents: list[bytes], number: int) -> None:
    seal = Seal(KEY, new_header(KEY))
    before = bytes(16)
    for content in contents:
        block = seal.pack(number, before, content)
        head, body = block[: sealing.HEAD_BYTES], block[sealing.HEAD_BYTES :]
        assert seal.body_length(number, before, head) == len(body)
        assert seal.unpack(number, before, head, body) == content
        for other_number, other_before in ((number ^ 1, before), (number, b"x" * 16)):
            with pytest.raises(DamagedError):
                seal.unpack(other_number, other_before, head, body)
            with pytest.raises(DamagedError):
                seal.body_length(other_number, other_before, head)


def test_equal_blocks_look_different_and_nothing_of_them_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.vault"
    append(path, b"Anna Schmidt" * 3, b"Anna Schmidt" * 3)
    first, second = blocks(path)
    assert first != second
    assert b"Anna" not in path.read_bytes()


def test_a_new_vault_is_private_and_nothing_else_is_left(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        append(tmp_path / "a.vault")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.vault").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.vault"]
    assert read(tmp_path / "a.vault") == ([], False)


def test_two_vaults_of_one_key_differ(tmp_path: Path) -> None:
    append(tmp_path / "a.vault")
    append(tmp_path / "b.vault")
    assert (tmp_path / "a.vault").read_bytes() != (tmp_path / "b.vault").read_bytes()


def test_every_changed_bit_of_a_byte_is_an_error(vault: Path) -> None:
    data = vault.read_bytes()
    for place in range(len(data)):
        for bit in (1 << place % 8, 0x80 >> place % 7):
            vault.write_bytes(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
            with pytest.raises(AnonError, match=r"a\.vault"):
                read(vault)


def test_a_changed_length_is_never_taken_for_the_end_of_a_file_that_was_cut(vault: Path) -> None:
    data = bytearray(vault.read_bytes())
    start = block_bounds(vault)[-2]
    for bit in range(32):
        changed = int.from_bytes(data[start : start + 4], "big") ^ (1 << bit)
        vault.write_bytes(data[:start] + changed.to_bytes(4, "big") + data[start + 4 :])
        with pytest.raises(AnonError, match="damaged at block 2"):
            read(vault)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_damaged_block_is_named_and_not_written_behind(vault: Path, number: int) -> None:
    data = bytearray(vault.read_bytes())
    data[block_bounds(vault)[number + 1] - 1] ^= 1
    vault.write_bytes(data)
    with pytest.raises(AnonError, match=f"damaged at block {number} and nothing is taken") as caught:
        read(vault)
    assert caught.value.exit_code == 1
    with pytest.raises(AnonError, match=f"damaged at block {number}"):
        append(vault, b"more")
    assert vault.read_bytes() == data


def test_a_file_cut_anywhere_gives_what_stands_before_and_says_so(vault: Path) -> None:
    data = vault.read_bytes()
    bounds = block_bounds(vault)
    for length in range(len(data)):
        vault.write_bytes(data[:length])
        if length < HEADER_BYTES:
            with pytest.raises(UsageError, match="is no vault"):
                read(vault)
        else:
            whole = sum(bound <= length for bound in bounds[1:])
            assert read(vault) == (CONTENTS[:whole], length not in bounds)


def test_a_torn_block_is_cut_off_before_others_follow(vault: Path) -> None:
    data = vault.read_bytes()
    bounds = block_bounds(vault)
    for length in range(bounds[-2] + 1, bounds[-1]):
        vault.write_bytes(data[:length])
        with open_growing_blocks(vault, KEY, ignore):
            pass
        assert vault.read_bytes() == data[: bounds[-2]]
    append(vault, b"new")
    assert read(vault) == ([*CONTENTS[:2], b"new"], False)


@pytest.mark.parametrize(
    "order", [[1, 0, 2], [0, 2, 1], [0, 2], [1, 2], [2], [0, 0, 1, 2], [0, 1, 1, 2], [0, 1, 2, 2]]
)
def test_blocks_exchanged_repeated_or_taken_out_are_refused(vault: Path, order: list[int]) -> None:
    header, parts = vault.read_bytes()[:HEADER_BYTES], blocks(vault)
    vault.write_bytes(header + b"".join(parts[number] for number in order))
    with pytest.raises(AnonError, match="damaged at block"):
        read(vault)


def test_a_block_of_another_vault_is_refused(vault: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.vault"
    append(other, *CONTENTS)
    header = vault.read_bytes()[:HEADER_BYTES]
    vault.write_bytes(header + other.read_bytes()[HEADER_BYTES:])
    with pytest.raises(AnonError, match="damaged at block 0"):
        read(vault)


def test_the_later_history_of_a_copy_is_refused_behind_another(vault: Path, tmp_path: Path) -> None:
    copy = tmp_path / "b.vault"
    copy.write_bytes(vault.read_bytes())
    append(vault, b"here")
    append(copy, b"there", b"there again")
    vault.write_bytes(vault.read_bytes() + blocks(copy)[-1])
    with pytest.raises(AnonError, match="damaged at block 4"):
        read(vault)


def test_another_key_is_told_by_its_fingerprint(vault: Path) -> None:
    told = f"made with another key \\(fingerprint {KEY.fingerprint()}, yours {OTHER_KEY.fingerprint()}\\)"
    for opened in (open_blocks, open_growing_blocks):
        with pytest.raises(UsageError, match=f"a.vault was {told}"), opened(vault, OTHER_KEY, ignore):
            pass


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0" * 10, sealing.MAGIC, b"\0" * 1000])
def test_another_file_is_no_vault_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    for opened in (open_blocks, open_growing_blocks):
        with pytest.raises(UsageError, match=r"a\.txt is no vault"), opened(path, KEY, ignore):
            pass
    assert path.read_bytes() == content


def test_directories_and_pipes_are_no_vault(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(UsageError, match="is no vault"), open_blocks(path, KEY, ignore):
            pass


def test_a_later_format_is_told_from_damage(vault: Path) -> None:
    data = bytearray(vault.read_bytes())
    data[len(sealing.MAGIC) + 1] += 1
    vault.write_bytes(data)
    with pytest.raises(UsageError, match="format version 2"):
        read(vault)


def test_a_vault_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a\.vault cannot be opened: No such file"):
        read(tmp_path / "a.vault")


def test_a_block_above_the_limit_is_neither_written_nor_read(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = vault.read_bytes()
    monkeypatch.setattr(sealing, "LARGEST_BLOCK", 49)
    with pytest.raises(AnonError, match="damaged at block 2"):
        read(vault)
    monkeypatch.setattr(sealing, "LARGEST_BLOCK", 50)
    assert read(vault) == (CONTENTS, False)
    with pytest.raises(AnonError, match="split the document"):
        append(vault, b"fits", b"x" * 51)
    assert vault.read_bytes() == before
    append(vault, b"x" * 50)


def test_a_full_disk_is_told_and_leaves_the_file_as_it_was(vault: Path) -> None:
    before = vault.read_bytes()
    with open_growing_blocks(vault, KEY, ignore) as file:
        with (
            files_limited_to(len(before) + 200),
            pytest.raises(AnonError, match=r"a\.vault cannot be written: File too large"),
        ):
            file.append([b"fits", os.urandom(1000)])
        assert vault.read_bytes() == before
        file.append([b"later"])
    assert read(vault) == ([*CONTENTS, b"later"], False)


def test_a_disk_that_does_not_keep_what_was_written_is_told(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    before = vault.read_bytes()
    with open_growing_blocks(vault, KEY, ignore) as file:
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(AnonError, match=r"a\.vault cannot be written: Input/output error"):
            file.append([b"lost"])
    assert vault.read_bytes() == before


def test_what_is_added_later_is_not_seen_by_who_reads(vault: Path) -> None:
    with open_blocks(vault, KEY, ignore) as file:
        append(vault, b"later")
        assert len(file) == 3
        assert file.content(2) == CONTENTS[2]


def test_damage_since_the_opening_is_found_when_a_block_is_read(vault: Path) -> None:
    with open_blocks(vault, KEY, ignore) as file:
        data = bytearray(vault.read_bytes())
        data[-1] ^= 1
        with vault.open("r+b") as changed:
            changed.write(data)
        assert file.content(1) == CONTENTS[1]
        with pytest.raises(AnonError, match="damaged at block 2"):
            file.content(2)
        os.truncate(vault, len(data) - 1)
        with pytest.raises(AnonError, match="damaged at block 2"):
            file.content(2)
