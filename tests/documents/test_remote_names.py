"""Names of remote files: what is shown of them, and what is refused."""

from __future__ import annotations

import pytest

from anonymize.documents.remote_names import is_remote, parse, shown_name
from anonymize.errors import UsageError


@pytest.mark.parametrize("name", ["s3://in/", "https://host/x", "memory://x", "zip://a::s3://b/c"])
def test_a_name_with_a_scheme_is_remote(name: str) -> None:
    assert is_remote(name)


@pytest.mark.parametrize("name", ["a.txt", "-", "a/b://c", "://x", "s3:/x", "C:\\x", "/x", "1a://x", ""])
def test_other_names_are_local(name: str) -> None:
    assert not is_remote(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sftp://anna:SECRET@host/x", "sftp://host/x"),
        ("sftp://anna:SEC@RET@host/x", "sftp://host/x"),
        ("sftp://anna@host:22/x", "sftp://anna@host:22/x"),
        ("https://SECRET@host/x", "https://host/x"),
        ("https://host/x.jsonl?sig=SECRET#SECRET", "https://host/x.jsonl"),
        ("webhdfs://host/x?token=SECRET", "webhdfs://host/x"),
        ("abfs://box@account.example/x", "abfs://box@account.example/x"),
        ("s3://in/a\nb", "s3://in/a\\u000ab"),
        ("S3://in/what?", "s3://in/what?"),
    ],
)
def test_what_is_shown_of_a_name_holds_no_secret(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("s3://in", "in"),
        ("s3://in/", "in"),
        ("s3://in/docs/", "docs"),
        ("abfs://box@account.example/", "box"),
        ("https://host/a%20b.txt?x=/c.txt", "a b.txt"),
        ("https://host/M%FCller.txt", "Müller.txt"),
        ("https://host/", ""),
        ("s3://in/a%20b.txt", "a%20b.txt"),
        ("s3://in/docs/q?a=b.txt", "q?a=b.txt"),
        ("s3://in/docs?a=b/c.txt", "c.txt"),
        ("s3://in/c.txt?versionId=x1", "c.txt"),
        ("gs://in/c.txt?generation=12", "c.txt"),
    ],
)
def test_the_last_part_of_a_name_is_its_base(name: str, base: str) -> None:
    assert parse(name).base == base


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("simplecache::s3://SECRET/x", "chain"),
        ("filecache://SECRET/x", "no remote place"),
        ("zip://SECRET::s3://b/c.zip", "chain"),
        ("file:///SECRET", "no remote place"),
        ("sftp://anna:SECRET/w@host/x", "no place"),
        ("sftp://anna:12/SECRET@host/x", "no place"),
        ("s3://in/../x", "has . or .. in it"),
    ],
)
def test_what_is_refused_is_told_without_secrets(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as told:
        parse(name)
    assert "SECRET" not in str(told.value)
