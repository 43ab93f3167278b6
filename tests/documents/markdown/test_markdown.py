from __future__ import annotations

import io
import pickle
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Edit
from anonymize.documents.markdown.record import read as read_markdown
from anonymize.documents.markdown.signs import cut
from anonymize.errors import DocumentError
from tests.documents.support import apply, bad, edits_of, good, texts, unchanged

SIGNS = st.sampled_from(
    [
        *(
            "An",
            "na",
            " ",
            "\n",
            "\r\n",
            "\n\n",
            "*",
            "**",
            "_",
            "~~",
            "`",
            "``",
            "```\n",
            "~~~\n",
            "> ",
            ">",
        ),
        *(
            "[",
            "](",
            ")",
            "]",
            "![",
            "\\",
            "\\*",
            "&",
            "&amp;",
            "&#233;",
            ";",
            "<b>",
            "    ",
            "\t",
            "- ",
            "1. ",
        ),
        *("---\n", "|", "#", "(", "1", "\u00e9", "\ufeff", "'", '"', "https://x.org/a_b"),
    ]
)
FILES = st.lists(SIGNS, max_size=16).map("".join)
REPLACEMENTS = st.sampled_from(["", "x", "<PERSON_1>", "*", "&", "_", "\\", "(", "a b", "[x]", "|", "\u00e9"])


def read(text: str | bytes, **options: str) -> Record | BadRecord:
    data = text if isinstance(text, bytes) else text.encode()
    [record] = read_markdown(io.BytesIO(data), "t.md", ReadOptions(**options))  # type: ignore[arg-type]
    return record


def replaced(text: str, old: str, new: str) -> str:
    record = good(read(text))
    edits = [
        [
            Edit(place, place + len(old), new)
            for place in range(len(document.text))
            if document.text.startswith(old, place)
        ]
        for document in record.documents
    ]
    written = record.render(edits)
    assert isinstance(written, bytes)
    return written.decode()


@given(FILES)
def test_every_byte_of_a_file_without_edits_comes_back(text: str) -> None:
    assert unchanged(read(text)) == text.encode()


@given(FILES)
def test_only_signs_are_left_out(text: str) -> None:
    parts = cut(text)
    position = 0
    for start, end, _ in sorted(parts.body + parts.targets):
        assert start >= position
        assert not any(map(str.isalnum, text[position:start].replace("<b>", "")))
        position = end
    assert not any(map(str.isalnum, text[position:].replace("<b>", "")))


@given(st.data())
def test_file_says_what_it_should_after_edits(data: st.DataObject) -> None:
    record = good(read(data.draw(FILES)))
    edits = [data.draw(edits_of(document.text, REPLACEMENTS)) for document in record.documents]
    # Two signs that meet where something was taken from between them can be a third one.
    with suppress(DocumentError):
        written = record.render(edits)
        assert isinstance(written, bytes)
        said = texts(read(written))
        for document, changes in zip(record.documents, edits, strict=True):
            expected = apply(changes, document.text)
            assert said.get(document.id, "").strip() in (expected.strip(), "")


@pytest.mark.parametrize(
    "written",
    [
        *("**An**na Meier", "**Anna** *Meier*", "__Anna__ Meier", "_Anna_ ~~Meier~~", "[An](x)na Meier"),
        *("Anna `Meier`", "A&#110;na Meier", "![Anna](x.png) Meier", "[**Anna**](x) Meier", "# Anna Meier"),
    ],
)
def test_name_is_whole_however_it_is_marked(written: str) -> None:
    assert "Anna Meier" in texts(read(f"so {written} said"))["t.md"]
    assert "Anna" not in replaced(f"so {written} said", "Anna Meier", "<P>")


def test_name_over_the_lines_of_a_quote_is_whole() -> None:
    assert replaced("> to Anna\r\n> Meier, who\r\n> ", "Anna\r\nMeier", "<P>") == "> to &lt;P&gt;, who\r\n> "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to **Anna**.", "to **&lt;P_1&gt;\\***."),
        ("to `Anna`.", "to `<P_1>*`."),
        ("```\nAnna\n```\n", "```\n<P_1>*\n```\n"),
        ("    Anna", "    <P_1>*"),
        ("---\nto: Anna\n---\n", "---\nto: <P_1>*\n---\n"),
        ("[x](/Anna 'Anna')", "[x](/&lt;P_1&gt;* '&lt;P_1&gt;*')"),
        ("|Anna|b|", "|&lt;P_1&gt;\\*|b|"),
        ("\\Anna", "\\\\&lt;P_1&gt;\\*"),
        ("x\\_Anna", "x\\_&lt;P_1&gt;\\*"),
        ("x_Anna_y", "x\\_&lt;P_1&gt;\\*\\_y"),
    ],
)
def test_replacement_is_spelled_so_that_it_is_shown(text: str, expected: str) -> None:
    assert replaced(text, "Anna", "<P_1>*") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to `Anna`.", "to `O`&#96;`Ka`."),
        ("to `an Anna b` or `c`", "to `an O`&#96;`Ka b` or `c`"),
        ("to ``Anna``.", "to ``O`Ka``."),
        ("```\nAnna\n```\n", "```\nO`Ka\n```\n"),
    ],
)
def test_a_backtick_does_not_end_the_code_that_it_is_put_into(text: str, expected: str) -> None:
    assert replaced(text, "Anna", "O`Ka") == expected
    assert "O`Ka" in texts(read(expected))["t.md"]


def test_what_cannot_be_put_in_is_told_with_what_to_do() -> None:
    with pytest.raises(DocumentError, match="use another operator, with anon restore try --format text"):
        replaced("to ``Anna``.", "Anna", "O``Ka")


def test_signs_around_nothing_go() -> None:
    assert replaced("**Anna** **Meier** said", "Anna Meier", "P") == "**P** said"
    assert replaced("*Anna* said", "Anna", "") == " said"


def test_targets_of_links_are_texts_of_their_own() -> None:
    assert texts(read("[a](mailto:b@x.org 'An na') ![c](/d(e).png)")) == {
        "t.md": "a c",
        "t.md#l1": "mailto:b@x.org 'An na'",
        "t.md#l2": "/d(e).png",
    }


def test_embedded_data_is_taken_out_and_counted() -> None:
    record = good(read("![x](data:image/png;base64,Qm9i) y"))
    assert record.taken_out == (("embedded data", 1),)
    assert unchanged(record) == b"![x](data:,) y"


def test_file_in_another_encoding_is_one_bad_record() -> None:
    assert bad(read(b"Jos\xe9")).reason == "undecodable"
    assert texts(read(b"Jos\xe9", encoding="cp1252")) == {"t.md": "Jos\u00e9"}


def test_record_can_be_sent_to_another_process() -> None:
    record = good(read("**Anna** [x](y)"))
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 - our own


@pytest.mark.parametrize(
    "unit", ["[", "![](", "](", "`", "`` ", "*", "> ", "\\", "_a", "---\n", "- ", "&", "data:"]
)
def test_hostile_file_takes_no_more_time_than_its_size(unit: str) -> None:
    began = time.process_time()
    unchanged(read(unit * 20_000))
    unchanged(read("".join("`" * size + " " for size in range(200))))
    assert time.process_time() - began < 10
