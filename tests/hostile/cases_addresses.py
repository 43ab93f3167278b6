"""Addresses and numbers for the pattern detector: escaped, spelled out, set apart, in odd company."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.cases import CARRIERS, Carrier, Case, hidden, marked

_MAIL = ("bob@example.com", "bobexamplecom")
_BY_KIND = {
    "email": ("bob@example.com", "<EMAIL>"),
    "phone": ("+49 171 2345678", "<PHONE_NUMBER>"),
    "iban": ("DE89 3704 0044 0532 0130 00", "<BANK_ACCOUNT>"),
    "card": ("4111 1111 1111 1111", "<CREDIT_CARD>"),
    "ipv4": ("192.168.17.23", "<IP_ADDRESS>"),
    "ipv6": ("2001:db8::ff00:42:8329", "<IP_ADDRESS>"),
    "url": ("https://example.com/bob", "<URL>"),
}
_WORDS = (Carrier("the rain went to ", " again\n"), Carrier("", ""), Carrier("so it is ", ""), *CARRIERS[4:5])


def cases() -> Iterator[Case]:
    """Gives the cases."""
    yield from _spelled()
    yield from _escaped()
    yield from _disguised()
    yield from _around()


def _spelled() -> Iterator[Case]:
    ways = {
        "english": "bob at example dot com",
        "english-brackets": "bob (at) example (dot) com",
        "english-square": "bob [at] example [dot] com",
        "english-braces": "bob{at}example{dot}com",
        "english-dotted": "bob dot smith at mail dot example dot org",
        "english-capitals": "BOB AT EXAMPLE DOT COM",
        "english-mixed": "bob(at)example.com",
        "german": "bob at example punkt de",
        "german-at": "bob ät example punkt de",
        "german-brackets": "bob [ät] example [punkt] de",
        "french": "bob arobase example point fr",
        "french-brackets": "bob (arobase) example (point) fr",
        "spanish": "bob arroba example punto es",
        "spanish-brackets": "bob[arroba]example[punto]es",
        "italian": "bob chiocciola example punto it",
        "portuguese": "bob arroba example ponto pt",
        "spaces": "bob @ example . com",
        "spaces-at": "bob @ example.com",
    }
    yield from hidden("spelled", ways.items(), by="<EMAIL>", planted=_MAIL, setup="patterns", carriers=_WORDS)
    yield marked("spelled-none", "look at this point in time, at dot and so on", setup="patterns", planted=())


def _escaped() -> Iterator[Case]:
    ways = {
        "at": "bob%40example.com",
        "all": "%62%6f%62%40%65%78%61%6d%70%6c%65%2e%63%6f%6d",
        "entity": "bob&#64;example&#46;com",
        "entity-named": "bob&commat;example&period;com",
        "json": r"bob\u0040example.com",
        "wide": "bob\uff20example\uff0ecom",
        "invisible": "bob\u200b@\u00adexample.\u2060com",
        "look-alike": "b\u043eb@example.com",
        "bidi": "\u202emoc.elpmaxe@bob\u202c",
    }
    yield from hidden(
        "escaped", ways.items(), by="<EMAIL>", planted=_MAIL, setup="patterns", carriers=_WORDS[:2], times=2
    )
    for name, address in {
        "query": "https://example.com/?mail=bob%40example.com&x=1",
        "path": "https://example.com/b%6Fb%40example.com",
        "plus": "https://example.com/?q=bob+bob%40example.com",
        "userinfo": "https://bob%40example.com@example.com/",
        "twice": "https://example.com/?m=bob%2540example.com",
        "fragment": "https://example.com/#bob%40example.com",
        "broken": "https://example.com/%E0%A4%A/bob%40example.com",
        "overlong": "https://example.com/%C0%AF/bob%40example.com",
    }.items():
        yield from hidden(
            "url", [(name, address)], by="<URL>", planted=_MAIL, setup="patterns", carriers=_WORDS
        )
    for name, text in {
        "query": "http://a.test/?the=⟦john⟧&on=1",
        "escaped": "http://a.test/⟦%6a%6fhn⟧/on",
        "escaped-umlaut": "http://a.test/?q=⟦J%C3%B6rg%20M%C3%BCller⟧",
        "plus": "http://a.test/?q=⟦john⟧+⟦schmidt⟧",
        "file": "the ⟦J%6Fhn⟧ in",
    }.items():
        setup = "deny" if "umlaut" in name else "tagger"
        yield marked(f"url-name-{name}", text, setup=setup, planted=("john", "schmidt", "müller"))


def _disguised() -> Iterator[Case]:
    """Numbers with signs between the figures, or in other figures."""
    for name, way, by in (
        ("card-dashes", "4111-1111-1111-1111", "<CREDIT_CARD>"),
        ("card-solid", "4111111111111111", "<CREDIT_CARD>"),
        ("card-nbsp", "4111\u00a01111\u00a01111\u00a01111", "<CREDIT_CARD>"),
        ("card-invisible", "4111\u200b1111\u200b1111\u200b1111", "<CREDIT_CARD>"),
        ("card-wide", "\uff14\uff11\uff11\uff11 1111 1111 1111", "<CREDIT_CARD>"),
        ("card-bold", "\U0001d7d2\U0001d7cf\U0001d7cf\U0001d7cf111111111111", "<CREDIT_CARD>"),
        ("card-entity", "&#52;111 1111 1111 1111", "<CREDIT_CARD>"),
        ("iban-solid", "DE89370400440532013000", "<BANK_ACCOUNT>"),
        ("iban-small", "de89 3704 0044 0532 0130 00", "<BANK_ACCOUNT>"),
        ("iban-invisible", "DE89\u200b3704\u20600044\u00ad0532013000", "<BANK_ACCOUNT>"),
        ("iban-wide", "\uff24\uff2589 3704 0044 0532 0130 00", "<BANK_ACCOUNT>"),
        ("ip-wide", "192\uff0e168\uff0e17\uff0e23", "<IP_ADDRESS>"),
        ("ip-invisible", "192.\u200b168.17.\u206023", "<IP_ADDRESS>"),
        ("ip-entity", "192&#46;168&#46;17&#46;23", "<IP_ADDRESS>"),
        ("phone-dots", "+49.171.2345678", "<PHONE_NUMBER>"),
        ("phone-brackets", "+49 (171) 234-5678", "<PHONE_NUMBER>"),
        ("phone-nbsp", "+49\u00a0171\u00a02345678", "<PHONE_NUMBER>"),
        ("phone-invisible", "+49 171 234\u200b5678", "<PHONE_NUMBER>"),
        ("phone-wide", "\uff0b49 171 \uff12345678", "<PHONE_NUMBER>"),
        ("phone-narrow", "+49\u202f171\u202f2345678", "<PHONE_NUMBER>"),
    ):
        planted = ("4111111111111111", "370400440532013000", "19216817", "1712345678")
        yield from hidden("number", [(name, way)], by=by, planted=planted, setup="patterns", carriers=_WORDS)
    national = "0171 2345678"
    yield marked(
        "number-national", f"the ⟦{national}¦<PHONE_NUMBER>⟧, on", setup="german", planted=("1712345678",)
    )


def _around() -> Iterator[Case]:
    """Each kind in brackets, quotes, with signs of sentences, across line ends, and one beside the other."""
    for kind, (value, by) in _BY_KIND.items():
        planted = (value,)
        mark = f"⟦{value}¦{by}⟧"
        yield marked(
            f"around-{kind}-signs",
            f"({mark}), \"{mark}\"; '{mark}'!\r\n{mark}",
            setup="patterns",
            planted=planted,
        )
        yield marked(f"around-{kind}-bom", f"\ufeff{mark}\r\n", setup="patterns", planted=planted)
        yield marked(
            f"around-{kind}-wide", f"\u300c{mark}\u300d\u3001{mark}\u3002", setup="patterns", planted=planted
        )
        yield marked(
            f"around-{kind}-break", f"the\x0c{mark}\x85{mark}\x1c", setup="patterns", planted=planted
        )
