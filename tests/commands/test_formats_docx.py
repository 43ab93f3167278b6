"""What becomes of a value in every place where docs/formats.md says that a DOCX can hide one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, taken_out_of, tree, write_tree
from tests.documents.docx.support import (
    CORE,
    PACKAGE,
    WORD,
    A,
    R,
    W,
    document,
    docx,
    members,
    paragraph,
    read,
    relationships,
    run,
    with_part,
)
from tests.documents.support import texts

KEYED = ("--key-file", "team.key")
SEARCHED, GONE, PASSES = "searched", "gone", "passes"
X = paragraph(run(f"to {EMAIL}"))
C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
DRAWN = "application/vnd.openxmlformats-officedocument.drawingml"
MICROSOFT = "http://schemas.microsoft.com/office/2011/relationships"
DELETED = f'<w:del w:id="1"><w:r><w:delText>{EMAIL}</w:delText></w:r></w:del>'


class Hidden(NamedTuple):
    """A file with a value somewhere, what becomes of it there, and what is said of it."""

    data: bytes
    fate: str
    told: str | None = None


def field(instruction: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def begun(content: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="begin">{content}</w:fldChar></w:r>'


def vml(content: str) -> str:
    return paragraph(f"<w:r><w:pict>{content}</w:pict></w:r>")


def control(properties: str, content: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def drawing(attributes: str = "", content: str = "") -> str:
    return paragraph(
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" {attributes}/>{content}</wp:inline></w:drawing></w:r>'
    )


def root(kind: str, name: str, content: str, *, type_: str = "application/xml", uri: str = "") -> bytes:
    """Gives a DOCX with a part that the package itself leads to."""
    led = relationships(("officeDocument", "word/document.xml"), (uri or kind, name))
    return docx("", {"_rels/.rels": led, name: content}, types={name: type_})


def core(content: str) -> bytes:
    properties = (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">{content}</cp:coreProperties>'
    )
    kind = "application/vnd.openxmlformats-package.core-properties+xml"
    return root("", "docProps/core.xml", properties, type_=kind, uri=CORE)


def link(kind: str, target: str, body: str) -> bytes:
    return docx(body, {"word/_rels/document.xml.rels": relationships(external=((kind, target),))})


def settings(content: str) -> bytes:
    return with_part("settings", "settings.xml", f"<w:settings {W} {R}>{content}</w:settings>")


def styles(content: str) -> bytes:
    return with_part("styles", "styles.xml", f"<w:styles {W}>{content}</w:styles>")


def chart(content: str) -> bytes:
    return with_part(
        "chart",
        "charts/chart1.xml",
        f"<c:chartSpace {C} {A} {R}>{content}</c:chartSpace>",
        type_=f"{DRAWN}.chart+xml",
    )


PLACES: dict[str, Hidden] = {
    "body": Hidden(docx(X), SEARCHED),
    "runs": Hidden(docx(paragraph(run("bob@"), run("exam"), run("ple.com"))), SEARCHED),
    "table": Hidden(docx(f"<w:tbl><w:tr><w:tc>{X}</w:tc></w:tr></w:tbl>"), SEARCHED),
    "nested table": Hidden(
        docx(f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{X}</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>"),
        SEARCHED,
    ),
    "text box": Hidden(
        docx(vml(f"<v:textbox><w:txbxContent>{X}</w:txbxContent></v:textbox>")),
        SEARCHED,
    ),
    "text box for old programs": Hidden(
        docx(
            paragraph(
                f"<w:r><mc:AlternateContent><mc:Fallback>{run(EMAIL)}</mc:Fallback></mc:AlternateContent></w:r>"
            )
        ),
        SEARCHED,
    ),
    **{
        kind: Hidden(with_part(kind, f"{kind}.xml", f"<w:x {W}><w:y>{X}</w:y></w:x>"), SEARCHED)
        for kind in ("header", "footer", "footnotes", "endnotes", "comments")
    },
    "inserted": Hidden(docx(paragraph(f'<w:ins w:id="1">{run(EMAIL)}</w:ins>')), SEARCHED),
    "deleted": Hidden(docx(paragraph(run("x "), DELETED)), SEARCHED),
    "deleted within a word": Hidden(docx(paragraph(run("x"), DELETED)), GONE, "deletions within words"),
    "moved from": Hidden(docx(paragraph(f'<w:moveFrom w:id="1">{run(EMAIL)}</w:moveFrom>')), SEARCHED),
    "moved to": Hidden(docx(paragraph(f'<w:moveTo w:id="1">{run(EMAIL)}</w:moveTo>')), SEARCHED),
    "author of a change": Hidden(
        docx(paragraph(f'<w:ins w:id="1" w:author="{EMAIL}">{run("x")}</w:ins>')),
        GONE,
        "names of authors",
    ),
    "author of a comment": Hidden(
        with_part(
            "comments",
            "comments.xml",
            f'<w:comments {W}><w:comment w:id="1" w:author="x" w:initials="{EMAIL}"/></w:comments>',
        ),
        GONE,
        "names of authors",
    ),
    "permission": Hidden(docx(f'<w:permStart w:id="1" w:ed="{EMAIL}"/>'), GONE, "names of authors"),
    "people": Hidden(
        docx(
            "",
            {
                "word/people.xml": f"<x>{EMAIL}</x>",
                "word/_rels/document.xml.rels": relationships((f"{MICROSOFT}/people", "people.xml")),
            },
        ),
        GONE,
        "names of authors",
    ),
    "field": Hidden(docx(paragraph(field(f'HYPERLINK "mailto:{EMAIL}"'))), SEARCHED),
    "field over runs": Hidden(
        docx(paragraph(field("MAILTO bob@</w:instrText></w:r><w:r><w:instrText>example.com"))), SEARCHED
    ),
    "simple field": Hidden(docx(paragraph(f'<w:fldSimple w:instr="AUTHOR {EMAIL}"/>')), SEARCHED),
    "data of a field": Hidden(
        docx(paragraph(begun(f"<w:fldData>{EMAIL}</w:fldData>"))),
        GONE,
        "data of fields",
    ),
    "form field": Hidden(
        docx(
            paragraph(begun(f'<w:ffData><w:textInput><w:default w:val="{EMAIL}"/></w:textInput></w:ffData>'))
        ),
        SEARCHED,
    ),
    "link": Hidden(
        link("hyperlink", f"mailto:{EMAIL}", paragraph(f'<w:hyperlink r:id="rId1">{run("x")}</w:hyperlink>')),
        SEARCHED,
    ),
    "link in escapes": Hidden(
        link("hyperlink", "mailto:%62ob%40example.com", paragraph('<w:hyperlink r:id="rId1"/>')), SEARCHED
    ),
    "tooltip": Hidden(docx(paragraph(f'<w:hyperlink w:anchor="_Toc1" w:tooltip="{EMAIL}"/>')), SEARCHED),
    "template": Hidden(
        docx(
            "",
            {
                "word/settings.xml": f'<w:settings {W} {R}><w:attachedTemplate r:id="rId1"/></w:settings>',
                "word/_rels/document.xml.rels": relationships(("settings", "settings.xml")),
                "word/_rels/settings.xml.rels": relationships(
                    external=(("attachedTemplate", f"file:///C:/Users/{EMAIL}/Normal.dotm"),)
                ),
            },
            types={"word/settings.xml": f"{WORD}.settings+xml"},
        ),
        GONE,
        "external links",
    ),
    "picture elsewhere": Hidden(
        link("image", f"http://x.org/{EMAIL}.png", drawing(content='<a:blip r:link="rId1"/>')),
        GONE,
        "external links",
    ),
    "picture": Hidden(
        docx(
            drawing(content='<a:blip r:embed="rId1"/>'),
            {
                f"word/media/{EMAIL}.png": EMAIL,
                "word/_rels/document.xml.rels": relationships(("image", f"media/{EMAIL}.png")),
            },
            types={f"word/media/{EMAIL}.png": "image/png"},
        ),
        GONE,
        "pictures",
    ),
    "description of a picture": Hidden(docx(drawing(f'descr="{EMAIL}"')), SEARCHED),
    "title of a picture": Hidden(docx(drawing(f'title="{EMAIL}"')), SEARCHED),
    "name of a picture": Hidden(docx(drawing(f'name="{EMAIL}"')), SEARCHED),
    "word art": Hidden(docx(vml(f'<v:textpath string="{EMAIL}"/>')), SEARCHED),
    "copy of a drawing": Hidden(docx(vml(f'<v:shape o:gfxdata="{EMAIL}"/>')), GONE),
    "mathematics": Hidden(docx(paragraph(f"<m:oMath><m:r><m:t>{EMAIL}</m:t></m:r></m:oMath>")), SEARCHED),
    "content control": Hidden(docx(control("", X)), SEARCHED),
    "name of a control": Hidden(docx(control(f'<w:alias w:val="{EMAIL}"/><w:tag w:val="x"/>')), SEARCHED),
    "choice of a control": Hidden(
        docx(control(f'<w:dropDownList><w:listItem w:displayText="x" w:value="{EMAIL}"/></w:dropDownList>')),
        SEARCHED,
    ),
    "choice of a control that was made": Hidden(
        docx(control(f'<w:comboBox w:lastValue="{EMAIL}"/>')),
        SEARCHED,
    ),
    "label of captions": Hidden(
        settings(f'<w:captions><w:caption w:name="{EMAIL}"/></w:captions>'), SEARCHED
    ),
    "label that captions get": Hidden(
        settings(f'<w:autoCaptions><w:autoCaption w:name="x" w:caption="{EMAIL}"/></w:autoCaptions>'),
        SEARCHED,
    ),
    "title of a table": Hidden(
        docx(f'<w:tbl><w:tblPr><w:tblCaption w:val="{EMAIL}"/></w:tblPr></w:tbl>'), SEARCHED
    ),
    "date of a control": Hidden(docx(control(f'<w:date w:fullDate="{EMAIL}"/>')), GONE),
    "bound to data": Hidden(docx(control(f'<w:dataBinding w:xpath="{EMAIL}"/>')), GONE, "custom XML"),
    "custom XML": Hidden(
        with_part("customXml", "customXml/item1.xml", f"<x>{EMAIL}</x>"), GONE, "custom XML"
    ),
    "glossary": Hidden(
        with_part(
            "glossaryDocument",
            "glossary/document.xml",
            f"<w:glossaryDocument {W}><w:docParts><w:docPart><w:docPartBody>{X}</w:docPartBody></w:docPart>"
            "</w:docParts></w:glossaryDocument>",
            type_=f"{WORD}.document.glossary+xml",
        ),
        SEARCHED,
    ),
    "bookmark": Hidden(docx(f'<w:bookmarkStart w:id="1" w:name="{EMAIL}"/>'), GONE, "names of bookmarks"),
    "link to a bookmark": Hidden(
        docx(paragraph(f'<w:hyperlink w:anchor="{EMAIL}"/>', field(f"REF {EMAIL} \\h"))),
        GONE,
        "names of bookmarks",
    ),
    "name of a style": Hidden(
        styles(f'<w:style w:styleId="Normal"><w:name w:val="{EMAIL}"/></w:style>'), SEARCHED
    ),
    "id of a style": Hidden(styles(f'<w:style w:styleId="{EMAIL}"/>'), GONE, "names of styles"),
    "latent style": Hidden(
        styles(f'<w:latentStyles><w:lsdException w:name="{EMAIL}"/></w:latentStyles>'), GONE
    ),
    "font": Hidden(docx(paragraph(run("x", f'<w:rPr><w:rFonts w:ascii="{EMAIL}"/></w:rPr>'))), PASSES),
    "beside fonts": Hidden(docx(paragraph(run("x", f'<w:rPr><w:rFonts w:x="{EMAIL}"/></w:rPr>'))), SEARCHED),
    "numbering": Hidden(
        with_part(
            "numbering", "numbering.xml", f'<w:numbering {W}><w:lvlText w:val="{EMAIL} %1."/></w:numbering>'
        ),
        SEARCHED,
    ),
    "variable": Hidden(
        settings(f'<w:docVars><w:docVar w:name="x" w:val="{EMAIL}"/></w:docVars>'), GONE, "document variables"
    ),
    "mail merge": Hidden(
        settings(f'<w:mailMerge><w:query w:val="{EMAIL}"/></w:mailMerge>'), GONE, "mail merges"
    ),
    "theme": Hidden(
        with_part(
            "theme",
            "theme/theme1.xml",
            f'<a:theme {A} name="{EMAIL}"/>',
            type_="application/vnd.openxmlformats-officedocument.theme+xml",
        ),
        GONE,
    ),
    "title": Hidden(core(f"<dc:title>{EMAIL}</dc:title>"), SEARCHED),
    "keywords": Hidden(core(f"<cp:keywords>{EMAIL}</cp:keywords>"), SEARCHED),
    "author": Hidden(core(f"<dc:creator>{EMAIL}</dc:creator>"), GONE, "document properties"),
    "last author": Hidden(
        core(f"<cp:lastModifiedBy>{EMAIL}</cp:lastModifiedBy>"), GONE, "document properties"
    ),
    "company": Hidden(
        root("extended-properties", "docProps/app.xml", f"<x>{EMAIL}</x>"), GONE, "document properties"
    ),
    "custom property": Hidden(
        root("custom-properties", "docProps/custom.xml", f"<x>{EMAIL}</x>"), GONE, "document properties"
    ),
    "thumbnail": Hidden(root("thumbnail", "docProps/thumbnail.jpeg", EMAIL), GONE, "thumbnails"),
    "chart": Hidden(chart(f"<c:title><a:p><a:r><a:t>{EMAIL}</a:t></a:r></a:p></c:title>"), SEARCHED),
    "data of a chart": Hidden(chart(f"<c:strCache><c:pt><c:v>{EMAIL}</c:v></c:pt></c:strCache>"), SEARCHED),
    "SmartArt": Hidden(
        with_part(
            "diagramData",
            "diagrams/data1.xml",
            f"<dgm:dataModel {A} xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram'>"
            f"<dgm:t><a:p><a:r><a:t>{EMAIL}</a:t></a:r></a:p></dgm:t></dgm:dataModel>",
            type_=f"{DRAWN}.diagramData+xml",
        ),
        SEARCHED,
    ),
    "embedded object": Hidden(with_part("oleObject", "embeddings/x.bin", EMAIL), GONE, "embedded objects"),
    "embedded workbook": Hidden(with_part("package", "embeddings/x.xlsx", EMAIL), GONE, "embedded objects"),
    "imported document": Hidden(
        with_part("aFChunk", "x.html", EMAIL, '<w:altChunk r:id="rId1"/>'), GONE, "imported documents"
    ),
    "embedded font": Hidden(with_part("font", "fonts/x.odttf", EMAIL), GONE, "embedded fonts"),
    "unknown part": Hidden(with_part("x", "x.xml", EMAIL), GONE, "other parts"),
    "name of a part": Hidden(with_part("header", f"{EMAIL}.xml", document("")), GONE),
    "foreign element": Hidden(docx(f'<x xmlns="urn:{EMAIL}">{EMAIL}</x>'), GONE, "foreign XML"),
    "foreign attribute": Hidden(docx(f'<w:p xmlns:x="urn:x" x:x="{EMAIL}"/>'), GONE, "foreign XML"),
    "namespace": Hidden(docx(f'<w:p xmlns:x="urn:{EMAIL}"/>'), GONE),
    "namespace that begins as Office's do": Hidden(
        docx(f'<w:p xmlns:x="http://schemas.microsoft.com/office/{EMAIL}" mc:Ignorable="x"/>'), GONE
    ),
    "namespace with a prefix of Word's": Hidden(
        docx(f'<w:p xmlns:w15="http://schemas.microsoft.com/office/{EMAIL}" mc:Ignorable="w15"/>'), GONE
    ),
    "namespace that a value names": Hidden(
        docx(f'<w:x w:uri="http://schemas.microsoft.com/office/{EMAIL}"/>'), SEARCHED
    ),
    **{
        f"{name} of a shape": Hidden(docx(vml(f'<v:shape {name}="{value} {EMAIL}"/>')), SEARCHED)
        for name, value in (
            ("style", "width:1pt;"),
            ("path", "m0,0"),
            ("from", "0,0"),
            ("adj", "1"),
            ("dashstyle", "1 1"),
        )
    },
    "formula of a shape": Hidden(docx(vml(f'<v:f eqn="val {EMAIL}"/>')), SEARCHED),
    "unknown attribute": Hidden(docx(f'<w:p w:x="{EMAIL}"/>'), SEARCHED),
    "unknown element": Hidden(docx(f"<w:x>{EMAIL}</w:x>"), SEARCHED),
    "comment of XML": Hidden(docx(f"<!-- {EMAIL} -->"), GONE),
    "processing instruction": Hidden(docx(f"<?x {EMAIL}?>"), GONE),
    "section of XML": Hidden(docx(paragraph(run(f"<![CDATA[{EMAIL}]]>"))), SEARCHED),
    "references of XML": Hidden(
        docx(paragraph(run("".join(f"&#{ord(letter)};" for letter in EMAIL)))), SEARCHED
    ),
    "between elements": Hidden(docx(f"{EMAIL}<w:p/>{EMAIL}"), GONE, "text between elements"),
    "comment of the zip": Hidden(docx("", comment=EMAIL.encode()), GONE),
    "behind the zip": Hidden(docx("") + EMAIL.encode(), GONE),
    "further member": Hidden(docx("", {"x.xml": EMAIL}), GONE, "other members of the zip"),
}


@pytest.mark.parametrize("place", PLACES)
def test_value_in_every_hiding_place_is_dealt_with_as_documented(
    anon: Anon, in_tmp: Path, place: str
) -> None:
    data, fate, told = PLACES[place]
    assert set(taken_out_of(anon, in_tmp, "a.docx", data)) == ({told} if told else set())
    written = (in_tmp / "out" / "docs" / "a.docx").read_bytes()
    found = "\n".join(
        f"{name}\n{content.decode('utf-8', 'replace')}" for name, content in members(written).items()
    )
    assert EMAIL.encode() not in written
    assert (EMAIL in found) is (fate == PASSES)
    assert ("EMAIL" in found) is (fate == SEARCHED)


def test_text_before_the_zip_is_no_docx(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.docx": EMAIL.encode() + docx("")})
    done = anon("redact", "docs", *FAST, "--output", "out", "--json", "--quiet")
    assert json.loads(done.stdout)["reasons"] == {"not_docx": 1}
    assert tree(in_tmp / "out") == {}


def test_what_is_taken_out_and_what_passes_is_said(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.docx": PLACES["picture"].data, "b.docx": PLACES["company"].data})
    said = anon("redact", "a.docx", "b.docx", *FAST, "--output", "out").stderr
    assert "taken out or replaced, as it cannot be searched: 1 document properties, 1 pictures\n" in said
    assert "passed through as they were: names of fonts\n" in said


def test_one_file_goes_to_the_output_that_is_named(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"letter.docx": docx(X)})
    assert anon("redact", "letter.docx", *FAST, "--output", "clean.docx", "--quiet").exit_code == 0
    assert texts(read((in_tmp / "clean.docx").read_bytes())) == {"t.docx#word/document.xml/p1": "to <EMAIL>"}


def test_redacted_file_is_given_back(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    data = docx(X + paragraph(run("bob@"), run("example.com", "<w:rPr><w:b/></w:rPr>")))
    write_tree(in_tmp, {"docs/a.docx": data})
    vault = ("--vault", "job.vault", *KEYED)
    done = anon("redact", "docs", *FAST, "--operator", "tag", *vault, "--output", "out", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    back = anon("restore", "out", *vault, "--output", "clear", "--quiet")
    assert (back.exit_code, back.stderr) == (0, "")
    assert texts(read((in_tmp / "clear" / "out" / "docs" / "a.docx").read_bytes())) == texts(read(data))


def test_job_resumes_and_its_page_is_made_afterwards(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    write_tree(in_tmp, {"docs/a.docx": PLACES["picture"].data, "docs/b.docx": docx(X)})
    job = ("redact", "docs", *FAST, *KEYED, "--output", "out")
    assert anon(*job, "--review", "page.html").exit_code == 0
    before = tree(in_tmp / "out")
    ids = [line["id"] for line in entries(in_tmp / "out.manifest.jsonl", "document")]
    assert "docs/b.docx#word/document.xml/p1" in ids
    again = anon(*job, "--resume")
    assert again.exit_code == 0
    assert "2 of 2 file(s) are done" in again.stderr
    assert "1 pictures" in again.stderr
    assert tree(in_tmp / "out") == before
    page = anon("report", "out.manifest.jsonl", "--with-text", "--html", "again.html", *KEYED)
    assert (page.exit_code, page.stderr.count("changed")) == (0, 0), page.stderr


def test_name_that_is_found_in_one_place_is_replaced_in_all_others(anon: Anon, in_tmp: Path) -> None:
    body = paragraph(run("Dear Ja"), run("ne Smi"), run("th,")) + drawing('descr="Smith at the sea"')
    (in_tmp / "c.yaml").write_text("labels: [email]\ndetector: patterns\ndeny: {person: [Jane Smith]}\n")
    write_tree(in_tmp, {"a.docx": docx(body)})
    done = anon("redact", "a.docx", "--config", "c.yaml", "--output", "b.docx", "--quiet")
    assert done.exit_code == 0, done.stderr
    assert set(texts(read((in_tmp / "b.docx").read_bytes())).values()) >= {
        "Dear <PERSON>,",
        "<PERSON> at the sea",
    }
