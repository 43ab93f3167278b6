"""A disk that is full: one sentence, nothing half-written, and the job can be resumed."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.support import FAST, command, environment, tree, write_tree
from tests.resume.support import KEY, MANIFEST, OUTPUT, state

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")
BASE = ("redact", "docs", *FAST, "--operator", "tag", "--output", str(OUTPUT))
MANY = " ".join(f"{number}.bob@example{number}.com" for number in range(2_000))


def run(*options: str, limit: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """Runs the job; no file that it writes can have more than `limit` bytes."""
    before: Callable[[], None] | None = None
    if limit is not None:
        size = limit

        def before() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        command(*BASE, "--quiet", *options),
        preexec_fn=before,
        capture_output=True,
        env=environment(ANON_KEY=KEY),
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("files", "options", "limit", "message"),
    [
        (
            {"docs/a.txt": "a", "docs/b.txt": "b" * 100_000, "docs/c.txt": "c"},
            (),
            50_000,
            b"anon: out/docs/b.txt: cannot be written: File too large; choose another place with --output\n",
        ),
        (
            {f"docs/{number:02}.txt": "bob@example.com" for number in range(30)},
            (),
            10_000,
            b"anon: the manifest out.manifest.jsonl cannot be written: File too large; choose another"
            b" --manifest\n",
        ),
        (
            {"docs/a.txt": MANY, "docs/b.txt": "b"},
            ("--vault", "job.vault"),
            10_000,
            b"anon: the vault job.vault cannot be written: File too large; check the disk and the rights\n",
        ),
    ],
    ids=["output", "manifest", "vault"],
)
def test_full_disk_is_one_sentence_and_the_job_can_be_resumed(
    in_tmp: Path, files: dict[str, bytes | str], options: tuple[str, ...], limit: int, message: bytes
) -> None:
    write_tree(in_tmp, files)
    assert run(*options).returncode == 0
    whole = state()
    for path in [*in_tmp.glob("job.vault*"), MANIFEST, *(OUTPUT / "docs").iterdir()]:
        path.unlink()
    done = run(*options, limit=limit)
    told = done.stderr.replace(f"{in_tmp.resolve()}/".encode(), b"")
    assert (done.returncode, told) == (1, message)
    written = tree(OUTPUT)
    assert {name: whole[name] for name in written} == written, "no half of a file, and no other name"
    assert len(written) < len(files)
    if options == ():
        assert run("--resume").returncode == 0
        assert state() == whole
    else:  # with another vault it is another job
        assert run("--resume", *options).returncode == 0
        assert {**state(), "manifest": b""} == {**whole, "manifest": b""}


def test_manifest_that_cannot_be_put_in_order_stays_as_it_is_and_can_be_later(in_tmp: Path) -> None:
    write_tree(in_tmp, {f"docs/{number:02}.txt": "bob@example.com" for number in range(30)})
    assert run().returncode == 0
    whole = state()
    # Its first file is done again, so its entry is at the end until the manifest is put in order.
    (OUTPUT / "docs/00.txt").unlink()
    lines = whole["manifest"].splitlines(keepends=True)
    MANIFEST.write_bytes(b"".join(lines))
    done = run("--resume", limit=len(whole["manifest"]) + 10)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert run("--resume").returncode == 0
    assert state() == whole
