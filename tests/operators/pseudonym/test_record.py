"""Surrogates of a record: whoever is not the same does not have the same, however few names there are."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize.keys import Key
from anonymize.operators.base import Mention
from anonymize.operators.pseudonym.names import FAMILY
from anonymize.operators.pseudonym.parts import Part
from anonymize.operators.pseudonym.planning import plan
from anonymize.operators.pseudonym.record import Record
from anonymize.operators.pseudonym.shapes import plain
from anonymize.operators.pseudonym.variety import varied
from anonymize.text import normalised
from tests.operators.pseudonym.support import KEYS, LABELS, TEXT, one, people, record

GIVEN_NAMES = ("Anna", "Peter", "Lucía", "Jürgen", "Marie", "Zorblax", "Chidi", "Bob")
FAMILY_NAMES = ("Schmidt", "Okafor", "Thomasson", "O'Neill", "García", "Quuxington", "Ng")
FORMS = ("{0} {1}", "{0}", "{1}", "Dr. {1}", "{1}, {0}", "{0} {1}-{1}", "{0[0]}. {1}", "{0} {0} {1}")
WORDS = st.text("abcdefg", min_size=2, max_size=4).map(str.capitalize)
NAMES = st.builds(
    lambda given_name, family, form: form.format(given_name, family),
    st.sampled_from(GIVEN_NAMES) | WORDS,
    st.sampled_from(FAMILY_NAMES) | WORDS,
    st.sampled_from(FORMS),
)
VALUES = st.tuples(st.sampled_from(LABELS), NAMES | TEXT)
PAIRS = st.lists(st.tuples(st.sampled_from(GIVEN_NAMES), st.sampled_from(FAMILY_NAMES)), max_size=30)
SCARCE = ("Maria", "Laura", "Julia")


def draw_of_few(part: Part, attempt: int) -> str:
    """Draws from so few names that many come out alike."""
    first = sum(map(ord, part.source))
    ending = "son" if part.kind == FAMILY else ""
    return varied(lambda turn: SCARCE[(first + turn) % len(SCARCE)] + ending, attempt)


def crowded(*names: str) -> dict[str, str]:
    """Gives the surrogates of the people of a record, drawn from few names."""
    mentions = [Mention("person", name) for name in names]
    found = Record({mention: plan("person", mention.value) for mention in mentions}, draw_of_few, None)
    surrogates = found.resolve()
    return {mention.value: surrogates[mention] for mention in mentions}


def assert_all_different(found: dict[str, str]) -> None:
    real = {normalised(name) for name in found}
    assert len({normalised(surrogate) for surrogate in found.values()}) == len(real)
    assert not real & {normalised(surrogate) for surrogate in found.values()}


@given(st.lists(NAMES, max_size=200))
@settings(max_examples=40)
def test_different_people_have_different_surrogates(names: list[str]) -> None:
    found = dict(zip(names, people(*names), strict=True))
    assert_all_different(found)
    for name, surrogate in found.items():
        assert len(surrogate.split()) == len(name.split())


@given(st.lists(NAMES, max_size=40))
def test_no_two_people_come_out_alike_however_few_names_there_are(names: list[str]) -> None:
    assert_all_different(crowded(*names))


@given(PAIRS)
def test_a_name_that_is_drawn_again_is_so_in_all_values_of_the_record(pairs: list[tuple[str, str]]) -> None:
    names = [f"{given_name} {family}" for given_name, family in pairs]
    found = crowded(*names, *(word for pair in pairs for word in pair))
    for given_name, family in pairs:
        assert found[f"{given_name} {family}"] == f"{found[given_name]} {found[family]}"


def test_of_two_that_come_out_alike_one_is_drawn_again() -> None:
    # Fourteen names of three: whole lists are used up.
    found = crowded(*GIVEN_NAMES, *FAMILY_NAMES)
    assert_all_different(found)
    assert any("-" in surrogate for surrogate in found.values()), "two together where one does not do"


def test_a_name_alone_does_not_pass_for_that_of_somebody_else() -> None:
    found = crowded("Anna Schmidt", "Chidi Okafor", "Peter", "Lucía Ng")
    assert found["Peter"] not in {found[name].split()[0] for name in found if name != "Peter"}
    assert one("Peter") not in people("Peter", f"{one('Peter')} Schmidt")


@given(st.lists(VALUES, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_a_record_decides_nothing(
    values: list[tuple[str, str]], shuffled: random.Random
) -> None:
    found = record(values)
    order = list(range(len(values)))
    shuffled.shuffle(order)
    again = record([values[place] for place in order])
    assert again.texts == tuple(found.texts[place] for place in order)
    assert again.collisions == found.collisions


@given(
    st.sampled_from(LABELS),
    st.sampled_from(["Anna Schmidt", "Berlin", "5 March 2024", "42"]),
    st.lists(VALUES),
)
def test_what_is_drawn_first_does_not_depend_on_the_record(
    label: str, value: str, others: list[tuple[str, str]]
) -> None:
    found = record([(label, value), *others])
    if not found.collisions:
        assert found.texts[0] == one(value, label)


@given(VALUES)
def test_a_value_in_other_capitals_and_white_space_has_a_surrogate_that_differs_in_those(
    value: tuple[str, str],
) -> None:
    label, text = value
    if label in ("date", "person") and normalised(text.upper()) == normalised(text):
        changed = f" {text.upper()}\n"
        assert normalised(one(changed, label)) == normalised(one(text, label))


def test_the_same_name_in_other_capitals_is_the_same_person() -> None:
    found = people("Anna Schmidt", "ANNA SCHMIDT", "anna\nschmidt")
    assert len({" ".join(surrogate.casefold().split()) for surrogate in found}) == 1
    assert found[1].isupper()
    assert found[2].islower()


def test_collisions_are_counted_by_what_is_a_value_of_its_own() -> None:
    names = ("Anna Schmidt", "ANNA SCHMIDT", "Peter Schmidt")
    mentions = [Mention("person", name) for name in names]

    def draw(part: Part, attempt: int) -> str:
        return f"{part.kind}{attempt}".translate(str.maketrans("0123456789", "abcdefghij"))

    found = Record({mention: plan("person", mention.value) for mention in mentions}, draw, None)
    assert len({surrogate.casefold() for surrogate in found.resolve().values()}) == 2
    assert found.collisions == 1
    assert record([("person", name) for name in names]).collisions == 0


def test_a_surrogate_is_none_of_the_values_of_the_record() -> None:
    first = one("Anna Schmidt")
    second = people("Anna Schmidt", first)
    assert second[0] != first
    assert record([("person", "Anna Schmidt"), ("person", first)]).collisions >= 1


def test_values_that_differ_in_nothing_that_is_drawn_for_share_a_surrogate_in_the_end() -> None:
    # Both are a capital I and a digit, though the dotted I is another letter.
    found = record([("id_number", "I1"), ("id_number", "\u01301")]).texts
    assert found[0] != "I1"
    assert found[1] != "\u01301"


def test_a_record_of_many_is_done_in_one_go() -> None:
    names = [
        f"{given_name}{number} {family}" for number in range(300) for given_name in "XY" for family in "VW"
    ]
    found = record([("person", name) for name in names for _ in range(20)])
    assert len(set(found.texts)) == len(names)


@given(st.permutations(["Monica", "Gomez", "Søren", "Müller"]))
def test_no_name_becomes_another_of_the_record_but_for_an_accent(names: list[str]) -> None:
    drawn = ("Mónica", "Soren", "Gómez", "Muller")

    def draw(part: Part, attempt: int) -> str:
        return varied(lambda number: drawn[(len(part.source) + number) % len(drawn)], attempt)

    mentions = [Mention("person", name) for name in names]
    found = Record({mention: plan("person", mention.value) for mention in mentions}, draw, None).resolve()
    bare = [plain(surrogate, "a") for surrogate in found.values()]
    assert not {"monica", "gomez", "soren", "muller"} & set(bare)
    assert len(set(bare)) == len(names)


def test_no_whole_value_becomes_another_one_but_for_an_accent() -> None:
    def draw(part: Part, attempt: int) -> str:
        first = "Béa" if part.source == "anna" else "Muñoz"
        return first if not attempt else f"{first}{attempt}"

    mentions = [Mention("person", "Anna Weber"), Mention("person", "Bea Munoz")]
    found = Record({mention: plan("person", mention.value) for mention in mentions}, draw, None).resolve()
    assert plain(found[mentions[0]], "a") != "beamunoz"


@given(KEYS)
def test_ages_stay_apart_and_may_be_those_of_others_in_the_record(key: Key) -> None:
    # As docs/operators.md says: who moves by three at most changes places with the neighbours.
    ages = [str(age) for age in range(20, 60)]
    found = record([("age", age) for age in ages], key).texts
    assert len(set(found)) == len(ages)
    assert set(found) & set(ages)
    assert all(new != age for new, age in zip(found, ages, strict=True))
