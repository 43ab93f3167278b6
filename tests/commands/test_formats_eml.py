"""What becomes of a value in every place where docs/formats.md says that a mail can hide one."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.support import EMAIL, FAST, Anon, entries, taken_out_of, tree, write_tree
from tests.documents.docx.support import docx, paragraph, run

KEYED = ("--key-file", "team.key")
SEARCHED, GONE = "searched", "gone"
CODED = base64.b64encode(EMAIL.encode()).decode()


class Hidden(NamedTuple):
    """A mail with a value somewhere, what becomes of it there, and what is said of it."""

    mail: str
    fate: str
    told: str | None = None


def part(kind: str, content: str, *, head: str = "", signed: bool = False) -> str:
    outer = "multipart/signed" if signed else "multipart/mixed"
    return (
        f"Subject: x\nContent-Type: {outer}; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: {kind}\n"
        f"{head}\n{content}\n--b--\n"
    )


def attached(name: str, content: str | bytes, kind: str = "application/octet-stream") -> str:
    data = content.encode() if isinstance(content, str) else content
    head = f'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="{name}"\n'
    return part(kind, base64.encodebytes(data).decode(), head=head)


PLACES: dict[str, Hidden] = {
    **{
        name: Hidden(f"{name}: B <{EMAIL}>\n\nx", SEARCHED)
        for name in (
            *("From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Subject", "Comments", "Keywords", "Date"),
            *("Organization", "Resent-From", "Content-Description"),
        )
    },
    "second header of a name": Hidden(f"Subject: x\nSubject: {EMAIL}\n\nx", SEARCHED),
    "header over lines": Hidden(f"Subject: x\n {EMAIL}\n\nx", SEARCHED),
    "encoded word": Hidden(f"Subject: =?utf-8?b?{CODED}?=\n\nx", SEARCHED),
    "encoded words": Hidden("Subject: =?utf-8?q?bob=40exam?= =?utf-8?q?ple.com?=\n\nx", SEARCHED),
    "language of an encoded word": Hidden(f"Subject: =?utf-8*{EMAIL}?q?x?=\n\nx", GONE),
    "charset of an encoded word": Hidden(f"Subject: =?{EMAIL}?q?x?=\n\nx", GONE, "headers"),
    **{
        name: Hidden(f"{name}: {EMAIL}\n\nx", GONE, "headers")
        for name in (
            *("Message-ID", "In-Reply-To", "References", "Received", "Return-Path", "X-Mailer", "X-User"),
            *("List-Unsubscribe", "Delivered-To", "Authentication-Results", "Content-ID", "Thread-Topic"),
        )
    },
    "name of a header": Hidden(f"{EMAIL}: x\n\nx", GONE, "headers"),
    "line of an mbox": Hidden(f"From {EMAIL} Tue\nSubject: x\n\nx", GONE, "headers"),
    "seal": Hidden(f"DKIM-Signature: {EMAIL}\n\nx", GONE, "signatures"),
    "text": Hidden(f"Subject: x\n\nto {EMAIL}\n", SEARCHED),
    "text without a header": Hidden(f"\nto {EMAIL}", SEARCHED),
    "flowed text": Hidden(f"Content-Type: text/plain; format=flowed\n\n> {EMAIL} \nx\n", SEARCHED),
    "broken words": Hidden(
        "Content-Type: text/plain; format=flowed; delsp=yes\n\nbob@exam \nple.com\n", SEARCHED
    ),
    "quoted-printable": Hidden(
        "Content-Transfer-Encoding: quoted-printable\n\nbob=40exam=\nple.com\n", SEARCHED
    ),
    "base64": Hidden(f"Content-Transfer-Encoding: base64\n\n{CODED}\n", SEARCHED),
    "between base64": Hidden(
        "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\neA==\n{bob}@{example}.{com}\n", GONE
    ),
    "unknown transfer encoding": Hidden(
        f"Content-Transfer-Encoding: x-mine\n\n{CODED}\n{EMAIL}\n", GONE, "attachments"
    ),
    "page": Hidden(f"Content-Type: text/html\n\n<p title='{EMAIL}'>b<b>ob</b>@example.com", SEARCHED),
    "comment of a page": Hidden(f"Content-Type: text/html\n\n<!-- {EMAIL} -->", GONE, "comments"),
    "part": Hidden(part("text/plain", EMAIL), SEARCHED),
    "part of a part": Hidden(
        part("multipart/alternative; boundary=c", f"--c\nContent-Type: text/html\n\n{EMAIL}\n--c--"), SEARCHED
    ),
    "header of a part": Hidden(part("text/plain", "x", head=f"X-Y: {EMAIL}\n"), GONE, "headers"),
    "description of a part": Hidden(
        part("text/plain", "x", head=f"Content-Description: {EMAIL}\n"), SEARCHED
    ),
    "mail in a mail": Hidden(part("message/rfc822", f"From: {EMAIL}\n\nto {EMAIL}"), SEARCHED),
    "coded mail in a mail": Hidden(
        part("message/rfc822", CODED, head="Content-Transfer-Encoding: base64\n"), GONE, "attachments"
    ),
    "report": Hidden(
        part("message/delivery-status", f"Final-Recipient: rfc822; {EMAIL}\n"), GONE, "attachments"
    ),
    "before the parts": Hidden(
        f"Content-Type: multipart/mixed; boundary=b\n\n{EMAIL}\n--b\n\nx\n--b--\n", GONE, "text between parts"
    ),
    "behind the parts": Hidden(part("text/plain", "x") + EMAIL, GONE, "text between parts"),
    "boundary": Hidden(
        f'Content-Type: multipart/mixed; boundary="{EMAIL}"\n\n--{EMAIL}\n\nx\n--{EMAIL}--\n', GONE
    ),
    "parameter": Hidden(part(f'text/plain; x="{EMAIL}"', "x"), GONE),
    "kind": Hidden(part(f"text/{EMAIL}", "x"), GONE, "attachments"),
    "name of a file": Hidden(attached(f"{EMAIL}.txt", "x"), SEARCHED),
    "name in the kind": Hidden(part(f'text/plain; name="{EMAIL}"', "x"), SEARCHED),
    "coded name": Hidden(
        part("text/plain", "x", head="Content-Disposition: inline; filename*=utf-8''bob%40example.com\n"),
        SEARCHED,
    ),
    "attached text": Hidden(attached("a.txt", EMAIL), SEARCHED),
    "attached table": Hidden(attached("a.csv", f"a,b\n{EMAIL},x\n"), SEARCHED),
    "attached JSON": Hidden(attached("a.json", f'{{"a": "{EMAIL}"}}'), SEARCHED),
    "attached page": Hidden(attached("a.html", f"<p>{EMAIL}"), SEARCHED),
    "attached Markdown": Hidden(attached("a.md", f"**{EMAIL}**"), SEARCHED),
    "attached mail": Hidden(attached("a.eml", f"Subject: {EMAIL}\n\nx"), SEARCHED),
    "attached JSON that is none": Hidden(attached("a.json", f'{{"a": "{EMAIL}'), GONE, "attachments"),
    "attached picture": Hidden(attached("a.png", EMAIL, "image/png"), GONE, "attachments"),
    "attached PDF": Hidden(attached("a.pdf", EMAIL, "application/pdf"), GONE, "attachments"),
    "attached columns": Hidden(attached("a.parquet", EMAIL), GONE, "attachments"),
    "attached archive": Hidden(attached("a.txt.gz", EMAIL), GONE, "attachments"),
    "attached card": Hidden(attached("a.vcf", EMAIL, "text/vcard"), GONE, "attachments"),
    "signature": Hidden(
        part("application/pgp-signature", EMAIL, signed=True),
        GONE,
        "signatures",
    ),
    "signature in a text": Hidden(
        f"Subject: x\n\nx\n-----BEGIN PGP SIGNATURE-----\n{EMAIL}\n-----END PGP SIGNATURE-----\n",
        GONE,
        "signatures",
    ),
    "key in a text": Hidden(
        f"Subject: x\n\nx\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n{EMAIL}\n", GONE, "encrypted texts and keys"
    ),
    "attached in a text": Hidden(
        "Subject: x\n\nx\nbegin 644 bob@example.com\n#0V%T\n`\nend\n", GONE, "attachments"
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_value_in_every_hiding_place_is_dealt_with_as_documented(
    anon: Anon, in_tmp: Path, place: str
) -> None:
    mail, fate, told = PLACES[place]
    assert set(taken_out_of(anon, in_tmp, "a.eml", mail)) == ({told} if told else set())
    written = (in_tmp / "out" / "docs" / "a.eml").read_text()
    decoded = "".join(
        base64.b64decode(line).decode("utf-8", "replace")
        for line in written.splitlines()
        if line and len(line) % 4 == 0 and " " not in line and ":" not in line and "-" not in line
    )
    assert "bob" not in written + decoded
    assert CODED not in written
    assert ("EMAIL" in written + decoded) is (fate == SEARCHED)


def test_attached_docx_is_searched(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.eml": attached("a.docx", docx(paragraph(run("bob@"), run("example.com"))))})
    done = anon("redact", "docs", *FAST, "--output", "out", "--json", "--quiet")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["labels"] == {"email": 1}


def test_redacted_mail_is_given_back_and_its_job_resumed(anon: Anon, in_tmp: Path) -> None:
    assert anon("key", "new", "team.key").exit_code == 0
    mail = f"From: B <{EMAIL}>\r\nSubject: x\r\n\r\nto {EMAIL}\r\n"
    write_tree(in_tmp, {"docs/a.eml": mail})
    vault = ("--vault", "job.vault", *KEYED)
    job = ("redact", "docs", *FAST, "--operator", "tag", *vault, "--output", "out")
    assert anon(*job, "--review", "page.html").exit_code == 0
    before = tree(in_tmp / "out")
    assert EMAIL.encode() not in before["docs/a.eml"]
    ids = [line["id"] for line in entries(in_tmp / "out.manifest.jsonl", "document")]
    assert ids == ["docs/a.eml#from", "docs/a.eml#subject", "docs/a.eml#text"]
    back = anon("restore", "out", *vault, "--output", "clear", "--quiet")
    assert (back.exit_code, back.stderr) == (0, "")
    assert (in_tmp / "clear" / "out" / "docs" / "a.eml").read_bytes() == mail.encode()
    again = anon(*job, "--resume")
    assert "1 of 1 file(s) are done" in again.stderr
    assert tree(in_tmp / "out") == before
    page = anon("report", "out.manifest.jsonl", "--with-text", "--html", "again.html", *KEYED)
    assert (page.exit_code, page.stderr.count("changed")) == (0, 0), page.stderr


def test_encrypted_mail_is_named_and_not_written(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.eml": "Content-Type: application/pkcs7-mime\n\nx", "docs/b.eml": "\nx"})
    done = anon("redact", "docs", *FAST, "--output", "out", "--quiet")
    assert done.exit_code == 1
    assert done.stderr.startswith("anon: docs/a.eml: it, or a mail in it, is encrypted")
    assert list(tree(in_tmp / "out")) == ["docs/b.eml"]
