"""What the tests of surrogates have in common: a key, and ways to ask for surrogates."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import settings
from hypothesis import strategies as st

from anonymize.keys import Key
from anonymize.operators.base import Context, Mention, RecordOperator, Replacements
from anonymize.operators.pseudonym import PSEUDONYM

KEY = Key(b"0123456789abcdef0123456789abcdef")
FEW = settings(max_examples=15)
"""For tests that are run for many parameters, or whose single example is much work."""
KEYS = st.binary(min_size=16, max_size=16).map(Key)
TEXT = st.text(st.characters(), max_size=60)
"""Any text, lone surrogates included."""
HOSTILE = (
    "",
    " ",
    "\r\n",
    "x",
    "...",
    "\ud83d",
    "Anna \udc00 Schmidt",
    "e\u0301\u0301\u0301",
    "A\u0301nna",
    "שלום עולם",
    "\u202eannA",
    "Sch\u00admidt\u200b",
    "ANNA",
    "Anna\r\nSchmidt",
    "١٢٣ ٤٥٦",
    "²½ﬁ",
    "%C3%",
    "@",
    "a@",
    "://",
    ":::",
    "٠.٠.٠.٠",
    "0" * 10_000,
    "a" * 10_000,
    " " * 5_000 + "x",
    "a" + " " * 5_000 + "b 1",
    "1 " * 2_000,
    "a-" * 2_000,
    "@." * 2_000,
    "::1," * 2_000,
    "+1" * 2_000,
)
"""Odd input of every kind."""
LABELS = (
    *("person", "email", "url", "username", "ip_address", "mac_address", "phone_number", "credit_card"),
    *("bank_account", "id_number", "address", "location", "organization", "date", "age", "project codename"),
)


def build(key: Key = KEY, **params: object) -> RecordOperator:
    """Builds the operator as an `OperatorSet` does."""
    PSEUDONYM.check(params)
    operator = PSEUDONYM.build(params, key)
    assert isinstance(operator, RecordOperator)
    return operator


OPERATOR = build()
"""One for all tests: what it gives does not hang on what it gave before."""


def one(value: str, label: str = "person", key: Key | None = None, **params: object) -> str:
    """Gives the surrogate of a value that stands alone."""
    operator = OPERATOR if key is None and not params else build(key or KEY, **params)
    return operator.operate(value, label)


def record(values: Iterable[tuple[str, str]], key: Key | None = None) -> Replacements:
    """Gives the surrogates of the values of a record, each with its label in front."""
    operator = OPERATOR if key is None else build(key)
    return operator.operate_record([Mention(label, value) for label, value in values], Context())


def people(*names: str, key: Key | None = None) -> tuple[str, ...]:
    """Gives the surrogates of the people of a record."""
    return record([("person", name) for name in names], key).texts
