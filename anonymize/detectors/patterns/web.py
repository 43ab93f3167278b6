"""Web addresses: `http`, `https`, `ftp`, `ftps`, and hosts that begin with `www.` (RFC 3986, RFC 3987).

Everything up to white space, a quotation mark or CJK punctuation belongs to the address, user and password
included; full stops and the like at its end do not, nor does a closing bracket that the address did not
open. Hosts without a scheme and without `www.` are left to other detectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymize.detectors.patterns.scan import DISTINCTIVE, WORD, Scan, make_span
from anonymize.spans import Span

_SCHEMES = ("https", "http", "ftps", "ftp")
_LONGEST_SCHEME = max(map(len, _SCHEMES))
_START = re.compile(r"[:wW](?://|[wW]{2}\.)")
_WORD = re.compile(f"[{WORD}]")

# White space, quotation marks, and the punctuation of Chinese and Japanese.
_NEVER = (
    '\\s\\x00-\\x1f<>"`\\\\«»\u201e\u2018\u201c\u201d'
    "\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
# A bracket opened inside is taken with its partner; one without a partner counts as a plain character. Each
# kind looks no further than the next bracket of its own kind, so together they read the text a few times.
_BODY = re.compile(
    rf"[^\W_][^{_NEVER}()\[\]{{}}]*+"
    rf"(?:[^{_NEVER}()\[\]{{}}]++|\([^{_NEVER}()]*+\)|\[[^{_NEVER}\[\]]*+\]|\{{[^{_NEVER}{{}}]*+\}}|[(\[{{])*+"
    rf"|\[[0-9A-Fa-f:.%]++\][^{_NEVER}()\[\]{{}}]*+"
)
_NOT_LAST = ".,;:!?'\u2019…*~|([{&"


def find_urls(scan: Scan) -> Iterator[Span]:
    """Finds the addresses in a text, in order of start."""
    text = scan.text
    done = 0
    for match in _START.finditer(text):
        start = _scheme_start(text, match.start()) if match[0] == "://" else match.start()
        if start < done or (match[0] != "://" and start and _WORD.match(text, start - 1)):
            continue
        body = _BODY.match(text, match.end())
        if body:
            done = match.end() + len(body[0].rstrip(_NOT_LAST))
            yield make_span(start, done, "url", DISTINCTIVE)


def _scheme_start(text: str, colon: int) -> int:
    """Gives where the scheme before the colon begins; -1 when it is none of the known ones."""
    before = text[max(0, colon - _LONGEST_SCHEME) : colon].lower()
    return next((colon - len(scheme) for scheme in _SCHEMES if before.endswith(scheme)), -1)
