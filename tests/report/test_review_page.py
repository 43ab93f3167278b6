"""How a review page is written: what it holds, and that no text can break out of it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.edits import Edit
from anonymize.errors import AnonError, UsageError
from anonymize.redaction import Redaction
from anonymize.report.page import asset, check_replaceable, data_block, frame
from anonymize.report.review import SCRIPTS, STYLES, Reviewed, ReviewPage
from anonymize.spans import Span
from tests.report.pages import OPERATORS, three, write_page


class Scripts(HTMLParser):
    """Collects the scripts of a page, as a browser would tell them apart."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self._inside = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside = tag == "script"
        if self._inside:
            self.found.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] = (self.found[-1][0], self.found[-1][1] + data)

    def blocks(self, kind: str) -> list[object]:
        return [json.loads(content) for attrs, content in self.found if attrs.get("data-kind") == kind]


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_from_its_block_and_none_breaks_out(text: str) -> None:
    block = data_block("text", [text, None])
    assert block.isascii()
    assert not set(
        block[len(b'<script type="application/json" data-kind="text">') : -len(b"</script>\n")]
    ) & {*b"<>&"}
    assert Scripts(block).blocks("text") == [[text, None]]


@pytest.mark.parametrize(
    "text",
    [
        "</script><b>",
        "<!--<script>",
        "]]>",
        "&lt;/script&gt;",
        "a\u2028b\u2029c",
        "\ud83d half",
        "\0\r\n",
        "𝒵😀",
    ],
)
def test_texts_that_could_break_a_page_are_held_as_they_are(tmp_path: Path, text: str) -> None:
    with ReviewPage(tmp_path / "r.html", OPERATORS) as page:
        page.result(text, input_id=text, text=text, result=Redaction("failed", None, (), (), text, text))
        page.lost(text, status="failed", reason=text, detail=text)
    read = Scripts((tmp_path / "r.html").read_bytes())
    assert read.blocks("text") == [[text, None]]
    assert read.blocks("document") == [
        {"id": text, "input": text, "status": "failed", "reason": text, "detail": text,
         "length": len(text), "spans": [], "leaks": []}
    ]  # fmt: skip
    assert read.tags.count("script") == 5
    assert "b" not in read.tags[-5:]


def test_a_result_is_held_with_its_spans_their_operators_and_their_replacements(tmp_path: Path) -> None:
    text = "to Anna of X."
    spans = (Span(3, 7, "person", 0.98765, "tagger"), Span(11, 12, "place", 1.0, "patterns"))
    edits = (Edit(3, 7, "<PERSON>"), Edit(11, 12, ""))
    with ReviewPage(tmp_path / "r.html", OPERATORS) as page:
        page.result("d", input_id="i", text=text, result=Redaction("redacted", "to…", spans, edits))
        page.result("dry", input_id="i", text=text, result=Redaction("redacted", None, spans))
    read = Scripts((tmp_path / "r.html").read_bytes())
    assert read.blocks("job") == [{"operators": OPERATORS}]
    first, second = read.blocks("document")
    assert isinstance(first, dict)
    assert first["spans"] == [
        [3, 7, "person", 0.9877, "tagger", "replace"],
        [11, 12, "place", 1.0, "patterns", ""],
    ]
    assert isinstance(second, dict)
    assert second["spans"] == first["spans"]
    assert read.blocks("text") == [[text, ["<PERSON>", ""]], [text, None]]


def test_the_page_is_private_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    write_page(path, three())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()

    def stopped() -> Iterator[Reviewed]:
        yield three()[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_page(path, stopped())
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["r.html"]  # noqa: PTH208


def test_the_same_documents_give_the_same_page(tmp_path: Path) -> None:
    first = write_page(tmp_path / "a.html", three()).read_bytes()
    assert write_page(tmp_path / "b.html", three()).read_bytes() == first


def test_a_page_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AnonError, match=r"file/r\.html"), ReviewPage(tmp_path / "file/r.html", OPERATORS):
        pass


def test_only_the_style_and_the_script_of_the_page_itself_may_run(tmp_path: Path) -> None:
    page = write_page(tmp_path / "r.html", three()).read_text()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["base-uri"] == directives["form-action"] == "'none'"
    script = Scripts(page.encode()).found[-1]
    assert script[0] == {}
    for name, content in (
        ("script-src", script[1]),
        ("style-src", re.findall(r"(?s)<style>(.*?)</style>", page)[0]),
    ):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert directives[name] == f"'sha256-{digest}'"
    assert "http" not in re.sub(r"http-equiv=", "", page)


def test_no_asset_writes_markup_or_could_end_its_element() -> None:
    for name in SCRIPTS:
        code = asset(name)
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "</script",
            "<!--",
        ):
            assert word not in code, name
        assert "localStorage" not in code, "marks hold text, and are kept in the window only"
    for name in STYLES:
        assert "</style" not in asset(name)
        assert "url(" not in asset(name)


def test_only_an_earlier_page_is_written_over_unasked(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    check_replaceable(path, "--review", overwrite=False)
    check_replaceable(None, "--review", overwrite=False)
    path.write_bytes(b"")
    check_replaceable(path, "--review", overwrite=False)
    path.write_bytes(b"".join(frame("t", "b", styles=STYLES)))
    check_replaceable(path, "--review", overwrite=False)
    path.write_text("<!doctype html>\n<html>my own page</html>")
    with pytest.raises(UsageError, match=r"r\.html exists and is no page of anon; name another --review"):
        check_replaceable(path, "--review", overwrite=False)
    check_replaceable(path, "--review", overwrite=True)
