"""What file systems of fsspec raise, as an `OSError` whose text is ours; what they log is not shown.

Those of the libraries hold names with signatures in them, and are of as many kinds as there are libraries.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_WITHOUT_ALL = frozenset({204, 205, 206})
"""Answers of the web that hold nothing, or a part of a file."""
_REFUSED = re.compile("Credential|Authentication|RefreshError|PermissionDenied")
"""What errors are called when somebody is not let in."""
_NOT_LOGGED_IN = 530
"""What FTP answers then."""
_LOGGERS = (
    "aiobotocore", "asyncio", "asyncssh", "azure", "botocore", "fsspec", "google", "paramiko", "urllib3",
)  # fmt: skip
"""Who logs beneath the file systems that are in use."""


def silence(module: str) -> None:
    """Keeps what a file system and its libraries log off standard error, unless someone set up logging.

    They log each failure with its traceback, names included, before they raise it; it is told once, by us.

    Args:
        module: in which the file system is defined.
    """
    for name in (module.partition(".")[0], *_LOGGERS):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


@contextmanager
def translated() -> Iterator[None]:
    """Turns whatever a file system raises into an `OSError` that tells the cause and holds no name."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - each library has exceptions of its own
        # The other one may hold a name with a password in it, which --verbose would show.
        raise _translation(error) from None


def check_answer(answer: Any) -> None:  # noqa: ANN401 - aiohttp need not be there
    """Checks an answer of the web to the request for a whole file.

    Raises:
        OSError: the answer holds nothing, or a part.
    """
    if answer.status in _WITHOUT_ALL:
        raise OSError(errno.EIO, f"the server answered {answer.status}, which is no whole file")


def cut_short() -> OSError:
    """Gives the error for a file that ends before the size that its store tells."""
    return OSError(errno.EIO, "it ended before the size that its store tells")


def _translation(error: BaseException) -> OSError:
    cause = error.__cause__
    status = getattr(cause, "status", None)
    unsure = isinstance(error, FileNotFoundError) and error.errno is None and status not in (404, 410)
    if unsure and cause and (isinstance(cause, OSError) or type(cause).__module__.startswith("aiohttp")):
        # Of the web, whatever goes wrong is said to be a page that is not there.
        return _translation(cause)
    number = error.errno if isinstance(error, OSError) and isinstance(error.errno, int) else None
    if isinstance(error, FileNotFoundError):
        number = errno.ENOENT
    chain = list(_chain(error))
    status = next((got for link in chain if (got := _status(link)) is not None), None)
    if any(map(_not_let_in, chain)):
        return PermissionError(errno.EACCES, "there are no credentials for it, or they are not valid")
    if status is not None and status not in (404, 410):
        return OSError(errno.EIO, f"the server answered {status}")
    if any("SSL" in type(link).__name__ or "Certificate" in type(link).__name__ for link in chain):
        # Their numbers are those of OpenSSL, which the system takes for others.
        return OSError(errno.EIO, "there is no secure connection, by its certificate or protocol")
    if isinstance(error, TimeoutError):
        return TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
    if isinstance(error, PermissionError):
        return PermissionError(errno.EACCES, "permission denied, by its rights or for want of credentials")
    if isinstance(error, NotImplementedError):
        return OSError(errno.EOPNOTSUPP, "its file system cannot do that")
    if type(error) is ValueError:
        return OSError(errno.EIO, "settings for it, such as an account, are missing or wrong")
    # `OSError` makes a `FileNotFoundError` of the number of one.
    return OSError(number or errno.EIO, _said(number, type(error).__name__))


def _status(error: BaseException) -> int | None:
    """The answer of a server, as aiohttp, the library of Azure, gcsfs and `ftplib` have it."""
    if _is_of_ftp(error) and str(error)[:3].isdigit():
        return int(str(error)[:3])
    # What aiohttp cannot read has a `code`, too, which nobody answered.
    names = ("code",) if type(error).__name__ == "HttpError" else ("status", "status_code")
    status = next((getattr(error, name) for name in names if hasattr(error, name)), None)
    return status if isinstance(status, int) and 400 <= status < 600 else None


def _not_let_in(error: BaseException) -> bool:
    by_ftp = _is_of_ftp(error) and _status(error) == _NOT_LOGGED_IN
    return by_ftp or _REFUSED.search(type(error).__name__) is not None


def _is_of_ftp(error: BaseException) -> bool:
    import ftplib

    return isinstance(error, ftplib.Error)


def _said(number: int | None, kind: str) -> str:
    # The resolver's numbers are below zero, and the system has no words for them.
    return os.strerror(number) if number is not None and number > 0 else f"the connection failed ({kind})"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
