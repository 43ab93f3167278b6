"""What is said of the errors of remote file systems."""

from __future__ import annotations

import errno
from ftplib import error_perm

import pytest

from anonymize.documents.remote_errors import translated


class AuthenticationException(Exception):  # noqa: N818 - it is called so by others
    """As paramiko raises it."""


class HttpResponseError(Exception):
    """As the library of Azure raises it."""

    status_code = 503


class HttpError(Exception):
    """As gcsfs raises it."""

    code = 403


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (AuthenticationException("SECRET"), "there are no credentials for it, or they are not valid"),
        (error_perm("530 SECRET"), "there are no credentials for it, or they are not valid"),  # noqa: S321
        (error_perm("550 SECRET"), "the server answered 550"),  # noqa: S321
        (HttpResponseError("SECRET"), "the server answered 503"),
        (HttpError("SECRET"), "the server answered 403"),
        (ValueError("SECRET"), "settings for it, such as an account, are missing or wrong"),
        (OSError(errno.ENOSPC, "SECRET"), "No space left on device"),
    ],
)
def test_the_cause_is_told_and_nothing_that_a_library_says(raised: Exception, said: str) -> None:
    with pytest.raises(OSError, match=r".") as told, translated():
        raise raised
    assert told.value.strerror == said
