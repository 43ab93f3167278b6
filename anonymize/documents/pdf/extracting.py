"""Runs the process that opens a PDF, and says in a sentence why there is nothing to be had from it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from anonymize.documents.limits import too_large
from anonymize.documents.pdf.worker import MEMORY, MOST_PAGES, SECONDS
from anonymize.documents.streams import empty
from anonymize.errors import DocumentError, UsageError

WORKER = "anonymize.documents.pdf.worker"
_LIBRARY = "pypdfium2"
_HEAD = b"%PDF-"
_HEAD_WITHIN = 1024
"""Bytes in which the head of a file stands; other things may come before it."""
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class PageText:
    """A page, as `contents.Page` has it."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What was read of a file.

    Attributes:
        pages: in order.
        taken_out: see `Record`.
    """

    pages: tuple[PageText, ...]
    taken_out: Counter[str]


def extract(data: bytes, name: str, largest: int, *, seconds: int = SECONDS) -> Extract:
    """Reads the texts of a PDF.

    Args:
        data: the file.
        name: its display id.
        largest: characters that it may have.
        seconds: of a processor that reading it may take.

    Raises:
        DocumentError: with the reason `not_pdf`, `corrupt_pdf`, `encrypted_pdf` or `too_large`.
        UsageError: the library that reads PDFs is not there.
    """
    if not data:
        raise empty(name, "not_pdf", "PDF")
    if _HEAD not in data[:_HEAD_WITHIN]:
        raise DocumentError("not_pdf", f"{name}: it is no PDF; name its format with --format")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", WORKER, *map(str, (largest, seconds, os.getpid()))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(_path())},
            check=False,
        )
    except OSError as error:
        message = f"{name}: no process could be started to read it: {error.strerror}; run it again"
        raise DocumentError("unreadable", message) from error
    pages: list[PageText] = []
    taken_out: Counter[str] = Counter()
    *lines, _ = done.stdout.split(b"\n")  # what stands behind the last line end is no whole line
    for line in lines:
        told = json.loads(line)
        if "failed" in told:
            raise _failure(told["failed"], name, largest)
        taken_out.update(told["taken_out"])
        if "text" not in told:
            return Extract(tuple(pages), taken_out)
        pages.append(PageText(told["text"], told["state"]))
    if -done.returncode == signal.SIGXCPU:
        message = f"{name}: reading it takes more than {seconds} second(s); split it into smaller ones"
        raise DocumentError("too_large", message)
    if done.returncode > 0 and find_spec(_LIBRARY) is None:
        raise UsageError(f"PDFs are read by {_LIBRARY}, which is not installed; pip install {_LIBRARY}")
    raise _failure("died", name, largest)


def _path() -> list[str]:
    """Where the worker finds what this process finds, and nothing of the directory that it runs in."""
    return [str(_ROOT), *(place for place in sys.path if os.path.isabs(place))]  # noqa: PTH117 - strings


def _failure(what: str, name: str, largest: int) -> DocumentError:
    match what:
        case "encrypted":
            return DocumentError("encrypted_pdf", f"{name}: it has a password; save it without one")
        case "size":
            return too_large(f"{name}: its text", largest)
        case "pages":
            message = f"{name}: it has more than {MOST_PAGES:,} pages; split it into smaller ones"
            return DocumentError("too_large", message)
        case "memory" | "died":
            message = (
                f"{name}: it is damaged, or takes more than {MEMORY >> 30} GiB of memory to read; write it"
                " anew with another program, or split it"
            )
            return DocumentError("corrupt_pdf", message)
    message = f"{name}: it is damaged, or cut short; fetch the file again"
    return DocumentError("corrupt_pdf", message)
