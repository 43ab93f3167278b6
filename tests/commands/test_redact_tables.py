"""Tables whose columns are not those that were named: what is said, and that nothing is begun."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, tree, write_tree

OTHER = f"name,notes\nOkafor,{EMAIL}\n"


@pytest.mark.parametrize("command", [("redact", "--output", "out"), ("detect",)])
@pytest.mark.parametrize("field", [(), ("--field", "nmae"), ("--field", "3")])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_table_without_the_columns_is_wrong_usage_before_anything_is_written(
    anon: Anon, in_tmp: Path, command: tuple[str, ...], field: tuple[str, ...], name: str
) -> None:
    write_tree(in_tmp, {name: gzip.compress(OTHER.encode()) if name.endswith(".gz") else OTHER})
    there = tree(in_tmp)
    done = anon(*command, name, *FAST, *field)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"anon: {name}: " in done.stderr
    assert "Okafor" not in done.stderr
    assert tree(in_tmp) == there


def test_tables_that_all_lack_the_column_are_wrong_usage_and_one_that_has_it_is_redacted(
    anon: Anon, in_tmp: Path
) -> None:
    write_tree(in_tmp, {"docs/a.csv": OTHER, "docs/b.tsv": OTHER})
    assert anon("redact", "docs", *FAST, "--output", "out").exit_code == 2
    write_tree(in_tmp, {"docs/c.csv": f"text\n{EMAIL}\n"})
    done = anon("redact", "docs", *FAST, "--output", "out")
    assert done.exit_code == 1
    assert "2 field_missing" in done.stderr
    assert tree(in_tmp / "out") == {"docs/c.csv": b"text\n<EMAIL>\n"}


def test_table_from_a_pipe_says_the_same(anon: Anon) -> None:
    done = anon("redact", "-", "--format", "csv", *FAST, stdin=OTHER)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no --field was given" in done.stderr
    assert "(columns there: name, notes)" in done.stderr


def test_remark_that_names_the_columns_does_not_choose_others(anon: Anon, in_tmp: Path) -> None:
    table = f"# fields: patient, text\ntext,patient\n{EMAIL},7\n"
    write_tree(in_tmp, {"a.csv": table})
    done = anon("redact", "a.csv", *FAST)
    assert (done.exit_code, done.stdout) == (0, table.replace(EMAIL, "<EMAIL>"))
