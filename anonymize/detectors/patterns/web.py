"""Web addresses: `http`, `https`, `ftp`, `ftps`, hosts that begin with `www.`, hosts with a path (RFC 3986).

Everything up to white space, a quotation mark or CJK punctuation belongs to the address, user and password
included; full stops and the like at its end do not, nor does a closing bracket that the address did not
open. A host alone, without scheme and without `www.`, is known by the path behind it and by its last label:
`maps.example.org/a12`, and not `input/output.md/3`. One without a path is left to other detectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymize.detectors.patterns.scan import DISTINCTIVE, WORD, Scan, make_span
from anonymize.spans import Span

_SCHEMES = ("https", "http", "ftps", "ftp")
_LONGEST_SCHEME = max(map(len, _SCHEMES))
_START = re.compile(r"[:wW](?://|[wW]{2}\.)")
_END_OF_HOST = re.compile(r"\.([A-Za-z]{2,8})(?::\d{1,5})?/")
_LONGEST_HOST = 253
_LATIN = "A-Za-z0-9\u00c0-\u024f"
_HOST = re.compile(rf"(?<![{WORD}@/.\\\-])[{_LATIN}](?:[{_LATIN}.\-]*[{_LATIN}])?\Z")
_COUNTRIES = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz
ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk
fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir
is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk ml
mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm
pn pr pt pw qa re ro ru rw sa sb sc sd se sg si sj sk sl sm sn sr ss st su sv sx sy sz tc td tf tg th tj tk
tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
"""Top-level domains of countries, but for the usual endings of files among them (md, ps, py, rs, sh, so)."""
_GENERIC = """
com org net edu gov mil int info biz name pro app dev online site shop store blog cloud tech xyz club
link page live news agency studio digital health clinic legal berlin paris madrid london cat eus gal
museum travel jobs coop aero
example test invalid
"""
"""Those that anyone may register a name under, and those that nobody can (RFC 2606)."""
_TOP_LEVEL = frozenset((_COUNTRIES + _GENERIC).split())
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
    for start, after in sorted((*_with_scheme(text), *_with_path(text))):
        body = _BODY.match(text, after) if start >= done else None
        if body:
            done = after + len(body[0].rstrip(_NOT_LAST))
            yield make_span(start, done, "url", DISTINCTIVE)


def _with_scheme(text: str) -> Iterator[tuple[int, int]]:
    """Starts of addresses that begin with a scheme or `www.`, and of what is behind that."""
    for match in _START.finditer(text):
        start = _scheme_start(text, match.start()) if match[0] == "://" else match.start()
        if start >= 0 and (match[0] == "://" or not start or not _WORD.match(text, start - 1)):
            yield start, match.end()


def _with_path(text: str) -> Iterator[tuple[int, int]]:
    """Starts, twice, of hosts that a path follows."""
    for match in _END_OF_HOST.finditer(text):
        if match[1].lower() in _TOP_LEVEL:
            host = _HOST.search(text, max(0, match.start() - _LONGEST_HOST), match.start())
            if host:
                yield host.start(), host.start()


def _scheme_start(text: str, colon: int) -> int:
    """Gives where the scheme before the colon begins; -1 when it is none of the known ones."""
    before = text[max(0, colon - _LONGEST_SCHEME) : colon].lower()
    return next((colon - len(scheme) for scheme in _SCHEMES if before.endswith(scheme)), -1)
