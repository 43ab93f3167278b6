from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.errors import UsageError
from tests.documents.finding import find, write


def test_unknown_format_name_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="auto, text, lines, jsonl"):
        find("-", form="odt")


@pytest.mark.parametrize("name", ["nowhere", "a.txt/b", "a\0b", "n" * 5_000])
def test_input_that_does_not_exist_is_wrong_usage(tmp_path: Path, name: str) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(UsageError, match="cannot be found"):
        find(f"{tmp_path}/{name}")


def test_broken_link_named_itself_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("a.txt", "loop"):
        with pytest.raises(UsageError, match=name):
            find(tmp_path / name)


def test_empty_name_is_wrong_usage_and_not_the_current_directory() -> None:
    with pytest.raises(UsageError, match="empty"):
        find("")


def test_root_of_the_file_system_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="root"):
        find("/")


def test_two_inputs_of_one_base_name_are_wrong_usage(tmp_path: Path) -> None:
    write(tmp_path, "one/a.txt", "two/a.txt")
    with pytest.raises(UsageError) as caught:
        find(tmp_path / "one/a.txt", tmp_path / "two/a.txt")
    assert "one/a.txt" in str(caught.value)
    assert "two/a.txt" in str(caught.value)


def test_same_input_given_twice_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, "a.txt", "docs/b.txt"))
    (tmp_path / "link").symlink_to("docs")
    for one, two in (("a.txt", "./a.txt"), ("docs", "docs/"), ("docs", "link"), ("-", "-")):
        with pytest.raises(UsageError, match="the same"):
            find(one, two)


def test_file_called_dash_and_standard_input_are_two_inputs_of_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path, "-"))
    with pytest.raises(UsageError, match="base name"):
        find("-", "./-")


@pytest.mark.parametrize("name", ["sftp:/anna:TOPSECRET@host/x.jsonl", "s3:/key:TOPSECRET@bucket/"])
def test_remote_name_with_one_slash_is_refused_without_its_password(name: str) -> None:
    with pytest.raises(UsageError, match="one slash") as caught:
        find(name)
    assert "TOPSECRET" not in str(caught.value)
    assert "anna" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_local_directory_that_is_called_like_a_scheme_is_read(in_tmp: Path) -> None:
    (in_tmp / "sftp:").mkdir()
    (in_tmp / "sftp:" / "x.txt").write_text("x")
    [file] = find("sftp:/x.txt").files
    assert file.id == "x.txt"
