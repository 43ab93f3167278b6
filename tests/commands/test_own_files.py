"""Files that a job needs for itself: the key, the configuration, the manifest that is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, tree, write_tree

KEYED = ("--key-file", "team.key")
CONFIG = (
    "detector: patterns\nlabels: [email]\ndeny:\n  person: [{file: names.txt}]\noperators: operators.yaml\n"
)


@pytest.fixture(autouse=True)
def files(anon: Anon, in_tmp: Path) -> None:
    """A key, a configuration with a list of names, an input and the manifest of a job that encrypted."""
    assert anon("key", "new", "team.key").exit_code == 0
    write_tree(
        in_tmp,
        {"a.txt": EMAIL, "job.yaml": CONFIG, "names.txt": "Anna\n", "operators.yaml": "email: encrypt\n"},
    )
    done = anon("redact", "a.txt", *FAST, "--operator", "encrypt", *KEYED, "--output", "out.txt", "--quiet")
    assert done.exit_code == 0, done.stderr
    Path("link.key").symlink_to("team.key")
    os.link("team.key", "twin.txt")


REDACT = "redact a.txt --key-file team.key --overwrite"
RESTORE = "restore out.txt --manifest out.txt.manifest.jsonl --key-file team.key --overwrite"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (f"{REDACT} --detector patterns --output team.key", "the output team.key is the key file team.key"),
        (f"{REDACT} --detector patterns --output link.key", "the output link.key is the key file team.key"),
        (f"{REDACT} --detector patterns --output twin.txt", "the output twin.txt is the key file team.key"),
        (
            f"{REDACT} --config job.yaml --output job.yaml",
            "the output job.yaml is the configuration",
        ),
        (f"{REDACT} --config job.yaml --output names.txt", "the output names.txt is the file names.txt"),
        (f"{REDACT} --config job.yaml --output operators.yaml", "is the file operators.yaml"),
        (
            f"{REDACT} --detector patterns --operators operators.yaml --output operators.yaml",
            "the file of op",
        ),
        (f"{REDACT} --detector patterns --output o --manifest team.key", "the manifest team.key is the key"),
        (f"{REDACT} --detector patterns --output o --review team.key", "the review page team.key is the key"),
        (f"{REDACT} --detector patterns --output team.key --dry-run", "the output team.key is the key file"),
        (f"{RESTORE} --output team.key", "the output team.key is the key file team.key"),
        (f"{RESTORE} --output out.txt.manifest.jsonl", "is the manifest out.txt.manifest.jsonl"),
        ("redact twin.txt --detector patterns --key-file team.key", "the input twin.txt is the key file"),
        (f"{REDACT} job.yaml --format text --config job.yaml", "the input job.yaml is the configuration"),
        (f"{RESTORE} twin.txt --output o", "the input twin.txt is the key file team.key"),
    ],
)
def test_a_file_of_the_job_is_neither_written_over_nor_read_as_a_document(
    anon: Anon, in_tmp: Path, arguments: str, said: str
) -> None:
    before = tree(in_tmp)
    done = anon(*arguments.split())
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert said in done.stderr
    assert tree(in_tmp) == before


def test_a_key_among_the_inputs_is_not_copied(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL})
    os.link("team.key", "docs/team.txt")
    done = anon("redact", "docs", *FAST, "--key-file", "docs/team.txt", "--output", "clean")
    assert done.exit_code == 2
    assert "the input docs/team.txt is the key file docs/team.txt; move it" in done.stderr
    assert not (in_tmp / "clean").exists()


def test_a_list_of_terms_may_be_an_input(anon: Anon, in_tmp: Path) -> None:
    done = anon("redact", "names.txt", "--config", "job.yaml", *KEYED, "--quiet")
    assert (done.exit_code, done.stdout) == (0, "<PERSON>\n"), done.stderr
