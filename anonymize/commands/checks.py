"""What options of `anon redact` need of each other; told before anything is read or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anonymize.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from anonymize.keys import Key
    from anonymize.operators import OperatorSet
    from anonymize.placement import Placement
    from anonymize.report.journal import Journal


def check_vault(operators: OperatorSet, key: Key) -> None:
    """Checks that a vault could be read later, and that there will be something in it.

    Raises:
        UsageError: it could not, or there will not.
    """
    from anonymize.operators.registry import KEPT_IN_VAULTS

    if not key.persistent:
        raise UsageError("--vault needs a key, or nobody could read it: add --key-file, or set ANON_KEY")
    if KEPT_IN_VAULTS.isdisjoint(map(operators.name, operators.labels)):
        names = " or ".join(sorted(KEPT_IN_VAULTS))
        raise UsageError(f"--vault keeps what {names} replaced, and no label has one; add --operator tag")


def earlier_run(placement: Placement, key: Key, *, dry_run: bool, review: Path | None) -> Journal | None:
    """Gives the manifest of the run that is to be resumed, None when there was none.

    Raises:
        UsageError: a run with these options cannot be resumed.
    """
    from anonymize.jobs.resuming import earlier_journal

    if review is not None:
        raise UsageError(
            "--review shows what one run does; after --resume, anon report --with-text shows all"
        )
    if dry_run:
        raise UsageError("--resume writes, and --dry-run writes nothing; leave one of them out")
    if placement.directory is None or placement.manifest is None:
        raise UsageError("--resume needs outputs that stay, and standard output does not; add --output")
    if not key.persistent:
        raise UsageError(
            "--resume needs the key of the earlier run, by which its files are known again: add --key-file,"
            " or set ANON_KEY"
        )
    journal = earlier_journal(placement.manifest)
    used = None if journal is None else journal.job.get("vault")
    if used is not None and placement.vault is not None and not placement.vault.exists():
        raise UsageError(
            f"the vault {placement.vault} of the earlier run is not there, so nothing would give its outputs"
            " back; put it back, or run it without --resume to begin anew"
        )
    return journal
