"""What becomes of a value in every place where docs/formats.md says that a page can hide one."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, taken_out_of, tree, write_tree

KEYED = ("--key-file", "team.key")
SEARCHED, GONE, PASSES = "searched", "gone", "passes"


class Hidden(NamedTuple):
    """A page with a value somewhere, what becomes of it there, and what is said of it."""

    page: str
    fate: str
    told: str | None = None


def attribute(name: str, element: str = "p") -> Hidden:
    return Hidden(f'<{element} {name}="{EMAIL}">', SEARCHED)


PLACES: dict[str, Hidden] = {
    "text": Hidden(f"<p>to {EMAIL}</p>", SEARCHED),
    "text without tags": Hidden(EMAIL, SEARCHED),
    "tags within a word": Hidden("<p>b<b>ob</b>@exam<i class=x>ple.</i>com", SEARCHED),
    "turned text": Hidden(f"<p>to <bdo dir='rtl'>{EMAIL[::-1]}</bdo></p>", SEARCHED),
    "line in turned text": Hidden(f"<bdo dir=RTL>x<br>{EMAIL[::-1]}</bdo>", GONE, "turned text"),
    "label within a word": Hidden("<p>b<label>ob</label>@exam<x-y>ple.</x-y>com", SEARCHED),
    "letters above a word": Hidden(f"<ruby>b<rt>{EMAIL}</rt>ob@example.com</ruby>", SEARCHED),
    "references": Hidden("<p>" + "".join(f"&#{ord(letter)};" for letter in EMAIL), SEARCHED),
    "named references": Hidden("bob&commat;example&period;com", SEARCHED),
    "comment within a word": Hidden("bob@exam<!-- x -->ple.com", SEARCHED, "comments"),
    "table": Hidden(f"<table><tr><td>{EMAIL}<th>{EMAIL}</table>", SEARCHED),
    "title": Hidden(f"<title>{EMAIL}</title>", SEARCHED),
    "text area": Hidden(f"<textarea>{EMAIL}</textarea>", SEARCHED),
    "choice": Hidden(f"<select><option>{EMAIL}</select>", SEARCHED),
    "template": Hidden(f"<template><p>{EMAIL}</template>", SEARCHED),
    "without scripts": Hidden(f"<noscript><p>{EMAIL}</noscript>", SEARCHED),
    **{
        f"in {name}": Hidden(f"<{name}>{EMAIL}</{name}>", SEARCHED)
        for name in ("iframe", "noembed", "noframes", "plaintext", "xmp")
    },
    "drawing": Hidden(f"<svg><title/><desc>{EMAIL}</desc><text>{EMAIL}</text></svg>", SEARCHED),
    "hidden": Hidden(f"<p hidden style='display:none'>{EMAIL}", SEARCHED),
    **{
        name: attribute(name)
        for name in (
            *("title", "aria-label", "aria-description", "data-user", "datetime", "label", "summary", "id"),
            *("class", "name", "lang", "x-unknown", "style"),
        )
    },
    "alt": attribute("alt", "img"),
    "placeholder": attribute("placeholder", "input"),
    "value": attribute("value", "input"),
    "content": attribute('name="author" content', "meta"),
    "source": attribute("src", "img"),
    "value without quotes": Hidden(f"<img alt={EMAIL}>", SEARCHED),
    "second attribute of a name": Hidden(f"<p title=x title={EMAIL}>", SEARCHED),
    "link": Hidden(f"<a href='mailto:{EMAIL}?subject=x'>x</a>", SEARCHED),
    "link in escapes": Hidden("<a href='mailto:%62ob%40example.com'>x</a>", SEARCHED),
    "page in an attribute": Hidden(f"<iframe srcdoc='&lt;p title={EMAIL}>{EMAIL}'></iframe>", SEARCHED),
    "comment in a page in an attribute": Hidden(
        f"<iframe srcdoc='<!-- {EMAIL} -->'></iframe>", GONE, "comments"
    ),
    "JSON": Hidden(f'<script type="application/ld+json">{{"email": "{EMAIL}"}}</script>', SEARCHED),
    "key of JSON": Hidden(f'<script type="application/json">{{"{EMAIL}": 1}}</script>', PASSES),
    "JSON that is none": Hidden(f'<script type="application/json">{{"{EMAIL}"</script>', GONE, "scripts"),
    "script": Hidden(f"<script>x = '{EMAIL}'</script>", GONE, "scripts"),
    "event": Hidden(f"<p onclick='x(\"{EMAIL}\")'>", GONE, "scripts"),
    "script in a link": Hidden(f"<a href=' java\tscript:x(\"{EMAIL}\")'>", GONE, "scripts"),
    "style": Hidden(f"<style>p::after {{content: '{EMAIL}'}}</style>", SEARCHED),
    "escapes in a style": Hidden("<style>p {content: '\\62 ob\\000040example.com'}</style>", SEARCHED),
    "escapes in the style of a tag": Hidden("<p style=\"x: '\\6fO \\62 ob\\40 example.com'\">", SEARCHED),
    "comment of a style": Hidden(f"<style>/* {EMAIL} */</style>", GONE, "comments"),
    "data in a style": Hidden(f"<style>p {{b: url('data:x,{EMAIL}')}}</style>", GONE, "embedded data"),
    "fonts": Hidden(f"<style>p {{font-family: Arial, {EMAIL}}}</style>", SEARCHED),
    "comment": Hidden(f"<!-- {EMAIL} -->", GONE, "comments"),
    "open comment": Hidden(f"<!-- {EMAIL}", GONE, "comments"),
    "condition": Hidden(f"<!--[if mso]><p>{EMAIL}</p><![endif]-->", GONE, "comments"),
    "within a condition": Hidden(f"<![if !mso]><p>{EMAIL}</p><![endif]>", SEARCHED),
    "section": Hidden(f"<![CDATA[{EMAIL}]]>", GONE, "comments"),
    "instruction": Hidden(f"<?php {EMAIL} ?>", GONE, "comments"),
    "declaration": Hidden(f"<!ENTITY {EMAIL}>", GONE, "comments"),
    "type of the document": Hidden(f'<!DOCTYPE html SYSTEM "{EMAIL}">', GONE, "types of documents"),
    "embedded picture": Hidden(f"<img src='data:image/png;base64,{EMAIL}'>", GONE, "embedded data"),
    "one of several pictures": Hidden(
        f"<img srcset='x.png 1x, data:image/png,{EMAIL} 2x'>", GONE, "embedded data"
    ),
    "long code": Hidden(
        f"<p data-x='{'a1' * 40}{EMAIL.replace('@', '_')}'>", GONE, "values that no one can read"
    ),
    "name of an attribute": Hidden(f"<p {EMAIL}='x'>", GONE, "attributes of unknown names"),
    "end tag": Hidden(f"<p>x</p title={EMAIL}>", GONE, "attributes of end tags"),
    "unknown tag": Hidden(f"Bob <{EMAIL}>", SEARCHED),
    "attribute of an unknown tag": Hidden(f"Bob <Bob x='{EMAIL}'>", SEARCHED),
    "class": Hidden(f'<p class="by-bob-example-com">{EMAIL}', SEARCHED),
    "id": Hidden(f"<p id=bob_example_com>{EMAIL}", SEARCHED),
    "name of a picture": Hidden(f"<img src='/p/bob-example-com.jpg'>{EMAIL}", SEARCHED),
    "name of a picture in a style": Hidden(f"<p style='b:url(bob_example_com_2.png)'>{EMAIL}", SEARCHED),
    "fragment": Hidden(f"<a href='#bob-example-com'>{EMAIL}", SEARCHED),
    "tag that is not closed": Hidden(f"<p>x<p title='{EMAIL}", SEARCHED),
}


@pytest.mark.parametrize("place", PLACES)
def test_value_in_every_hiding_place_is_dealt_with_as_documented(
    anon: Anon, in_tmp: Path, place: str
) -> None:
    page, fate, told = PLACES[place]
    assert set(taken_out_of(anon, in_tmp, "a.html", page)) == ({told} if told else set())
    written = (in_tmp / "out" / "docs" / "a.html").read_text()
    assert (EMAIL in written) is (fate == PASSES)
    assert ("bob" not in written and EMAIL[::-1] not in written) or fate == PASSES
    assert ("EMAIL" in written) is (fate == SEARCHED)


def test_redacted_page_is_given_back(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    page = f"<!DOCTYPE html>\r\n<p title='{EMAIL}'>to <b>{EMAIL}</b> &amp; <a href=mailto:{EMAIL}>x</a>"
    write_tree(in_tmp, {"docs/a.html": page})
    vault = ("--vault", "job.vault", *KEYED)
    done = anon("redact", "docs", *FAST, "--operator", "tag", *vault, "--output", "out", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    assert EMAIL.encode() not in (in_tmp / "out" / "docs" / "a.html").read_bytes()
    back = anon("restore", "out", *vault, "--output", "clear", "--quiet")
    assert (back.exit_code, back.stderr) == (0, "")
    assert (in_tmp / "clear" / "out" / "docs" / "a.html").read_bytes() == page.encode()


def test_job_resumes_and_its_page_is_made_afterwards(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    write_tree(in_tmp, {"docs/a.html": f"<p>{EMAIL}<!-- x -->", "docs/b.htm": f"<p>x<br>{EMAIL}"})
    job = ("redact", "docs", *FAST, *KEYED, "--output", "out")
    assert anon(*job, "--review", "page.html").exit_code == 0
    before = tree(in_tmp / "out")
    assert "docs/b.htm#p2" in [line["id"] for line in entries(in_tmp / "out.manifest.jsonl", "document")]
    again = anon(*job, "--resume")
    assert again.exit_code == 0
    assert "2 of 2 file(s) are done" in again.stderr
    assert "1 comments" in again.stderr
    assert tree(in_tmp / "out") == before
    page = anon("report", "out.manifest.jsonl", "--with-text", "--html", "again.html", *KEYED)
    assert (page.exit_code, page.stderr.count("changed")) == (0, 0), page.stderr


def test_page_goes_through_a_pipe(anon: Anon) -> None:
    done = anon("redact", "-", "--format", "html", *FAST, "--quiet", stdin=f"<p title=x>&lt;{EMAIL}&gt;")
    assert (done.exit_code, done.stdout) == (0, "<p title=x>&lt;&lt;EMAIL&gt;&gt;")


def test_name_that_is_found_in_one_place_is_replaced_in_all_others(anon: Anon, in_tmp: Path) -> None:
    page = "<p>Dear Ja<b>ne</b> Smi<i>th</i>,<img alt='Smith at the sea'><a href='/people/Smith.html'>x</a>"
    (in_tmp / "c.yaml").write_text("labels: [email]\ndetector: patterns\ndeny: {person: [Jane Smith]}\n")
    write_tree(in_tmp, {"a.html": page})
    done = anon("redact", "a.html", "--config", "c.yaml", "--quiet")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == (
        "<p>Dear &lt;PERSON&gt;<b></b><i></i>,<img alt='&lt;PERSON&gt; at the sea'>"
        "<a href='/people/&lt;PERSON&gt;.html'>x</a>"
    )
