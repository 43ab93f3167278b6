"""The patterns detector: identifiers with a known form, confirmed by check digits or a parser where possible.

It owns e-mail and web addresses, IP and hardware addresses, card numbers, IBANs, telephone numbers and
national ids, one module each. Names, addresses and numbers without a form of their own are left to the
detectors that understand text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from importlib.metadata import version

from anonymize.detectors.base import Detection, whole
from anonymize.detectors.patterns.finance import find_cards, find_ibans
from anonymize.detectors.patterns.look_alikes import find_look_alikes
from anonymize.detectors.patterns.mail import find_emails
from anonymize.detectors.patterns.national_ids import find_national_ids
from anonymize.detectors.patterns.network import find_ip_addresses, find_mac_addresses
from anonymize.detectors.patterns.phone import find_phones
from anonymize.detectors.patterns.plans import check_region
from anonymize.detectors.patterns.scan import SOURCE, Scan, merge, plain
from anonymize.detectors.patterns.web import find_urls
from anonymize.labels import check_known
from anonymize.spans import Span

__all__ = ["PATTERN_LABELS", "PatternDetector"]

_FINDERS: dict[str, Callable[[Scan], Iterable[Span]]] = {
    "url": find_urls,
    "email": find_emails,
    "ip_address": find_ip_addresses,
    "mac_address": find_mac_addresses,
    "bank_account": find_ibans,
    "credit_card": find_cards,
    "id_number": find_national_ids,
    "phone_number": find_phones,
}

_YIELDS_TO: dict[str, tuple[str, ...]] = {
    "credit_card": ("bank_account",),
    "id_number": ("bank_account",),
    "phone_number": ("url", "email", "ip_address", "mac_address", "bank_account", "credit_card"),
}
"""Labels whose finders do not see what the finders of these other labels have found.

Telephone numbers do not yield to ids: one telephone number in eleven has the check digit of an NHS number.
"""
_NOT_DATES = frozenset({"id_number", "phone_number"})
_FROM_DIGITS = frozenset({"bank_account", "credit_card", "id_number", "phone_number"})
"""Labels whose finders go from one run of digits to the next."""

PATTERN_LABELS: frozenset[str] = frozenset(_FINDERS)
"""The labels that the detector can find."""


class PatternDetector:
    """Finds identifiers by their written form, in time linear in the text.

    What is found under a label does not depend on which other labels are asked for. Spans of one label do
    not overlap; spans of different labels may, as with an IP address inside a web address. Scores are
    `scan.CONFIRMED`, `scan.DISTINCTIVE` and `scan.AMBIGUOUS`.

    Args:
        labels: what to find; synonyms of the label table are understood.
        region: ISO 3166 code of the country whose telephone numbers and ids may be written in their short
            local form. Those with a form of their own are found whatever the region.

    Attributes:
        name: the source of the spans.
        labels: the labels it was asked for, canonical.
        region: the region, in capitals.

    Raises:
        UnknownLabelError: for a label that is not in `PATTERN_LABELS`.
        UsageError: for an unknown region.
    """

    name = SOURCE
    scripts: frozenset[str] | None = None

    def __init__(self, labels: Iterable[str], *, region: str = "US") -> None:
        self.labels = frozenset(check_known(labels, PATTERN_LABELS))
        self.region = check_region(region)

    def describe(self) -> dict[str, object]:
        """Tells what decides the results, for the manifest: the region, and the libraries that confirm."""
        libraries = {name: version(name) for name in ("phonenumbers", "python-stdnum")}
        return {"detector": self.name, "region": self.region, **libraries}

    def detect(self, texts: Sequence[str]) -> list[Detection]:
        """Finds spans; see `Detector`. All of a text is seen."""
        return [Detection(tuple(self.find(text)), whole(text)) for text in texts]

    def find(self, text: str) -> list[Span]:
        """Finds the identifiers in a text.

        Args:
            text: of any length; lines need not be short.

        Returns:
            Spans with offsets in code points, in order of start, the longer one first where two begin
            together.
        """
        findings = _Findings(Scan(plain(text), self.region))
        spans = (span for label in self.labels for span in findings.of(label))
        return sorted(spans, key=lambda span: (span.start, -span.end, span.label))


class _Findings:
    """The spans of one text by label, each label searched at most once."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._spans: dict[str, list[Span]] = {}

    def of(self, label: str) -> list[Span]:
        """Gives the spans of a label, in order, without overlaps."""
        if label in _FROM_DIGITS and not self._scan.runs:
            return []
        if label not in self._spans:
            scan = self._scan.without(self._taken(label))
            self._spans[label] = merge(_FINDERS[label](scan))
        return self._spans[label]

    def _taken(self, label: str) -> Iterator[tuple[int, int]]:
        for other in _YIELDS_TO.get(label, ()):
            yield from ((span.start, span.end) for span in self.of(other))
        if label in _NOT_DATES:
            yield from self._look_alikes

    @cached_property
    def _look_alikes(self) -> list[tuple[int, int]]:
        return list(find_look_alikes(self._scan))
