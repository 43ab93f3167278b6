"""Manifests read again: what counts, what does not, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from anonymize.errors import UsageError
from anonymize.report.reading import ManifestFile
from anonymize.report.statistics import IDS_KEPT, collect
from tests.report.manifests import JOB, document, file, leak, span, withheld, write


def ids(manifest: ManifestFile) -> list[str]:
    return [entry.id for entry in manifest.entries()]


def test_documents_records_and_files_are_read_in_order(tmp_path: Path) -> None:
    record = {
        "kind": "record",
        "id": "b:1",
        "input": "b",
        "output": None,
        "status": "failed",
        "reason": "not_json",
    }
    path = write(tmp_path / "m", JOB, document("a", span(0, 4)), file("a"), record, file("b", "withheld"))
    manifest = ManifestFile(path)
    assert ids(manifest) == ["a", "b:1"]
    assert manifest.files["b"].status == "withheld"
    found = manifest.find("a")
    assert found is not None
    assert (found.spans[0].end, found.spans[0].output_end) == (4, 8)
    assert manifest.find("nowhere") is None
    assert not manifest.torn


def test_a_line_that_was_not_finished_is_dropped(tmp_path: Path) -> None:
    path = write(tmp_path / "m", JOB, document("a"), torn='{"kind":"document","id":"b","inp')
    manifest = ManifestFile(path)
    assert manifest.torn
    assert ids(manifest) == ["a"]
    whole_but_for_its_end = write(tmp_path / "n", JOB, document("a"))
    whole_but_for_its_end.write_bytes(whole_but_for_its_end.read_bytes()[:-1])
    assert ids(ManifestFile(whole_but_for_its_end)) == []


def test_a_file_that_was_done_again_counts_as_it_was_last(tmp_path: Path) -> None:
    first = [withheld("a:1"), document("a:2", span(0, 1)), document("a:3"), file("a", "incomplete")]
    second = [document("a:1", span(0, 1), span(2, 3)), document("a:2"), file("a")]
    for again in ([], [JOB]):
        manifest = ManifestFile(write(tmp_path / "m", JOB, *first, document("b"), file("b"), *again, *second))
        assert ids(manifest) == ["b", "a:1", "a:2"], "a:3 is not in the file any more"
        assert manifest.find("a:3") is None
        numbers = collect(manifest)
        assert numbers.documents == {"redacted": 3}
        assert numbers.labels == {"person": 2}
        assert numbers.files == {"redacted": 2}


def test_documents_of_a_file_that_was_stopped_in_the_middle_are_replaced(tmp_path: Path) -> None:
    stopped = [document("a:1", span(0, 1)), document("a:2", span(0, 1))]
    assert collect(ManifestFile(write(tmp_path / "m", JOB, *stopped))).documents == {"unfinished": 2}
    gone_on = write(tmp_path / "m", JOB, *stopped, JOB, document("a:1"), file("a"))
    numbers = collect(ManifestFile(gone_on))
    assert (numbers.documents, numbers.labels) == ({"redacted": 1}, {})
    without_a_line_of_its_own = write(
        tmp_path / "m", JOB, *stopped, document("a:1"), document("a:2"), file("a")
    )
    assert collect(ManifestFile(without_a_line_of_its_own)).documents == {"redacted": 2}


def test_a_file_that_was_only_verified_keeps_its_documents(tmp_path: Path) -> None:
    path = write(tmp_path / "m", JOB, document("a", span(0, 1)), file("a"), JOB, file("a"))
    assert collect(ManifestFile(path)).documents == {"redacted": 1}


def test_documents_of_an_output_that_was_taken_back_do_not_count_but_those_that_went_out_do(
    tmp_path: Path,
) -> None:
    failed = file("a", "failed", "corrupt_gzip")
    taken_back = collect(ManifestFile(write(tmp_path / "m", JOB, document("a:1", span(0, 1)), failed)))
    assert taken_back.documents == {"failed": 1}
    assert taken_back.lost["corrupt_gzip"].ids == ["a"]
    went_out = document("a:1", span(0, 1), output=None)
    assert collect(ManifestFile(write(tmp_path / "m", JOB, went_out, failed))).documents == {
        "redacted": 1,
        "failed": 1,
    }


def test_scores_fall_into_ten_bins(tmp_path: Path) -> None:
    scores = [0.0, 0.05, 0.1, 0.55, 0.6, 0.7, 0.8999, 0.9, 1.0, 1.7]
    spans = (span(place, place + 1, score=score) for place, score in enumerate(scores))
    numbers = collect(ManifestFile(write(tmp_path / "m", JOB, document("a", *spans), file("a"))))
    assert numbers.scores == [2, 1, 0, 0, 0, 1, 1, 1, 1, 3]


def test_coverage_is_summed_where_it_is_told(tmp_path: Path) -> None:
    path = write(
        tmp_path / "m",
        JOB,
        document("a", characters=100, coverage={"tagger": [[0, 60], [60, 100]], "patterns": [[0, 100]]}),
        document("b", characters=100, coverage={"tagger": [[0, 10], [20, 50]]}, leaks=[leak(1, 2)]),
        document("c"),
        *map(file, "abc"),
    )
    coverage = collect(ManifestFile(path)).coverage
    assert {name: (seen.seen, seen.characters) for name, seen in coverage.items()} == {
        "tagger": (140, 200),
        "patterns": (100, 100),
    }


def test_possible_leaks_in_the_output_are_counted_and_those_that_were_withheld_are_not(
    tmp_path: Path,
) -> None:
    path = write(
        tmp_path / "m",
        JOB,
        document("a:1", leaks=[leak(0, 5), leak(9, 12), leak(3, 4, check="detectors")]),
        document("a:2", leaks=[leak(0, 5, label="email")]),
        withheld("a:3", "leak") | {"leaks": [leak(0, 5)]},
        document("b:1", leaks=[leak(0, 5)]),
        file("a", "incomplete"),
        file("b", "failed", "corrupt_gzip"),
    )
    numbers = collect(ManifestFile(path))
    assert numbers.leaked == 4
    assert numbers.as_dict()["leaks"] == [
        {"label": "email", "check": "value", "count": 1, "ids": ["a:2"]},
        {"label": "person", "check": "detectors", "count": 1, "ids": ["a:1"]},
        {"label": "person", "check": "value", "count": 2, "ids": ["a:1"]},
    ]


def test_what_was_not_searched_is_told_of_all_files(tmp_path: Path) -> None:
    files = [
        file("a") | {"passed_through": ["note", "tags[]"], "taken_out": {"images": 2}},
        file("b") | {"passed_through": ["note"], "taken_out": {"images": 1, "macros": 1}},
        file("c"),
    ]
    numbers = collect(ManifestFile(write(tmp_path / "m", JOB, *files))).as_dict()
    assert numbers["passed_through"] == ["note", "tags[]"]
    assert numbers["taken_out"] == {"images": 3, "macros": 1}


def test_what_else_is_in_the_output_is_counted_over_all_files(tmp_path: Path) -> None:
    files = [
        file("a") | {"in_passed_through": 2, "path_labels": {"person": 1}},
        file("b") | {"in_passed_through": 1, "field_labels": {"person": 3}, "named_fields": ["b", "a"]},
        file("c")
        | {
            "field_labels": {"person": 1, "email": 1},
            "named_fields": ["b"],
            "path_labels": {"person": 2, "date": 1},
        },
    ]
    numbers = collect(ManifestFile(write(tmp_path / "m", JOB, *files)))
    assert (numbers.in_passed_through, numbers.named_paths) == (3, 2)
    assert (numbers.field_labels, numbers.named_fields) == ({"person": 4, "email": 1}, {"a", "b"})
    assert [warning.split(" ")[0] for warning in numbers.warnings] == ["3", "2", "5"]
    assert numbers.warnings[-1].endswith("keeps: a, b")
    assert collect(ManifestFile(write(tmp_path / "n", JOB, file("a")))).warnings == []


def test_ids_of_what_is_lost_are_kept_up_to_a_bound(tmp_path: Path) -> None:
    entries = [withheld(f"a:{number}") for number in range(IDS_KEPT + 5)]
    lost = collect(ManifestFile(write(tmp_path / "m", JOB, *entries, file("a", "withheld")))).lost
    assert (lost["not_covered"].count, len(lost["not_covered"].ids)) == (IDS_KEPT + 5, IDS_KEPT)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is no manifest; name the one that lies beside the output"),
        ("{}\n", "is no manifest"),
        ("[]\n", "is no manifest"),
        ('{"kind":"document"}\n', "is no manifest"),
        ('{"kind":"job","schema_version":91}\n', "is of another version of anon; report it with that"),
        ('{"kind":"job"}\nnot json\n{}\n', "is damaged at line 2; name a copy of it"),
        ('{"kind":"job"}\n[]\n', "is damaged at line 2"),
        ('{"kind":"job"}\n{"kind":"file","id":"a"}\n', "is damaged at line 2"),
    ],
)
def test_what_is_no_manifest_or_damaged_is_told(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "m").write_text(content)
    with pytest.raises(UsageError, match=message):
        ManifestFile(tmp_path / "m")


@pytest.mark.parametrize(
    "changed",
    [{"spans": [{"start": 4, "end": 2}]}, {"spans": [7]}, {"spans": [span(0, 1) | {"score": "high"}]}],
)
def test_a_damaged_span_is_told_with_its_line(tmp_path: Path, changed: dict[str, object]) -> None:
    manifest = ManifestFile(write(tmp_path / "m", JOB, document("a", **changed)))
    with pytest.raises(UsageError, match="is damaged at line 2"):
        collect(manifest)


def test_a_manifest_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no manifest"):
        ManifestFile(tmp_path / "m")
