"""Inputs of the web: from a real server, which answers in parts or whole, breaks off, and refuses."""

from __future__ import annotations

import gzip
import io
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, jsonl, tree, write_tree

pytest.importorskip("aiohttp")  # the extra `http`


def table() -> bytes:
    """A Parquet file of some size."""
    written = io.BytesIO()
    pq.write_table(pa.table({"text": [f"to {EMAIL} {number * 7919}" for number in range(500)]}), written)
    return written.getvalue()


PAGES = {
    "/a.jsonl": (jsonl({"text": EMAIL}) * 500).encode(),
    "/a%20b.txt": f"to {EMAIL}\r\n".encode(),
    "/t.parquet": table(),
    "/broken.txt": b"to " * 1_000,
    "/..%2f..%2fx.txt": b"x",
}
WHOLE = f"to {EMAIL} and all others\n".encode()
CUT = {
    "/short.txt": (200, {}),  # of which HEAD tells more
    "/part.txt": (206, {"Content-Range": f"bytes 0-9/{len(WHOLE)}"}),
    "/nothing.txt": (204, {}),
}
"""Pages of which GET gives less than `WHOLE`: the status of its answer, and headers."""
PACKED = gzip.compress(b"to nobody\n" * 2)


class Pages(BaseHTTPRequestHandler):
    """Gives pages; in parts below /parts, whole elsewhere."""

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_HEAD(self) -> None:
        """Answers without the page."""
        self._answer(with_body=False)

    def do_GET(self) -> None:
        """Answers with the page."""
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        if path == "/secret.txt":
            self.send_error(403)
            return
        if path in CUT:
            self._answer_in_part(*CUT[path], with_body=with_body)
            return
        if path == "/packed.txt":
            self._answer_packed(with_body=with_body)
            return
        page = PAGES.get(path.removeprefix("/parts"))
        if page is None:
            self.send_error(404)
            return
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if path.startswith("/parts") and wanted:
            start, end = int(wanted[1]), min(int(wanted[2]) + 1, len(page))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(page)}")
            page = page[start:end]
        else:
            self.send_response(200)
        if path.startswith("/parts"):
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if with_body:
            self.wfile.write(page[: len(page) // 2] if path == "/broken.txt" else page)
            self.close_connection = True

    def _answer_in_part(self, status: int, headers: dict[str, str], *, with_body: bool) -> None:
        self.send_response(status if with_body else 200)
        page = WHOLE[:10] if with_body else WHOLE
        if status != 204 or not with_body:
            self.send_header("Content-Length", str(len(page)))
        for name, value in headers.items() if with_body else ():
            self.send_header(name, value)
        self.end_headers()
        if with_body and status != 204:
            self.wfile.write(page)

    def _answer_packed(self, *, with_body: bool) -> None:
        """HEAD tells the size of what is packed, as servers do that hold it so."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(PACKED)))
        if with_body:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if with_body:
            self.wfile.write(PACKED)


@pytest.fixture
def web(in_tmp: Path) -> Iterator[str]:
    """A server of the pages, which lie in the current folder, too; gives where it is."""
    write_tree(in_tmp, {"a.jsonl": PAGES["/a.jsonl"], "t.parquet": PAGES["/t.parquet"]})
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("name", ["a.jsonl", "t.parquet"])
@pytest.mark.parametrize("folder", ["", "parts/"])
def test_a_page_gives_the_same_bytes_as_a_local_file(anon: Anon, web: str, name: str, folder: str) -> None:
    options = (*FAST, "--field", "text", "--quiet")
    for given, output in ((name, "local"), (f"http://{web}/{folder}{name}?sig=SECRET", "remote")):
        assert anon("redact", given, *options, "--output", f"{output}/").exit_code == 0
    assert tree(Path("local")) == tree(Path("remote"))
    assert EMAIL.encode() not in tree(Path("remote"))[name]
    assert b"SECRET" not in Path("remote.manifest.jsonl").read_bytes()


def test_the_name_of_a_page_is_that_of_a_file(anon: Anon, web: str) -> None:
    done = anon("redact", f"http://anna:SECRET@{web}/a%20b.txt", *FAST, "--output", "out/")
    assert (done.exit_code, tree(Path("out"))) == (0, {"a b.txt": b"to <EMAIL>\r\n"})
    [job] = entries(Path("out.manifest.jsonl"), "job")
    assert job["inputs"] == [f"http://{web}/a%20b.txt"]


def test_an_answer_that_breaks_off_gives_no_output(anon: Anon, web: str) -> None:
    done = anon("redact", f"http://{web}/broken.txt", *FAST, "--output", "out/")
    assert (done.exit_code, Path("out/broken.txt").exists()) == (1, False)
    assert "broken.txt: cannot be read: the connection failed" in done.stderr


@pytest.mark.parametrize("name", ["short.txt", "part.txt", "nothing.txt"])
def test_an_answer_that_is_no_whole_file_gives_no_output(anon: Anon, web: str, name: str) -> None:
    done = anon("redact", f"http://{web}/{name}", *FAST, "--output", "out/")
    assert (done.exit_code, (Path("out") / name).exists()) == (1, False)
    assert f"{name}: cannot be read: " in done.stderr


def test_an_answer_that_is_packed_on_its_way_is_read_whole(anon: Anon, web: str) -> None:
    done = anon("redact", f"http://{web}/packed.txt", *FAST, "--output", "out/")
    assert (done.exit_code, tree(Path("out"))) == (0, {"packed.txt": b"to nobody\n" * 2})


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.txt", "cannot be found"),
        ("secret.txt", "cannot be reached: the server answered 403"),
        ("..%2f..%2fx.txt", "has no name that a file can have"),
        ("folder/", "do not list"),
        ("", "is the root of a file system"),
    ],
)
def test_what_is_no_page_is_told_in_a_line(anon: Anon, web: str, path: str, message: str) -> None:
    done = anon("redact", f"http://{web}/{path}", *FAST, "--output", "out/")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert message in done.stderr


def test_a_traceback_holds_no_secret(anon: Anon, web: str) -> None:
    done = anon("redact", f"http://u:SECRET@{web}/secret.txt?sig=SECRET", *FAST, "--verbose")
    assert "Traceback" in done.stderr
    assert "SECRET" not in done.stderr


def test_a_server_that_is_not_there_is_told(anon: Anon, in_tmp: Path) -> None:
    done = anon("redact", "http://127.0.0.1:9/a.txt", *FAST, "--output", "out/")
    assert done.exit_code == 2
    assert "cannot be reached: Connection refused" in done.stderr


def test_a_server_without_a_secure_connection_is_told(anon: Anon, web: str) -> None:
    done = anon("redact", f"https://{web}/a%20b.txt", *FAST, "--output", "out/")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "cannot be reached: there is no secure connection" in done.stderr
