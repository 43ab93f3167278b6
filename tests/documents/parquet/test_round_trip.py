from __future__ import annotations

import datetime
import decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize.documents.edits import Edit
from anonymize.errors import DocumentError
from tests.documents.parquet.support import opened, parquet, read, replaced, rows, values, written
from tests.documents.support import apply, edits_of, good, texts

MOMENT = datetime.datetime(2024, 2, 29, 1, 2, 3, 4, datetime.UTC)
COLUMNS: dict[str, pa.Array] = {
    "string": pa.array(["Ann", None, "Bob", ""]),
    "large_string": pa.array(["Ann", None, "Bob", ""], pa.large_string()),
    "view": pa.array(["Ann", None, "a string of more than twelve", ""], pa.string_view()),
    "dictionary": pa.array(["Ann", "Bob", None, "Ann"]).dictionary_encode(),
    "list": pa.array([["Ann", None], None, [], ["Bob"]]),
    "large_list": pa.array([["Ann", None], None, [], ["Bob"]], pa.large_list(pa.large_string())),
    "fixed_list": pa.array([["Ann", None], None, ["x", "y"], ["Bob", "z"]], pa.list_(pa.string(), 2)),
    "list_of_views": pa.array([["Ann"], None, [], ["Bob"]], pa.list_(pa.string_view())),
    "list_of_dictionary": pa.array(
        [["Ann", "Ann"], None, [None], ["Bob"]], pa.list_(pa.dictionary(pa.int32(), pa.string()))
    ),
    "map": pa.array([[("Ann", "x"), ("b", None)], None, [], [("c", "d")]], pa.map_(pa.string(), pa.string())),
    "struct": pa.array(
        [
            {"by": "Ann", "at": 1, "to": [{"name": "Bob"}]},
            None,
            {"by": None, "at": None, "to": None},
            {"by": "x"},
        ],
        pa.struct(
            [
                ("by", pa.string()),
                ("at", pa.time64("ns")),
                ("to", pa.list_(pa.struct([("name", pa.string())]))),
            ]
        ),
    ),
    "json": pa.array(['{"a": 1}', None, "[]", '"Ann"'], pa.json_()),
    "uuid": pa.array([bytes(range(16)), None, bytes(16), bytes(16)], pa.uuid()),
    "nothing": pa.nulls(4),
    "binary": pa.array([b"\xff", None, b"", b"x"]),
    "binary_view": pa.array([b"\xff", None, b"", b"x"], pa.binary_view()),
    "fixed": pa.array([b"ab", None, b"cd", b"ef"], pa.binary(2)),
    "int8": pa.array([1, None, -128, 127], pa.int8()),
    "uint64": pa.array([1, None, 2**64 - 1, 0], pa.uint64()),
    "half": pa.array([1.5, None, -0.0, 2.0], pa.float16()),
    "float": pa.array([1.1, None, -0.0, 2.0], pa.float32()),
    "decimal": pa.array([decimal.Decimal("1.10"), None, decimal.Decimal("-2.00"), None]),
    "bool": pa.array([True, None, False, True]),
    "date": pa.array([MOMENT.date(), None, MOMENT.date(), None]),
    "ns": pa.array([1, None, -1, 2], pa.timestamp("ns")),
    "zone": pa.array([MOMENT, None, MOMENT, None], pa.timestamp("us", "Europe/Berlin")),
    "numbers": pa.array([[1, None], None, [], [3]], pa.list_(pa.int64())),
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("options", [{}, {"use_dictionary": False, "data_page_version": "2.0"}])
def test_column_of_each_type_comes_back_as_it_was(column: str, options: dict[str, Any]) -> None:
    data = parquet({column: COLUMNS[column]}, row_group_size=3, **options)
    copy = written(read(data, all_strings=True))
    before, after = opened(data), opened(copy)
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.schema.equals(before.schema)
    for number in range(2):
        assert after.read_row_group(number).to_pylist() == before.read_row_group(number).to_pylist()
    assert [after.metadata.row_group(number).num_rows for number in range(2)] == [3, 1]


@pytest.mark.parametrize("column", [name for name in COLUMNS if "Ann" in str(COLUMNS[name].to_pylist())])
def test_edit_changes_the_string_and_nothing_else(column: str) -> None:
    data = parquet({column: COLUMNS[column], "other": pa.array([1, 2, 3, 4])})
    result = written(read(data, all_strings=True), replaced("Ann", "Someone else"))
    assert opened(result).schema_arrow.equals(opened(data).schema_arrow, check_metadata=True)
    expected = eval(repr(values(data, column)).replace("Ann", "Someone else"))  # noqa: S307 - made above
    assert values(result, column) == expected
    assert values(result, "other") == [1, 2, 3, 4]


def test_row_that_is_left_out_takes_all_of_its_values_with_it() -> None:
    table = {"text": ["a", "b", "c", "d", "e"], "by": pa.array(["v", "w", "x", "y", "z"]).dictionary_encode()}
    records = read(parquet(table, row_group_size=3, compression="none"))
    result = written([record for record in records if record.id not in ("t.parquet:2", "t.parquet:4")])
    assert values(result, "text") == ["a", "c", "e"]
    assert values(result, "by") == ["v", "x", "z"]
    assert opened(result).num_row_groups == 2


def test_documents_are_named_by_row_and_path() -> None:
    table = {"to": [[{"name": "Ann"}, {"name": None}], None], "a.b": ["x", "y"], "n": [1, 2]}
    found = [texts(row) for row in rows(parquet(table), "to[].name", "a.b")]
    assert found == [{"t.parquet:1:to[0].name": "Ann", r"t.parquet:1:a\.b": "x"}, {r"t.parquet:2:a\.b": "y"}]


def test_columns_of_the_same_name_are_both_searched() -> None:
    table = pa.table([pa.array(["x"]), pa.array(["y"])], names=["text", "text"])
    assert list(texts(rows(parquet(table))[0]).values()) == ["x", "y"]


def test_codec_of_each_column_is_kept() -> None:
    codecs = {"a": "ZSTD", "b": "GZIP", "c": "UNCOMPRESSED", "d.list.element": "BROTLI", "e": "LZ4"}
    table = {name[0]: [["x"]] if name[0] == "d" else ["x"] for name in codecs}
    names = {path: codec.replace("UNCOMPRESSED", "NONE") for path, codec in codecs.items()}
    result = opened(written(read(parquet(table, compression=names), all_strings=True)))
    group = result.metadata.row_group(0)
    found = {group.column(index).path_in_schema: group.column(index).compression for index in range(5)}
    assert found == codecs


def test_columns_without_a_dictionary_get_none() -> None:
    result = opened(written(read(parquet({"text": ["x"], "a": ["y"]}, use_dictionary=["a"]))))
    group = result.metadata.row_group(0)
    assert [group.column(index).has_dictionary_page for index in range(2)] == [False, True]


def test_lists_in_the_old_layout_keep_their_values_and_codec() -> None:
    data = parquet({"text": [["Ann"]]}, use_compliant_nested_type=False, compression="GZIP")
    result = opened(written(read(data, "text[]")))
    assert result.read()["text"].to_pylist() == [["Ann"]]
    assert result.metadata.row_group(0).column(0).compression == "GZIP"


def test_decimals_and_old_timestamps_are_stored_as_they_were() -> None:
    table = {"text": ["x"], "n": [decimal.Decimal("1.5")], "at": pa.array([MOMENT], pa.timestamp("ns"))}
    data = parquet(table, store_decimal_as_integer=True, use_deprecated_int96_timestamps=True)
    result = written(read(data))
    assert opened(result).schema.equals(opened(data).schema)
    assert opened(result).read().equals(opened(data).read())


def test_old_timestamps_that_nanoseconds_cannot_hold_fail_the_file() -> None:
    import pyarrow.compute as pc

    table = {"text": ["x"], "at": pa.array([0], pa.timestamp("ns"))}
    data = bytearray(
        parquet(table, use_deprecated_int96_timestamps=True, use_dictionary=False, compression="none")
    )
    epoch = (2_440_588).to_bytes(4, "little")  # its day in INT96, by the Julian calendar
    at = data.index(bytes(8) + epoch) + 8
    data[at : at + 4] = (5_373_484).to_bytes(4, "little")  # the last day of 9999
    assert pc.year(opened(bytes(data)).read()["at"])[0].as_py() != 9999
    with pytest.raises(DocumentError) as caught:
        rows(bytes(data))
    assert caught.value.reason == "unwritable_timestamp"


def test_small_indices_of_a_dictionary_do_not_limit_the_replacements() -> None:
    kind = pa.list_(pa.dictionary(pa.int8(), pa.string()))
    names = [f"person {number % 100}" for number in range(300)]
    data = parquet({"text": pa.array([[name] for name in names], kind)})
    numbers = iter(range(300))
    result = written(read(data, "text[]"), lambda document: [Edit(0, len(document.text), f"{next(numbers)}")])
    assert values(result, "text") == [[str(number)] for number in range(300)]


def test_dictionaries_in_lists_are_one_in_a_row_group() -> None:
    kind = pa.list_(pa.dictionary(pa.int32(), pa.string()))
    data = parquet({"text": pa.array([["Ann", f"{number:0900}"] for number in range(3_000)], kind)})
    result = written(read(data, "text[]"), replaced("Ann", "X"))
    assert opened(result).num_row_groups == 1
    assert values(result, "text") == [["X", f"{number:0900}"] for number in range(3_000)]


def test_replacement_that_is_no_text_of_utf_8_fails_its_record() -> None:
    [row] = rows(parquet({"text": ["Ann"]}))
    with pytest.raises(DocumentError) as caught:
        good(row).render([[Edit(0, 3, "\ud800")]])
    assert caught.value.reason == "unencodable_replacement"


def test_same_rows_make_the_same_bytes() -> None:
    data = parquet({name: column for name, column in COLUMNS.items() if name != "half"})
    assert written(read(data, all_strings=True)) == written(read(data, all_strings=True))


def test_file_without_rows_keeps_its_schema() -> None:
    data = parquet(pa.schema([("text", pa.string()), ("n", pa.int8())]).empty_table())
    assert opened(written(read(data))).schema_arrow == opened(data).schema_arrow


TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": TEXTS,
            "tags": st.one_of(st.none(), st.lists(TEXTS, max_size=3)),
            "by": st.one_of(st.none(), st.fixed_dictionaries({"name": TEXTS, "n": st.integers(0, 9)})),
        }
    ),
    max_size=8,
)
SCHEMA = pa.schema(
    [
        ("text", pa.dictionary(pa.int32(), pa.string())),
        ("tags", pa.list_(pa.string())),
        ("by", pa.struct([("name", pa.string()), ("n", pa.int8())])),
    ]
)


@settings(max_examples=50)
@given(ROWS, st.integers(1, 9), st.data())
def test_what_is_read_again_says_the_edited_texts(
    given_rows: list[dict[str, Any]], size: int, data: st.DataObject
) -> None:
    file = parquet(pa.Table.from_pylist(given_rows, SCHEMA), row_group_size=size)
    records = read(file, all_strings=True)
    changes = {
        document.id: data.draw(edits_of(document.text, st.text(st.characters(exclude_categories=["Cs"]))))
        for record in records
        for document in good(record).documents
    }
    result = written(records, lambda document: changes[document.id])
    after = {name: text for record in read(result, all_strings=True) for name, text in texts(record).items()}
    before = {name: text for record in records for name, text in texts(record).items()}
    assert after == {name: apply(changes[name], text) for name, text in before.items()}
    assert opened(result).read()["by"].combine_chunks().field("n").to_pylist() == (
        opened(file).read()["by"].combine_chunks().field("n").to_pylist()
    )
