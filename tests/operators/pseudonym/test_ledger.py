"""With a vault no surrogate stands for two values of a job, and who had one before has it again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize.operators.base import Context, Mention, Replacements
from anonymize.text import normalised
from tests.operators.pseudonym.support import LABELS, OPERATOR, TEXT, one

NAMES = st.builds(
    "{} {}".format, st.sampled_from(["Anna", "Bob", "Zoé"]), st.text("abc", min_size=2, max_size=3)
)
RECORDS = st.lists(st.lists(st.tuples(st.sampled_from(LABELS), NAMES | TEXT), max_size=6), max_size=8)
UNSHARED = ("date", "age")
"""Labels with nothing else to draw: intervals would break, and ages are few."""


class Memory:
    """A ledger of one run."""

    def __init__(self, held: dict[str, str] | None = None) -> None:
        self.held = held or {}

    def holder(self, replacement: str) -> str | None:
        return self.held.get(replacement)

    def hold(self, replacement: str, identity: str) -> None:
        self.held[replacement] = identity


def replaced(memory: Memory, *values: tuple[str, str]) -> Replacements:
    return OPERATOR.operate_record([Mention(label, value) for label, value in values], Context(ledger=memory))


@given(RECORDS)
@settings(max_examples=30)
def test_a_surrogate_stands_for_one_value_of_a_job(records: list[list[tuple[str, str]]]) -> None:
    memory = Memory()
    stands: dict[str, str] = {}
    for values in records:
        for (label, value), surrogate in zip(values, replaced(memory, *values).texts, strict=True):
            same = normalised(value)
            if label not in UNSHARED:
                assert memory.held[surrogate].partition(":")[2] == same
                assert stands.setdefault(surrogate, same) == same


def test_a_surrogate_that_is_held_is_drawn_again_for_somebody_else_and_not_for_the_same() -> None:
    taken = one("Anna Schmidt")
    free = Memory()
    assert replaced(free, ("person", "Anna Schmidt")) == Replacements((taken,))
    assert replaced(free, ("person", "Anna Schmidt")) == Replacements((taken,))
    held = replaced(Memory({taken: "person:somebody else"}), ("person", "Anna Schmidt"))
    assert held.texts != (taken,)
    assert held.collisions == 1


def test_the_family_name_goes_on_with_what_it_was_drawn_again_for() -> None:
    memory = Memory({one("Peter Okafor"): "person:somebody else"})
    whole, family = replaced(memory, ("person", "Peter Okafor"), ("person", "Okafor")).texts
    assert whole.split() == [one("Peter"), family]
    assert family != one("Okafor")


def test_both_spellings_of_a_name_are_held_for_the_one_person() -> None:
    memory = Memory()
    texts = replaced(memory, ("person", "ANNA SCHMIDT"), ("person", "Anna Schmidt")).texts
    assert {memory.held[text] for text in texts} == {"person:anna schmidt"}


def test_a_surrogate_is_not_given_to_somebody_else_in_other_capitals() -> None:
    memory = Memory()
    (capitals,) = replaced(memory, ("person", "ANNA SCHMIDT")).texts
    assert memory.holder(one("Anna Schmidt")) == "person:anna schmidt"
    assert capitals == one("Anna Schmidt").upper()


def test_a_job_with_the_vault_of_another_goes_on_where_that_ended() -> None:
    memory = Memory()
    names = [("person", f"Anna {letter}{other}") for letter in "bcdfgh" for other in "aeiou"]
    first = [replaced(memory, name).texts[0] for name in names]
    again = [replaced(Memory(dict(memory.held)), name).texts[0] for name in names]
    assert again == first
