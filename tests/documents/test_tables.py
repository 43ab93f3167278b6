from __future__ import annotations

import csv
import io
import pickle
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents import tables
from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.cells import NotARowError, RowScanner
from anonymize.documents.edits import Edit
from anonymize.documents.fields import FieldPath
from anonymize.errors import DocumentError, UsageError
from tests.documents.support import apply, bad, edits_of, good, texts, unchanged


def read(data: bytes, *fields: str, form: Any = tables.CSV, **options: Any) -> list[Record | BadRecord]:
    paths = tuple(map(FieldPath.parse, fields)) or None
    return list(form.read(io.BytesIO(data), "t.csv", ReadOptions(fields=paths, **options)))


def found(records: list[Record | BadRecord]) -> dict[str, str]:
    return {name: text for record in records for name, text in texts(record).items()}


def error_of(data: bytes, *fields: str, **options: Any) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(data, *fields, **options)
    assert "Smith" not in str(caught.value)
    return caught.value


def replaced(record: Record | BadRecord, *replacements: str) -> bytes:
    """Renders a record with each of its documents replaced whole."""
    edits = [
        [Edit(0, len(document.text), text)]
        for document, text in zip(good(record).documents, replacements, strict=True)
    ]
    return good(record).render(edits)


EXACT = [
    b"id,text\n1,Ann\n2,Bob\n",
    b"\xef\xbb\xbfid;text\r\n1;Ann\r\n",
    b'"id","text"\r\n"1","Ann ""A"" Smith,\r\nBerlin"\r\n\r\n2,x',
    b'id|  "text" \n'.replace(b" \n", b"\n") + b'1|  "a|b"\n',
    b"# made by hand, on Monday\n\nid\ttext\n1\tAnn\n# the end",
    b'id,text\n1,5" pipe\n,\n',
    b"id,text\n1,\x00\x0b\x1c\xe2\x80\xa8x\n",
]


@pytest.mark.parametrize("data", EXACT)
def test_every_byte_without_edits_comes_back(data: bytes) -> None:
    assert b"".join(map(unchanged, read(data, "text"))) == data
    assert b"".join(map(unchanged, read(data, all_strings=True))) == data


def test_named_columns_are_documents_and_the_others_are_told() -> None:
    records = read(b"id,name,text\n1,Ann,hello\n2,Bob,\n", "name", "text")
    assert found(records) == {
        "t.csv:2:name": "Ann",
        "t.csv:2:text": "hello",
        "t.csv:3:name": "Bob",
        "t.csv:3:text": "",
    }
    assert [record.id for record in records] == ["t.csv:1", "t.csv:2", "t.csv:3"]
    assert good(records[0]).passed_through == frozenset()
    assert good(records[1]).passed_through == {"id"}


def test_column_is_text_where_none_is_named() -> None:
    assert found(read(b"id,text\n1,Ann\n")) == {"t.csv:2:text": "Ann"}


def test_numbers_choose_columns_where_there_is_no_header_and_the_first_row_is_data() -> None:
    assert found(read(b"1,Ann,x\n2,Bob,y\n", "2")) == {"t.csv:1:2": "Ann", "t.csv:2:2": "Bob"}


def test_number_that_stands_in_the_first_row_does_not_make_a_header_of_it() -> None:
    assert found(read(b"2,Ann\n3,Bob\n", "2")) == {"t.csv:1:2": "Ann", "t.csv:2:2": "Bob"}


def test_all_strings_takes_every_cell_of_every_row_the_first_included() -> None:
    assert list(found(read(b"Ann,text\n1,Bob\n", all_strings=True)).values()) == ["Ann", "text", "1", "Bob"]


def test_column_whose_name_has_a_dot_is_named_as_it_is_written() -> None:
    data = b"user.bio,x\nAnn,1\n"
    for field in ("user.bio", r"user\.bio"):
        assert list(found(read(data, field)).values()) == ["Ann"]


def test_columns_of_one_name_are_all_taken_under_ids_of_their_own() -> None:
    assert found(read(b"text,text\nAnn,Bob\n")) == {"t.csv:2:text": "Ann", "t.csv:2:text#2": "Bob"}


def test_column_that_is_not_there_fails_the_file_unless_it_may_be_missing() -> None:
    data = b"id,text\n1,Ann Smith\n"
    error = error_of(data, "text", "memo")
    assert error.reason == "field_missing"
    assert "'memo'" in str(error)
    assert list(found(read(data, "text", "memo", missing="skip")).values()) == ["Ann Smith"]
    assert error_of(data, "9").reason == "field_missing"


@pytest.mark.parametrize("fields", [(), ("memo",)])
def test_first_row_without_any_chosen_name_is_no_header_whatever_may_be_missing(fields: tuple[str]) -> None:
    assert error_of(b"1,Ann Smith\n2,Bob\n", *fields, missing="skip").reason == "field_missing"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("fields", [("text",), ("2",), ()])
def test_delimiter_is_told_from_the_rows(delimiter: str, fields: tuple[str, ...]) -> None:
    rows = ["id,text,n", '1,"a,b;c\td|e",3', "2,Ann: yes/no,4"]
    data = "".join(row.replace(",", delimiter) + "\n" for row in rows).encode()
    records = read(data, *fields, all_strings=not fields)
    assert any(text == "Ann: yes/no" for text in found(records).values())
    assert b"".join(map(unchanged, records)) == data


def test_two_delimiters_that_would_do_are_not_guessed_between() -> None:
    data = b"1;Smith, Ann;x\n2;Smith, Bob;y\n"
    assert error_of(data, "2").reason == "unclear_delimiter"
    assert len(found(read(data, all_strings=True))) == 6


def test_tsv_is_cut_at_tabs_only() -> None:
    assert list(found(read(b"a,b\ttext\n1,2\tAnn, Bob\n", form=tables.TSV)).values()) == ["Ann, Bob"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("delimiter", [b";", b"\t", b",", b"^"])
def test_first_line_that_names_the_delimiter_is_no_row(mark: bytes, end: bytes, delimiter: bytes) -> None:
    rows = [b"sep=;", b"id;text", b"1;Anna"]
    data = mark + end.join(rows).replace(b";", delimiter) + end
    for fields in [("text",), ("2",)]:
        records = read(data, *fields)
        assert list(found(records).values())[-1] == "Anna"
        assert len(texts(records[0])) == 0
        assert b"".join(map(unchanged, records)) == data
    assert found(read(data, all_strings=True))["t.csv:3:2"] == "Anna"


@pytest.mark.parametrize("line", [b"sep=", b"sep=;;", b"sep=x", b" sep=;", b'"sep=;"'])
def test_other_lines_name_no_delimiter(line: bytes) -> None:
    assert error_of(line + b"\nid;text\n1;Anna\n", "text").reason == "field_missing"
    assert found(read(b"id,text\nsep=;,x\n", "text")) == {"t.csv:2:text": "x"}


def test_file_that_names_the_delimiter_alone_passes() -> None:
    assert b"".join(map(unchanged, read(b"sep=;\n"))) == b"sep=;\n"


def test_line_break_in_a_cell_does_not_end_the_row() -> None:
    data = b'id,text\r\n1,"Ann\r\n\r\n#Smith\n"\r\n2,Bob\r\n'
    records = read(data)
    assert found(records) == {"t.csv:2:text": "Ann\r\n\r\n#Smith\n", "t.csv:6:text": "Bob"}
    assert good(records[1]).render([[Edit(0, 3, "X")]]) == b'1,"X\r\n\r\n#Smith\n"\r\n'


@pytest.mark.parametrize("row", [b"Ann Smith\n", b"1,Ann Smith,x\n", b'"1","Ann\nSmith",2\n'])
def test_row_of_another_width_is_withheld_alone(row: bytes) -> None:
    records = read(b"id,text\n0,a\n" + row + b"3,b\n")
    record = bad(records[2])
    assert (record.id, record.reason) == ("t.csv:3", "ragged_row")
    assert "Smith" not in record.message
    assert list(texts(records[3]).values()) == ["b"]


@pytest.mark.parametrize(
    "row",
    [b'1,"Ann" Smith\n', b'1,"Ann Smith\n', b'1,"a \\"Ann\\" Smith"\n', b"1,Ann\rSmith\n", b'"Ann" ,x\n'],
)
def test_file_fails_where_quotes_no_longer_tell_the_cells_apart(row: bytes) -> None:
    error = error_of(b"id,text\n0,a\n" + row + b"3,b\n")
    assert error.reason == "not_a_table"
    assert str(error).startswith("t.csv:3")


def test_comment_is_searched_whole_and_a_row_that_looks_like_one_in_all_of_its_cells() -> None:
    data = b"# asked Ann Smith, Bob\nid,text\n#Eve,Ann\n# by Bob\n2,x\n"
    records = read(data)
    assert found(records) == {
        "t.csv:1": "# asked Ann Smith, Bob",
        "t.csv:3:id": "#Eve",
        "t.csv:3:text": "Ann",
        "t.csv:4": "# by Bob",
        "t.csv:5:text": "x",
    }
    assert good(records[0]).render([[Edit(8, 17, "X,Y")]]) == b"# asked X,Y, Bob\n"


def test_comment_is_searched_in_a_file_without_rows_and_under_a_byte_order_mark() -> None:
    [record] = read(b"\xef\xbb\xbf# Ann\r\n")
    assert list(texts(record).values()) == ["# Ann"]
    assert good(record).render([[Edit(2, 5, "X")]]) == b"\xef\xbb\xbf# X\r\n"


@pytest.mark.parametrize("edit", [Edit(2, 5, "a\nb"), Edit(0, 5, "Ann"), Edit(2, 5, "\r")])
def test_comment_cannot_become_a_row(edit: Edit) -> None:
    [record] = read(b"# Ann\n")
    with pytest.raises(DocumentError) as caught:
        good(record).render([[edit]])
    assert caught.value.reason == "unencodable_replacement"


def test_comment_that_may_go_on_in_the_next_line_fails_the_file() -> None:
    assert error_of(b'id,text\n# see, "Smith\n1,x\n2,"y"\n').reason == "not_a_table"
    assert error_of(b'id,text\n# see, "Smith\n1,x\n",b\n').reason == "not_a_table"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\n"])
def test_file_without_rows_passes(data: bytes) -> None:
    assert b"".join(map(unchanged, read(data))) == data
    assert found(read(data)) == {}


@pytest.mark.parametrize(
    ("replacement", "written"),
    [
        ("X", b"1,X,z\n"),
        ("a,b", b'1,"a,b",z\n'),
        ('a"b', b'1,"a""b",z\n'),
        ("a\nb", b'1,"a\nb",z\n'),
        (' "', b'1," """,z\n'),
        ("", b"1,,z\n"),
        ("#", b"1,#,z\n"),
        ("a;b", b"1,a;b,z\n"),
    ],
)
def test_replacement_is_quoted_where_it_has_to_be(replacement: str, written: bytes) -> None:
    assert replaced(read(b"id,text,n\n1,Ann,z\n")[1], replacement) == written


def test_cell_in_quotes_stays_in_quotes_and_keeps_those_inside() -> None:
    record = read(b'id,text\n1,"a ""Ann"" ""b"""\n')[1]
    text = good(record).documents[0].text
    start = text.index("Ann")
    assert good(record).render([[Edit(start, start + 3, '"')]]) == b'1,"a """""" ""b"""\n'
    assert good(record).render([[Edit(start - 1, start + 4, "X")]]) == b'1,"a X ""b"""\n'


def test_row_of_one_cell_does_not_become_an_empty_line_or_a_comment() -> None:
    record = read(b"text\nAnn\n")[1]
    assert replaced(record, "") == b'""\n'
    assert replaced(record, "# X") == b'"# X"\n'
    assert replaced(read(b"\xef\xbb\xbfAnn,x\nBob,y\n", "1")[0], "#") == b'\xef\xbb\xbf"#",x\n'


def test_row_that_cannot_be_decoded_is_withheld_alone() -> None:
    records = read(b'id,text\n1,Jos\xe9\n2,"a\n\xff"\n3,b\n')
    assert [bad(record).reason for record in records[1:3]] == ["undecodable"] * 2
    assert list(texts(records[3]).values()) == ["b"]
    assert found(read(b"id,text\n1,Jos\xe9\n", encoding="cp1252")) == {"t.csv:2:text": "Jos\u00e9"}
    assert error_of(b"id,text\n1,\x81\n", encoding="cp1252").reason == "undecodable"
    assert error_of(b"id,\xe9,text\n1,2,3\n").reason == "undecodable"


def test_encoding_in_which_lines_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(UsageError, match="utf-16"):
        read("id,text\n".encode("utf-16"), encoding="utf-16")


def test_known_columns_make_all_others_of_a_row_known_only() -> None:
    options = {"known": ((FieldPath(("who",)), "PERSON"),), "subject": FieldPath(("id",))}
    records = read(b"id,who,text,memo\n7,Ann,Ann called,x\n8,,hello,Ann\n", **options)
    first, second = good(records[1]), good(records[2])
    assert (first.known, first.subject) == ((("PERSON", "Ann"),), "7")
    assert {document.id: document.known_only for document in first.documents} == {
        "t.csv:2:id": True,
        "t.csv:2:who": True,
        "t.csv:2:text": False,
        "t.csv:2:memo": True,
    }
    assert (second.known, [document.text for document in second.documents]) == ((), ["hello"])


def test_row_can_be_pickled() -> None:
    for record in read(b"# Ann\nid,text\n1,Ann\n"):
        assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 (our own bytes)


def test_limits_hold_for_lines_rows_and_what_comes_before_the_first_row() -> None:
    for data in (
        b"id,text\n1," + b"x" * 100 + b"\n",
        b'id,text\n1,"' + b"x\n" * 100 + b'"\n',
        b"#\n" * 100,
    ):
        error = error_of(data, largest=50)
        assert error.reason == "too_large"


def test_memory_does_not_grow_with_the_table() -> None:
    class Endless(io.RawIOBase):
        """Gives 60 MB of rows."""

        left = 60

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            if not self.left:
                return 0
            self.left -= 1
            row = b"1," + b"x" * 9_997 + b"\n"
            data = (b"id,text\n" if self.left == 59 else b"") + row * 99
            buffer[: len(data)] = data
            return len(data)

    tracemalloc.start()
    try:
        stream = io.BufferedReader(Endless(), 1 << 20)
        count = sum(1 for _ in tables.CSV.read(stream, "t.csv", ReadOptions()))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 60 * 99 + 1
    assert most < 30 << 20


CELLS = st.text(st.sampled_from('ab ,;"#\n\r\u00e9|\t'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4), st.sampled_from(",;\t|"))
def test_cells_are_those_that_the_standard_library_reads(rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    scanner, lines, given = RowScanner(delimiter), "", []
    for line in written.getvalue().split("\n")[:-1]:
        lines += line + "\n"
        if (cells := scanner.feed(line + "\n")) is not None:
            given.append([cell.text(lines) for cell in cells])
            lines = ""
    assert given == rows


@given(st.text(st.sampled_from('ab,"\n '), max_size=20))
def test_what_is_cut_without_an_error_is_cut_alike_by_the_strict_reader(text: str) -> None:
    scanner = RowScanner(",")
    [*lines, last] = text.split("\n")
    row, given = "", []
    try:
        for line in [*(line + "\n" for line in lines), *([last] if last else [])]:
            row += line
            if (cells := scanner.feed(line)) is not None:
                given.append([cell.text(row) for cell in cells])
                row = ""
    except NotARowError:
        return
    if scanner.inside:
        return
    strict = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    ours = [[cell.lstrip(" ") for cell in cells] for cells in given]
    theirs = [[cell.lstrip(" ") for cell in cells] for cells in strict]
    assert [cells or [""] for cells in theirs] == ours


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4),
    st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_ALL, "\n")]),
    st.data(),
)
def test_edited_row_says_what_was_asked_and_keeps_all_other_bytes(
    rows: list[list[str]], style: tuple[Any, str], data: st.DataObject
) -> None:
    quoting, end = style
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator=end, quoting=quoting)
    table.writerows([["id", "text", "n"], *rows])
    source = written.getvalue().encode()
    records = read(source)
    assert b"".join(map(unchanged, records)) == source
    edits = [
        [data.draw(edits_of(document.text, CELLS)) for document in good(record).documents]
        for record in records
    ]
    rendered = [good(record).render(changes) for record, changes in zip(records, edits, strict=True)]
    read_back = list(csv.reader(io.StringIO(b"".join(rendered).decode(), newline=""), delimiter=";"))
    # All cells of a row that may be a comment are documents.
    places = [range(3) if len(changes) == 3 else (1,) for changes in edits[1:]]
    expected = [list(row) for row in rows]
    for row, changes, columns in zip(expected, edits[1:], places, strict=True):
        for column, change in zip(columns, changes, strict=True):
            row[column] = apply(change, row[column])
    assert read_back == [["id", "text", "n"], *expected]
    for record, line in zip(records[1:], rendered[1:], strict=True):
        cells = good(record).cells  # type: ignore[attr-defined]  # of a TableRow
        before = unchanged(record).decode()
        assert line.decode().startswith(before[: cells[0].start])
        assert line.decode().endswith(before[cells[-1].end :])
