"""IP addresses and hardware addresses."""

from __future__ import annotations

import pytest

from tests.detectors.patterns.support import SENTENCES, found, scores


@pytest.mark.parametrize(
    "address",
    [
        "192.168.0.1",
        "8.8.8.8",
        "10.0.0.0/8",
        "255.255.255.255",
        "192.168.001.012",
        "2001:db8::1",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "fe80::1ff:fe23:4567:890a",
        "fe80::1%eth0",
        "2001:db8::/32",
        "::1",
        "::ffff:192.0.2.128",
        "2001:DB8::A",
        "dead::beef",
    ],
)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_ip_address_is_found_in_a_sentence(address: str, sentence: str) -> None:
    assert found(sentence.format(address), "ip_address") == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.1:8080", "10.0.0.1"),
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("to 2001:db8::1: refused", "2001:db8::1"),
        ("ID:2001:db8::1", "2001:db8::1"),
        ("from 10.0.0.1.", "10.0.0.1"),
        ("from 2001:db8::1.", "2001:db8::1"),
        ("2001:db8::1.Then", "2001:db8::1"),
        ("10.0.0.1/99", "10.0.0.1"),
        ("10.0.0.1-10.0.0.9", "10.0.0.1"),
    ],
)
def test_ip_address_ends_where_its_neighbours_begin(text: str, address: str) -> None:
    assert address in found(text, "ip_address")


@pytest.mark.parametrize(
    "text",
    [
        "256.1.1.1",
        "1.2.3",
        "1.2.3.4.5",
        "v1.2.3.4",
        "1.1.1.1." * 4,
        "12:30:45",
        "00:1A:2B:3C:4D:5E",
        "std::vector",
        "a::b",
        "::",
        "count::5",
        "x:y:z",
        "1:2:3:4:5:6:7:8:9",
        "12345::1",
        "10.0.0.1a",
    ],
)
def test_what_only_resembles_an_ip_address_is_not_found(text: str) -> None:
    assert found(text, "ip_address") == []


@pytest.mark.parametrize(
    "address",
    [
        "00:1A:2B:3C:4D:5E",
        "00:1a:2b:3c:4d:5e",
        "00-1A-2B-3C-4D-5E",
        "d0:50:99:84:a2:a0",
        "001a.2b3c.4d5e",
        "D050.9984.A2A0",
        "ff:ff:ff:ff:ff:ff",
        "12:34:56:78:90:12",
        "02:00:00:00:00:01",
    ],
)
@pytest.mark.parametrize("sentence", [*SENTENCES, "MAC:{}", "ab {}", "tag:{}"])
def test_hardware_address_is_found_in_a_sentence(address: str, sentence: str) -> None:
    assert found(sentence.format(address), "mac_address") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "00:1A:2B:3C:4D",
        "00:1A-2B:3C-4D:5E",
        "2f:fd:4e:1a:2b:3c:4d:5e:6f:70",
        "00:1A:2B:3C:4D:5G",
        "1.2b3c.4d5e",
        "001a.2b3c.4d5e.6f70",
        "x00:1A:2B:3C:4D:5E",
        "12:30:45",
    ],
)
def test_what_only_resembles_a_hardware_address_is_not_found(text: str) -> None:
    assert found(text, "mac_address") == []


def test_dotted_groups_of_digits_alone_score_lower_than_those_with_letters() -> None:
    assert scores("1234.5678.9012", "mac_address") < scores("001a.2b3c.4d5e", "mac_address")
