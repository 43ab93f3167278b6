from __future__ import annotations

import base64
import binascii
import io
import pickle
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.documents.base import BadRecord, ReadOptions, Record
from anonymize.documents.edits import Edit
from anonymize.documents.eml.headers import encoded, text_of
from anonymize.documents.eml.record import read as read_mail
from tests.documents.docx.support import docx, main_part, paragraph, run
from tests.documents.support import apply, bad, edits_of, good, texts, unchanged

LATIN = "Content-Type: text/plain; charset=iso-8859-1\n"


def read(mail: bytes | str, **options: int) -> Record | BadRecord:
    data = mail if isinstance(mail, bytes) else mail.encode()
    [record] = read_mail(io.BytesIO(data), "t.eml", ReadOptions(**options))  # type: ignore[arg-type]
    return record


def replaced(mail: bytes | str, old: str, new: str) -> bytes:
    record = good(read(mail))
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
    return written


def structure(mail: bytes) -> list[tuple[str, str | None]]:
    """Gives the kinds of the parts of a mail, as the standard library reads it."""
    parsed = message_from_bytes(mail, policy=policy.default)
    return [(part.get_content_type(), part.get_content_disposition()) for part in parsed.walk()]


@pytest.fixture
def mail() -> EmailMessage:
    inner = EmailMessage()
    inner["Subject"] = "about J\u00f6rg"
    inner.set_content("J\u00f6rg again\n")
    mail = EmailMessage()
    mail["From"] = "J\u00f6rg Meier <joerg@example.org>"
    mail["Subject"] = "Dear J\u00f6rg"
    mail.set_content("Dear J\u00f6rg,\nbye\n")
    mail.add_alternative("<p>Dear J<b>\u00f6</b>rg</p>", subtype="html")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="J\u00f6rg.png")
    mail.add_attachment("name\nJ\u00f6rg\n", subtype="csv", filename="a.csv", cte="base64")
    mail.add_attachment(inner)
    return mail


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_mail_has_the_same_parts_and_says_what_it_should(mail: EmailMessage, line_end: str) -> None:
    data = mail.as_bytes(policy=policy.default.clone(linesep=line_end))
    before = texts(read(data))
    written = replaced(data, "J\u00f6rg", "Zo\u00eb <P>")
    assert structure(written) == structure(data)
    assert texts(read(written)) == {
        name: text.replace("J\u00f6rg", "Zo\u00eb <P>") for name, text in before.items()
    }
    assert sum("J\u00f6rg" in text for text in before.values()) == 8
    assert written.count(b"\n") == written.count(line_end.encode())


def test_what_is_not_replaced_stays_as_it_is_spelled() -> None:
    mail = (
        "Subject: =?utf-8?Q?caf=C3=A9?=\n  and   more\n" + LATIN + "Content-Transfer-Encoding: "
        "quoted-printable\n\ncaf=E9=20\n=\nx\n"
    )
    assert unchanged(read(mail)) == (
        b'Subject: =?utf-8?Q?caf=C3=A9?=\n  and   more\nContent-Type: text/plain; charset="windows-1252"\n'
        b"Content-Transfer-Encoding: quoted-printable\n\ncaf=E9=20\n=\nx\n"
    )


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain\n text", "plain text"),
        ("=?utf-8?b?w7Y=?= x", "\u00f6 x"),
        ("=?utf-8?q?a?=\r\n =?utf-8?q?b?= c", "ab c"),
        ("=?utf-8?b?ww==?= =?utf-8?b?tg==?=", "\u00f6"),
        ("=?iso-8859-1?q?J=F6rg_M?= <x@y>", "J\u00f6rg M <x@y>"),
        ("=?iso-8859-1?q?J=C3=B6rg_M?= <x@y>", "J\u00f6rg M <x@y>"),
        ("=?utf-8*de?q?x?=", "x"),
        ("=?nonsense?q?x?=", None),
        ("=?utf-8?b?!!?=", None),
        ("=?utf-8?b?Sm9obiBP\n a2Fmb3I=?=", "John Okafor"),
        ("=?utf-8?b?Sm9o biBP\r a2Fmb3I=?=", "John Okafor"),
        ("=?utf-8?q?=4A=6F=68=6E =4F=6B=61=66=6F=72?=", "John Okafor"),
        ("=?utf-8?q?=4A=6F\n =68=6E?=", None),
        ("=?utf-8?q?=4A=6F?x?=", None),
        ("=?utf -8?q?=4A=6F?=", None),
        ("=?utf-8? q?=4A=6F?=", None),
        ("=?utf-8?b?Sm9o", None),
        ("J\udcc3\udcb6rg", "J\u00f6rg"),
    ],
)
def test_header_is_read(raw: str, text: str | None) -> None:
    assert text_of(raw) == text


def test_encoded_word_with_white_space_is_written_anew() -> None:
    written = unchanged(read("Subject: =?utf-8?q?=4A=6F=68=6E =4F?=\n\nx"))
    assert written.startswith(b"Subject: John O\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_header_says_what_was_written(text: str) -> None:
    written = encoded(text, "\n")
    assert written.isascii()
    assert all(len(line) < 998 for line in written.split("\n"))
    said = text_of(written)
    assert said is not None
    assert said.split() == text.split()


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (LATIN, b"Jos\xe9", "Jos\u00e9"),
        ("", "Jos\u00e9".encode(), "Jos\u00e9"),
        (LATIN + "Content-Transfer-Encoding: BASE64\n", base64.b64encode(b"Jos\xe9"), "Jos\u00e9"),
        (LATIN + "Content-Transfer-Encoding: Quoted-Printable (x)\n", b"Jos=E9=\n!", "Jos\u00e9!"),
        ("Content-Type: text/plain; format=flowed; delsp=yes\n", b"An \nna\n-- \nB", "Anna\n-- \nB"),
    ],
)
def test_text_is_read_in_its_charset_and_transfer_encoding(head: str, body: bytes, text: str) -> None:
    assert texts(read(head.encode() + b"\n" + body)) == {"t.eml#text": text}


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("end", [b"A", b"\nA\n", b"\nA====\n", b"*\nA\n"])
def test_base64_with_a_letter_too_many_is_searched(kind: str, end: bytes) -> None:
    coded = base64.b64encode(b"I am John Okafor.\n")
    mail = (
        f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: base64\n\n".encode()
        + coded
        + end
    )
    assert any("John Okafor" in text for text in texts(read(mail)).values())
    written = unchanged(read(mail))
    assert any("John Okafor" in text for text in texts(read(written)).values())
    assert coded + end not in written


UU = binascii.b2a_uu(b"John Okafor").decode()


@pytest.mark.parametrize(
    "body",
    [UU, f"x\n{UU}", f"begin 644\n{UU}", f"begin 644 x\n{UU}\x7fbad\nend\n", f"begin 644 x\nend\n{UU}"],
)
def test_content_that_cannot_be_decoded_is_empty_and_counted(body: str) -> None:
    record = good(read(f"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\n{body}"))
    assert texts(record) == {}
    assert dict(record.taken_out) == {"attachments": 1}
    assert UU.strip() not in unchanged(record).decode()


@pytest.mark.parametrize("end", ["", "end", "end\n", "`\nend\n"])
def test_uuencoded_content_is_searched(end: str) -> None:
    mail = f"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n{UU}{end}"
    assert texts(read(mail)) == {"t.eml#text": "John Okafor"}
    assert b"begin" not in unchanged(read(mail))


@pytest.mark.parametrize("end", ["", "`\n", "`\nend", "`\nend\n", "bad\n" + UU])
def test_uuencoded_block_within_a_text_goes_to_its_end(end: str) -> None:
    record = good(read(f"\nhello\nbegin 644 x\n{UU}{end}"))
    assert texts(record) == {"t.eml#text": "hello\n"}
    assert dict(record.taken_out) == {"attachments": 1}


def test_prose_that_begins_like_uuencode_stays() -> None:
    assert texts(read("\nlet us\nbegin 2024 with\ngood news")) == {
        "t.eml#text": "let us\nbegin 2024 with\ngood news"
    }


def test_what_decoders_of_quoted_printable_pass_over_is_not_in_the_output() -> None:
    mail = b"Content-Transfer-Encoding: quoted-printable\n\nhello=\rJohn Okafor\n!"
    assert b"Okafor" not in unchanged(read(mail))


@pytest.mark.parametrize(
    "value",
    [
        *(
            "(x) base64",
            "(x (y) z)base64 (a)",
            "(\\) \\( x) base64",
            "base64 (x",
            "\n base64",
            "()\n\tBase64()",
        ),
        "base64\nContent-Transfer-Encoding: (x) BASE64",
    ],
)
def test_comments_in_a_transfer_encoding_say_nothing(value: str) -> None:
    mail = f"Content-Transfer-Encoding: {value}\n\n{base64.b64encode(b'Anna').decode()}"
    assert texts(read(mail)) == {"t.eml#text": "Anna"}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "()",
        "(base64",
        "x",
        '"base64"',
        "base64 7bit",
        "base64)",
        "7bit\nContent-Transfer-Encoding: base64",
    ],
)
def test_content_in_an_unknown_transfer_encoding_is_empty_and_counted(value: str) -> None:
    record = good(read(f"Content-Transfer-Encoding: {value}\n\nQW5uYQ=="))
    assert texts(record) == {}
    assert dict(record.taken_out) == {"attachments": 1}
    assert b"QW5uYQ" not in unchanged(record)


NAME = "\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432 \u040a"


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("label", "codec"),
    [
        *(("utf-16le", "utf-16-le"), ("UTF-16BE", "utf-16-be"), ("utf-16", "utf-16"), ("utf-32", "utf-32")),
        *(("utf-32be", "utf-32-be"), ("unicode", "utf-16")),
    ],
)
def test_wide_charset_is_read_as_what_it_says(kind: str, label: str, codec: str) -> None:
    coded = base64.b64encode(NAME.encode(codec)).decode()
    mail = (
        f"Subject: =?{label}?b?{coded}?=\nContent-Type: text/{kind}; charset={label}\n"
        f"Content-Transfer-Encoding: base64\n\n{coded}"
    )
    assert sum(NAME in text for text in texts(read(mail)).values()) == 2
    written = replaced(mail, NAME, "<P>")
    assert coded not in written.decode()
    assert sum("<P>" in text for text in texts(read(written)).values()) == 2
    assert b"utf-16-" not in written.lower()  # Python's names, which mail programs do not know
    assert b"utf-32-" not in written.lower()


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("label", "data"),
    [
        *(("utf-16", NAME.encode("utf-16-le")), ("utf-8", b"J\0o\0h\0n\0"), ("utf-16le", b"John Okafor!")),
        *(("utf-16le", NAME.encode("utf-32-le")), ("utf-16le", "a\ufffe".encode("utf-16-le"))),
    ],
)
def test_text_that_is_not_in_its_charset_is_undecodable(kind: str, label: str, data: bytes) -> None:
    coded = base64.b64encode(data).decode()
    head = f"Content-Type: text/{kind}; charset={label}\nContent-Transfer-Encoding: base64\n\n"
    assert bad(read(head + coded)).reason == "undecodable"
    assert text_of(f"=?{label}?b?{coded}?=") is None


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "koi8-r"])
def test_utf8_that_claims_to_be_of_single_bytes_is_read_as_what_it_is(kind: str, label: str) -> None:
    head = f"Content-Type: text/{kind}; charset={label}\nContent-Transfer-Encoding: 8bit\n\n"
    written = replaced(f"{head}Dear J\u00f6rg, Gr\u00fc\u00dfe\n".encode(), "J\u00f6rg", "Zo\u00eb")
    [part] = message_from_bytes(written, policy=policy.default).walk()
    assert part.get_content() == "Dear Zo\u00eb, Gr\u00fc\u00dfe\n"


def test_replacement_that_the_charset_has_not_makes_it_another_one() -> None:
    written = replaced(LATIN.encode() + b"\nJos\xe9 A", "A", "\u0141")
    assert b'charset="utf-8"' in written
    assert texts(read(written)) == {"t.eml#text": "Jos\u00e9 \u0141"}


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (b"Content-Type: text/plain; charset=utf-8\n\nJos\xe9", "undecodable"),
        (b"Content-Type: text/plain; charset=nonsense\n\nx", "undecodable"),
        # Codecs that Python has, one of which raises no UnicodeDecodeError, and plain letters as others.
        (b"Content-Type: text/plain; charset=punycode\n\nhi there.", "undecodable"),
        (b"Content-Type: text/plain; charset=idna\n\n.a", "undecodable"),
        (b"Content-Type: text/plain; charset=cp037\n\nJosefa", "undecodable"),
        (b"\nJos\xe9", "undecodable"),
        (b"Content-Type: multipart/mixed\n\nx", "corrupt_eml"),
        (b"Content-Type: multipart/encrypted; boundary=x\n\n--x\n\ny\n--x--\n", "encrypted_eml"),
        (b"Content-Type: application/pkcs7-mime\n\nx", "encrypted_eml"),
    ],
)
def test_mail_that_cannot_be_searched_is_one_bad_record(mail: bytes, reason: str) -> None:
    record = bad(read(mail))
    assert record.reason == reason
    assert "\n" not in record.message
    assert "Jos" not in record.message


def test_signature_goes_and_the_signed_text_stays() -> None:
    mail = (
        "Content-Type: multipart/signed; boundary=x\n\n--x\n\nAnna\n--x\n"
        "Content-Type: application/pgp-signature\n\nQUJD\n--x--\n"
    )
    record = good(read(mail))
    assert dict(record.taken_out) == {"signatures": 1}
    assert b"QUJD" not in unchanged(record)
    assert structure(unchanged(record)) == [("multipart/mixed", None), ("text/plain", None)]


def test_nested_mails_up_to_a_limit() -> None:
    mail = b"Subject: x\n\nAnna"
    for _ in range(40):
        mail = b"Content-Type: message/rfc822\n\n" + mail
    assert b"Anna" not in replaced(mail, "Anna", "<P>")
    for number in (80, 3000):
        deep = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(number)
        )
        assert bad(read(deep)).reason == "corrupt_eml"


def test_boundaries_are_new_and_in_no_part() -> None:
    mail = "Content-Type: multipart/mixed; boundary=Anna\n\n--Anna\n\n--=_part_1\nx\n--Anna--\n"
    written = unchanged(read(mail))
    assert b"Anna" not in written
    assert texts(read(written)) == {"t.eml#1": "--=_part_1\nx"}


def test_name_of_a_file_keeps_its_ending(mail: EmailMessage) -> None:
    written = replaced(mail.as_bytes(), "J\u00f6rg", "")
    assert b'filename=".png"' in written


def test_record_can_be_sent_to_another_process(mail: EmailMessage) -> None:
    record = good(read(mail.as_bytes()))
    again = pickle.loads(pickle.dumps(record))  # noqa: S301 - our own
    assert unchanged(again) == unchanged(record)


def test_cleaned_mail_is_clean(mail: EmailMessage) -> None:
    written = unchanged(read(mail.as_bytes()))
    assert good(read(written)).taken_out == ()
    assert unchanged(read(written)) == written


BESIDE = """\
<p class="to-anna-meier" id=annameier>Dear =20customer.</p>
<img src="/p/meier-anna.jpg"><a href="#anna-meier">"""


def content_of(mail: bytes, name: str) -> bytes:
    """Gives the content of a file in a mail."""
    parts = message_from_bytes(mail, policy=policy.default).walk()
    [data] = [part.get_payload(decode=True) for part in parts if part.get_filename() == name]
    return bytes(data)  # type: ignore[arg-type]


def test_what_is_removed_in_one_part_is_sought_in_the_names_and_paths_of_others() -> None:
    inner = EmailMessage()
    inner.add_attachment(BESIDE, subtype="html", cte="8bit", filename="a.html")
    data = docx('<w:p w:x="anna_meier"/>' + paragraph(run("hello")))
    mail = EmailMessage()
    mail["From"] = "Anna Meier <x@y.test>"
    mail.set_content("hello\n")
    mail.add_attachment(BESIDE, subtype="html", cte="8bit", filename="a.html")
    mail.add_attachment(inner.as_bytes(), maintype="application", subtype="x", filename="a.eml")
    mail.add_attachment(data, maintype="application", subtype="x", filename="a.docx")
    written = replaced(mail.as_bytes(), "Anna Meier", "X")
    for page in (content_of(written, "a.html"), content_of(content_of(written, "a.eml"), "a.html")):
        assert page.decode().rstrip() == (
            '<p class="" id="">Dear =20customer.</p>\n<img src="/p/.jpg"><a href="">'
        )
    assert 'x="name1"' in main_part(content_of(written, "a.docx"))


def test_page_without_such_names_stays_as_it_is_spelled() -> None:
    page = "<p =63lass=3D'bo'>Dear=20customer."
    head = "From: Anna Meier\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
    assert replaced(head + page, "Anna Meier", "X").decode().endswith(page)
    assert unchanged(read(head + page + BESIDE)).decode().endswith(page + BESIDE)


LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n <>=&"), max_size=120)


@given(st.data())
def test_mail_says_what_it_should_after_edits(data: st.DataObject) -> None:
    mail = EmailMessage()
    mail["Subject"] = " ".join(data.draw(LETTERS).split())
    mail.set_content(
        data.draw(LETTERS), cte=data.draw(st.sampled_from(["8bit", "base64", "quoted-printable"]))
    )
    mail.add_attachment(data.draw(LETTERS).encode(), maintype="text", subtype="plain", filename="x.txt")
    record = good(read(mail.as_bytes()))
    edits = [data.draw(edits_of(document.text, LETTERS)) for document in record.documents]
    written = record.render(edits)
    assert isinstance(written, bytes)
    said = texts(read(written))
    for document, changes in zip(record.documents, edits, strict=True):
        assert said.get(document.id, "").split() == apply(changes, document.text).split()


@given(st.binary(max_size=200), st.sampled_from(["", "Content-Type: multipart/mixed; boundary=a\n", LATIN]))
def test_any_bytes_are_a_mail_or_a_bad_record(data: bytes, head: str) -> None:
    record = read(head.encode() + data.replace(b"0", b"\n--a\n"))
    if isinstance(record, Record):
        assert isinstance(unchanged(record), bytes)
