"""Tags: who shares one, and over what they are the same."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.keys import Key
from anonymize.operators.base import Context, Mention, RecordOperator
from anonymize.operators.tag import TAG

KEY = Key(b"0123456789abcdef0123456789abcdef")
NAMES = ["Anna Schmidt", "Ms Schmidt", "Schmidt", "SCHMIDT", "Peter Okafor", "Okafor", "Lee", "\ud83d", ""]


def tag(scope: str = "document", key: Key = KEY) -> RecordOperator:
    operator = TAG.build({"scope": scope}, key)
    assert isinstance(operator, RecordOperator)
    return operator


def tags(*names: str, scope: str = "document", label: str = "person") -> list[str]:
    mentions = [Mention(label, name) for name in names]
    return list(tag(scope).operate_record(mentions, Context()).texts)


class Memory:
    """A ledger without a vault."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}

    def holder(self, replacement: str) -> str | None:
        return self.held.get(replacement)

    def hold(self, replacement: str, identity: str) -> None:
        self.held[replacement] = identity


def test_values_are_numbered_by_label_in_the_order_in_which_they_appear() -> None:
    mentions = [
        Mention("person", "Bob"),
        Mention("email", "b@example.com"),
        Mention("person", "Ann"),
        Mention("person", "Bob"),
        Mention("email", "B@EXAMPLE.COM"),
    ]
    found = tag().operate_record(mentions, Context())
    assert found.texts == ("<PERSON_1>", "<EMAIL_1>", "<PERSON_2>", "<PERSON_1>", "<EMAIL_1>")
    assert found.collisions == 0


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["Anna Schmidt", "Ms Schmidt", "Schmidt", "Anna"], "1111"),
        (["Schmidt", "Anna Schmidt"], "11"),
        (["SCHMIDT", "Schmidt, Anna", "A. Schmidt", "Dr. Anna Schmidt"], "1111"),
        (["Anna Maria Schmidt", "Anna Schmidt", "Schmidt"], "111"),
        (["Anna Schmidt", "Peter Schmidt", "Schmidt", "Anna", "Peter"], "12312"),
        (["Mr Schmidt", "Ms Schmidt", "Schmidt"], "123"),
        (["Frau Schmidt", "Schmidt", "Frau Schmidt"], "111"),
        (["Anna\nSchmidt", "anna  schmidt"], "11"),
        (["Anna", "Bob", "Anna"], "121"),
        (["Anna Schmidt", "Schmidt Anna"], "12"),
        (["Jean-Luc Picard", "Picard's"], "11"),
        (["Schmidt, Anna, Dr.", "Dr. Schmidt", "Anna Schmidt"], "111"),
        (["Frau Prof. Dr. Anna Schmidt", "Dr. Schmidt"], "11"),
        (["Justice Ruth Okafor", "Justice Okafor", "Ruth Okafor"], "111"),
        (["Mr Weber", "Max Weber", "Weber"], "111"),
        (["Ms Weber", "Kim Weber"], "11"),
        (["M. Dupont", "Jean Dupont"], "11"),
        (["Don Draper", "Mr Draper", "Don"], "111"),
        (["John Smith, Jr.", "John Smith Jr.", "Smith, John, Jr.", "Smith"], "1111"),
        (["Elizabeth II", "Elizabeth"], "11"),
        (["Mr", "Mr"], "11"),
        (["A. B.", "Anna Berg"], "12"),
    ],
)
def test_a_shorter_name_goes_to_the_longer_one_that_it_can_only_mean(names: list[str], numbers: str) -> None:
    assert tags(*names) == [f"<PERSON_{number}>" for number in numbers]


@pytest.mark.parametrize(
    "names",
    [
        ["Don Draper", "Betty Draper"],
        ["Paul Nurse", "Paul Weber"],
        ["Nurse, Paul", "Weber, Paul"],
        ["Jack Lord", "Jack Miller"],
        ["Jack Lord", "Jack Nurse", "Jack"],
        ["M. Weber", "Anna Weber"],
        ["M Weber", "Anna Weber"],
        ["M. Dupont", "Marie Dupont"],
        ["John Smith Sr.", "John Smith Jr.", "John Smith"],
        ["John Smith, Sr.", "John Smith, Jr."],
        ["Smith, Sr.", "John Smith Jr."],
        ["John J. Smith", "John Smith Jr."],
        ["John J.", "John Smith Jr."],
        ["Charles I", "Charles II", "Charles V", "Charles VI"],
        ["Mr Weber", "Ruth Weber", "Weber"],
        ["Mr R. Weber", "Ruth Weber", "Weber"],
        ["Mr Weber", "Ms Weber", "Ruth Weber", "Weber"],
        ["Mr Weber", "Mrs Max Weber"],
        ["Mr Weber", "Ms Kim Weber"],
        ["Justice Okafor", "Ruth Okafor"],
        ["Don Pedro", "Betty Pedro"],
    ],
)
def test_names_of_different_people_have_different_tags(names: list[str]) -> None:
    for order in (names, names[::-1]):
        found = tags(*order, *order)
        assert found == [f"<PERSON_{number + 1}>" for number in range(len(names))] * 2


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("person", ["Pat O'Neill", "Pat O\u2019Neill", "O\u00b4Neill", "Pat O\u2019Neill\u2019s"]),
        ("person", ["Anna-Lena Schmidt", "Anna\u2011Lena Schmidt"]),
        ("organization", ["St Mary's Hospital", "ST MARY\u2019S HOSPITAL"]),
    ],
)
def test_apostrophes_and_hyphens_make_nobody_else(label: str, names: list[str]) -> None:
    assert tags(*names, label=label) == [f"<{label.upper()}_1>"] * len(names)


def test_an_id_number_is_another_one_where_its_groups_are_others() -> None:
    assert len(set(tags("A12-3", "A1-23", label="id_number"))) == 2
    assert len(set(tags("A12-3", "A1-23", "A123", label="id_number"))) == 3, "it could be either"
    assert len(set(tags("123-45-6789", "123 45 6789", "123456789", label="id_number"))) == 1
    assert tags("A12-3", label="id_number", scope="job") != tags("A1-23", label="id_number", scope="job")


def test_other_values_are_the_same_however_they_are_written() -> None:
    assert tags("+49 30 1234", "+49-30-12 34", label="phone_number") == ["<PHONE_NUMBER_1>"] * 2
    assert tags("ACME GmbH", "Acme  GmbH", "Acme", label="organization") == [
        "<ORGANIZATION_1>",
        "<ORGANIZATION_1>",
        "<ORGANIZATION_2>",
    ]


def test_tags_of_a_job_hang_on_key_and_person_and_not_on_the_record() -> None:
    alone = tags("Anna Schmidt", scope="job")
    assert re.fullmatch("<PERSON_[0-9a-f]{8}>", alone[0])
    assert tags("Bob", "Schmidt", "Anna Schmidt", scope="job")[1:] == alone * 2
    assert tags("Schmidt", scope="job") != alone, "who it is, the record does not say"
    other = tag("job", Key(b"another key of enough bytes")).operate("Anna Schmidt", "person")
    assert other != alone[0]


def test_a_man_and_a_woman_of_two_records_have_two_tags_of_a_job() -> None:
    his, short = tags("Mr Weber", "Weber", scope="job")
    assert his == short
    assert his != tags("Ms Weber", scope="job")[0]
    assert his == tags("Mr Weber", "Ruth Weber", scope="job")[0]
    assert tags("Ms Ruth Weber", scope="job") == tags("Ruth Weber", scope="job")


def test_only_tags_of_a_job_hang_on_a_random_key() -> None:
    drawn = Key.random()
    assert tag("document", drawn).repeatable
    assert not tag("job", drawn).repeatable
    assert tag("job").repeatable


def test_a_tag_that_stands_for_somebody_else_gets_more_digits_and_is_counted() -> None:
    memory = Memory()
    (drawn,) = tags("Anna Schmidt", scope="job")
    memory.hold(drawn, "person:bob")
    found = tag("job").operate_record([Mention("person", "Anna Schmidt")] * 2, Context(ledger=memory))
    assert found.collisions == 1
    assert set(found.texts) == {tag_ for tag_ in memory.held if memory.held[tag_] == "person:anna schmidt"}
    assert re.fullmatch("<PERSON_[0-9a-f]{16}>", found.texts[0])
    assert found.texts[0].startswith(drawn[:-1])
    again = tag("job").operate_record([Mention("person", "ANNA SCHMIDT")], Context(ledger=memory))
    assert again.texts[0] == found.texts[0]


@given(
    st.lists(st.sampled_from(NAMES) | st.text(max_size=12), max_size=30), st.sampled_from(["document", "job"])
)
def test_equal_values_have_equal_tags_and_a_tag_shows_nothing(names: list[str], scope: str) -> None:
    found = tags(*names, scope=scope)
    by_name: dict[str, str] = {}
    for name, one in zip(names, found, strict=True):
        assert by_name.setdefault(name, one) == one
        assert re.fullmatch("<PERSON_([0-9]+|[0-9a-f]{8})>", one)
    copy: RecordOperator = pickle.loads(pickle.dumps(tag(scope)))  # noqa: S301 - our own
    assert list(copy.operate_record([Mention("person", name) for name in names], Context()).texts) == found


def test_many_values_of_a_job_take_time_in_proportion() -> None:
    found = tags(*(f"user{number}@example.com" for number in range(50_000)), scope="job", label="email")
    assert len(set(found)) == 50_000


def test_many_names_take_time_in_proportion() -> None:
    names = [f"Anna{number} Schmidt{number % 97}" for number in range(5_000)]
    names += [f"Schmidt{number}" for number in range(97)]
    found = tags(*(names * 10))
    assert len(set(found)) == 5_000 + 97, "each surname is that of many people"


def test_a_mail_address_with_an_initial_is_that_of_the_person() -> None:
    found = tags("Anna Schmidt", "a.schmidt", "p.okafor", "Peter Okafor", "schmidt.anna", "Schmidt")
    assert found == [f"<PERSON_{number}>" for number in (1, 1, 2, 2, 3, 1)]


def test_people_under_a_label_of_the_user_share_a_tag_as_well() -> None:
    assert tags("Anna Schmidt", "Schmidt", "Okafor", label="witness") == [
        "<WITNESS_1>",
        "<WITNESS_1>",
        "<WITNESS_2>",
    ]
    assert tags("Anna Schmidt", "Schmidt", label="ship") == ["<SHIP_1>", "<SHIP_2>"]
