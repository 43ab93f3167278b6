"""The process that opens a PDF: the file comes in on standard input, JSON lines go out on standard output.

One line for each page, and one at the end; where that is missing, the process died. It is started anew for
each file, with bounds on what it may take, so that nothing in a file can take more from the machine, nor
harm the process that started it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import Any, BinaryIO

MEMORY = 2 << 30
"""Bytes of address space. A file of 128 MiB takes 300 MiB and what its largest page needs."""
SECONDS = 300
"""Of a processor; enough for tens of thousands of pages."""
MOST_PAGES = 100_000
OPEN_FILES = 64


def main(largest: int, seconds: int, parent: int) -> None:
    """Reads a file and tells what is in it.

    Args:
        largest: characters that it may have.
        seconds: of a processor that it may take.
        parent: the process for which it works, and with which it ends.
    """
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    _bound(seconds)
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        _tell(data, largest, out)
    except MemoryError:
        _say(out, failed="memory")
    out.flush()
    os._exit(0)  # what PDFium would still do cannot matter any more


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _bound(seconds: int) -> None:
    for kind, most, at_last in (
        (resource.RLIMIT_AS, MEMORY, MEMORY),
        (resource.RLIMIT_CPU, seconds, seconds + 1),  # the first ends it with a signal of its own
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        # macOS knows of limits that it does not set.
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, at_last))


def _tell(data: bytes, largest: int, out: BinaryIO) -> None:
    import pypdfium2.raw as pdfium

    from anonymize.documents.pdf.beside import beside_pages
    from anonymize.documents.pdf.contents import read_page

    _begin(pdfium)
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        _say(out, failed="encrypted" if locked else "corrupt")
        return
    information = pdfium.FPDF_FORMFILLINFO(version=2)
    form = pdfium.FPDFDOC_InitFormFillEnvironment(document, information)
    characters = 0
    pages = pdfium.FPDF_GetPageCount(document)
    if not 0 < pages <= MOST_PAGES:
        _say(out, failed="pages" if pages > 0 else "corrupt")
        return
    for number in range(pages):
        page = read_page(document, form, number)
        characters += len(page.text)
        if characters > largest:
            _say(out, failed="size")
            return
        _say(out, text=page.text, state=page.state, taken_out=+page.taken_out)
    _say(out, taken_out=+beside_pages(document, data))


def _say(out: BinaryIO, **told: Any) -> None:  # noqa: ANN401 - anything that JSON knows
    out.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")


def _begin(pdfium: Any) -> None:  # noqa: ANN401 - the library has no types
    """Starts PDFium without the fonts of the machine: what is read must not depend on them."""
    import ctypes

    nowhere = (ctypes.POINTER(ctypes.c_char) * 1)()
    config = pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=nowhere)
    pdfium.FPDF_InitLibraryWithConfig(config)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
