"""Names in classes and ids, spelled as programs spell them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.html.places import texts
from anonymize.documents.html.slugs import without_slugs


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<p class="card author-anna-meier big">', '<p class="card big">'),
        ('<p id="anna_meier">', '<p id="">'),
        ("<p class=annameier id=a>", '<p class="" id=a>'),
        ('<p class="by__annameier2">', '<p class="">'),
        ('<p class="meier-anna">', '<p class="">'),
        ('<p class="anna meier">', '<p class="">'),
        ('<p class="&#97;nna-meier big">', '<p class="">'),
        ('<a href="#anna-meier">', '<a href="">'),
        ('<a rel="author anna-meier" target=anna_meier>', '<a rel="author" target="">'),
        ('<p itemref="meier-anna" x-user=annameier slot=anna-meier>', '<p itemref="" x-user="" slot="">'),
        ("<p data-x='' class='tag-anna-meier'>", "<p data-x='' class=''>"),
    ],
)
def test_what_spells_a_removed_value_goes(page: str, expected: str) -> None:
    assert without_slugs(page, {"Anna Meier"}) == expected


@pytest.mark.parametrize(
    "page",
    [
        '<p class="card big" id="e40">',
        '<p class="annamaria-meiers">',
        '<p class="anna-m-meier">',
        '<p title="anna-meier">',
        "<p class>anna-meier</p>",
        '</p class="anna-meier">',
    ],
)
def test_other_keywords_texts_and_what_only_begins_alike_stay(page: str) -> None:
    assert without_slugs(page, {"Anna Meier"}) == page


@pytest.mark.parametrize("slug", ["jorg-muller", "joerg-mueller", "joergmueller"])
def test_accents_are_spelled_in_both_ways(slug: str) -> None:
    assert without_slugs(f'<p class="{slug}">', {"Jörg Müller"}) == '<p class="">'
    assert without_slugs(f'<p class="{slug}">', {"Jo\u0308rg Mu\u0308ller"}) == '<p class="">'


@pytest.mark.parametrize(
    "tag",
    [
        '<html xmlns="http://www.w3.org/1999/xhtml">',
        '<meta charset="windows-1252">',
        '<svg viewBox="0 0 1252 1999"><path d="M 1252 20">',
        "<td width=1252 lang=meier>",
    ],
)
def test_keywords_that_no_author_made_up_stay(tag: str) -> None:
    assert without_slugs(tag, {"1999", "1252", "Meier"}) == tag


def test_many_values_that_begin_alike_are_looked_for_at_once() -> None:
    removed = {f"Anna {'x' * length}" for length in range(1, 3_000)}
    page = f'<p class="{"anna-" * 3_000}z">'
    assert without_slugs(page, removed) == page


def test_short_values_are_words_of_programs() -> None:
    page = '<p class="col max row">'
    assert without_slugs(page, {"Max", "Row", "-", ""}) == page


@given(st.text(), st.sets(st.text(min_size=1), max_size=3))
def test_texts_are_not_touched(page: str, removed: set[str]) -> None:
    assert texts(without_slugs(page, removed)) == texts(page)
