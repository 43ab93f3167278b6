from __future__ import annotations

import sys
from pathlib import Path, PurePath

import pytest

from anonymize.documents.inputs import InputFile
from anonymize.documents.text import TEXT
from anonymize.errors import UsageError
from anonymize.placement import Placement, check_standard_output, place

IN_DIRECTORY = InputFile(
    Path("docs/sub/a.txt"), "docs/sub/a.txt", TEXT, PurePath("docs/sub/a.txt"), compression=None
)
BY_NAME = InputFile(Path("far/a.txt"), "a.txt", TEXT, PurePath("a.txt"), compression=None)


def places(inputs: list[str], output: str | None = None, manifest: str | None = None) -> Placement:
    return place(inputs, output=output, manifest=manifest)


@pytest.mark.parametrize("inputs", [["a.txt"], ["-"]])
@pytest.mark.parametrize("output", [None, "-"])
def test_one_file_goes_to_standard_output_without_a_manifest(
    in_tmp: Path, inputs: list[str], output: str | None
) -> None:
    placement = places(inputs, output)
    assert placement == Placement(None, None, None)
    assert (placement.path(BY_NAME), placement.relative(BY_NAME)) == (None, None)
    assert placement.shown == "standard output"


def test_directory_goes_to_redacted_with_the_manifest_beside_it(in_tmp: Path) -> None:
    (in_tmp / "docs").mkdir()
    placement = places(["docs"])
    assert placement.path(IN_DIRECTORY) == Path("redacted/docs/sub/a.txt")
    assert placement.relative(IN_DIRECTORY) == PurePath("docs/sub/a.txt")
    assert placement.manifest == Path("redacted.manifest.jsonl")
    assert placement.shown == "redacted"


def test_several_files_go_to_a_directory_even_if_they_do_not_exist(in_tmp: Path) -> None:
    assert places(["a.txt", "-"]).path(BY_NAME) == Path("redacted/a.txt")


def test_one_file_goes_to_the_file_that_is_named(in_tmp: Path) -> None:
    placement = places(["far/a.txt"], "new/b.txt")
    assert placement.path(BY_NAME) == Path("new/b.txt")
    assert placement.manifest == Path("new/b.txt.manifest.jsonl")
    assert placement.shown == "new/b.txt"


def test_one_file_goes_into_a_directory_that_exists_or_ends_with_a_slash(in_tmp: Path) -> None:
    (in_tmp / "there").mkdir()
    for output in ("there", "there/", "new/"):
        placement = places(["far/a.txt"], output)
        assert placement.path(BY_NAME) == Path(output) / "a.txt"
        assert placement.manifest == Path(f"{output.rstrip('/')}.manifest.jsonl")


@pytest.mark.parametrize(
    ("output", "manifest"), [("..", "../../x.manifest.jsonl"), ("./a/../b/", "b.manifest.jsonl")]
)
def test_manifest_is_named_after_the_directory_whatever_it_is_called(
    in_tmp: Path, monkeypatch: pytest.MonkeyPatch, output: str, manifest: str
) -> None:
    (in_tmp / "x/y").mkdir(parents=True)
    monkeypatch.chdir(in_tmp / "x/y")
    assert places(["-"], output).manifest == Path(manifest)


def test_manifest_goes_where_it_is_told(in_tmp: Path) -> None:
    assert places(["a.txt"], manifest="m.jsonl").manifest == Path("m.jsonl")
    assert places(["a.txt"], "b.txt", "m.jsonl").manifest == Path("m.jsonl")


@pytest.mark.usefixtures("in_tmp")
@pytest.mark.parametrize("output", ["sftp:/anna:TOPSECRET@host/out/", "s3:/key:TOPSECRET@bucket/a.txt"])
def test_remote_output_with_one_slash_is_refused_without_its_password(output: str) -> None:
    with pytest.raises(UsageError, match="one slash") as caught:
        places(["a.txt"], output)
    assert "TOPSECRET" not in str(caught.value)


def test_output_in_a_local_directory_that_is_called_like_a_scheme_is_local(in_tmp: Path) -> None:
    (in_tmp / "sftp:").mkdir()
    assert places(["a.txt"], "sftp:/b.txt").path(BY_NAME) == Path("sftp:/b.txt")


def test_names_like_those_of_an_input_are_no_overlap(in_tmp: Path) -> None:
    (in_tmp / "docs").mkdir()
    for output in ("docs2", "docs.clean/", "doc", "other/docs"):
        assert places(["docs"], output).directory == Path(output)


def test_standard_input_overlaps_with_nothing(in_tmp: Path) -> None:
    assert places(["-"], ".").path(BY_NAME) == Path("a.txt")


def test_message_spells_what_could_move_the_cursor(in_tmp: Path) -> None:
    (in_tmp / "docs").mkdir()
    with pytest.raises(UsageError, match=r"output docs/\\u001b\[2J lies inside the input 'docs'"):
        places(["docs"], "docs/\x1b[2J")


def test_name_that_is_too_long_is_left_to_others(in_tmp: Path) -> None:
    assert places(["a" * 300]) == Placement(None, None, None)
    assert places(["-"], "a" * 300).shown == "a" * 300


def test_standard_output_that_is_no_file_is_fine(in_tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_standard_output([BY_NAME])
    monkeypatch.setattr(sys, "stdout", None)
    check_standard_output([BY_NAME])


def test_standard_output_to_a_file_is_refused_only_for_that_file(
    in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (in_tmp / "far").mkdir()
    (in_tmp / "far/a.txt").write_text("a")
    (in_tmp / "b.txt").write_text("b")
    with (in_tmp / "b.txt").open("a") as out:
        monkeypatch.setattr(sys, "stdout", out)
        check_standard_output([BY_NAME, IN_DIRECTORY])
    with (in_tmp / "far/a.txt").open("a") as out:
        monkeypatch.setattr(sys, "stdout", out)
        with pytest.raises(UsageError, match=r"standard output goes to the input a\.txt"):
            check_standard_output([BY_NAME])
