"""The operator as a whole: its key, its parameter, its copies, any input at all."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.config import OperatorConfig
from anonymize.errors import UsageError
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.operators.base import Context, Mention, RecordOperator
from anonymize.operators.pseudonym import PSEUDONYM
from anonymize.operators.pseudonym.locales import known_locales
from anonymize.operators.pseudonym.names import pool_of
from anonymize.text import normalised
from tests.operators.pseudonym.support import HOSTILE, KEY, KEYS, LABELS, OPERATOR, TEXT, build, one, record

TYPICAL = {
    "person": "Anna Schmidt",
    "email": "anna.schmidt@corp.de",
    "url": "https://www.corp.de/anna",
    "username": "anna_s85",
    "ip_address": "10.1.2.3",
    "mac_address": "00:1a:2b:3c:4d:5e",
    "phone_number": "+1 212 555 4321",
    "credit_card": "4111 1111 1111 1111",
    "bank_account": "DE89 3704 0044 0532 0130 00",
    "id_number": "AB 123456 C",
    "address": "Hauptstraße 5, 10115 Berlin",
    "location": "Berlin",
    "organization": "Siemens AG",
    "date": "5 March 2024",
    "project codename": "Blue Heron",
}


@given(st.sampled_from(LABELS), TEXT)
def test_no_value_is_its_own_surrogate(label: str, value: str) -> None:
    assert normalised(one(value, label)) != normalised(value)


@pytest.mark.parametrize("label", LABELS)
def test_odd_input_has_a_surrogate_in_no_time(label: str) -> None:
    for value in HOSTILE:
        assert normalised(one(value, label)) != normalised(value)


@given(st.lists(st.tuples(st.sampled_from(LABELS), TEXT), max_size=12))
def test_a_pickled_copy_gives_the_same(values: list[tuple[str, str]]) -> None:
    copy: RecordOperator = pickle.loads(pickle.dumps(OPERATOR))  # noqa: S301 - made in the line itself
    mentions = [Mention(label, value) for label, value in values]
    assert copy.operate_record(mentions, Context()) == record(values)


@given(st.sampled_from(LABELS), TEXT)
def test_a_value_alone_is_a_record_of_one(label: str, value: str) -> None:
    assert record([(label, value)]).texts == (one(value, label),)


def test_a_pickled_operator_leaves_the_values_it_has_seen_behind() -> None:
    operator = build()
    before = pickle.dumps(operator)
    operator.operate("Anna Schmidt", "person")
    assert pickle.dumps(operator) == before


@pytest.mark.parametrize(("label", "value"), TYPICAL.items())
def test_another_key_gives_another_surrogate(label: str, value: str) -> None:
    keys = [Key(bytes([number] * 16)) for number in range(4)]
    assert len({one(value, label, key) for key in keys}) > 1


def test_a_curled_apostrophe_makes_no_other_surrogate() -> None:
    assert one("Pat O\u2019Neill", "person") == one("Pat O'Neill", "person")
    assert one("St Mary\u2019s Hospital", "organization") == one("St Mary's Hospital", "organization")


def test_surrogates_are_the_same_in_every_version() -> None:
    # Written down, since a vault or an earlier run would not fit any more. Faker's lists may change them.
    assert one("00:1a:2b:3c:4d:5e", "mac_address") == "76:f1:ce:e4:cf:c5"
    assert one("Blue Heron", "project codename").startswith("<PROJECT CODENAME_")


def test_surrogates_do_not_hang_on_the_order_of_sets_in_a_process() -> None:
    code = (
        "from tests.operators.pseudonym.test_operator import TYPICAL\n"
        "from tests.operators.pseudonym.support import one\n"
        "print([one(value, label) for label, value in TYPICAL.items()], one('Roma', 'location'))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_only_a_key_that_is_kept_gives_the_same_again() -> None:
    assert build().repeatable
    assert not build(Key.random()).repeatable
    assert not build().exposes
    assert build().name == "pseudonym"


def test_neither_key_nor_values_show() -> None:
    operator = build()
    operator.operate("Anna Schmidt", "person")
    assert repr(operator) == "Pseudonym(locale='auto')"


def test_an_operator_set_builds_it_and_gives_the_collisions() -> None:
    operators = OperatorSet.build({"person": OperatorConfig("pseudonym")}, labels=["person"], key=KEY)
    mentions = [Mention("person", "Anna Schmidt"), Mention("person", "Schmidt")]
    found = operators.replace_all(mentions, Context())
    assert found.texts == (one("Anna Schmidt"), one("Schmidt"))


def test_importing_it_reads_no_names() -> None:
    code = "import sys, anonymize.operators.pseudonym; print(*sys.modules, sep='\\n')"
    modules = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "anonymize.operators.pseudonym.names" in modules
    heavy = {"faker", "babel", "phonenumbers", "stdnum", "cryptography"}
    assert not heavy & {module.split(".")[0] for module in modules}


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("de_XX", "did you mean 'de_"),
        ("de-DE", "did you mean 'de_DE'"),
        ("DE_de", "did you mean 'de_DE'"),
        ("klingon-of-the-empire", "there are 'auto'"),
        ("", "there are 'auto'"),
    ],
)
def test_an_unknown_locale_is_refused_with_those_that_are_near(locale: str, message: str) -> None:
    with pytest.raises(UsageError, match="parameter 'locale': Faker has no") as caught:
        PSEUDONYM.check({"locale": locale})
    assert message in str(caught.value)


def test_a_locale_that_is_no_text_is_refused() -> None:
    with pytest.raises(UsageError, match="parameter 'locale' must be auto, a locale such as de_DE"):
        PSEUDONYM.check({"locale": 7})


def test_an_operator_for_another_label_is_refused_for_its_locale_too() -> None:
    with pytest.raises(UsageError, match="operator 'pseudonym' for 'email': parameter 'locale'"):
        OperatorSet.build(
            {"email": OperatorConfig("pseudonym", {"locale": "xx"})}, labels=["person"], key=KEY
        )


@pytest.mark.parametrize("locale", ["de_DE", "de", "ja_JP", "es_MX", "pl", "en_AU"])
def test_names_are_of_the_locale_that_is_asked_for(locale: str) -> None:
    first, last = one("Anna Smith", locale=locale).split()
    assert first in pool_of("given", "anna", locale)
    assert last in pool_of("family", "smith", locale)


@pytest.mark.parametrize("locale", sorted(known_locales()))
def test_every_locale_has_names_and_places(locale: str) -> None:
    operator = build(locale=locale)
    for label in ("person", "email", "address", "location", "organization"):
        assert normalised(operator.operate(TYPICAL[label], label)) != normalised(TYPICAL[label])


def test_a_value_has_one_surrogate_whatever_the_key_was_used_for_before() -> None:
    fresh = build()
    assert fresh.operate("Anna Schmidt", "person") == one("Anna Schmidt")


@given(KEYS)
def test_a_surrogate_hangs_on_the_label(key: Key) -> None:
    assert one("4111111111111111", "id_number", key) != one("4111111111111111", "credit_card", key)
