"""E-mail addresses, those with letters beyond ASCII included (RFC 5322 dot-atom, RFC 6531, RFC 1035).

Found from the `@` outward, with bounded steps, so the time is linear. Addresses without a dot in the
domain (`root@localhost`) are left out: the same form is used for accounts, packages and mentions.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from anonymize.detectors.patterns.scan import DISTINCTIVE, UNSPACED, Scan, make_span
from anonymize.spans import Span

_LONGEST_LOCAL_PART = 64
_LONGEST_DOMAIN = 253

# A label keeps to scripts with spaces or to scripts without, or else the address would swallow the
# Chinese sentence it stands in.
_SPACED = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{UNSPACED}]]"
_UNSPACED = rf"[{UNSPACED}\p{{M}}0-9]"
_DOMAIN_LABEL = rf"(?:{_SPACED}++(?:[_-]++{_SPACED}++)*+|{_UNSPACED}++)"
_AT = regex.compile(rf"(?V1)@({_DOMAIN_LABEL}(?:\.{_DOMAIN_LABEL})++)")
_TOP_LEVEL = regex.compile(r"(?V1)\p{L}[\p{L}\p{M}\p{N}-]++")

# Read backwards from the `@`.
_LOCAL_PART = regex.compile(
    rf"(?V1r)[[\p{{L}}\p{{M}}\p{{N}}_.%+'\u2019-]--[{UNSPACED}]]++|[{UNSPACED}\p{{M}}0-9_.-]++|\"[^\"\n]++\""
)
_NOT_FIRST = ".%+'\u2019-"


def find_emails(scan: Scan) -> Iterator[Span]:
    """Finds the addresses in a text, in order of start."""
    text = scan.text
    for match in _AT.finditer(text):
        start = _local_part_start(text, match.start())
        domain = _trim_domain(match[1])
        if start is not None and domain:
            yield make_span(start, match.start(1) + len(domain), "email", DISTINCTIVE)


def _trim_domain(domain: str) -> str:
    """Drops what cannot be a top-level domain from the end; empty when no address is left."""
    head, _, last = domain.rpartition(".")
    while head and not _TOP_LEVEL.fullmatch(last):
        domain = head
        head, _, last = domain.rpartition(".")
    return domain if head and len(domain) <= _LONGEST_DOMAIN else ""


def _local_part_start(text: str, at: int) -> int | None:
    """Gives where the local part that ends at the `@` begins, None where there is none."""
    match = _LOCAL_PART.match(text, max(0, at - _LONGEST_LOCAL_PART - 1), at)
    if not match or len(match[0]) > _LONGEST_LOCAL_PART:
        return None
    local = match[0].lstrip(_NOT_FIRST)
    return at - len(local) if local else None
