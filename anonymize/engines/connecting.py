"""Connecting to a Ray cluster, or starting a Ray of the command's own, and what keeps it from that."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anonymize.errors import UsageError, install_extra

LOCAL = "local"
"""As an address: a Ray of the command's own, on this machine, which ends with it."""
ADDRESS = "RAY_ADDRESS"
"""Names a cluster where the command line does not."""
_TRIES = "RAY_NUM_REDIS_GET_RETRIES"
"""How often Ray tries to reach a cluster. Each try waits 40 s, and without a number there are twenty."""
_ANSWER = 10.0
"""Seconds in which somebody has to answer at an address."""


def connected(address: str | None, workers: int | None) -> Any:  # noqa: ANN401 - an untyped library
    """Gives Ray, connected.

    Args:
        address: of the cluster; None for `RAY_ADDRESS`, or a Ray of its own.
        workers: cores of a Ray of its own; None for all.

    Raises:
        UsageError: Ray is not installed, or the cluster does not answer or does not let this command in.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
    given = f"--address {address}" if address else f"{ADDRESS} {os.environ.get(ADDRESS)}"
    if address:
        os.environ.pop(ADDRESS, None)  # which Ray would take for `auto`
    address = address or os.environ.get(ADDRESS) or LOCAL
    own: dict[str, Any] = {}
    if address == LOCAL:
        own = {"num_cpus": workers, "include_dashboard": False}
    else:
        os.environ.setdefault(_TRIES, "1")
    try:
        import ray
    except ImportError as error:
        raise UsageError(f"--engine ray: Ray is not installed; {install_extra('ray')}") from error
    logging.getLogger("ray").setLevel(logging.ERROR)  # what it warns of is for those who run clusters
    silent = f"{given}: no Ray cluster answers there; leave it out for one on this machine"
    if not _listens(address):
        raise UsageError(silent)
    try:
        with _termination_kept():
            ray.init(address=address, log_to_driver=False, configure_logging=False, **own)
    except _failures(ray) as error:
        if not _is_refused(error):
            raise UsageError(silent) from error
        raise UsageError(
            f"{given}: the Ray cluster takes no one without its token; set RAY_AUTH_MODE=token, and"
            " RAY_AUTH_TOKEN_PATH to a file that holds it"
        ) from error
    return ray


def _listens(address: str) -> bool:
    """Tells whether somebody does at `host:port`. Others are left to Ray."""
    host, _, port = address.rpartition(":")
    if "/" in address or not host or not port.isdecimal():
        return True
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER).close()
    except (OSError, OverflowError, UnicodeError):
        return False
    return True


def _failures(ray: Any) -> tuple[type[Exception], ...]:  # noqa: ANN401 - an untyped library
    """Gives what Ray raises where it cannot connect, for want of a token if it is new enough to know some."""
    refusal = getattr(ray.exceptions, "AuthenticationError", ConnectionError)
    return (ConnectionError, ValueError, RuntimeError, refusal)


def _is_refused(error: BaseException | None) -> bool:
    """Tells whether a cluster is there and wants a token. Ray tells it in the text of a cause."""
    while error is not None:
        if any(
            word in f"{type(error).__name__} {error}" for word in ("AuthenticationError", "Unauthenticated")
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def _termination_kept() -> Iterator[None]:
    """Keeps what SIGTERM does: Ray would abort, and its dump of the memory would hold texts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before if before is not None else signal.SIG_DFL)
