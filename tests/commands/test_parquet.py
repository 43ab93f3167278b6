"""Parquet from the command line, and what becomes of a value in every place where it can hide."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, tree, write_tree
from tests.documents.parquet.support import opened, parquet, values

KEYED = ("--key-file", "team.key")
HIDDEN = EMAIL.encode()
LEFT_OUT, SEARCHED, PASSES = "left out", "searched", "passes"
METADATA, COLUMN = "metadata of the file", "metadata of a column"


def plain(columns: Any, **options: Any) -> bytes:
    """Gives a file in which text stands as it is, and so it does in what is made of it."""
    return parquet(columns, **{"compression": "none", **options})


def with_metadata(metadata: dict[str, str]) -> bytes:
    return plain(pa.table({"text": ["x"]}).replace_schema_metadata(metadata))


def field(kind: pa.DataType, value: Any, **options: Any) -> pa.Table:
    """Gives a table with a field of its own beside `text`."""
    schema = pa.schema([pa.field("text", pa.string()), pa.field("a", kind, **options)])
    return pa.Table.from_arrays([pa.array(["x"]), pa.array([value], kind)], schema=schema)


class Named(pa.ExtensionType):
    """A type with text of its own."""

    def __init__(self) -> None:
        super().__init__(pa.string(), "test.named")

    def __arrow_ext_serialize__(self) -> bytes:
        return HIDDEN

    @classmethod
    def __arrow_ext_deserialize__(cls, storage_type: pa.DataType, serialized: bytes) -> Named:
        return cls()


def extended() -> bytes:
    schema = pa.schema([("text", pa.string()), ("a", Named())])
    storage = pa.array(["y"])
    return plain(
        pa.Table.from_arrays([storage, pa.ExtensionArray.from_storage(Named(), storage)], schema=schema)
    )


def pandas_note() -> bytes:
    """Gives a file with pandas' note, which has the name of the index, of the columns, and what is free."""
    column = {"name": "text", "field_name": "text", "pandas_type": "unicode", "numpy_type": EMAIL}
    note = {
        "index_columns": [{"kind": "range", "name": EMAIL, "start": 0, "stop": 1, "step": 1}, EMAIL],
        "column_indexes": [{**column, "name": EMAIL}],
        "columns": [{**column, "metadata": {"encoding": EMAIL, "x": EMAIL}}, {**column, "field_name": EMAIL}],
        "attributes": {"by": EMAIL},
        "creator": {"library": EMAIL},
        "pandas_version": EMAIL,
    }
    return with_metadata({"pandas": json.dumps(note)})


def unused(column: str) -> bytes:
    """Gives a file with a value in a dictionary that no row has."""
    return plain({**{"text": ["x"]}, column: pa.DictionaryArray.from_arrays([0], ["x", EMAIL])})


def created_by() -> bytes:
    data = plain({"text": ["x"]})
    name = opened(data).metadata.created_by.encode()
    return data.replace(name, HIDDEN.ljust(len(name)))


def between_pages_and_footer() -> bytes:
    data = plain({"text": ["x"]})
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    return data[:footer] + HIDDEN + data[footer:]


PLACES: dict[str, tuple[Callable[[], bytes], str, str | None, str | None]] = {
    "column": (lambda: plain({"text": [EMAIL]}), SEARCHED, None, None),
    "dictionary": (lambda: plain({"text": pa.array([EMAIL]).dictionary_encode()}), SEARCHED, None, None),
    "column that was not chosen": (lambda: plain({"text": ["x"], "a": [EMAIL]}), PASSES, "a", None),
    "field of a struct": (lambda: plain({"text": ["x"], "a": [{"b": EMAIL}]}), PASSES, "a.b", None),
    "item of a list": (lambda: plain({"text": ["x"], "a": [[EMAIL]]}), PASSES, "a[]", None),
    "key of a map": (
        lambda: plain(field(pa.map_(pa.string(), pa.bool_()), [(EMAIL, True)])),
        PASSES,
        "a[].key",
        None,
    ),
    "bytes": (lambda: plain({"text": ["x"], "a": [HIDDEN]}), PASSES, "a", None),
    "bytes of fixed length": (lambda: plain(field(pa.binary(len(HIDDEN)), HIDDEN)), PASSES, "a", None),
    "name of a column": (lambda: plain({"text": ["x"], EMAIL: [True]}), PASSES, None, None),
    "metadata": (lambda: with_metadata({"by": EMAIL}), LEFT_OUT, None, METADATA),
    "key of metadata": (lambda: with_metadata({EMAIL: "x"}), LEFT_OUT, None, METADATA),
    "pandas": (pandas_note, LEFT_OUT, None, None),
    "pandas, but none": (lambda: with_metadata({"pandas": EMAIL}), LEFT_OUT, None, METADATA),
    "metadata of a column": (
        lambda: plain(field(pa.int8(), 1, metadata={"by": EMAIL})),
        LEFT_OUT,
        "a",
        COLUMN,
    ),
    "metadata within a column": (
        lambda: plain(field(pa.struct([pa.field("b", pa.int8(), metadata={"by": EMAIL})]), {"b": 1})),
        LEFT_OUT,
        "a.b",
        COLUMN,
    ),
    "type": (extended, LEFT_OUT, "a", COLUMN),
    "time zone": (lambda: plain(field(pa.timestamp("us", EMAIL), 1)), LEFT_OUT, "a", "time zone"),
    "program": (created_by, LEFT_OUT, None, None),
    "dictionary, unused": (lambda: unused("text"), LEFT_OUT, None, None),
    "dictionary, unused, not chosen": (lambda: unused("a"), LEFT_OUT, "a", None),
    "page index": (lambda: plain({"text": [EMAIL]}, write_page_index=True), SEARCHED, None, None),
    "before the footer": (between_pages_and_footer, LEFT_OUT, None, None),
}


@pytest.mark.parametrize("place", PLACES)
def test_value_in_every_hiding_place_is_dealt_with_as_documented(
    anon: Anon, in_tmp: Path, place: str
) -> None:
    make, fate, passed, taken_out = PLACES[place]
    data = make()
    assert HIDDEN in data or place in (
        "type",
        "time zone",
        "metadata within a column",
        "metadata of a column",
    )
    write_tree(in_tmp, {"docs/a.parquet": data})
    done = anon("redact", "docs", *FAST, "--output", "out", "--json", "--quiet")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    written = (in_tmp / "out" / "docs" / "a.parquet").read_bytes()
    assert told["passed_through"] == ([] if passed is None else [passed])
    assert told["taken_out"].keys() == (set() if taken_out is None else {taken_out})
    assert (HIDDEN in written) is (fate == PASSES)
    assert (EMAIL in str(said(written))) is (fate == PASSES)
    assert (b"<EMAIL>" in written) is (fate == SEARCHED)
    [entry] = entries(in_tmp / "out.manifest.jsonl", "file")
    assert entry["taken_out"] == told["taken_out"]


def said(data: bytes) -> list[Any]:
    """Gives all that pyarrow has to say of a file."""
    file = opened(data)
    columns = [file.metadata.row_group(0).column(index) for index in range(file.metadata.num_columns)]
    metadata = file.metadata.metadata or {}
    schema = file.schema_arrow.to_string(truncate_metadata=False, show_field_metadata=True)
    kept = {key: value for key, value in metadata.items() if key != b"ARROW:schema"}
    return [schema, kept, file.metadata.to_dict(), columns, file.read().to_pylist()]


def test_values_of_a_withheld_row_are_in_no_page_and_no_statistics(anon: Anon, in_tmp: Path) -> None:
    private = pa.array(["a", "zz private"]).dictionary_encode()
    table = {"text": ["x", "\u4f60\u597d\u4e16\u754c"], "a": private, "b": ["a", "zz private"]}
    write_tree(in_tmp, {"docs/a.parquet": plain(table, write_page_index=True)})
    done = anon("redact", "docs", "--labels", "person", "--output", "out", "--json", "--quiet")
    assert json.loads(done.stdout)["reasons"] == {"unsupported_script": 1}
    written = (in_tmp / "out" / "docs" / "a.parquet").read_bytes()
    assert values(written, "text") == ["x"]
    assert b"private" not in written


def test_bloom_filters_and_orders_are_not_in_the_output(anon: Anon, in_tmp: Path) -> None:
    orders = [pq.SortingColumn(0)]
    data = parquet({"text": [EMAIL]}, sorting_columns=orders, bloom_filter_options={"text": {"ndv": 9}})
    group = opened(data).metadata.row_group(0)
    assert group.column(0).bloom_filter_offset
    assert group.sorting_columns
    write_tree(in_tmp, {"docs/a.parquet": data})
    assert anon("redact", "docs", *FAST, "--output", "out", "--quiet").exit_code == 0
    after = opened((in_tmp / "out" / "docs" / "a.parquet").read_bytes()).metadata.row_group(0)
    assert not after.column(0).bloom_filter_offset
    assert not after.sorting_columns


def test_types_and_index_of_pandas_come_back(anon: Anon, in_tmp: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"text": [EMAIL, "y"], "kind": pandas.Categorical(["a", "b"])},
        index=pandas.Index([7, 9], name="id"),
    )
    write_tree(in_tmp, {})
    frame.to_parquet(in_tmp / "a.parquet")
    assert anon("redact", "a.parquet", *FAST, "--output", "b.parquet", "--quiet").exit_code == 0
    frame["text"] = ["<EMAIL>", "y"]
    pandas.testing.assert_frame_equal(pandas.read_parquet(in_tmp / "b.parquet"), frame)


TABLE = {
    "id": [1, 2, 3],
    "name": [EMAIL, None, "x"],
    "notes": pa.array([f"to {EMAIL}", "\u00e9", ""]).dictionary_encode(),
    "to": [[{"name": EMAIL}], [], None],
}
FIELDS = ("--field", "name", "--field", "notes", "--field", "to[].name")


@pytest.mark.parametrize("options", [FIELDS, ("--all-strings",)])
@pytest.mark.parametrize("name", ["a.parquet", "a.pq", "a.parquet.gz"])
def test_redacted_file_is_restored(anon: Anon, in_tmp: Path, name: str, options: tuple[str, ...]) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    data = parquet(TABLE, row_group_size=2)
    write_tree(in_tmp, {f"docs/{name}": gzip.compress(data) if name.endswith("gz") else data})
    vault = ("--vault", "job.vault", *KEYED)
    done = anon("redact", "docs", *FAST, "--operator", "tag", *vault, *options, "--output", "out", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    redacted = in_tmp / "out" / "docs" / name
    assert EMAIL not in str(table_in(redacted).to_pylist())
    back = anon("restore", "out", *vault, *options, "--output", "clear", "--quiet")
    assert (back.exit_code, back.stderr) == (0, "")
    assert table_in(in_tmp / "clear" / "out" / "docs" / name).to_pylist() == opened(data).read().to_pylist()


def table_in(path: Path) -> pa.Table:
    data = path.read_bytes()
    return opened(gzip.decompress(data) if path.name.endswith("gz") else data).read()


def test_job_resumes_and_its_page_is_made_afterwards(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    metadata = pa.table(TABLE).replace_schema_metadata({"by": EMAIL})
    write_tree(in_tmp, {"docs/a.parquet": parquet(metadata), "docs/b.pq": parquet({"name": ["x"]})})
    job = ("redact", "docs", *FAST, *KEYED, "--field", "name", "--output", "out")
    first = anon(*job, "--review", "page.html")
    assert first.exit_code == 0
    assert "1 metadata of the file" in first.stderr
    before = tree(in_tmp / "out")
    ids = [line["id"] for line in entries(in_tmp / "out.manifest.jsonl", "document")]
    assert ids == ["docs/a.parquet:1:name", "docs/a.parquet:3:name", "docs/b.pq:1:name"]
    again = anon(*job, "--resume")
    assert again.exit_code == 0
    assert "2 of 2 file(s) are done" in again.stderr
    assert "1 metadata of the file" in again.stderr
    assert tree(in_tmp / "out") == before
    page = anon("report", "out.manifest.jsonl", "--with-text", "--html", "again.html", *KEYED)
    assert page.exit_code == 0, page.stderr
    assert "3 document(s)" in page.stderr


def test_changed_output_is_made_again_by_a_resumed_job(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    write_tree(in_tmp, {"docs/a.parquet": parquet(TABLE), "docs/b.parquet": parquet(TABLE)})
    job = ("redact", "docs", *FAST, *KEYED, "--all-strings", "--output", "out")
    assert anon(*job).exit_code == 0
    before = tree(in_tmp / "out")
    (in_tmp / "out" / "docs" / "a.parquet").write_bytes(b"x")
    assert "1 of 2 file(s) are done" in anon(*job, "--resume").stderr
    assert tree(in_tmp / "out") == before


def damaged() -> bytes:
    """Gives a file whose second row group cannot be read, though its pages are where they should be."""
    data = bytearray(plain({"text": ["one", "another"]}, row_group_size=1, use_dictionary=False))
    at = data.index(b"another") - 4
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    return bytes(data)


def test_file_that_breaks_off_has_no_output(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.parquet": damaged(), "docs/b.parquet": parquet({"text": ["x"]})})
    done = anon("redact", "docs", *FAST, "--output", "out", "--json", "--quiet")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["reasons"] == {"corrupt_parquet": 1}
    assert list(tree(in_tmp / "out")) == ["docs/b.parquet"]


def test_file_that_breaks_off_is_no_file_on_standard_output(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.parquet": damaged()})
    done = anon("redact", "a.parquet", *FAST)
    assert done.exit_code == 1
    with pytest.raises(pa.ArrowInvalid):
        pq.ParquetFile(io.BytesIO(done.stdout_bytes))


def test_standard_input_is_read_as_parquet_where_that_is_said(anon: Anon, in_tmp: Path) -> None:
    data = parquet({"text": [EMAIL]})
    done = anon("redact", "-", "--format", "parquet", *FAST, "--quiet", stdin=data)
    assert (done.exit_code, done.stderr) == (0, "")
    assert values(done.stdout_bytes, "text") == ["<EMAIL>"]


def test_detect_tells_rows_and_columns(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.parquet": parquet(TABLE)})
    done = anon("detect", "a.parquet", *FAST, *FIELDS, "--quiet")
    found = [line["id"] for line in map(json.loads, done.stdout.splitlines()) if line["spans"]]
    assert found == ["a.parquet:1:name", "a.parquet:1:notes", "a.parquet:1:to[0].name"]


def test_dry_run_writes_nothing(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.parquet": parquet({"text": [EMAIL]})})
    done = anon("redact", "docs", *FAST, "--output", "out", "--dry-run")
    assert done.exit_code == 0
    assert "1 email" in done.stderr
    assert not (in_tmp / "out").exists()
