from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.errors import AnonError, UsageError
from anonymize.placement import Placement
from anonymize.placement.clearing import clear, earlier_outputs

TREE = Placement(Path("out"), None, Path("out.manifest.jsonl"))


def test_there_is_nothing_to_clear_where_nothing_is(in_tmp: Path) -> None:
    assert earlier_outputs(TREE, [], overwrite=False) == []
    assert earlier_outputs(Placement(Path(), "out.txt", Path("m.jsonl")), [], overwrite=False) == []
    assert earlier_outputs(Placement(None, None, None), [], overwrite=False) == []


def test_torn_last_line_of_a_manifest_owns_nothing(in_tmp: Path) -> None:
    (in_tmp / "out").mkdir()
    for name in ("a.txt", "b.txt"):
        (in_tmp / "out" / name).write_text("x")
    whole = '{"kind":"job"}\n{"kind":"file","output":"a.txt"}\n'
    (in_tmp / "out.manifest.jsonl").write_text(whole + '{"kind":"file","output":"b.txt"}\n')
    assert earlier_outputs(TREE, [], overwrite=False) == [Path("out/a.txt"), Path("out/b.txt")]
    (in_tmp / "out.manifest.jsonl").write_text(whole + '{"kind":"file","output":"b.tx')
    with pytest.raises(UsageError, match=r"such as out/b\.txt"):
        earlier_outputs(TREE, [], overwrite=False)


def test_manifest_owns_nothing_outside_the_output(in_tmp: Path) -> None:
    (in_tmp / "out").mkdir()
    (in_tmp / "precious.txt").write_text("x")
    (in_tmp / "out.manifest.jsonl").write_text(
        f'{{"kind":"job"}}\n{{"output":"../precious.txt"}}\n{{"output":"{in_tmp}/precious.txt"}}\n[1]\n'
    )
    assert earlier_outputs(TREE, [], overwrite=False) == []


def test_empty_manifest_is_no_obstacle(in_tmp: Path) -> None:
    (in_tmp / "out.manifest.jsonl").write_text("")
    assert earlier_outputs(TREE, [], overwrite=False) == []


def test_directories_that_are_empty_then_go_and_others_stay(in_tmp: Path) -> None:
    for name in ("out/a/b/c.txt", "out/a/d.txt", "out/e/f.txt"):
        (in_tmp / name).parent.mkdir(parents=True, exist_ok=True)
        (in_tmp / name).write_text("x")
    clear([Path("out/a/b/c.txt"), Path("out/e/f.txt")], Path("out"))
    assert sorted(path.as_posix() for path in Path("out").rglob("*")) == ["out/a", "out/a/d.txt"]
    clear([Path("out/a/d.txt")], Path("out"))
    assert Path("out").is_dir(), "the output itself stays"


def test_what_cannot_be_removed_is_an_error_that_names_it(in_tmp: Path) -> None:
    (in_tmp / "out/a.txt").mkdir(parents=True)
    with pytest.raises(AnonError, match=r"out/a\.txt: "):
        clear([Path("out/a.txt")], Path("out"))


def test_nothing_is_removed_through_a_link(in_tmp: Path) -> None:
    (in_tmp / "elsewhere").mkdir()
    (in_tmp / "elsewhere/a.txt").write_text("x")
    (in_tmp / "out").mkdir()
    (in_tmp / "out/sub").symlink_to("../elsewhere")
    with pytest.raises(AnonError, match=r"out/sub/a\.txt: "):
        clear([Path("out/sub/a.txt")], Path("out"))
    assert (in_tmp / "elsewhere/a.txt").exists()
    clear([Path("out/sub")], Path("out"))
    assert (in_tmp / "elsewhere/a.txt").exists(), "the link itself can go"
    assert not (in_tmp / "out/sub").is_symlink()


def test_output_that_is_gone_already_is_no_error_and_its_empty_directories_go(in_tmp: Path) -> None:
    (in_tmp / "out/a/b").mkdir(parents=True)
    clear([Path("out/a/b/c.txt"), Path("out/gone/d.txt")], Path("out"))
    assert list((in_tmp / "out").iterdir()) == []


def test_what_a_killed_run_left_of_a_try_of_names_goes_too(in_tmp: Path) -> None:
    (in_tmp / "out/.anon-x7k2.tmp/docs").mkdir(parents=True)
    (in_tmp / "out/.anon-x7k2.tmp/docs/a.txt").write_text("")
    stale = earlier_outputs(TREE, [], overwrite=False)
    clear(stale, Path("out"))
    assert list((in_tmp / "out").iterdir()) == []
