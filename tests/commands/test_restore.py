"""`anon restore`, and jobs with a vault or with encryption before it."""

from __future__ import annotations

import json
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.commands.support import EMAIL, FAST, Anon, jsonl, tree, write_tree

KEYED = ("--key-file", "team.key")
VAULT = ("--vault", "job.vault", *KEYED)
TEXT = f"Write to {EMAIL}, or to BOB@example.com.\r\n"


@pytest.fixture(autouse=True)
def key(anon: Anon, in_tmp: Path) -> None:
    """A key in the current folder."""
    assert anon("key", "new", "team.key").exit_code == 0


@pytest.mark.parametrize("operator", ["tag", "pseudonym"])
def test_texts_that_were_not_changed_come_back_byte_for_byte(anon: Anon, in_tmp: Path, operator: str) -> None:
    source = write_tree(
        in_tmp, {"docs/a.txt": TEXT, "docs/b/c.jsonl": jsonl({"id": 1, "text": TEXT}), "docs/d.txt": ""}
    )
    done = anon("redact", "docs", *FAST, "--operator", operator, *VAULT, "--output", "clean", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    assert EMAIL.encode() not in b"".join(tree(in_tmp / "clean").values())
    back = anon("restore", "clean", *VAULT, "--output", "clear")
    assert back.exit_code == 0, back.stderr
    assert back.stderr == (
        "anon: 3 document(s) to clear: 4 value(s) given back\nanon: fields passed through as they were: id\n"
    )
    assert tree(in_tmp / "clear" / "clean" / "docs") == tree(source / "docs")


def test_an_answer_that_quotes_gets_the_first_form_and_unknown_tags_are_named(
    anon: Anon, in_tmp: Path
) -> None:
    (in_tmp / "a.txt").write_text(f"Write to {EMAIL}.")
    safe = anon("redact", "a.txt", *FAST, "--operator", "tag", *VAULT, "--quiet").stdout
    tag = safe.removeprefix("Write to ").removesuffix(".")
    (in_tmp / "answer.txt").write_text(f"I wrote to {tag}, not to <EMAIL_deadbeef> or <EMAIL_deadbeef>.")
    done = anon("restore", "answer.txt", *VAULT)
    assert done.exit_code == 1
    assert done.stdout == f"I wrote to {EMAIL}, not to <EMAIL_deadbeef> or <EMAIL_deadbeef>."
    assert done.stderr.endswith("anon: NOT given back: <EMAIL_deadbeef> (2)\n")
    report = json.loads(anon("restore", "answer.txt", *VAULT, "--json", "--output", "o.txt").stdout)
    assert (report["restored"], report["unresolved"]) == (1, {"<EMAIL_deadbeef>": 2})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don Draper", "Betty Draper"),
        ("Paul Nurse", "Paul Weber"),
        ("Jack Lord", "Jack Miller"),
        ("M. Weber", "Anna Weber"),
        ("John Smith Sr", "John Smith Jr"),
        ("Mr Weber", "Ruth Weber"),
        ("Justice Okafor", "Ruth Okafor"),
    ],
)
def test_an_answer_about_two_people_gets_each_back(anon: Anon, in_tmp: Path, one: str, other: str) -> None:
    (in_tmp / "deny.yaml").write_text(json.dumps({"detector": "patterns", "deny": {"person": [one, other]}}))
    (in_tmp / "a.txt").write_text(f"{one} left {other}.")
    done = anon("redact", "a.txt", "--config", "deny.yaml", "--operator", "tag", *VAULT, "--quiet")
    assert done.exit_code == 0, done.stderr
    first, second = done.stdout.removesuffix(".").split(" left ")
    (in_tmp / "answer.txt").write_text(f"{second} was left by {first}.")
    back = anon("restore", "answer.txt", *VAULT)
    assert (back.exit_code, back.stdout) == (0, f"{other} was left by {one}.")


def test_what_is_not_restored_is_told_with_its_reason(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.txt": TEXT, "other/b.txt": "Nothing of it.", "other/c.txt": b"\xff"})
    anon("redact", "a.txt", *FAST, "--operator", "tag", *VAULT, "--quiet")
    done = anon("restore", "other", *VAULT, "--output", "clear")
    assert done.exit_code == 1
    assert done.stderr.endswith(
        "anon: 1 document(s) to clear: 0 value(s) given back; were these texts made with this vault or key?\n"
        "anon: NOT in the output: 1 (1 undecodable)\n"
    )


def test_what_encrypt_wrote_comes_back_by_manifest_and_key(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"docs/a.txt": TEXT})
    anon("redact", "docs", *FAST, "--operator", "encrypt", *KEYED, "--output", "clean", "--quiet")
    done = anon(
        "restore", "clean", "--manifest", "clean.manifest.jsonl", *KEYED, "--output", "clear", "--quiet"
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert tree(in_tmp / "clear") == {"clean/docs/a.txt": TEXT.encode()}


def test_long_ciphertexts_in_attributes_of_pages_and_mails_come_back(anon: Anon, in_tmp: Path) -> None:
    name = "Ann-Kathrin Steinbrück"
    page = f'<p>{name}</p><img alt="{name}" src=a.png><iframe srcdoc="<b title=\'{name}\'></b>"></iframe>'
    mail = f"Subject: a\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{page}\n"
    write_tree(in_tmp, {"docs/a.html": page, "docs/b.eml": mail})
    (in_tmp / "deny.yaml").write_text(json.dumps({"detector": "patterns", "deny": {"person": [name]}}))
    given = ("--config", "deny.yaml", "--operator", "encrypt", *KEYED, "--output", "clean", "--quiet")
    done = anon("redact", "docs", *given)
    assert (done.exit_code, done.stderr) == (0, "")
    assert b"Kathrin" not in b"".join(tree(in_tmp / "clean").values())
    back = anon("restore", "clean", "--manifest", "clean.manifest.jsonl", *KEYED, "--output", "clear")
    assert (back.exit_code, "taken out" in back.stderr) == (0, False)
    restored = tree(in_tmp / "clear" / "clean" / "docs")
    assert restored["a.html"].decode() == page
    assert message_from_bytes(restored["b.eml"]).get_payload(decode=True) == f"{page}\n".encode()


def test_texts_that_were_changed_and_values_that_were_left_are_counted(anon: Anon, in_tmp: Path) -> None:
    settings = {"detector": "patterns", "deny": {"person": ["Anna Schmidt"], "age": ["39"]}}
    (in_tmp / "job.yaml").write_text(json.dumps(settings))
    (in_tmp / "a.jsonl").write_text(jsonl({"text": "Anna Schmidt\r\n"}, {"text": "nobody\r\n"}))
    given = ("redact", "a.jsonl", "--config", "job.yaml", "--operator", "tag", *VAULT, "--quiet")
    safe = anon(*given).stdout
    (in_tmp / "lf.jsonl").write_text(safe.replace("\\r", ""))
    back = anon("restore", "lf.jsonl", *VAULT)
    assert (back.exit_code, back.stdout) == (0, jsonl({"text": "Anna Schmidt\n"}, {"text": "nobody\n"}))
    assert back.stderr.endswith(
        "1 of 2 text(s) were changed since: the first spelling of a value was taken\n"
    )
    report = json.loads(anon("restore", "lf.jsonl", *VAULT, "--json", "--output", "o.jsonl").stdout)
    assert (report["changed"], report["short_left"]) == (1, 0)
    (in_tmp / "b.txt").write_text("39")
    given = ("redact", "b.txt", "--config", "job.yaml", "--operator", "pseudonym", *VAULT, "--quiet")
    age = anon(*given).stdout
    (in_tmp / "answer.txt").write_text(f"{age} minutes")
    back = anon("restore", "answer.txt", *VAULT)
    assert (back.exit_code, back.stdout) == (0, f"{age} minutes")
    assert "anon: 1 short value(s) left: they may be other words\n" in back.stderr


def test_fields_that_were_not_chosen_and_what_is_taken_out_are_told(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.jsonl").write_text(jsonl({"text": EMAIL, "name": EMAIL}))
    fields = ("--field", "text", "--field", "name")
    given = ("redact", "a.jsonl", *fields, *FAST, "--operator", "tag", *VAULT, "--output", "o.jsonl")
    assert anon(*given, "--quiet").exit_code == 0
    back = anon("restore", "o.jsonl", *VAULT)
    assert back.stdout.count(EMAIL) == 1
    assert back.stderr.endswith("anon: fields passed through as they were: name\n")
    (in_tmp / "answer.html").write_text("<p>Nobody <!-- a remark of the editor --></p>")
    back = anon("restore", "answer.html", *VAULT)
    assert (back.exit_code, "remark" in back.stdout) == (0, False)
    assert back.stderr.endswith("anon: taken out or replaced, as it cannot be searched: 1 comments\n")


def test_what_spells_a_tag_in_names_of_a_page_stays(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    given = (*FAST, "--operator", "tag", *VAULT, "--quiet")
    slug = anon("redact", "a.txt", *given).stdout[1:-1].lower()
    page = f'<h2 id="{slug}">{EMAIL}</h2><a href="#{slug}">up</a><img class="{slug}" src="/p/{slug}.jpg">'
    write_tree(in_tmp, {"a.html": page, "a.eml": f"Subject: {EMAIL}\nContent-Type: text/html\n\n{page}\n"})
    for name in ("a.html", "a.eml"):
        assert anon("redact", name, *given, "--output", f"clean.{name}").exit_code == 0
        back = anon("restore", f"clean.{name}", *VAULT, "--quiet")
        assert (back.exit_code, page in back.stdout) == (0, True)


MIXED = """\
detector: patterns
labels: [email, phone_number, id_number]
deny: {person: [Anna Schmidt]}
operators: {person: tag, email: encrypt, DEFAULT: replace}
"""


def test_what_a_vault_does_not_keep_is_told_when_it_is_replaced_and_counted_when_it_is_missed(
    anon: Anon, in_tmp: Path
) -> None:
    write_tree(in_tmp, {"job.yaml": MIXED, "a.txt": f"Anna Schmidt, {EMAIL}, +1 202 555 0143, {EMAIL}"})
    done = anon("redact", "a.txt", "--config", "job.yaml", *VAULT, "--output", "clean.txt")
    assert done.exit_code == 0, done.stderr
    told = "email (encrypt: by the manifest), id_number, phone_number (replace)"
    assert f"anon: cannot be restored from the vault: {told}\n" in done.stderr
    back = anon("restore", "clean.txt", *VAULT)
    assert (back.exit_code, back.stdout[:12]) == (1, "Anna Schmidt")
    assert back.stderr.endswith(
        "anon: NOT given back, as no vault keeps it: encrypt (2), replace (1); for encrypt name the"
        " --manifest, too\n"
    )
    both = (*VAULT, "--manifest", "clean.txt.manifest.jsonl")
    back = anon("restore", "clean.txt", *both, "--json", "--output", "o.txt")
    assert (back.exit_code, json.loads(back.stdout)["not_kept"]) == (1, {"replace": 1})
    assert (in_tmp / "o.txt").read_text() == f"Anna Schmidt, {EMAIL}, <PHONE_NUMBER>, {EMAIL}"
    back = anon("restore", "clean.txt", "--manifest", "clean.txt.manifest.jsonl", *KEYED)
    assert (back.exit_code, EMAIL in back.stdout) == (1, True)
    assert back.stderr.endswith(
        "anon: NOT given back, as encrypt did not write it: replace (1), tag (1); for tag and pseudonym name"
        " the --vault, too\n"
    )


def test_texts_that_cannot_be_restored_are_told_apart_from_those_in_another_spelling(
    anon: Anon, in_tmp: Path
) -> None:
    settings = {"detector": "patterns", "labels": ["email"]}
    tag = {"type": "tag", "scope": "document"}
    (in_tmp / "job.yaml").write_text(json.dumps(settings | {"operators": {"email": tag}}))
    (in_tmp / "a.jsonl").write_text(jsonl({"text": EMAIL}, {"text": "eve@example.com"}, {"text": "so"}))
    done = anon("redact", "a.jsonl", "--config", "job.yaml", *VAULT, "--output", "o.jsonl", "--quiet")
    assert (done.exit_code, done.stderr) == (
        1,
        "anon: 2 text(s) CANNOT be restored whole: they came out like others that had other values; tag with"
        " scope: job tells them apart\n",
    )
    back = anon("restore", "o.jsonl", *VAULT)
    assert (back.exit_code, back.stderr.count("<EMAIL_1> (2)")) == (1, 1)
    (in_tmp / "b.jsonl").write_text(jsonl({"text": EMAIL}, {"text": EMAIL.upper()}))
    given = ("redact", "b.jsonl", *FAST, "--operator", "tag", *VAULT, "--output", "b.out")
    done = anon(*given)
    assert (done.exit_code, "1 text(s) came out like others and will be" in done.stderr) == (0, True)
    report = json.loads(anon(*given, "--json").stdout)
    assert (report["respelled"], report["unrestorable"]) == (1, 0)
    back = anon("restore", "b.out", "--format", "jsonl", *VAULT)
    assert (back.exit_code, back.stdout) == (0, jsonl({"text": EMAIL}, {"text": EMAIL}))
    assert "2 text(s) had come out like others that were spelled otherwise" in back.stderr


def test_a_vault_is_added_to_by_every_job(anon: Anon, in_tmp: Path) -> None:
    write_tree(in_tmp, {"a.txt": f"a {EMAIL}", "b.txt": "b eve@example.com"})
    for name in ("a", "b"):
        anon(
            "redact",
            f"{name}.txt",
            *FAST,
            "--operator",
            "pseudonym",
            *VAULT,
            "--output",
            f"{name}.out.txt",
            "--quiet",
        )
    for name in ("a", "b"):
        assert (
            anon("restore", f"{name}.out.txt", *VAULT, "--quiet").stdout
            == (in_tmp / f"{name}.txt").read_text()
        )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("redact a.txt --operator tag --vault new.vault", "--vault needs a key"),
        ("redact a.txt --vault new.vault --key-file team.key", "no label has one; add --operator tag"),
        ("redact a.txt --operator tag --vault job.vault --key-file other.key", "another key"),
        ("redact a.txt --operator tag --vault a.txt --key-file team.key", "the vault a.txt is the input"),
        ("redact a.txt --operator tag --vault foreign --key-file team.key", "is no vault"),
        ("redact a.txt --operator tag --output out --vault out --key-file team.key", "lies inside"),
        ("restore a.txt --vault job.vault --key-file other.key", "another key"),
        ("restore a.txt --vault nowhere.vault --key-file team.key", "nowhere.vault"),
        ("restore a.txt --vault foreign --key-file team.key", "is no vault"),
        ("restore a.txt --key-file team.key", "name a --vault"),
        ("restore a.txt --vault job.vault", "--key-file"),
        ("restore a.txt --manifest nowhere.jsonl --key-file team.key", "nowhere.jsonl"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line_before_anything_is_written(
    anon: Anon, in_tmp: Path, arguments: str, said: str
) -> None:
    write_tree(in_tmp, {"a.txt": EMAIL, "foreign": "something else entirely, and longer than a header is"})
    anon("key", "new", "other.key")
    anon("redact", "a.txt", *FAST, "--operator", "tag", *VAULT, "--quiet")
    before = tree(in_tmp)
    done = anon(*arguments.split(), *(FAST if arguments.startswith("redact") else ()))
    assert done.exit_code == 2, done.stderr
    assert said in done.stderr
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert {name: data for name, data in tree(in_tmp).items() if not name.endswith(".lock")} == {
        name: data for name, data in before.items() if not name.endswith(".lock")
    }


def test_a_changed_byte_in_a_vault_gives_nothing_back(anon: Anon, in_tmp: Path) -> None:
    (in_tmp / "a.txt").write_text(EMAIL)
    safe = anon("redact", "a.txt", *FAST, "--operator", "tag", *VAULT, "--quiet").stdout
    vault = bytearray((in_tmp / "job.vault").read_bytes())
    vault[-20] ^= 1
    (in_tmp / "job.vault").write_bytes(vault)
    (in_tmp / "safe.txt").write_text(safe)
    done = anon("restore", "safe.txt", *VAULT)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "job.vault" in done.stderr
