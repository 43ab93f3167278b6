"""Reading labelled documents, in all formats."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from anonymize.commands.evaluate import FORMATS
from anonymize.errors import DatasetError, UsageError
from anonymize.evaluation import UNSCORED, Labelled, LabelledSpan, read_labelled
from anonymize.evaluation.formats import READERS
from finetune.datasets.notes import Notes
from tests.commands.support import Anon

LINE = json.dumps(
    {
        "id": "a",
        "text": "Anna in Rome",
        "spans": [{"start": 8, "end": 12, "label": "location"}, {"start": 0, "end": 4, "label": " person "}],
    }
)


def test_documents_come_with_their_spans_in_order(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + LINE.encode() + b"\r\n")
    assert read_labelled(path) == [
        Labelled("a", "Anna in Rome", (LabelledSpan(0, 4, "person"), LabelledSpan(8, 12, "location")))
    ]


def test_a_directory_is_all_its_files_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": "x", "spans": []}))
    (tmp_path / "README.md").write_text("not data")
    assert [document.id for document in read_labelled(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress), (".BZ2", bz2.compress)]
)
def test_compressed_data_is_read_as_it_is_decompressed(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    columns = b"Anna B-PER\nwent O\n"
    for name, content in (("a.jsonl", LINE.encode()), ("b.conll", columns)):
        plain, packed = tmp_path / name, tmp_path / f"packed.{name}{suffix}"
        plain.write_bytes(content)
        packed.write_bytes(pack(content))
        found = read_labelled(packed)
        assert [(one.text, one.spans) for one in found] == [
            (one.text, one.spans) for one in read_labelled(plain)
        ]


def test_compressed_data_of_a_directory_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINE.encode()))
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b"[]"))
    notes = Notes()
    assert [document.id for document in read_labelled(tmp_path, notes=notes)] == ["a"]
    assert notes.sentences() == ("1 file(s) left out, not read as jsonl (first: a.json.gz)",)


def test_damaged_compressed_data_is_no_data_set(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(LINE.encode())[:-9])
    with pytest.raises(DatasetError, match="the gzip data is damaged or cut short"):
        read_labelled(path)


def test_an_empty_compressed_file_is_said_to_be_empty_as_a_job_says_it(tmp_path: Path) -> None:
    for suffix in (".gz", ".xz", ".bz2"):
        path = tmp_path / f"a.jsonl{suffix}"
        path.touch()
        with pytest.raises(DatasetError, match=r"it is empty \(0 bytes\), and so no \w+ file"):
            read_labelled(path)


def _archived(mode: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:
        member = tarfile.TarInfo("docs/a.jsonl")
        member.size = len(LINE)
        archive.addfile(member, io.BytesIO(LINE.encode()))
    return held.getvalue()


def _zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.jsonl", LINE)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("docs.tar", _archived("w:"), "a tar archive"),
        ("docs.tar.gz", _archived("w:gz"), "a tar archive"),
        ("docs.tgz", _archived("w:gz"), "compressed by gzip"),
        ("docs.zip", _zipped(), "a ZIP archive"),
        ("docs.jsonl", _zipped(), "a ZIP archive"),
    ],
)
def test_archives_are_named_as_such_with_what_to_do(
    anon: Anon, tmp_path: Path, name: str, data: bytes, kind: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    for command in (("evaluate", "--data"), ("dataset", "check")):
        done = anon(*command, path)
        assert (done.exit_code, done.stdout) == (2, "")
        assert f"{name}: it is no text but {kind}" in done.stderr
        assert "; unpack it" in done.stderr


def test_a_document_without_an_id_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"text": "x", "spans": []}))
    assert read_labelled(path)[0].id == f"{path}, line 1"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1: not JSON, at column"),
        ("[]", "expected a string `text` and a list `spans`"),
        ('{"text": "abc"}', "expected a string `text` and a list `spans`"),
        (
            '{"text": "abc", "spans": [{"start": 1, "end": 9, "label": "x"}]}',
            "a span from 1 to 9 in a text of 3",
        ),
        ('{"text": "abc", "spans": [{"start": 1, "end": 1, "label": "x"}]}', "a span from 1 to 1"),
        ('{"text": "abc", "spans": [{"start": 1, "end": 2}]}', "a span needs whole numbers"),
        ("", "no labelled document in it"),
    ],
)
def test_what_is_no_labelled_document_is_said_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(line)
    with pytest.raises(DatasetError, match=message) as caught:
        read_labelled(path)
    assert "abc" not in str(caught.value)


def test_a_missing_path_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="there is no such file or directory"):
        read_labelled(tmp_path / "nowhere")


def test_a_span_may_say_whom_it_mentions_and_why_it_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    span = {"start": 0, "end": 4, "label": "person", "entity": "p1", "identifier": "direct"}
    path.write_text(json.dumps({"id": "a", "text": "Anna", "spans": [span]}))
    assert read_labelled(path)[0].spans == (LabelledSpan(0, 4, "person", "p1", "direct"),)
    path.write_text(json.dumps({"text": "Anna", "spans": [span | {"identifier": "none"}]}))
    assert read_labelled(path)[0].spans[0].identifier == "none"
    path.write_text(json.dumps({"text": "Anna", "spans": [span | {"identifier": "some"}]}))
    with pytest.raises(DatasetError, match="line 1: `identifier` is direct, quasi or none, or is left out"):
        read_labelled(path)


def test_the_synthetic_sets_of_presidio(tmp_path: Path) -> None:
    text = "Mr Anna Li, 12 Elm St, 90210 Rome, on 1 May"
    given = (
        *(("TITLE", 0, 2), ("PERSON", 3, 10), ("STREET_ADDRESS", 12, 21), ("ZIP_CODE", 23, 28)),
        *(("GPE", 29, 33), ("DATE_TIME", 38, 43)),
    )
    spans = [
        {"start_position": start, "end_position": end, "entity_type": label} for label, start, end in given
    ]
    path = tmp_path / "set.json"
    path.write_text(json.dumps([{"full_text": text, "spans": spans[::-1]}, {"full_text": "", "spans": []}]))
    one, other = read_labelled(path)
    assert [span.label for span in one.spans] == ["title", "person", "address", "address", "location", "date"]
    assert (one.id, other.id) == (f"{path}, item 1", f"{path}, item 2")
    path.write_text(json.dumps([{"full_text": text, "spans": [{"start_position": 0}]}]))
    with pytest.raises(DatasetError, match="item 1: a span needs whole numbers `start_position`"):
        read_labelled(path)


MENTION = {
    "start_offset": 0,
    "end_offset": 4,
    "entity_type": "PERSON",
    "entity_id": "e1",
    "identifier_type": "DIRECT",
}
CODE = {
    "start_offset": 8,
    "end_offset": 12,
    "entity_type": "CODE",
    "entity_id": "e2",
    "identifier_type": "NO_MASK",
}
MENTIONS = (LabelledSpan(0, 4, "person", "e1", "direct"), LabelledSpan(8, 12, "id_number", "e2", "none"))


def test_tab_as_a_document_a_line(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    record = {"metadata": {"data_id": "TAB-1"}, "text": "Anna is 1234", "entities": [CODE, MENTION]}
    path.write_text(json.dumps(record))
    assert read_labelled(path) == [Labelled("TAB-1", "Anna is 1234", MENTIONS)]


def test_tab_as_it_is_published_is_read_once_for_each_annotator(tmp_path: Path) -> None:
    path = tmp_path / "echr_dev.json"
    annotations = {"annotator1": {"entity_mentions": [MENTION, CODE]}, "annotator2": {"entity_mentions": []}}
    path.write_text(json.dumps([{"doc_id": "001", "text": "Anna is 1234", "annotations": annotations}]))
    assert read_labelled(path) == [
        Labelled("001/annotator1", "Anna is 1234", MENTIONS),
        Labelled("001/annotator2", "Anna is 1234", ()),
    ]
    annotations = {"annotator1": {"entity_mentions": [MENTION | {"identifier_type": "SOME"}]}}
    path.write_text(json.dumps([{"text": "Anna is 1234", "annotations": annotations}]))
    with pytest.raises(DatasetError, match=r"item 1: a mention needs.*DIRECT, QUASI, NO_MASK"):
        read_labelled(path)


def test_brat_with_parts_that_lie_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Anna and Bob Li\n")
    (tmp_path / "a.ann").write_text("T1\tPER 0 4;13 15\tAnna Li\nT2\tPER 9 15\tBob Li\nR1\tx Arg1:T1\n")
    spans = (LabelledSpan(0, 4, "person"), LabelledSpan(9, 15, "person"), LabelledSpan(13, 15, "person"))
    assert read_labelled(tmp_path) == [Labelled("a.txt", "Anna and Bob Li\n", spans)]
    assert read_labelled(tmp_path / "a.ann") == read_labelled(tmp_path)


def test_columns_with_documents_between_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "eng.testa"
    path.write_text(
        "-DOCSTART- -X- O O\n\nAnna NNP I-NP I-PER\nLi NNP I-NP I-PER\nsings VB I-VP O\n\nLoudly RB O O\n\n"
        "-DOCSTART- -X- O O\n\nRome NNP I-NP I-LOC\n"
    )
    assert read_labelled(path) == [
        Labelled(f"{path}, line 3", "Anna Li sings\nLoudly", (LabelledSpan(0, 7, "person"),)),
        Labelled(f"{path}, line 11", "Rome", (LabelledSpan(0, 4, "location"),)),
    ]


def test_columns_without_marks_are_a_document_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "test.tsv").write_text("In\tO\nRome\tB-LOC\n\nAnna\tB-PER\nsings\tO\n")
    assert [document.text for document in read_labelled(tmp_path)] == ["In Rome", "Anna sings"]
    (tmp_path / "test.tsv").write_text("Rome\n")
    with pytest.raises(DatasetError, match="line 1: one column; expected a word and its tag"):
        read_labelled(tmp_path)


def test_labels_are_mapped_as_the_user_says_and_by_the_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    labels = ("GPE", "Job-Title", "TITLE")
    spans = [{"start": place, "end": place + 1, "label": label} for place, label in enumerate(labels)]
    path.write_text(json.dumps({"text": "abc", "spans": spans}))
    assert [span.label for span in read_labelled(path)[0].spans] == ["location", "job_title", "title"]
    mapped = read_labelled(path, mapping={"gpe": "street address", "job title": "occupation", "TITLE": None})
    assert [span.label for span in mapped[0].spans] == ["address", "occupation", UNSCORED]
    with pytest.raises(UsageError, match=r"no span has the label 'titel'.*there are GPE, Job-Title, TITLE"):
        read_labelled(path, mapping={"titel": None})


def test_a_format_that_is_named_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(LINE)
    assert read_labelled(path, "jsonl") == read_labelled(path)
    with pytest.raises(DatasetError, match="expected a string `text`, and a list `entities`"):
        read_labelled(path, "tab")
    with pytest.raises(UsageError, match="unknown format 'xml'; there are jsonl, brat"):
        read_labelled(path, "xml")


def test_what_cannot_be_recognised_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")
    with pytest.raises(DatasetError, match=r"no format is known.*--format jsonl, brat"):
        read_labelled(tmp_path)
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(DatasetError, match="expected a list of documents"):
        read_labelled(tmp_path)


def test_the_command_offers_the_formats_that_there_are() -> None:
    assert list(FORMATS) == ["auto", *READERS]


def test_only_what_the_user_leaves_out_is_not_scored(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"text": "abc", "spans": [{"start": 0, "end": 1, "label": "-"}]}))
    assert [span.label for span in read_labelled(path)[0].spans] == ["-"]
    with pytest.raises(UsageError, match="'_' is no label"):
        read_labelled(path, mapping={"-": "_"})


def test_what_is_left_out_of_a_directory_is_noted(tmp_path: Path) -> None:
    for name in ("a.jsonl", "B.JSONL", "sub/c.jsonl", "d.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(LINE)
    notes = Notes()
    assert len(read_labelled(tmp_path, notes=notes)) == 2
    assert notes.sentences() == ("2 file(s) left out, not read as jsonl (first: d.json; sub/c.jsonl)",)
    assert len(read_labelled(tmp_path / "B.JSONL")) == 1


def test_annotations_without_a_text_and_texts_without_one_are_noted(tmp_path: Path) -> None:
    for name in ("a.txt", "b.TXT", "c.txt"):
        (tmp_path / name).write_text("Anna")
    for name in ("a.ann", "b.ANN", "d.ann"):
        (tmp_path / name).write_text("T1\tPER 0 4\tAnna\n")
    (tmp_path / "more.jsonl").write_text(LINE)
    notes = Notes()
    assert [document.id for document in read_labelled(tmp_path, notes=notes)] == ["a.txt", "b.TXT"]
    told = " ".join(notes.sentences())
    assert all(name in told for name in ("c.txt", "d.ann", "more.jsonl"))
    assert read_labelled(tmp_path / "b.ANN") == read_labelled(tmp_path / "b.TXT")


def test_a_document_of_tab_without_annotations_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "echr.json"
    records = [
        {"doc_id": "1", "text": "Anna", "annotations": {}},
        {"doc_id": "2", "text": "Anna", "annotations": {"a": {"entity_mentions": []}}},
    ]
    path.write_text(json.dumps(records))
    notes = Notes()
    assert len(read_labelled(path, notes=notes)) == 1
    assert "1 document(s) without an annotation, left out" in notes.sentences()[0]


@pytest.mark.parametrize("shift", [0, 1])
def test_offsets_are_compared_with_the_value_where_the_data_hold_it(tmp_path: Path, shift: int) -> None:
    # In UTF-16 the sign before the name counts twice.
    text = "\U0001f600 Anna sings"
    place = {"start_position": 2 + shift, "end_position": 6 + shift, "entity_type": "PERSON"}
    one = {"full_text": text, "spans": [place | {"entity_value": "Anna"}]}
    mention = MENTION | {"start_offset": 2 + shift, "end_offset": 6 + shift, "span_text": "Anna"}
    for name, record in (("a.json", one), ("tab.json", {"text": text, "annotations": {
        "a": {"entity_mentions": [mention]}}})):  # fmt: skip
        path = tmp_path / name
        path.write_text(json.dumps([record]))
        if shift:
            with pytest.raises(
                DatasetError, match=r"item 1: what stands at 3:7.*counted in UTF-16"
            ) as caught:
                read_labelled(path)
            assert "Anna" not in str(caught.value)
        else:
            assert len(read_labelled(path)[0].spans) == 1


def test_truth_values_are_no_offsets_and_no_id_is_no_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"id": None, "text": "Anna", "spans": []}))
    assert read_labelled(path)[0].id == f"{path}, line 1"
    path.write_text(json.dumps({"text": "Anna", "spans": [{"start": False, "end": True, "label": "person"}]}))
    with pytest.raises(DatasetError, match="a span needs whole numbers"):
        read_labelled(path)


def test_a_span_of_jsonl_that_is_not_where_its_text_is_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    span = {"start": 2, "end": 6, "label": "person", "text": "Anna"}
    path.write_text(json.dumps({"text": "😀 Anna", "spans": [span]}))
    assert read_labelled(path)[0].spans == (LabelledSpan(2, 6, "person"),)
    path.write_text(json.dumps({"text": "😀 Anna came", "spans": [span | {"start": 3, "end": 7}]}))
    with pytest.raises(DatasetError, match=r"line 1: what stands at 3:7 .* counted in UTF-16") as caught:
        read_labelled(path)
    assert "Anna" not in str(caught.value)


def test_what_an_annotator_refused_is_left_out_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "prodigy.jsonl"
    span = {"start": 0, "end": 4, "token_start": 0, "token_end": 0, "label": "PERSON"}
    lines = [
        {"text": text, "_input_hash": 1, "spans": [span], "answer": answer}
        for text, answer in (("Anna came", "accept"), ("Rome is big", "reject"), ("Nobody saw", "ignore"))
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    notes = Notes()
    assert [document.text for document in read_labelled(path, notes=notes)] == ["Anna came"]
    assert notes.sentences() == (
        f"2 document(s) answered with reject or ignore, left out (first: {path}, line 2; {path}, line 3)",
    )


def test_a_line_of_jsonl_may_say_what_it_was_marked_for(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    line = json.loads(LINE)
    path.write_text(json.dumps(line | {"labels": ["PER", "DATE_TIME"]}))
    assert read_labelled(path)[0].annotated == {"person", "location", "date"}
    assert read_labelled(path, mapping={"location": "address"})[0].annotated == {"person", "address", "date"}
    path.write_text(json.dumps(line | {"labels": "PER"}))
    with pytest.raises(DatasetError, match="line 1: `labels` is a list of names"):
        read_labelled(path)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"id": 1, "text": "Anna", "label": [[0, 4, "PER"]]}, "label"),
        ({"id": 1, "text": "Anna", "labels": [[0, 4, "PER"]]}, "labels"),
        ({"text": "Anna", "entities": [{"id": 5, "label": "PER", "start_offset": 0}]}, "entities"),
        ({"text": "Anna", "entities": [[0, 4, "PER"]]}, "entities"),
        ({"tokenized_text": ["Anna"], "ner": [[0, 0, "person"]]}, "ner"),
        ({"data": {"text": "Anna"}, "annotations": [{"result": []}]}, "annotations"),
    ],
)
def test_exports_of_other_tools_are_refused_with_what_to_do(
    tmp_path: Path, record: dict[str, object], name: str
) -> None:
    for file, content in (("a.jsonl", record), ("a.json", [record])):
        (tmp_path / file).write_text(json.dumps(content))
        with pytest.raises(DatasetError, match=f"a list `spans`; make `spans` of its `{name}`: "):
            read_labelled(tmp_path / file)


def test_the_sets_of_presidio_a_text_a_line(tmp_path: Path) -> None:
    span = {"entity_type": "PERSON", "entity_value": "Anna", "start_position": 0, "end_position": 4}
    (tmp_path / "p.jsonl").write_text(json.dumps({"full_text": "Anna", "spans": [span]}))
    assert read_labelled(tmp_path / "p.jsonl")[0].spans == (LabelledSpan(0, 4, "person"),)
    assert read_labelled(tmp_path) == read_labelled(tmp_path / "p.jsonl")
