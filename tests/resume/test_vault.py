"""Jobs that write to a vault: it is ahead of the outputs when they are killed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import Result

from tests.commands.support import Anon, jsonl, tree, write_tree
from tests.resume.support import MANIFEST, OUTPUT, Job, kept, state
from tests.resume.test_states import cut
from tests.vault.support import block_bounds

VAULT = Path("job.vault")
FILES: dict[str, bytes | str] = {
    f"docs/{n:02}.txt": f"to bob{n % 7}@example.com, or BOB{n % 7}@example.com" for n in range(12)
} | {"docs/m.jsonl": jsonl({"text": "bob1@example.com"}, {"text": "BOB1@example.com"})}
"""Values that come again; in the last file two texts that come out alike."""


@pytest.fixture(params=["tag", "pseudonym"])
def with_vault(job: Job, request: pytest.FixtureRequest) -> Job:
    """A job that has run, and has its vault."""
    shutil.rmtree("docs")
    write_tree(Path(), FILES)
    job.operator = str(request.param)
    result = job.run("--vault", str(VAULT))
    assert result.exit_code == 0
    Path("told").write_text(counted(result))
    return job


def counted(result: Result) -> str:
    """Gives what is told of values and texts that came out alike."""
    return "".join(line for line in result.stderr.splitlines() if " value(s) " in line or " text(s) " in line)


def restored(anon: Anon) -> dict[str, bytes]:
    result = anon("restore", OUTPUT, "--vault", VAULT, "--output", "clear", "--overwrite")
    assert result.exit_code == 0, result.stderr
    return tree(Path("clear/out/docs"))


def test_what_the_vault_knows_already_gets_the_same_replacements(anon: Anon, with_vault: Job) -> None:
    whole = state()
    before = restored(anon)
    for place in ("docs/00.txt", "docs/05.txt", "docs/m.jsonl"):
        cut(whole["manifest"], whole["manifest"].index(f'"id":"{place}'.encode()))
        result = with_vault.resume("--vault", str(VAULT))
        assert state() == whole
        assert counted(result) == Path("told").read_text()
        assert restored(anon) == before


def test_vault_that_was_cut_short_is_written_again(anon: Anon, with_vault: Job) -> None:
    whole = state()
    before = restored(anon)
    [*_, start, end] = block_bounds(VAULT)
    content = VAULT.read_bytes()
    for at in (start, (start + end) // 2):
        VAULT.write_bytes(content[:at])
        cut(whole["manifest"], whole["manifest"].index(b"\n") + 1)
        with_vault.resume("--vault", str(VAULT))
        assert state() == whole
        assert restored(anon) == before


def test_another_vault_or_none_is_refused(with_vault: Job) -> None:
    there = tree(Path())
    result = with_vault.resume("--vault", "other.vault")
    assert "the vault other.vault of the earlier run is not there" in result.stderr
    # Without one, tags would be numbered anew.
    assert "the operators, the vault;" in with_vault.resume().stderr or with_vault.operator != "tag"
    assert "the vault;" in with_vault.resume().stderr
    assert tree(Path()) == there
    VAULT.rename("first.vault")
    MANIFEST.rename("first.jsonl")
    OUTPUT.rename("first")
    with_vault.run("--vault", str(VAULT))
    shutil.rmtree(OUTPUT)
    Path("first").rename(OUTPUT)
    Path("first.jsonl").rename(MANIFEST)
    result = with_vault.resume("--vault", str(VAULT))
    assert result.exit_code == 2
    assert "another one now: the vault;" in result.stderr
    Path("first.vault").replace(VAULT)
    assert kept(with_vault.resume("--vault", str(VAULT))) == len(FILES)
