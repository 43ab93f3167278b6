"""`anon redact --mode`, and who may read what is written without it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, write_tree


def modes(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): f"{stat.S_IMODE(path.stat().st_mode):o}"
        for path in sorted(root.rglob("*"))
    }


@pytest.fixture
def work(in_tmp: Path) -> Path:
    write_tree(in_tmp, {"docs/a.txt": EMAIL, "docs/sub/b.txt": EMAIL})
    (in_tmp / "key").write_text("k" * 32)
    (in_tmp / "key").chmod(0o600)
    return in_tmp


@pytest.mark.parametrize(
    ("options", "file", "folder"),
    [([], "600", "700"), (["--mode", "640"], "640", "750"), (["--mode", "0o664"], "664", "775")],
)
def test_all_that_is_written_has_the_mode(
    anon: Anon, work: Path, options: list[str], file: str, folder: str
) -> None:
    before = os.umask(0o027)
    try:
        result = anon("redact", "docs", *FAST, "--output", "new/clean", *options)
    finally:
        os.umask(before)
    assert result.exit_code == 0
    assert modes(work / "new") == {
        "clean": folder,
        "clean.manifest.jsonl": file,
        "clean/docs": folder,
        "clean/docs/a.txt": file,
        "clean/docs/sub": folder,
        "clean/docs/sub/b.txt": file,
    }


def test_next_run_gives_its_own_mode_to_files_and_leaves_directories(anon: Anon, work: Path) -> None:
    anon("redact", "docs", *FAST, "--output", "out", "--mode", "644")
    assert anon("redact", "docs", *FAST, "--output", "out").exit_code == 0
    found = modes(work)
    assert (found["out"], found["out.manifest.jsonl"], found["out/docs/a.txt"]) == ("755", "600", "600")


def test_vault_and_what_is_restored_are_for_their_owner_whatever_the_mode(anon: Anon, work: Path) -> None:
    tags = ("--operator", "tag", "--vault", "new/v.vault", "--key-file", "key")
    assert anon("redact", "docs", *FAST, *tags, "--output", "out", "--mode", "644").exit_code == 0
    found = modes(work)
    assert (found["new/v.vault"], found["out/docs/a.txt"]) == ("600", "644")
    assert (
        anon(
            "restore", "out/docs", "--vault", "new/v.vault", "--key-file", "key", "--output", "back"
        ).exit_code
        == 0
    )
    assert modes(work / "back") == {
        "docs": "700",
        "docs/a.txt": "600",
        "docs/sub": "700",
        "docs/sub/b.txt": "600",
    }


@pytest.mark.parametrize("mode", ["", "rw", "648", "-600", "755", "4600", "060", "6_4_4", "٦٤٤"])
def test_mode_that_is_none_of_a_file_is_wrong_usage(anon: Anon, work: Path, mode: str) -> None:
    result = anon("redact", "docs", *FAST, f"--mode={mode}")
    assert result.exit_code == 2
    assert "is not the mode of a file, as 600, 640 or 644 are" in result.stderr
    assert not (work / "redacted").exists()


def test_link_in_the_output_is_not_written_through_even_with_overwrite(anon: Anon, work: Path) -> None:
    (work / "elsewhere").mkdir()
    (work / "redacted/docs").mkdir(parents=True)
    (work / "redacted/docs/sub").symlink_to("../../elsewhere")
    result = anon("redact", "docs", *FAST, "--overwrite")
    assert result.exit_code == 2
    assert "redacted/docs/sub is a link" in result.stderr
    assert list((work / "elsewhere").iterdir()) == []
    assert not (work / "redacted/docs/a.txt").exists()
