"""Real processes that are killed at random points, and resumed."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from anonymize.vault.sealing import HEADER_BYTES
from tests.commands.support import MODEL_LABELS, command, environment, jsonl, tree, write_tree
from tests.resume.support import KEY, MANIFEST, OUTPUT, state

VAULT = Path("job.vault")
FILES: dict[str, bytes | str] = {
    f"docs/{number:02}.txt": f"the parcel {number} went to Anna Schmidt and John Okafor in Berlin\r\n" * 20
    for number in range(30)
} | {"docs/a.jsonl": jsonl(*({"text": f"to Anna in {number}"} for number in range(100))) + "nope\n"}


def killed(arguments: list[str], at: int) -> None:
    """Runs a job and kills it when its manifest has so many bytes; it may also come to its end."""
    pause = 0.001
    with subprocess.Popen(command(*arguments), env=environment(ANON_KEY=KEY)) as child:
        while child.poll() is None:
            if MANIFEST.exists() and MANIFEST.stat().st_size >= at:
                child.send_signal(signal.SIGKILL)
            try:
                child.wait(pause)
            except subprocess.TimeoutExpired:
                continue


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
@pytest.mark.parametrize(("vault", "kills"), [(False, 6), (True, 2)], ids=["plain", "with a vault"])
def test_job_that_is_killed_at_random_points_ends_in_the_same_bytes(
    in_tmp: Path, onnx_tagger: Path, vault: bool, kills: int
) -> None:
    write_tree(in_tmp, FILES)
    arguments = ["redact", "docs", "--model", str(onnx_tagger), "--detector", "tagger", "--quiet"]
    arguments += ["--labels", MODEL_LABELS, "--output", str(OUTPUT), "--operator", "tag"]
    arguments += ["--vault", str(VAULT)] if vault else []
    subprocess.run(command(*arguments), env=environment(ANON_KEY=KEY), check=False)
    whole = state()
    assert len(whole) == len(FILES) + 1
    pristine = VAULT.read_bytes() if vault else b""
    draw = random.Random(7)  # noqa: S311 - not for secrets
    stopped = 0
    for _ in range(kills // 2):
        shutil.rmtree(OUTPUT)
        MANIFEST.unlink()
        if vault:
            # A vault's id is in the manifest: begin with the same one, without what the job adds.
            VAULT.write_bytes(pristine[:HEADER_BYTES])
        points = sorted(draw.randrange(len(whole["manifest"])) for _ in range(2))
        for at in points:
            killed([*arguments, "--resume"], at)
            written = {name: data for name, data in tree(OUTPUT).items() if ".anon-" not in name}
            assert {name: whole[name] for name in written} == written, "whole, and redacted"
            stopped += len(written) < len(FILES)
        done = subprocess.run(
            command(*arguments, "--resume"), env=environment(ANON_KEY=KEY), check=False, capture_output=True
        )
        assert done.returncode == 1, done.stderr
        assert state() == whole
    assert stopped, "some were killed before their end"
