"""PDFs that are made to take memory, time, or a process down."""

from __future__ import annotations

import select
import subprocess
import sys
import zlib

import pytest

from anonymize.documents.base import BadRecord
from anonymize.documents.pdf import extracting, worker
from anonymize.errors import DocumentError, UsageError
from tests.documents.pdf import small_worker
from tests.documents.pdf.support import FONT, PAGES, pdf, read, shown, stream
from tests.documents.support import texts

X = shown("Jane Smith.")
BOX = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"


def expanding(size: int) -> bytes:
    """Gives a stream that expands to so many spaces, compressed twice."""
    return stream(zlib.compress(zlib.compress(b" " * size, 9), 9), "/Filter [/FlateDecode /FlateDecode]")


def doubling(depth: int) -> bytes:
    """Gives a page that shows a form ten times, which shows another ten times, and so on."""
    forms: dict[int, str | bytes] = {
        1000 + level: stream("/X Do " * 10, f"{BOX} /Resources << /XObject << /X {1001 + level} 0 R >> >>")
        for level in range(depth)
    }
    forms[1000 + depth] = stream(
        "BT /F 9 Tf (Jane Smith) Tj ET", f"{BOX} /Resources << /Font << /F {FONT} 0 R >> >>"
    )
    return pdf("/X Do", resources="/XObject << /X 1000 0 R >>", objects=forms)


READ: dict[str, bytes] = {
    "pages that lead in a circle": pdf(
        X, objects={PAGES: f"<< /Type /Pages /Kids [10 0 R {PAGES} 0 R] /Count 99999999 >>"}
    ),
    "more pages than there are": pdf(X, objects={PAGES: "<< /Type /Pages /Kids [10 0 R] /Count 9999999 >>"}),
    "nested arrays": pdf(X, catalog=f"/X {'[' * 50_000}{']' * 50_000}"),
    "nested dictionaries": pdf(X, page=f"/X {'<< /A ' * 50_000}1{'>>' * 50_000}"),
    "nested states": pdf("q " * 50_000 + X),
    "form in itself": pdf(
        f"/X Do {X}",
        resources="/XObject << /X 1000 0 R >>",
        objects={1000: stream("/X Do", f"{BOX} /Resources << /XObject << /X 1000 0 R >> >>")},
    ),
    "bookmarks that lead in a circle": pdf(
        X,
        catalog="/Outlines 1000 0 R",
        objects={
            1000: "<< /First 1001 0 R >>",
            1001: "<< /Title (x) /Parent 1000 0 R /Next 1001 0 R /First 1001 0 R >>",
        },
    ),
    "structure that leads in a circle": pdf(
        f"/P << /MCID 0 >> BDC {X} EMC",
        page="/StructParents 0",
        catalog="/StructTreeRoot 1000 0 R",
        objects={
            1000: "<< /Type /StructTreeRoot /K [1001 0 R] /ParentTree << /Nums [0 [1001 0 R]] >> >>",
            1001: "<< /Type /StructElem /S /P /P 1001 0 R /Pg 10 0 R /K [0 1001 0 R] >>",
        },
    ),
    "fields that lead in a circle": pdf(
        X,
        page="/Annots [1000 0 R]",
        catalog="/AcroForm << /Fields [1000 0 R] >>",
        objects={1000: "<< /Subtype /Widget /Rect [0 0 9 9] /FT /Tx /Parent 1000 0 R /Kids [1000 0 R] >>"},
    ),
    "huge page": pdf(X).replace(b"612 792", b"9e9 9e9"),
    "huge picture": pdf(
        f"/I Do {X}",
        resources="/XObject << /I 1000 0 R >>",
        objects={
            1000: stream(
                "x",
                "/Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB",
            )
        },
    ),
    "tables that lead in a circle": pdf(X, trailer="/Prev 15"),
}


@pytest.mark.parametrize("case", READ)
def test_what_leads_nowhere_does_not_keep_the_text_from_being_read(case: str) -> None:
    *bad, record = read(READ[case])
    assert all(isinstance(found, BadRecord) for found in bad)
    assert texts(record)["t.pdf"].startswith("Jane Smith.\n")


def test_bomb_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is a quarter of the real one, so that it is soon reached."""
    assert worker.MEMORY == 2 << 30
    monkeypatch.setattr(extracting, "WORKER", small_worker.__name__)
    assert texts(*read(pdf(X)))["t.pdf"].startswith("Jane Smith.\n")
    for data in (pdf(X, objects={11: expanding(300 << 20)}), doubling(12)):
        assert len(data) < 10_000
        [record] = read(data)
        assert isinstance(record, BadRecord)
        assert record.reason in ("corrupt_pdf", "too_large")
        assert "2 GiB of memory" in record.message or "more than" in record.message


def test_time_of_the_process_is_bounded() -> None:
    text = stream("BT /F 9 Tf 9 9 Td " + "(x) Tj " * 500_000 + "ET", packed=True)
    with pytest.raises(DocumentError, match="takes more than 1 second") as caught:
        extracting.extract(pdf(X, objects={11: text}), "t.pdf", 1 << 20, seconds=1)
    assert caught.value.reason == "too_large"


def test_file_of_too_many_pages_is_refused() -> None:
    kids = "10 0 R " * (worker.MOST_PAGES + 1)
    data = pdf(X, objects={PAGES: f"<< /Type /Pages /Kids [{kids}] /Count {worker.MOST_PAGES + 1} >>"})
    [record] = read(data)
    assert isinstance(record, BadRecord)
    assert (record.reason, "100,000 pages" in record.message) == ("too_large", True)


def test_process_ends_with_the_one_that_started_it() -> None:
    started = [sys.executable, "-m", extracting.WORKER, "9", "9"]
    starting = f"import os, subprocess; subprocess.Popen({started} + [str(os.getpid())]); os._exit(0)"
    command = [sys.executable, "-c", starting]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.wait() == 0
        # The worker waits for the rest of a file, and holds standard output open as long as it is there.
        assert select.select([process.stdout], [], [], 60)[0] == [process.stdout]


def test_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "WORKER", "module_that_is_not_there")
    [record] = read(pdf(X))
    assert isinstance(record, BadRecord)
    assert record.reason == "corrupt_pdf"


def test_library_that_is_not_there_is_not_taken_for_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "WORKER", "module_that_is_not_there")
    monkeypatch.setattr(extracting, "_LIBRARY", "library_that_is_not_there")
    with pytest.raises(UsageError, match="which is not installed"):
        read(pdf(X))
