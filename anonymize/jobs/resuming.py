"""Going on where an earlier run of a job stopped: what of its work is kept.

Nothing that the manifest says is trusted: an input and its output are read again, whole, and kept when their
fingerprints are those in the manifest. These are keyed, so that nobody without the key can make others.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anonymize.digests import NewDigest, file_digest, stream_digest
from anonymize.documents.inputs import Discovery, InputFile
from anonymize.documents.names import spell_file_name
from anonymize.documents.remote import RemotePath
from anonymize.errors import AnonError, UsageError
from anonymize.jobs.configuration import changes
from anonymize.keys import Key
from anonymize.placement import Placement
from anonymize.report.journal import SCHEMA_VERSION, Block, Journal, output_name
from anonymize.report.manifest import INPUT_PURPOSE, OUTPUT_PURPOSE
from anonymize.report.summary import Summary

_BEGIN_ANEW = "run it without --resume to begin anew"


@dataclass(frozen=True, slots=True)
class Kept:
    """Files of an earlier run that need not be done again.

    Attributes:
        journal: of that run; None when there was none.
        blocks: what it says of each of them, by id; of files that are skipped, too.
        outputs: the output files that are kept with them.
    """

    journal: Journal | None = None
    blocks: Mapping[str, Block] = field(default_factory=dict)
    outputs: frozenset[Path | RemotePath] = frozenset()

    def __len__(self) -> int:
        """Counts the files that were read."""
        return sum(block.input_fingerprint is not None for block in self.blocks.values())

    def __contains__(self, name: object) -> bool:
        """Tells whether a file is kept."""
        return name in self.blocks

    def summary(self, name: str) -> Summary:
        """Counts what the manifest says of a file."""
        found = Summary()
        for entry in [] if self.journal is None else self.journal.entries(self.blocks[name]):
            if entry["kind"] == "file":
                found.collisions = int(entry["collisions"])
                found.pass_through(entry["passed_through"])
                found.in_passed_through = int(entry["in_passed_through"])
                found.field_labels.update(entry.get("field_labels", {}))
                found.named_fields.update(entry.get("named_fields", ()))
                found.taken_out.update(entry["taken_out"])
                continue
            found.count(entry["status"], entry["reason"])
            if entry["status"] == "redacted":
                found.labels.update(entry["labels"])
                found.kept.update(_kept_labels(entry))
                found.leaks += len(entry["leaks"])
        return found


def earlier_journal(path: Path) -> Journal | None:
    """Reads the manifest of an earlier run; None when there was none.

    Raises:
        UsageError: it is none, or of another version of the format.
        AnonError: it cannot be read.
    """
    name = spell_file_name(str(path))
    try:
        journal = Journal.read(path)
        is_empty = not path.is_file() or not path.stat().st_size
    except OSError as error:
        raise AnonError(f"the manifest {name} cannot be read: {error.strerror}; check its rights") from error
    if journal is None and not is_empty:
        raise UsageError(f"{name} is no manifest, so nothing can be resumed; name another --manifest")
    if journal is not None and journal.job.get("schema_version") != SCHEMA_VERSION:
        raise UsageError(f"the manifest {name} is of another version of anon; {_BEGIN_ANEW}")
    return journal


def check_same_job(journal: Journal | None, job: Mapping[str, object], key: Key) -> None:
    """Checks that outputs of a job can stand beside those of an earlier run.

    Args:
        journal: of the earlier run, None when there was none.
        job: as `describe_job` gives it.
        key: of the job.

    Raises:
        UsageError: they could not; says which kind of setting is another one.
    """
    if journal is None:
        return
    has_key = journal.job.get("key") == key.fingerprint()
    if changed := changes(journal.job, job) if has_key else ["the key"]:
        name = spell_file_name(str(journal.path))
        raise UsageError(
            f"the job of {name} cannot be resumed, for this is another one now: {', '.join(changed)};"
            f" {_BEGIN_ANEW}, or name another --output"
        )


def kept_files(
    journal: Journal | None,
    discovery: Discovery,
    placement: Placement,
    key: Key,
    *,
    whole_only: bool,
    shown: Callable[[str], str] | None = None,
) -> Kept:
    """Finds the files of an earlier run that are as it left them. Changes nothing.

    What failed is tried again, and so is everything else of which it is not certain that another try would
    end in the same bytes. What was withheld would be withheld again.

    Args:
        journal: of the earlier run, None when there was none.
        discovery: what this one reads.
        placement: where it writes to.
        key: of both.
        whole_only: keep nothing that is not whole in the output.
        shown: gives the form of an input's id in which the manifest has it; None for the id itself.
    """
    if journal is None:
        return Kept()
    last = journal.last
    name_of = shown or str
    kept: dict[str, Block] = {}
    outputs: set[Path | RemotePath] = set()
    for skipped in discovery.skipped:
        block = last.get(name_of(skipped.id))
        if block is not None and block.whole and block.output is None and block.reason == skipped.reason:
            kept[skipped.id] = block
    for file in discovery.files:
        block = last.get(name_of(file.id))
        if block is None or not block.whole or block.failed or (whole_only and block.status != "redacted"):
            continue
        if _holds(block, file, placement, key):
            kept[file.id] = block
            if block.output is not None and (path := placement.path(file)) is not None:
                outputs.add(path)
    return Kept(journal, kept, frozenset(outputs))


def _holds(block: Block, file: InputFile, placement: Placement, key: Key) -> bool:
    """Tells whether input and output are those that the manifest speaks of."""
    relative, path = placement.relative(file), placement.path(file)
    if file.path is None or relative is None or path is None or block.input_fingerprint is None:
        return False
    if block.output is not None:
        if block.output != output_name(relative) or block.output_fingerprint is None:
            return False
        if _digest(path, lambda: key.digest(OUTPUT_PURPOSE), follow=False) != block.output_fingerprint:
            return False
    return _digest(file.path, lambda: key.digest(INPUT_PURPOSE), follow=True) == block.input_fingerprint


def _kept_labels(entry: Mapping[str, Any]) -> Iterator[str]:
    """The labels of spans that stand in the output as they were."""
    for span in entry.get("spans") or ():
        match span:
            case {"label": str(label), "kept": True}:
                yield label


def _digest(path: Path | RemotePath, new_digest: NewDigest, *, follow: bool) -> str | None:
    """The digest of a regular file; None where there is no such file, or it cannot be read."""
    try:
        if isinstance(path, RemotePath):
            with path.open() as stream:  # what its store says of it may be said of something else
                return stream_digest(stream, new_digest())
        if not stat.S_ISREG(path.stat(follow_symlinks=follow).st_mode):
            return None
        return file_digest(path, new_digest())
    except OSError:
        return None
