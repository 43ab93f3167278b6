"""What is worked on together does not depend on where a job was stopped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from threading import Thread

import pytest

from anonymize.detectors.base import Detection, whole
from anonymize.documents.base import ReadOptions
from anonymize.documents.inputs import discover
from anonymize.engines.local import InProcess
from anonymize.finder import Finder
from anonymize.jobs import chunks
from anonymize.jobs.chunks import CHUNK_CHARACTERS, FileBegins, FileEnds
from anonymize.jobs.finishing import counting
from anonymize.jobs.pauses import Pause
from anonymize.jobs.pipeline import Event, FileKept, RecordDone, process
from anonymize.spans import Span
from tests.commands.support import EMAIL, Anon, write_tree
from tests.support_detectors import Fixed

SECONDS = 60


class Crowd(Fixed):
    """Scores that depend on what is searched together, as those of a batched model may."""

    def __init__(self) -> None:
        super().__init__({})
        self.calls = 0

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        self.calls += 1
        score = 1 / len(texts)
        return [Detection((Span(0, 1, "person", score, self.name),), whole(text)) for text in texts]


def events(kept: set[str], detector: Crowd) -> list[Event]:
    files = discover(["docs"], glob=None, format="auto").files
    engine = InProcess(Finder([detector]).find)
    return list(process(files, ReadOptions(), engine, counting, kept=kept))


def scores(found: Sequence[Event]) -> dict[str, float]:
    return {
        event.record.id: event.results[0].spans[0].score for event in found if isinstance(event, RecordDone)
    }


def test_documents_are_searched_beside_those_that_are_kept(in_tmp: Path) -> None:
    write_tree(in_tmp, {f"docs/{name}.txt": "x" * (CHUNK_CHARACTERS // 4 + 1) for name in "abcdefgh"})
    undisturbed, resumed = Crowd(), Crowd()
    whole = scores(events(set(), undisturbed))
    assert set(whole.values()) == {1 / 4}
    kept = {"docs/a.txt", "docs/b.txt", "docs/c.txt", "docs/d.txt", "docs/e.txt", "docs/g.txt"}
    found = events(kept, resumed)
    assert scores(found) == {name: whole[name] for name in ("docs/f.txt", "docs/h.txt")}
    assert [type(event) for event in found] == [
        *[FileKept] * 5, FileBegins, RecordDone, FileEnds, FileKept, FileBegins, RecordDone, FileEnds
    ]  # fmt: skip
    assert (undisturbed.calls, resumed.calls) == (2, 1), "where all are kept nothing is searched"


def test_kept_file_that_cannot_be_read_any_more_is_no_trouble(in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt.gz": b"\x1f\x8b\0", "docs/b.txt": "x"})
    found = events({"docs/a.txt.gz"}, Crowd())
    assert [type(event) for event in found] == [FileKept, FileBegins, RecordDone, FileEnds]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_a_pause_behind_a_kept_file_and_before_the_pipe_begins_is_no_trouble(
    anon: Anon, in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(in_tmp, {"a.txt": EMAIL})
    os.mkfifo("pipe.txt")
    options = ("redact", "a.txt", "pipe.txt", "--detector", "patterns", "--output", "out")

    def written() -> Thread:
        writer = Thread(target=lambda: Path("pipe.txt").write_text(EMAIL), daemon=True)
        writer.start()
        return writer

    for late in (False, True):
        if late:
            monkeypatch.setattr(chunks, "with_pauses", lambda items, _: chain([Pause()], items))
        writer = written()
        result = anon(*options, *(["--resume"] if late else []))
        writer.join(SECONDS)
        assert (result.exit_code, Path("out/pipe.txt").read_text()) == (0, "<EMAIL>")
