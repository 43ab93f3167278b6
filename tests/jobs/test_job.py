from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from anonymize.detectors.base import Detection, Detector
from anonymize.detectors.patterns import PatternDetector
from anonymize.documents.base import ReadOptions
from anonymize.documents.fields import FieldPath
from anonymize.documents.inputs import discover
from anonymize.engines.local import InProcess
from anonymize.errors import AnonError, UsageError
from anonymize.finder import Finder
from anonymize.first_records import check_first_records
from anonymize.jobs.books import StoppedAtFirstError
from anonymize.jobs.chunks import CHUNK_ITEMS, FileBegins, FileEnds
from anonymize.jobs.finishing import counting, replacing
from anonymize.jobs.job import Job
from anonymize.jobs.pipeline import RecordDone, process
from anonymize.keys import Key
from anonymize.placement import place
from anonymize.redactor import Redactor
from anonymize.report.manifest import Manifest
from anonymize.report.summary import Summary
from tests.commands.support import EMAIL, entries, jsonl, lost, tree, write_tree
from tests.support_detectors import Failing, Fixed, Gaps, operators

MANIFEST = Path("redacted.manifest.jsonl")


class Ran:
    """A job that ran in the current folder: its summary and what it told."""

    def __init__(self, *inputs: str, detector: Detector, output: str | None = None, **settings: Any) -> None:
        redactor = Redactor([detector, PatternDetector({"email"})], operators("person", "address", "email"))
        placement = place(inputs, output=output, manifest=None)
        fields = tuple(FieldPath(tuple(name.split("."))) for name in settings.pop("fields", ())) or None
        self.told: list[str] = []
        with Manifest(placement.manifest, key=Key.random(), operators=redactor.operators, job={}) as manifest:
            self.summary = Job(
                engine=InProcess(redactor.finder.find),
                finish=replacing(redactor),
                discovery=discover(inputs, glob=None, format="auto"),
                options=ReadOptions(fields=fields),
                placement=placement,
                manifest=manifest,
                notify=self.told.append,
                **settings,
            ).run()


GAPS = Gaps([(20, 22)])
"""Withholds texts of 22 code points or more."""
LONG = f"a text of some length, {EMAIL}"


def test_withheld_document_is_named_with_its_reason_and_the_others_are_written(in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL, "docs/b.txt": LONG, "docs/c.txt": EMAIL})
    ran = Ran("docs", detector=GAPS)
    assert tree(in_tmp / "redacted") == {"docs/a.txt": b"<EMAIL>", "docs/c.txt": b"<EMAIL>"}
    [told] = ran.told
    assert told.startswith("docs/b.txt: withheld (not_covered): ")
    assert told.endswith("the first at 20:22")
    assert ran.summary.exit_code == 1
    assert lost(MANIFEST) == {"docs/b.txt": "not_covered"}
    assert ran.summary.labels == {"email": 2}, "only what was replaced"


@pytest.mark.parametrize("error", [ValueError(f"quoting {LONG}"), OSError(), RecursionError()])
def test_document_on_which_a_detector_fails_is_lost_alone_and_not_quoted(
    in_tmp: Path, error: Exception
) -> None:
    write_tree(in_tmp, {"docs/a.jsonl": jsonl({"text": EMAIL}, {"text": LONG}, {"text": "a"})})
    ran = Ran("docs", detector=Failing("length", error))
    assert tree(in_tmp / "redacted") == {"docs/a.jsonl": jsonl({"text": "<EMAIL>"}, {"text": "a"}).encode()}
    assert ran.told == [f"docs/a.jsonl:2:text: failed (detector_failed): {type(error).__name__} was raised"]
    assert "length" not in MANIFEST.read_text()


def test_record_is_withheld_when_one_of_its_fields_is(in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text(
        jsonl({"a": "a", "b": LONG, "c": EMAIL}, {"a": "a", "b": "b", "c": EMAIL})
    )
    ran = Ran("a.jsonl", detector=GAPS, output="out.jsonl", fields=("a", "b", "c"))
    assert (in_tmp / "out.jsonl").read_text() == jsonl({"a": "a", "b": "b", "c": "<EMAIL>"})
    reasons = {
        "a.jsonl:1:a": "record_withheld",
        "a.jsonl:1:b": "not_covered",
        "a.jsonl:1:c": "record_withheld",
    }
    assert lost(in_tmp / "out.jsonl.manifest.jsonl") == reasons
    assert ran.summary.documents == {"redacted": 3, "withheld": 3}
    assert len(ran.told) == 3
    assert "a.jsonl:1:b" in ran.told[0], "the cause comes first"


def test_numbers_of_a_summary_agree_with_each_other_and_with_the_manifest(in_tmp: Path) -> None:
    write_tree(
        in_tmp,
        {
            "docs/a.jsonl": jsonl({"text": "a"}, {"text": LONG}, {"body": "b"}) + "nope\n",
            "docs/b.txt": b"\xff",
            "docs/c.png": "c",
            "docs/d.txt.gz": b"\x1f\x8b\0",
        },
    )
    summary = Ran("docs", detector=GAPS).summary
    assert summary.documents == {"redacted": 1, "withheld": 2, "failed": 4}
    assert summary.lost == summary.documents["withheld"] + summary.documents["failed"] == 6
    assert summary.skipped == 1
    statuses = [line["status"] for line in entries(MANIFEST, "document", "record")]
    statuses += [line["status"] for line in entries(MANIFEST, "file") if line["reason"]]
    assert {status: statuses.count(status) for status in set(statuses)} == summary.documents
    files = {line["id"]: line["status"] for line in entries(MANIFEST, "file")}
    assert files == {
        "docs/a.jsonl": "incomplete",
        "docs/b.txt": "withheld",
        "docs/c.png": "withheld",
        "docs/d.txt.gz": "failed",
    }


def test_skipped_files_count_unless_they_are_of_an_unknown_format_and_that_is_allowed(in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.png": "a", "docs/b.txt": "b"})
    (in_tmp / "docs/link.txt").symlink_to("b.txt")
    first = Ran("docs", detector=GAPS).summary
    assert first.reasons == {"unknown_format": 1, "symbolic_link": 1}
    second = Ran("docs", detector=GAPS, skip_unknown=True).summary
    assert second.reasons == {"symbolic_link": 1}
    assert first.skipped == second.skipped == 2
    assert len([line for line in entries(MANIFEST, "file") if line["status"] == "withheld"]) == 2


def test_fail_fast_stops_at_the_first_loss_with_its_cause(in_tmp: Path) -> None:
    record = {"a": "a", "b": LONG}
    write_tree(
        in_tmp,
        {"docs/1.txt": EMAIL, "docs/2.jsonl": jsonl({"a": "a", "b": "b"}, record), "docs/3.txt": EMAIL},
    )
    with pytest.raises(
        StoppedAtFirstError, match=r"^docs/2\.jsonl:2:b: withheld \(not_covered\).*--fail-fast"
    ):
        Ran("docs", detector=GAPS, fields=("a", "b"), fail_fast=True)
    assert tree(in_tmp / "redacted") == {"docs/1.txt": b"<EMAIL>"}, "no half file, and nothing after it"
    assert {line["output"] for line in entries(MANIFEST, "file")} == {"docs/1.txt"}


@pytest.mark.parametrize("name", ["a.png", "a.txt"])
def test_fail_fast_stops_at_a_file_that_cannot_be_read_too(in_tmp: Path, name: str) -> None:
    write_tree(in_tmp, {f"docs/{name}": b"\xff", "docs/b.txt": EMAIL})
    with pytest.raises(StoppedAtFirstError):
        Ran("docs", detector=GAPS, fail_fast=True)
    assert not (in_tmp / "redacted").exists()


def test_dry_run_counts_what_a_run_would(in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.jsonl": jsonl({"text": EMAIL}, {"text": LONG}), "docs/b.txt": EMAIL})
    wet, dry = (Ran("docs", detector=GAPS, dry_run=dry_run).summary for dry_run in (False, True))
    assert (dry.documents, dry.labels, dry.reasons) == (wet.documents, wet.labels, wet.reasons)


def test_records_that_are_done_are_counted_for_the_progress(in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.jsonl": jsonl({"text": "a"}, {"body": "b"}), "docs/b.txt": b"\xff"})
    done: list[int] = []
    Ran("docs", detector=GAPS, advance=done.append)
    assert sum(done) == 3


def test_output_that_cannot_be_made_ends_the_job_without_losing_what_is_done(in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": EMAIL, "docs/b.txt": EMAIL})
    (in_tmp / "redacted/docs/b.txt").mkdir(parents=True)
    with pytest.raises(AnonError, match=r"redacted/docs/b\.txt: not a regular file"):
        Ran("docs", detector=GAPS)
    assert tree(in_tmp / "redacted") == {"docs/a.txt": b"<EMAIL>"}
    assert "docs/a.txt" in {line["output"] for line in entries(MANIFEST, "file")}


class _Counting(Fixed):
    """Counts the texts it is given at a time, and finds nothing."""

    def __init__(self) -> None:
        super().__init__({})
        self.sizes: list[int] = []

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        self.sizes.append(len(texts))
        return super().detect(texts)


def in_process(detector: Detector) -> InProcess:
    return InProcess(Finder([detector]).find)


def test_everything_comes_back_in_input_order(in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.jsonl": jsonl(*({"text": "x"} for _ in range(2_500))), "docs/b.txt": "b"})
    detector = _Counting()
    files = discover(["docs"], glob=None, format="auto").files
    events = list(process(files, ReadOptions(), in_process(detector), counting))
    assert [type(event) for event in events[-4:]] == [FileEnds, FileBegins, RecordDone, FileEnds]
    ids = [event.record.id for event in events if isinstance(event, RecordDone)]
    assert ids == [f"docs/a.jsonl:{number}" for number in range(1, 2_501)] + ["docs/b.txt"]
    assert len(detector.sizes) == 3, "in chunks"


@pytest.mark.parametrize(
    "line", ['{"text": "a"}', "nope", '{"text": null}', ""], ids=["good", "bad", "null", "blank"]
)
def test_no_more_is_read_than_one_chunk_ahead(
    in_tmp: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0

    def lines() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(10 * CHUNK_ITEMS):
            taken += 1
            yield line.ljust(999).encode() + b"\n"

    monkeypatch.setattr(sys, "stdin", _Stream(lines()))
    files = discover(["-"], glob=None, format="jsonl").files
    engine = in_process(_Counting())
    events = process(files, ReadOptions(fields=(FieldPath(("text",)),)), engine, counting)
    assert isinstance(next(events), FileBegins)
    assert taken < 2 * CHUNK_ITEMS, "a chunk, and 256 KB that are buffered"
    assert sum(isinstance(event, RecordDone) for event in events) == 10 * CHUNK_ITEMS


class _Stream:
    """Standard input that makes its lines when they are read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.buffer = self
        self._lines = lines

    def readinto1(self, buffer: memoryview) -> int:
        line = next(self._lines, b"")
        buffer[: len(line)] = line
        return len(line)


def checked(in_tmp: Path, **options: Any) -> None:
    check_first_records(discover([str(in_tmp)], glob=None, format="auto").files, ReadOptions(**options))


def test_check_beforehand_looks_past_blank_bad_and_null_lines(in_tmp: Path) -> None:
    path = in_tmp / "a.jsonl"
    path.write_text('\nnope\n{"text": null}\n' + jsonl({"body": 1}))
    checked(in_tmp)  # the first record that says anything has the field
    path.write_text("\nnope\n" + jsonl({"body": 1}))
    with pytest.raises(UsageError, match=r"a\.jsonl:3: no string in the field 'text'"):
        checked(in_tmp)
    checked(in_tmp, all_strings=True)


@pytest.mark.parametrize("missing", ["fail", "skip"])
def test_check_beforehand_refuses_fields_that_no_record_holds(in_tmp: Path, missing: str) -> None:
    fields = (FieldPath(("nmae",)), FieldPath(("user", "bio")))
    record = {"name": "Anna", "user": {"id": "7"}}
    write_tree(in_tmp, {"a.jsonl": "\nnope\n" + 5_000 * jsonl(record), "b.jsonl": 20 * jsonl(record)})
    said = r"a\.jsonl: none of its first records has a string in 'nmae', 'user\.bio'; .*: name, user\.id\)$"
    with pytest.raises(UsageError, match=said):
        checked(in_tmp, fields=fields, missing=missing)
    # One record anywhere is enough, even without a text.
    for held in ({"nmae": "Anna"}, {"nmae": None}, {"user": {"bio": ""}}):
        (in_tmp / "b.jsonl").write_text(20 * jsonl(record) + jsonl(held))
        checked(in_tmp, fields=fields, missing=missing)
    write_tree(in_tmp, {"b.jsonl": 20 * jsonl(record), "c.csv": "nmae\nAnna\n"})
    checked(in_tmp, fields=fields, missing=missing)


def test_check_beforehand_leaves_broken_files_to_the_job(in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.jsonl.gz": b"\x1f\x8b\0", "b.jsonl": b"\xff\n"})
    checked(in_tmp)


def test_fresh_summary_is_complete() -> None:
    assert (Summary().complete, Summary().exit_code, Summary().lost) == (True, 0, 0)
