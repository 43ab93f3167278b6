"""What becomes of a value in every place where docs/formats.md says that a PDF can hide one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, lost, process, taken_out_of, tree, write_tree
from tests.documents.pdf.support import PAGES, form, pdf, shown, stream, structured

KEYED = ("--key-file", "team.key")
SEARCHED, GONE = "searched", "gone"
X = shown("A page.")
DRAWN = "0 0 500 500 re f"
BOX = "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F 3 0 R >> >>"
NOTE = "/Type /Annot /Rect [9 9 90 90]"
WIDGET = "/Subtype /Widget"
ACTION = "<< /S /JavaScript /JS ({}) >>"


class Hidden(NamedTuple):
    """A file with a value somewhere, what becomes of it there, and what is said of it."""

    data: bytes
    fate: str
    told: tuple[str, ...] = ()


def noted(entries: str, further: str | bytes = "null") -> bytes:
    """Gives a PDF with a note on its page, and another object, 1001."""
    return pdf(X, page="/Annots [1000 0 R]", objects={1000: f"<< {NOTE} {entries} >>", 1001: further})


def led(entries: str, *objects: str | bytes) -> bytes:
    """Gives a PDF with entries in its catalog, and the objects, from 1000 on, to which they lead."""
    return pdf(X, catalog=entries, objects=dict(enumerate(objects, start=1000)))


def used(content: str, resources: str, *objects: str | bytes) -> bytes:
    return pdf(content, resources=resources, objects=dict(enumerate(objects, start=1000)))


PLACES: dict[str, Hidden] = {
    "page": Hidden(pdf(shown(f"to {EMAIL}")), SEARCHED),
    "escapes": Hidden(pdf(r"BT /F 12 Tf 72 720 Td (\142ob@example.com) Tj ET"), SEARCHED),
    "hexadecimal": Hidden(pdf(f"BT /F 12 Tf 72 720 Td <{EMAIL.encode().hex()}> Tj ET"), SEARCHED),
    "pieces": Hidden(pdf("BT /F 12 Tf 72 720 Td [(bob@ex) -20 (ample) 10 (.com)] TJ ET"), SEARCHED),
    "text that is not drawn": Hidden(pdf(shown(EMAIL, before="3 Tr")), SEARCHED),
    "white text": Hidden(pdf(shown(EMAIL, before="1 g")), SEARCHED),
    "text under a box": Hidden(pdf(f"{shown(EMAIL)} 0 0 600 780 re f"), SEARCHED),
    "text outside the page": Hidden(pdf(f"{X} BT /F 12 Tf 3000 3000 Td ({EMAIL}) Tj ET"), SEARCHED),
    "layer that is not shown": Hidden(
        pdf(
            f"/OC /L BDC {shown(EMAIL)} EMC",
            resources="/Properties << /L 1000 0 R >>",
            catalog="/OCProperties << /OCGs [1000 0 R] /D << /OFF [1000 0 R] >> >>",
            objects={1000: "<< /Type /OCG /Name (Layer) >>"},
        ),
        SEARCHED,
    ),
    "name of a layer": Hidden(
        led("/OCProperties << /OCGs [1000 0 R] /D << >> >>", f"<< /Type /OCG /Name ({EMAIL}) >>"), GONE
    ),
    "form within the page": Hidden(
        used("/X Do", "/XObject << /X 1000 0 R >>", stream(shown(EMAIL), BOX)), SEARCHED
    ),
    "text that is meant": Hidden(
        pdf(f"{X} /Span << /ActualText ({EMAIL}) >> BDC BT /F 12 Tf 72 600 Td (Bob) Tj ET EMC"), SEARCHED
    ),
    "description of a picture": Hidden(structured(f"/S /Figure /Alt ({EMAIL})"), SEARCHED),
    "title of the structure": Hidden(structured(f"/S /Figure /T ({EMAIL})"), GONE),
    "note": Hidden(noted(f"/Subtype /Text /Contents ({EMAIL})"), SEARCHED),
    "note that is not shown": Hidden(noted(f"/Subtype /FreeText /F 2 /Contents ({EMAIL})"), SEARCHED),
    "note in UTF-16": Hidden(
        noted(f"/Subtype /Text /Contents <feff{EMAIL.encode('utf-16-be').hex()}>"), SEARCHED
    ),
    "author of a note": Hidden(
        noted(f"/Subtype /Text /Contents (x) /T ({EMAIL})"), GONE, ("authors of notes",)
    ),
    "subject of a note": Hidden(
        noted(f"/Subtype /Text /Contents (x) /Subj ({EMAIL})"), GONE, ("subjects of notes",)
    ),
    "rich text": Hidden(noted(f"/Subtype /Text /Contents (x) /RC ({EMAIL})"), GONE, ("rich text",)),
    "drawing of a note": Hidden(
        noted("/Subtype /Stamp /AP << /N 1001 0 R >>", stream(shown(EMAIL), BOX)),
        GONE,
        ("notes without text",),
    ),
    "link": Hidden(
        noted(f"/Subtype /Link /A << /S /URI /URI (mailto:{EMAIL}) >>"), GONE, ("targets of links",)
    ),
    "attachment on a page": Hidden(
        noted(
            "/Subtype /FileAttachment /FS << /Type /Filespec /F (x) /EF << /F 1001 0 R >> >>", stream(EMAIL)
        ),
        GONE,
        ("attachments",),
    ),
    "field": Hidden(form(f"/FT /Tx /T (x) /V ({EMAIL})"), SEARCHED, ("names of fields",)),
    "field above": Hidden(
        form("/Parent 1001 0 R", f"<< /FT /Tx /T (x) /V ({EMAIL}) /Kids [1000 0 R] >>"),
        SEARCHED,
        ("names of fields",),
    ),
    "field that is not shown": Hidden(
        form(f"/F 2 /FT /Tx /T (x) /V ({EMAIL})"), SEARCHED, ("names of fields",)
    ),
    "choice": Hidden(
        form(f"/FT /Ch /Ff 131072 /T (x) /V ({EMAIL}) /Opt [(a)]"),
        SEARCHED,
        ("choices of fields", "names of fields"),
    ),
    "choice that was not made": Hidden(
        form(f"/FT /Ch /Ff 131072 /T (x) /V (a) /Opt [(a) ({EMAIL})]"),
        GONE,
        ("choices of fields", "names of fields"),
    ),
    "field that the form does not list": Hidden(
        noted(f"{WIDGET} /FT /Tx /T (x) /V ({EMAIL})"), SEARCHED, ("names of fields",)
    ),
    "field above that the form does not list": Hidden(
        noted(f"{WIDGET} /Parent 1001 0 R", f"<< /FT /Tx /T (x) /V ({EMAIL}) /Kids [1000 0 R] >>"),
        SEARCHED,
        ("names of fields",),
    ),
    "second choice": Hidden(
        form(f"/FT /Ch /Ff 2097152 /T (x) /V [(a) ({EMAIL})] /Opt [(a) ({EMAIL})]"),
        SEARCHED,
        ("choices of fields", "names of fields"),
    ),
    "choice by its number": Hidden(
        form(f"/FT /Ch /T (x) /I [1] /Opt [(a) [(b) ({EMAIL})]]"),
        SEARCHED,
        ("choices of fields", "names of fields"),
    ),
    "rich text of a field": Hidden(
        form(f"/FT /Tx /T (x) /V (x) /RV ({EMAIL})"), GONE, ("names of fields", "rich text")
    ),
    "caption of a button": Hidden(
        form(f"/FT /Btn /Ff 65536 /T (x) /MK << /CA ({EMAIL}) >>"),
        GONE,
        ("captions of buttons", "names of fields"),
    ),
    "what a field shows": Hidden(
        form("/FT /Tx /T (x) /AP << /N 1001 0 R >>", stream(shown(EMAIL), BOX)),
        GONE,
        ("appearances of fields without a value", "names of fields"),
    ),
    "note behind a zero": Hidden(noted(f"/Subtype /Text /Contents (seen\\000 {EMAIL} called)"), SEARCHED),
    "name of a field": Hidden(form(f"/FT /Tx /T ({EMAIL}) /V (x)"), GONE, ("names of fields",)),
    "tooltip of a field": Hidden(form(f"/FT /Tx /T (x) /TU ({EMAIL}) /V (x)"), GONE, ("names of fields",)),
    "default of a field": Hidden(form(f"/FT /Tx /T (x) /DV ({EMAIL}) /V (x)"), GONE, ("names of fields",)),
    "XFA": Hidden(
        led("/AcroForm << /Fields [] /XFA [(datasets) 1000 0 R] >>", stream(EMAIL)),
        GONE,
        ("parts of an XFA form",),
    ),
    "signature": Hidden(
        form(f"/FT /Sig /T (x) /V << /Type /Sig /Name ({EMAIL}) /Filter /x /Contents <00> >>"),
        GONE,
        ("names of fields", "signatures"),
    ),
    "author": Hidden(pdf(X, info=f"/Author ({EMAIL})"), GONE, ("document properties",)),
    "title": Hidden(pdf(X, info=f"/Title ({EMAIL})"), GONE, ("document properties",)),
    "property of its own": Hidden(pdf(X, info=f"/Patient ({EMAIL})"), GONE),
    "XMP": Hidden(
        led(
            "/Metadata 1000 0 R",
            stream(f"<?xpacket begin=''?><x>{EMAIL}</x>", "/Type /Metadata /Subtype /XML"),
        ),
        GONE,
        ("metadata (XMP)",),
    ),
    "bookmark": Hidden(
        led("/Outlines 1000 0 R", "<< /First 1001 0 R >>", f"<< /Title ({EMAIL}) /Parent 1000 0 R >>"),
        GONE,
        ("bookmarks",),
    ),
    "attachment": Hidden(
        led(
            f"/Names << /EmbeddedFiles << /Names [({EMAIL}) 1000 0 R] >> >>",
            "<< /Type /Filespec /F (x) /EF << /F 1001 0 R >> >>",
            stream(EMAIL),
        ),
        GONE,
        ("attachments",),
    ),
    "script": Hidden(
        led(f"/Names << /JavaScript << /Names [(x) {ACTION.format(EMAIL)}] >> >>"), GONE, ("scripts",)
    ),
    "script at the start": Hidden(led(f"/OpenAction {ACTION.format(EMAIL)}"), GONE),
    "name of a place": Hidden(led(f"/Dests << /{EMAIL} [10 0 R /Fit] >>"), GONE, ("names of places",)),
    "number of a page": Hidden(led(f"/PageLabels << /Nums [0 << /P ({EMAIL}) >>] >>"), GONE),
    "data of programs": Hidden(pdf(X, page=f"/PieceInfo << /x << /Private ({EMAIL}) >> >>"), GONE),
    "picture": Hidden(
        used(
            f"{X} q 99 0 0 99 0 0 cm /I Do Q",
            "/XObject << /I 1000 0 R >>",
            stream(EMAIL, "/Subtype /Image /Width 5 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB"),
        ),
        GONE,
        ("pictures",),
    ),
    "thumbnail": Hidden(
        pdf(
            X,
            page="/Thumb 1000 0 R",
            objects={
                1000: stream(EMAIL, "/Width 5 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB"),
            },
        ),
        GONE,
        ("thumbnails",),
    ),
    "pattern": Hidden(
        used(
            f"{X} /Pattern cs /P scn 0 0 500 500 re f",
            "/Pattern << /P 1000 0 R >>",
            stream(
                shown(EMAIL),
                "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 99 99] /XStep 99"
                " /YStep 99 /Resources << /Font << /F 3 0 R >> >>",
            ),
        ),
        GONE,
    ),
    "comment of the content": Hidden(pdf(f"% {EMAIL}\n{X}"), GONE),
    "property of the content": Hidden(pdf(f"/P << /x ({EMAIL}) >> BDC {X} EMC"), GONE),
    "object that nothing leads to": Hidden(pdf(X, objects={1000: f"({EMAIL})"}), GONE),
    "earlier version": Hidden(pdf(shown(EMAIL)) + pdf(X, trailer="").removeprefix(b"%PDF-1.7\n"), GONE),
    "before the file": Hidden(EMAIL.encode() + b"\n" + pdf(X), GONE),
    "behind the file": Hidden(pdf(X) + EMAIL.encode(), GONE),
}


@pytest.mark.parametrize("place", PLACES)
def test_value_in_every_hiding_place_is_dealt_with_as_documented(
    anon: Anon, in_tmp: Path, place: str
) -> None:
    data, fate, told = PLACES[place]
    assert taken_out_of(anon, in_tmp, "a.pdf", data) == told
    [(name, written)] = tree(in_tmp / "out").items()
    assert name == "docs/a.pdf.txt"
    assert b"bob" not in written.lower()
    assert (b"EMAIL" in written) is (fate == SEARCHED)


def test_pages_are_divided_by_form_feeds_and_a_page_that_cannot_be_searched_is_withheld(
    anon: Anon, in_tmp: Path
) -> None:
    data = pdf(shown(f"to {EMAIL}"), DRAWN, "", shown("\x01\x02"), shown("The end."))
    write_tree(in_tmp, {"docs/scan.pdf": data})
    done = anon("redact", "docs", *FAST, "--output", "out")
    assert done.exit_code == 1
    assert "scan.pdf: page 2 has no text layer" in done.stderr
    assert "scan.pdf: page 4 has glyphs" in done.stderr
    assert "1 empty pages" in done.stderr
    assert tree(in_tmp / "out") == {"docs/scan.pdf.txt": b"to <EMAIL>\n\f\f\f\fThe end.\n"}
    manifest = in_tmp / "out.manifest.jsonl"
    assert lost(manifest) == {
        "docs/scan.pdf#page2": "no_text_layer",
        "docs/scan.pdf#page4": "unreadable_glyphs",
    }
    [file] = entries(manifest, "file")
    assert (file["status"], file["output"]) == ("incomplete", "docs/scan.pdf.txt")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(pdf(DRAWN), "no_text_layer"), (pdf(""), "no_text_layer"), (pdf(X)[:300], "corrupt_pdf")],
)
def test_file_without_a_text_gives_no_output(anon: Anon, in_tmp: Path, data: bytes, reason: str) -> None:
    write_tree(in_tmp, {"docs/a.pdf": data})
    done = anon("redact", "docs", *FAST, "--output", "out", "--quiet")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert lost(in_tmp / "out.manifest.jsonl") == {"docs/a.pdf": reason}
    assert tree(in_tmp / "out") == {}


def test_no_pdf_is_written(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.pdf": pdf(X)})
    for name in ("clean.pdf", "clean.PDF.gz", "clean.json"):
        done = anon("redact", "a.pdf", *FAST, "--output", name)
        assert done.exit_code == 2
        assert "the output of a pdf is text; name it with the ending .txt" in done.stderr
    assert anon("redact", "a.pdf", *FAST, "--output", "clean.log", "--quiet").exit_code == 0
    assert tree(in_tmp).keys() == {"a.pdf", "clean.log", "clean.log.manifest.jsonl"}
    assert (in_tmp / "clean.log").read_bytes() == b"A page.\n"


def test_output_never_takes_the_place_of_another(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.pdf": pdf(X), "docs/a.pdf.txt": "text", "docs/b.pdf": pdf(X)})
    done = anon("redact", "docs", *FAST, "--output", "out", "--quiet")
    assert done.exit_code == 1
    assert done.stderr.count("another input's has the same name") == 2
    assert tree(in_tmp / "out").keys() == {"docs/b.pdf.txt"}


def test_pdf_is_read_from_a_pipe(in_tmp: Path) -> None:
    done = process("redact", "-", *FAST, "--format", "pdf", "--quiet", input=pdf(shown(EMAIL, "line two")))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"<EMAIL>\nline two\n", b"")


def test_redacted_text_is_given_back(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    write_tree(in_tmp, {"docs/a.pdf": pdf(shown("to bob@exam-", "ple.com"), X)})
    vault = ("--vault", "job.vault", *KEYED)
    done = anon("redact", "docs", *FAST, "--operator", "tag", *vault, "--output", "out", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    assert b"bob" not in (in_tmp / "out" / "docs" / "a.pdf.txt").read_bytes()
    back = anon("restore", "out", *vault, "--output", "clear", "--quiet")
    assert (back.exit_code, back.stderr) == (0, "")
    restored = (in_tmp / "clear" / "out" / "docs" / "a.pdf.txt").read_bytes()
    assert restored == b"to bob@exam-\nple.com\n\fA page.\n"


def test_job_resumes_and_its_page_is_made_afterwards(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    write_tree(in_tmp, {"docs/a.pdf": pdf(shown("Zoë\xeb", EMAIL), info="/Title (x)"), "docs/b.pdf": pdf(X)})
    job = ("redact", "docs", *FAST, *KEYED, "--encoding", "cp1252", "--output", "out")
    assert anon(*job, "--review", "page.html").exit_code == 0
    before = tree(in_tmp / "out")
    again = anon(*job, "--resume")
    assert again.exit_code == 0
    assert "2 of 2 file(s) are done" in again.stderr
    assert "1 document properties" in again.stderr
    assert tree(in_tmp / "out") == before
    page = anon("report", "out.manifest.jsonl", "--with-text", "--html", "again.html", *KEYED)
    assert (page.exit_code, page.stderr.count("changed")) == (0, 0), page.stderr
    (in_tmp / "out" / "docs" / "b.pdf.txt").unlink()
    assert "1 of 2 file(s) are done" in anon(*job, "--resume").stderr
    assert tree(in_tmp / "out") == before


def test_renamed_outputs_say_what_they_are(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    write_tree(in_tmp, {"docs/a.pdf": pdf(X)})
    assert (
        anon("redact", "docs", *FAST, *KEYED, "--redact-names", "--output", "out", "--quiet").exit_code == 0
    )
    [name] = tree(in_tmp / "out")
    assert name.endswith(".pdf.txt")


def test_name_that_is_found_in_one_place_is_replaced_in_all_others(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "c.yaml").write_text("labels: [email]\ndetector: patterns\ndeny: {person: [Jane Williams]}\n")
    note = {1000: f"<< {NOTE} /Subtype /Text /Contents (ask Williams) >>"}
    data = pdf(shown("Dear Jane Wil-", "liams,"), page="/Annots [1000 0 R]", objects=note)
    write_tree(in_tmp, {"a.pdf": data})
    done = anon("redact", "a.pdf", "--config", "c.yaml", "--quiet")
    assert (done.exit_code, done.stdout) == (0, "Dear <PERSON>,\n\nask <PERSON>\n")


def test_name_over_the_end_of_a_page_is_found(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "c.yaml").write_text("labels: [email]\ndetector: patterns\ndeny: {person: [Jane Williams]}\n")
    write_tree(in_tmp, {"a.pdf": pdf(shown("Yours, Jane"), shown("Williams of Leeds"))})
    done = anon("redact", "a.pdf", "--config", "c.yaml", "--quiet")
    assert (done.exit_code, done.stdout) == (0, "Yours, <PERSON> of Leeds\n")


def test_compressed_file_gives_a_compressed_text(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.pdf.gz": gzip.compress(pdf(shown(EMAIL)))})
    assert anon("redact", "docs", *FAST, "--output", "out", "--quiet").exit_code == 0
    [(name, data)] = tree(in_tmp / "out").items()
    assert (name, gzip.decompress(data)) == ("docs/a.pdf.txt.gz", b"<EMAIL>\n")


def test_spans_of_a_pdf_are_those_of_its_text(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.pdf": pdf(X, shown(f"to {EMAIL}"))})
    done = anon("detect", "a.pdf", *FAST, "--quiet")
    [line] = map(json.loads, done.stdout.splitlines())
    assert (line["id"], [(span["start"], span["end"]) for span in line["spans"]]) == ("a.pdf", [(12, 27)])


def test_pages_of_a_circle_are_told_once(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.pdf": pdf(X, objects={PAGES: f"<< /Kids [{PAGES} 0 R] /Count 9 >>"})})
    done = anon("redact", "a.pdf", *FAST, "--quiet")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
