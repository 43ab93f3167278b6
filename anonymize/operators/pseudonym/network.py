"""Addresses of networks and of network cards: such as are kept for documentation or given out by nobody."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

import regex

from anonymize.operators.pseudonym.numbers import beside
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Piece, Plan, Slot
from anonymize.operators.pseudonym.shapes import alphanumerics, recase
from anonymize.operators.pseudonym.variety import ALONE, TOGETHER

IPV4, IPV6, MAC = "ipv4", "ipv6", "mac"
DOCUMENTATION = tuple(map(ipaddress.IPv4Network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))
"""RFC 5737: 762 addresses in all."""
BENCHMARKS = ipaddress.IPv4Network("198.18.0.0/15")
"""RFC 2544: never routed, for when there are more addresses in a text than are kept for documentation."""
DOCUMENTATION_6 = ipaddress.IPv6Network("2001:db8::/32")
"""RFC 3849."""
_ADDRESS = regex.compile(
    r"(?<!\d)(?<v4>\d+(?:\.\d+){3})|(?<![0-9a-f:])(?<v6>[0-9a-f]*(?::[0-9a-f]*){2,7}(?:\.\d+){0,3})",
    regex.IGNORECASE,
)
_SIZE_OR_PORT = regex.compile(r"\]?[/:]\d+(?![\d:.])")
_SIGN = regex.compile(r"[\p{L}\p{N}]")
_LOCAL = 0x02
_GROUP = 0x01
"""Bits of the first byte of a hardware address (IEEE 802): given out locally, and meant for many."""
_MAC_BYTES = 6


def plan_ip(value: str) -> Plan:
    """Takes addresses apart; the size of a network and a port stay."""
    pieces: list[Piece] = []
    end = 0
    for found in _ADDRESS.finditer(value):
        text = found[0]
        if text.strip(":") or value.strip() == text:
            slot = Slot(Part(IPV4 if found["v4"] else IPV6, text.lower()), text, recase)
            size = _SIZE_OR_PORT.match(value, found.end())
            pieces += (*beside(value[end : found.start()]), slot, size[0] if size else "")
            end = size.end() if size else found.end()
    pieces += beside(value[end:])
    parts = Plan(tuple(pieces)).parts
    return Plan(tuple(pieces), tuple(part for part in parts if part.kind in (IPV4, IPV6)) or parts)


def plan_mac(value: str) -> Plan:
    """Takes the address of a network card apart."""
    slot = Slot(Part(MAC, alphanumerics(value)), value, _fill_hexadecimal)
    return Plan((slot,), (slot.part,)) if slot.part.source else Plan(())


def plan_host(host: str) -> Plan | None:
    """Takes an address apart that stands for the name of a host, maybe in brackets; None for a name."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    return plan_ip(host)


def _fill_hexadecimal(drawn: str, shape: str) -> str:
    # Letters where digits are must not turn into digits, as `fill` would have it.
    digits = iter(drawn)
    written: str = _SIGN.sub(lambda found: next(digits, ""), shape)
    written += "".join(digits)
    return written.upper() if shape.isupper() else written


def _draw_ipv4(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    if attempt >= TOGETHER:
        # Whoever has more addresses than that reads them by machine.
        return _draw_ipv6(part, attempt, dice, locale)
    networks = DOCUMENTATION if attempt < ALONE else (BENCHMARKS,)
    network = dice.choose(networks, part, attempt)
    # Neither the network itself nor its broadcast address.
    host = 1 + (dice.throw(part, attempt) // len(networks)) % (network.num_addresses - 2)
    return str(network[host])


def _draw_ipv6(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    host = dice.throw(part, attempt) % DOCUMENTATION_6.num_addresses
    return str(DOCUMENTATION_6[host])


def _draw_mac(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    number = dice.throw(part, attempt)
    first = number % 256 & ~_GROUP | _LOCAL
    rest = (number // 256) % 256 ** (_MAC_BYTES - 1)
    drawn = f"{first:02x}{rest:0{2 * _MAC_BYTES - 2}x}"
    digits = len(part.source) + attempt // TOGETHER
    return (drawn * (digits // len(drawn) + 1))[:digits]


DRAWINGS: Mapping[str, Drawing] = {IPV4: _draw_ipv4, IPV6: _draw_ipv6, MAC: _draw_mac}
