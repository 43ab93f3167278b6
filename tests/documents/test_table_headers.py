"""Which row of a table is its header: never a comment by chance, and never one of two."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents import tables
from anonymize.documents.edits import Edit
from anonymize.documents.fields import FieldPath
from tests.documents.support import good, texts, unchanged
from tests.documents.test_tables import error_of, found, read

SKIPPED = {"missing": "skip"}


@pytest.mark.parametrize(
    ("data", "fields", "options", "expected"),
    [
        (
            b'# fields: patient, text\ntext,patient\n"Smith, A.",7\n',
            ("text",),
            {},
            {"t.csv:1": "# fields: patient, text", "t.csv:3:text": "Smith, A."},
        ),
        (
            b"# quelle: bericht,text\ntext;betrag\nSmith;1,50\n",
            (),
            {},
            {"t.csv:1": "# quelle: bericht,text", "t.csv:3:text": "Smith"},
        ),
        (
            b"# seen by Smith,notes\nname,notes\nAnn,Bob\n",
            ("name", "notes"),
            SKIPPED,
            {"t.csv:1": "# seen by Smith,notes", "t.csv:3:name": "Ann", "t.csv:3:notes": "Bob"},
        ),
        (
            b"#Smith,text\n\nname,text\nx,Ann\n",
            (),
            {},
            {"t.csv:1": "#Smith,text", "t.csv:4:text": "Ann"},
        ),
        (b"#text,by\nby,text\nSmith,Ann\n", (), {}, {"t.csv:1": "#text,by", "t.csv:3:text": "Ann"}),
    ],
)
def test_row_that_holds_the_names_wins_over_a_comment_that_holds_them_too(
    data: bytes, fields: tuple[str, ...], options: dict[str, Any], expected: dict[str, str]
) -> None:
    records = read(data, *fields, **options)
    assert found(records) == expected
    assert b"".join(map(unchanged, records)) == data


def test_comment_right_above_the_rows_is_their_header_where_the_first_one_is_not() -> None:
    data = b"# made by Smith, text\n#id,text\n\n1,Ann\n2,Bob\n"
    records = read(data)
    assert found(records) == {
        "t.csv:1": "# made by Smith, text",
        "t.csv:2:1": "id",
        "t.csv:4:text": "Ann",
        "t.csv:5:text": "Bob",
    }
    assert b"".join(map(unchanged, records)) == data


@pytest.mark.parametrize(
    "data",
    [
        b"# id,text\n1,Ann Smith\n",
        b"#\tid,text\n1,Ann Smith\n",
        b"#seen by,Smith,text\n1,Ann Smith\n",
        b"#id,text\nname;notes\nAnn;Smith, Bob\nEve;x, y\n",
        b"#id,text\n#Smith\n1,Ann Smith\n",
    ],
    ids=["space", "tab", "other width", "other delimiter", "another between"],
)
@pytest.mark.parametrize("options", [{}, SKIPPED])
def test_comment_that_may_be_a_remark_is_no_header(data: bytes, options: dict[str, Any]) -> None:
    assert error_of(data, "text", **options).reason == "field_missing"


def test_comment_is_no_header_where_it_goes_on_in_the_next_line() -> None:
    assert error_of(b'#id,"a\ntext",text\n1,2,Ann Smith\n').reason == "not_a_table"
    assert error_of(b'#id,text,"\nx,y,"\n1,2,Ann Smith\n').reason == "field_missing"


def test_comment_is_a_header_only_with_all_of_the_names_whatever_may_be_missing() -> None:
    data = b"#id,text\n1,Ann Smith\n"
    assert error_of(data, "text", "memo", **SKIPPED).reason == "field_missing"
    assert found(read(data, "#id", "text")) == {"t.csv:2:#id": "1", "t.csv:2:text": "Ann Smith"}


def test_header_that_starts_like_a_comment_is_searched_and_stays_the_header() -> None:
    options = {"known": ((FieldPath(("who",)), "PERSON"),), "subject": FieldPath(("key",))}
    data = b"#by Smith,text,who,key\n1,x,Ann,7\n"
    records = read(data, **options)
    header = good(records[0])
    assert texts(header) == {"t.csv:1:1": "by Smith"}
    assert good(records[1]).passed_through == {"1", "key"}, "what may be a remark is not told"
    assert (header.known, header.subject, header.passed_through) == ((), None, frozenset())
    assert not header.documents[0].known_only
    output = header.render([[Edit(3, 8, "<PERSON>")]]) + unchanged(records[1])
    assert output == b"#by <PERSON>,text,who,key\n1,x,Ann,7\n"
    again = read(output, **options)
    assert good(again[1]).known == (("PERSON", "Ann"),)
    assert good(again[0]).render([[Edit(3, 11, "Smith")]]) == b"#by Smith,text,who,key\n"


@pytest.mark.parametrize(
    ("header", "replacement", "written"),
    [
        (b"#Smith,text\r\n", "X", b"#X,text\r\n"),
        (b"#Smith,text\n", "", b"#,text\n"),
        (b"\xef\xbb\xbf#Smith,text\n", "X", b"\xef\xbb\xbf#X,text\n"),
        (b"\xef\xbb\xbf#Smith,text\n", "X,Y", b'\xef\xbb\xbf"#X,Y",text\n'),
        (b'#"Smi"th",text\n', 'X"Y', b'"#X""Y",text\n'),
        (b'#,text,"Smith"\n', "X,Y", b'#,text,"X,Y"\n'),
        (b"#,text,Smith\n", "X,Y", b'#,text,"X,Y"\n'),
    ],
)
def test_header_keeps_its_cells_whatever_replaces_one(
    header: bytes, replacement: str, written: bytes
) -> None:
    rows = b"1,x\n" if header.count(b",") == 1 else b"1,x,2\n"
    records = read(header + rows)
    assert b"".join(map(unchanged, records)) == header + rows
    edits = [
        [Edit(0, len(document.text), replacement)] if document.text else []
        for document in good(records[0]).documents
    ]
    assert good(records[0]).render(edits) == written
    assert list(found(read(written + rows)).values())[-1] == "x"


def test_replacement_in_a_row_that_starts_like_a_comment_leaves_it_one() -> None:
    [_, row] = read(b"id,text\n#Ann,x\n")
    assert good(row).render([[Edit(1, 4, "X")], []]) == b"#X,x\n"
    assert good(row).render([[Edit(0, 4, "#")], []]) == b"#,x\n"
    assert good(row).render([[Edit(1, 4, "X,Y")], []]) == b'"#X,Y",x\n'
    [_, row] = read(b'id,text\n"#Ann",x\n', "id")
    assert good(row).render([[Edit(1, 4, "X")]]) == b'"#X",x\n'


@pytest.mark.parametrize(
    ("data", "fields", "options"),
    [
        (b"text,a;text\nSmith,b;Ann\n", ("text",), {}),
        (b"name,x;notes\nSmith,b;Ann\n", ("name", "notes"), SKIPPED),
        (b"#x,text,a;b;text;c\nSmith,1,a;b;2;3\n", ("text",), {}),
    ],
)
def test_names_under_two_delimiters_fail_the_file(
    data: bytes, fields: tuple[str, ...], options: dict[str, Any]
) -> None:
    error = error_of(data, *fields, **options)
    assert error.reason == "unclear_delimiter"


def test_one_column_has_no_delimiter_and_one_that_stands_beside_the_name_is_taken() -> None:
    assert found(read(b"text\nAnn; Bob\n")) == {"t.csv:2:text": "Ann; Bob"}
    assert found(read(b"\ttext\n0\tAnn, Bob\n")) == {"t.csv:2:text": "Ann, Bob"}


NAMES = st.sampled_from(["text", "name", "by Smith", "id"])


@given(
    st.lists(st.lists(NAMES, min_size=1, max_size=4), max_size=3),
    st.sampled_from(["#", "# "]),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_comments_never_change_which_cells_of_the_rows_are_searched(
    comments: list[list[str]], mark: str, theirs: str, ours: str
) -> None:
    table = ours.join(("id", "text", "name")) + "\n" + ours.join(("1", "Ann", "Bob")) + "\n"
    above = "".join(mark + theirs.join(comment) + "\n" for comment in comments)
    records = read((above + table).encode())
    said = found(records)
    row = len(comments) + 2
    assert said.pop(f"t.csv:{row}:text") == "Ann"
    assert list(said.values()) == above.splitlines()
    assert {record.id for record in records} == {f"t.csv:{number}" for number in range(1, row + 1)}


def test_tsv_holds_names_between_tabs_only() -> None:
    data = b"#by,text\nby\ttext,x\ttext\nAnn\tSmith\tBob\n"
    assert found(read(data, form=tables.TSV)) == {"t.csv:1": "#by,text", "t.csv:3:text": "Bob"}
