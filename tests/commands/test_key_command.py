"""`anon key new`, and keys that cannot be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anonymize.keys import load_key
from tests.commands.support import FAST, Anon


def test_a_new_key_is_random_and_nobody_else_can_read_it(anon: Anon, in_tmp: Path) -> None:
    prints = [anon("key", "new", name).stdout for name in ("a.key", "b.key")]
    assert prints[0] != prints[1]
    for name, said in zip(("a.key", "b.key"), prints, strict=True):
        path = in_tmp / name
        assert path.stat().st_mode & 0o777 == 0o600
        assert re.fullmatch("[0-9a-f]{64}\n", path.read_text())
        key = load_key(path)
        assert key is not None
        assert said == f"{key.fingerprint()}\n"


def test_a_key_that_is_there_is_never_written_over(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "team.key").write_text("precious")
    done = anon("key", "new", "team.key")
    assert done.exit_code == 2
    assert done.stderr == "anon: team.key is there already and is not written over; name another file\n"
    assert (in_tmp / "team.key").read_text() == "precious"


def test_a_key_that_cannot_be_written_is_told(anon: Anon, in_tmp: Path) -> None:
    done = anon("key", "new", "nowhere/team.key")
    assert done.exit_code == 2
    assert "nowhere/team.key cannot be written: No such file or directory" in done.stderr


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("short", 0o600, "a key has at least 16 bytes"),
        ("0123456789abcdef", 0o644, "open to other users"),
        (None, 0o600, "cannot be read: No such file or directory"),
    ],
)
def test_a_key_that_cannot_be_used_stops_the_job_before_it_writes(
    anon: Anon, in_tmp: Path, content: str | None, mode: int, said: str
) -> None:
    (in_tmp / "a.txt").write_text("bob@example.com")
    if content is not None:
        (in_tmp / "team.key").write_text(content)
        (in_tmp / "team.key").chmod(mode)
    done = anon(
        "redact", "a.txt", *FAST, "--operator", "hmac", "--key-file", "team.key", "--output", "out.txt"
    )
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (in_tmp / "out.txt").exists()


def test_the_configuration_may_name_the_key(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "conf").mkdir()
    assert anon("key", "new", "conf/team.key").exit_code == 0
    (in_tmp / "conf" / "anon.yaml").write_text("key_file: team.key\noperators: {DEFAULT: hmac}\n")
    (in_tmp / "a.txt").write_text("bob@example.com")
    by_file = anon("redact", "a.txt", *FAST, "--config", "conf/anon.yaml", "--quiet")
    by_option = anon("redact", "a.txt", *FAST, "--operator", "hmac", "--key-file", "conf/team.key", "--quiet")
    assert by_file.exit_code == by_option.exit_code == 0
    assert by_file.stdout == by_option.stdout


def test_without_a_key_it_is_said_that_nothing_will_match(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text("bob@example.com")
    assert (
        "no key was given: what hmac writes will not match"
        in anon("redact", "a.txt", *FAST, "--operator", "hmac").stderr
    )
    assert "no key" not in anon("redact", "a.txt", *FAST).stderr
