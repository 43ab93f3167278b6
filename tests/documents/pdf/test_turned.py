"""Lines that go up or down a page, glyph by glyph."""

from __future__ import annotations

import pytest

from tests.documents.pdf.support import pdf, read
from tests.documents.support import texts

WIDTHS = {"J": 6, "o": 6.7, "h": 6.7, "n": 6.7, " ": 3.3, "O": 9.3, "k": 6, "a": 6.7, "f": 3.3, "r": 4}
"""Of Helvetica, of 12 points."""


def drawn(text: str, up: int, x: int = 400, *, spaces: bool = True) -> str:
    """Gives the content of a page with a line, up or down, of which each glyph is drawn by itself."""
    pieces, y = [], 400.0
    for character in text:
        if spaces or character != " ":
            pieces.append(f"BT /F 12 Tf 0 {up} {-up} 0 {x} {y} Tm ({character}) Tj ET")
        y += up * WIDTHS[character]
    return "\n".join(pieces)


def moved(text: str, up: int) -> str:
    """Gives the same in one object."""
    shows = " ".join(f"({character}) Tj {WIDTHS[character]} 0 Td" for character in text)
    return f"BT /F 12 Tf 0 {up} {-up} 0 400 400 Tm {shows} ET"


def text_of(content: str, page: str = "") -> str:
    """Gives the text of a page."""
    [record] = read(pdf(content, page=page))
    return texts(record)["t.pdf"]


@pytest.mark.parametrize(("up", "page"), [(1, ""), (-1, ""), (1, "/Rotate 90"), (-1, "/Rotate 270")])
def test_line_that_goes_up_or_down_is_one_line(up: int, page: str) -> None:
    assert text_of(drawn("John Okafor", up), page) == "John Okafor\n"
    assert text_of(drawn("John Okafor", up, spaces=False), page) == "John Okafor\n"
    assert text_of(moved("John Okafor", up), page) == "John Okafor\n"


def test_lines_beside_one_another_stay_lines() -> None:
    assert text_of(f"{drawn('John', 1)}\n{drawn('Okafor', 1, 440)}") == "John\nOkafor\n"


def test_what_stands_far_off_in_a_line_is_another_one() -> None:
    assert text_of(drawn(f"John{' ' * 30}Okafor", 1, spaces=False)).split("\n")[0] == "John"
