"""IP addresses, confirmed by `ipaddress`, and hardware addresses, confirmed by `stdnum.mac`.

An IPv4 address and a version number of four parts look the same, and both are found.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from anonymize.detectors.patterns.checks import passes
from anonymize.detectors.patterns.scan import AMBIGUOUS, CONFIRMED, WORD, Scan, make_span
from anonymize.spans import Span

_IPV4 = re.compile(
    rf"(?<![{WORD}])(?<![0-9]\.)([0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})(?![{WORD}])(?!\.[0-9])"
    r"(?:/(?:3[0-2]|[12]?[0-9])(?![0-9/]|\.[0-9]))?"
)
_LONGEST_OCTET = 3

_TWO_COLONS = re.compile(":(?=[0-9A-Fa-f]{0,4}:)")
_IPV6_CHARACTERS = "0123456789abcdefABCDEF:"
_NOT_IPV6 = re.compile(r"[^0-9A-Fa-f:.]|\Z")
_IPV6_ZONE = re.compile(rf"%[{WORD}](?:[{WORD}_.-]{{0,13}}[{WORD}])?")
_IPV6_PREFIX = re.compile(r"/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9])(?![0-9])")
_LONGEST_IPV6 = 45
"""As `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`."""
_NO_CODE = re.compile("[0-9]|(?<![A-Fa-f])[A-Fa-f]{4}(?![A-Fa-f])")
"""What tells an IPv6 address from the `a::b` of programming languages."""

_WORD = re.compile(f"[{WORD}]")
_HEX = "[0-9A-Fa-f]"
_MAC_ANCHOR = re.compile(rf"[:-](?={_HEX}{{2}}[:-]{_HEX}{{2}}[:-])")
# A longer chain of pairs is a fingerprint of a key.
_MAC = re.compile(
    rf"(?<![{WORD}])(?<!(?<![{WORD}]){_HEX}{{2}}[:-]){_HEX}{{2}}([:-]){_HEX}{{2}}(?:\1{_HEX}{{2}}){{4}}"
    rf"(?![{WORD}]|[:-]{_HEX}{{2}}(?![{WORD}]))"
)
_CISCO_MAC = re.compile(
    rf"\.(?<=(?<![{WORD}.]){_HEX}{{4}}\.)({_HEX}{{4}})\.({_HEX}{{4}})(?![{WORD}])(?!\.{_HEX})"
)


def find_ip_addresses(scan: Scan) -> Iterator[Span]:
    """Finds IPv4 and IPv6 addresses; a prefix length belongs to the span, a port does not."""
    yield from _find_ipv4(scan)
    yield from _find_ipv6(scan.text)


def _find_ipv4(scan: Scan) -> Iterator[Span]:
    text = scan.text
    for start, end in scan.runs:
        if end - start > _LONGEST_OCTET or not text.startswith(".", end):
            continue
        match = _IPV4.match(text, start)
        # Octets padded with zeros are read as decimal numbers, as people write them in tables.
        if match and _is_ip(".".join(str(int(octet)) for octet in match[1].split("."))):
            yield make_span(start, match.end(), "ip_address", CONFIRMED)


def _find_ipv6(text: str) -> Iterator[Span]:
    done = 0
    for match in _TWO_COLONS.finditer(text):
        if match.start() < done:
            continue
        before = text[max(0, match.start() - _LONGEST_IPV6) : match.start()]
        start = match.start() - (len(before) - len(before.rstrip(_IPV6_CHARACTERS)))
        stop = _NOT_IPV6.search(text, match.end())
        done = stop.start() if stop else len(text)
        if done - start <= 2 * _LONGEST_IPV6:
            yield from _read_ipv6(text, start, done)


def _read_ipv6(text: str, start: int, end: int) -> Iterator[Span]:
    """Reads a run of hexadecimal digits, colons and dots that may have a word or a full stop stuck to it."""
    glued = bool(start and _WORD.match(text, start - 1))
    if glued:
        start = text.index(":", start)
    run = text[start:end].lstrip(":")
    colons = end - start - len(run)
    if glued and colons == len("::"):
        return
    start += colons % 2
    if _WORD.match(text, end):
        end = max(start, text.rfind(".", start, end))
    run = text[start:end].rstrip(".")
    if run.endswith(":") and not run.endswith("::"):
        run = run[:-1]
    if not _NO_CODE.search(run) or not _is_ip(run) or ":" not in run:
        return
    end = start + len(run)
    for tail in (_IPV6_ZONE, _IPV6_PREFIX):
        match = tail.match(text, end)
        end = match.end() if match else end
    yield make_span(start, end, "ip_address", CONFIRMED)


def _is_ip(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def find_mac_addresses(scan: Scan) -> Iterator[Span]:
    """Finds hardware addresses of 48 bits with colons, with dashes, or in Cisco's groups of four.

    The maker's prefix is not looked up: virtual machines and phones make up their own. A Cisco form
    without a letter could be a number, and scores lower.
    """
    text = scan.text
    for anchor in _MAC_ANCHOR.finditer(text):
        match = _MAC.match(text, max(0, anchor.start() - 2))
        if match and _is_mac(match[0]):
            yield make_span(match.start(), match.end(), "mac_address", CONFIRMED)
    for match in _CISCO_MAC.finditer(text):
        start = match.start() - 4
        digits = text[start : match.end()].replace(".", "")
        pairs = ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
        if _is_mac(pairs):
            yield make_span(start, match.end(), "mac_address", AMBIGUOUS if digits.isdigit() else CONFIRMED)


def _is_mac(value: str) -> bool:
    return passes("mac", value, validate_manufacturer=False)
