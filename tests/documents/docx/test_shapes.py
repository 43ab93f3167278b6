"""Attributes of shapes: what Word and LibreOffice write there is no text, all else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.docx.shapes import SHAPES, is_shape
from anonymize.documents.edits import Edit
from tests.documents.docx.support import docx, main_part, read
from tests.documents.support import good, texts

STYLE = (
    "position:absolute;margin-left:-5.4pt;margin-top:.05pt;width:527.85pt;height:131.95pt;rotation:570067fd;"
    "flip:y;z-index:-251658752;visibility:visible;mso-wrap-style:square;mso-width-percent:0;"
    "mso-wrap-distance-left:9pt;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    "mso-position-vertical-relative:top-margin-area;mso-height-relative:page;v-text-anchor:middle"
)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("style", STYLE),
        ("style", "layout-flow:vertical;mso-layout-flow-alt:bottom-to-top;mso-next-textbox:#_x0000_s1176;"),
        ("style", "position:absolute; left:1701;top:1134; width:9180;height:5642"),
        ("style", "mso-fit-shape-to-text:t"),
        ("path", "m@4@5l@4@11@9@11@9@5xe"),
        ("path", "m,c7200@0,14400@0,21600,m,21600c7200@1,14400@1,21600,21600e"),
        ("path", "m10800,qx,10800,10800,21600,21600,10800,10800,xem,l21600,21600nfe"),
        ("path", "m0,0l-2147483645,0l-2147483645,-2147483646l0,-2147483646xe"),
        ("path", "m 1,1 l 1,200, 200,200, 200,1 x e"),
        ("path", "circle"),
        ("eqn", "if lineDrawn pixelLineWidth 0"),
        ("eqn", "prod @3 21600 pixelHeight"),
        ("eqn", "val #0"),
        ("fmla", "*/ connsiteX0 1 2"),
        ("fmla", "pin 0 adj 100000"),
        ("fmla", "?: x1 y1 0"),
        ("adj", "-11796480,,5400"),
        ("connectlocs", "@9,0;@10,10800;@11,21600;@12,10800"),
        ("connectangles", "270,180,90,0"),
        ("coordsize", "2354580,710381"),
        ("coordorigin", "-500,-500"),
        ("position", "#0,bottomRight"),
        ("xrange", "@1,21600"),
        ("textboxrect", "5034,2279,16566,13674"),
        ("points", "0,0,21600pt,1.5pt"),
        ("from", "-5.4pt,3.2pt"),
        ("to", "459pt,3.2pt"),
        ("dashstyle", "1 1"),
        ("dashstyle", "longDashDotDot"),
    ],
)
def test_what_programs_write_is_no_text(attribute: str, value: str) -> None:
    assert is_shape(attribute, value)


@pytest.mark.parametrize("attribute", sorted(SHAPES))
@pytest.mark.parametrize(
    "value",
    [
        "okafor",
        "jane okafor",
        "jane@example.org",
        "width:jane@example.org",
        "font-family:okafor",
        "okafor:1pt",
        "val okafor",
        "m1,1 okafor",
        "1,okafor",
        "walter",
        "+442079460958",
        "020 7946 0958",
        "(020) 7946-0958",
        "4111 1111 1111 1111",
        "123-45-6789",
        "12/03/1984",
    ],
)
def test_names_mails_and_numbers_of_people_are_text(attribute: str, value: str) -> None:
    assert not is_shape(attribute, value)


@given(st.sampled_from(sorted(SHAPES)), st.text(st.sampled_from("m1,@ x;:.-0l#"), max_size=40))
def test_form_is_told_whatever_stands_there(attribute: str, value: str) -> None:
    found = set(texts(read(docx(f'<v:shape {attribute}="{value}"/>'))).values())
    assert found == (set() if not value or is_shape(attribute, value) else {value})


@pytest.mark.parametrize("attribute", sorted(SHAPES))
def test_long_values_are_told_at_once(attribute: str) -> None:
    for value in ("0," * 100_000 + "z", "m1,1l" * 50_000 + "z", ";" * 200_000 + "q", "sum " * 50_000):
        assert not is_shape(attribute, value)


def test_text_of_a_shape_may_become_what_shapes_have() -> None:
    record = good(read(docx('<v:line from="Jane,0"/>')))
    edits = [[Edit(0, 4, "1")] if document.text == "Jane,0" else [] for document in record.documents]
    assert main_part(record.render(edits)) == '<v:line from="1,0"/>'
