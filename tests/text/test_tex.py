"""Letters as TeX writes them are read as letters, in what is TeX."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.text import View

HEAD = "\\section{On it} "
PIECES = st.sampled_from(
    ["\\", "'", '"', "{", "}", "a", "i", "\\i", "\\ss", " ", "\\v{r}", "\\begin{x}", "~", "-"]
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('M\\"uller', "Müller"),
        ('M\\"{u}ller', "Müller"),
        ('M{\\"u}ller', "Müller"),
        ('M{\\"{u}}ller', "Müller"),
        ("Dvo\\v{r}\\'ak", "Dvořák"),
        ("Dvo{\\v r}{\\'a}k", "Dvořák"),
        ("S{\\o}ren", "Søren"),
        ("S\\o{}ren", "Søren"),
        ("S\\o ren", "Søren"),
        ("Stra\\ss e", "Straße"),
        ("Garc\\'{\\i}a", "García"),
        ("Garc\\'ia", "García"),
        ("Fran\\c{c}ois", "François"),
        ("\\.{I}nan", "İnan"),
        ("Erd\\H{o}s", "Erdős"),
        ("\\AA{}kesson", "Åkesson"),
        ('\\"Ozt\\"urk, \\"Unal', "Öztürk, Ünal"),
        ("Oka\\-for", "Okafor"),
        ("J.~Okafor and Ada~Mbeki", "J. Okafor and Ada Mbeki"),
    ],
)
def test_a_name_in_tex_is_read_as_it_is_printed(written: str, read: str) -> None:
    view = View.of(f"{HEAD}{written}, 3")

    assert view.text == f"{HEAD}{read}, 3"
    start = view.text.index(read)
    assert view.back(start, start + len(read)) == (len(HEAD), len(HEAD) + len(written))


@pytest.mark.parametrize("head", ["\\documentclass{a}\n", "@article{x, author = {", "\\begin{x} "])
def test_what_is_tex_is_told_by_its_commands(head: str) -> None:
    assert View.of(f'{head}M\\"uller').text.endswith("Müller")


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "said \\"under\\" it"}',
        "C:\\temp\\`a",
        HEAD + "a\\\\`tis",
        HEAD + 'say = "\\"Okafor\\" said \\"Eve Olsen\\""',
        HEAD + '{\\"name\\":\\"Okafor\\",\\"by\\": \\"Eve\\"}',
        HEAD + "say = '\\'Okafor\\' said'",
        HEAD + "\\item \\beta \\rho \\cdot x ~5",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert View.of(text).is_plain


@given(st.lists(PIECES, max_size=20).map("".join))
def test_every_stretch_leads_back(text: str) -> None:
    view = View.of(HEAD + text)

    places = [view.back(at, at + 1) for at in range(len(view.text))]
    assert all(start < end for start, end in places)
    assert places == sorted(places)


@pytest.mark.parametrize(
    "piece", ["\\", "{\\", '\\"', ' \\"a', '\\"a ', "{\\v ", "\\v{", "~a", "@a", "\\section"]
)
def test_the_time_is_linear(piece: str) -> None:
    text = HEAD + piece * (200_000 // len(piece))

    start = time.process_time()
    View.of(text)

    assert time.process_time() - start < 5
