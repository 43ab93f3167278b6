"""Tag schemes are recognised from the tags, and sequences they do not allow are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.errors import DatasetError
from finetune.datasets.base import RawSentence
from finetune.datasets.tagging import recognise, to_iob2
from tests.finetune.datasets.support import raw

TYPES = ("PER", "LOC", "creative-work")


@pytest.mark.parametrize(
    ("tags", "scheme", "expected"),
    [
        ("O PER PER O LOC", "IO", "O B-PER I-PER O B-LOC"),
        ("I-PER I-PER I-LOC O", "IO", "B-PER I-PER B-LOC O"),
        ("I-PER B-PER O I-LOC", "IOB1", "B-PER B-PER O B-LOC"),
        ("B-PER I-PER B-PER O", "IOB2", "B-PER I-PER B-PER O"),
        ("B-PER E-PER S-PER O", "BIOES", "B-PER I-PER B-PER O"),
        ("B-PER I-PER L-PER U-LOC", "BIOES", "B-PER I-PER I-PER B-LOC"),
        ("S-LOC O O", "BIOES", "B-LOC O O"),
        ("B-creative-work I-creative-work", "IOB2", "B-creative-work I-creative-work"),
    ],
)
def test_scheme_is_recognised_and_turned_into_iob2(tags: str, scheme: str, expected: str) -> None:
    sentences = [raw(tags)]
    assert recognise(sentences).name == scheme
    ((done,),) = to_iob2(sentences)
    assert done.tags == tuple(expected.split())
    assert done.tokens == sentences[0].tokens


def test_all_splits_together_decide_the_scheme() -> None:
    train, test = [raw("I-PER B-PER O")], [raw("I-PER O")]
    (_, (done,)) = to_iob2(train, test)
    assert done.tags == ("B-PER", "O")


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("B-PER I-PER", "O I-PER O", 2),
        ("B-PER I-PER", "B-LOC I-PER O", 2),
        ("B-PER O", "I-PER O", 1),
        ("I-PER B-PER", "O B-PER", 2),
        ("S-PER O", "I-PER E-PER", 1),
        ("S-PER O", "B-PER I-PER O", 3),
        ("S-PER O", "O B-PER", 2),
        ("S-PER O", "B-PER S-PER", 2),
        ("S-PER O", "B-PER E-LOC", 2),
    ],
)
def test_impossible_sequence_names_file_and_line(good: str, bad: str, line: int) -> None:
    sentences = [raw(good)] * 5 + [raw(bad, path="b.conll", first_line=11)]
    with pytest.raises(DatasetError, match=rf"^b\.conll, line {10 + line}: in [A-Z0-9]+, "):
        to_iob2(sentences)


@pytest.mark.parametrize("bad", ["B-PER LOC", "PER I-LOC", "B- O", "I-"])
def test_tag_without_type_and_mixed_tags_are_refused(bad: str) -> None:
    with pytest.raises(DatasetError, match=r"^a\.conll, line \d: "):
        to_iob2([raw(bad)])


def test_words_in_the_place_of_tags_are_not_quoted() -> None:
    with pytest.raises(DatasetError) as caught:
        to_iob2([raw("B-PER Okafor")])
    assert "Okafor" not in str(caught.value)


def swapped(sentences: int, words: int) -> list[RawSentence]:
    """Tags in the place of words and words in that of tags; `O` is a word among them."""
    return [
        RawSentence(("LOC", "O", "O"), ("Okafor", f"w{number % words}", "O"), "a.conll", range(1, 4))
        for number in range(sentences)
    ]


@pytest.mark.parametrize(("sentences", "words"), [(1, 1), (40, 9), (4_000, 300)])
def test_columns_in_another_order_are_refused_even_where_o_is_a_word(sentences: int, words: int) -> None:
    with pytest.raises(DatasetError, match=r"^a\.conll: more words than tags are O, .* word first") as caught:
        to_iob2(swapped(sentences, words))
    assert "Okafor" not in str(caught.value)


@pytest.mark.parametrize(("different", "times"), [(11, 1), (60, 1), (201, 3)])
def test_words_in_the_place_of_raw_types_are_refused_and_not_quoted(different: int, times: int) -> None:
    tags = " O ".join(f"Okafor{number}" for number in range(different))
    with pytest.raises(DatasetError, match=f"{different} different tags without B- or I-, ") as caught:
        to_iob2([raw(tags)] * times)
    assert "Okafor" not in str(caught.value)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("B_PER I_PER O", "B-PER I-PER O"),
        ("B_PER I-PER O B_LOC", "B-PER I-PER O B-LOC"),
        ("B_E_MAIL I_E_MAIL", "B-E_MAIL I-E_MAIL"),
    ],
)
def test_a_low_line_stands_for_a_hyphen(tags: str, expected: str) -> None:
    ((done,),) = to_iob2([raw(tags)])
    assert done.tags == tuple(expected.split())


def test_splits_may_differ_in_hyphen_and_low_line() -> None:
    train, test = to_iob2([raw("B-PER I-PER")], [raw("B_PER I_PER")])
    assert train[0].tags == test[0].tags


def test_raw_types_that_begin_like_a_position_stay_whole() -> None:
    ((done,),) = to_iob2([raw("E_MAIL O S_NAME O I_D O PERSON")])
    assert done.tags == ("B-E_MAIL", "O", "B-S_NAME", "O", "B-I_D", "O", "B-PERSON")


@pytest.mark.parametrize(
    "tags", ["b-per i-per O", "PER-B PER-I O", "B_PER I_PER LOC", "PER_S O PER_B PER_E", "per-b O per-i"]
)
def test_a_position_that_is_written_another_way_is_refused_and_not_quoted(tags: str) -> None:
    with pytest.raises(DatasetError, match=r"^a\.conll: .* B-TYPE and I-TYPE") as caught:
        to_iob2([raw(tags)])
    assert "per" not in str(caught.value).lower()


@pytest.mark.parametrize("tags", ["b-cell O i-cellular", "vitamin-B O type-I", "b-cell t-cell"])
def test_raw_types_that_look_like_half_a_pair_are_types(tags: str) -> None:
    ((done,),) = to_iob2([raw(tags)])
    assert {tag[2:] for tag in done.tags if tag != "O"} == set(tags.split()) - {"O"}


@pytest.mark.parametrize(("different", "times"), [(10, 1), (66, 2)])
def test_raw_types_may_be_many(different: int, times: int) -> None:
    tags = " O ".join(f"group-type{number}" for number in range(different))
    assert len(to_iob2([raw(tags)] * times)[0]) == times


def test_a_word_that_is_o_is_a_word() -> None:
    sentence = RawSentence(("O", "O", "Okafor"), ("O", "O", "PER"), "a.conll", range(1, 4))
    ((done,),) = to_iob2([sentence])
    assert done.tags == ("O", "O", "B-PER")


@st.composite
def entities(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Stretches of a sentence: type (empty outside entities) and length in words."""
    return draw(
        st.lists(st.tuples(st.sampled_from(("", *TYPES)), st.integers(1, 4)), min_size=1, max_size=12)
    )


def _iob2(stretches: list[tuple[str, int]]) -> list[str]:
    return [
        f"{'I' if index else 'B'}-{type_}" if type_ else "O"
        for type_, length in stretches
        for index in range(length)
    ]


def _iob1(stretches: list[tuple[str, int]]) -> list[str]:
    tags: list[str] = []
    for type_, length in stretches:
        again = bool(tags) and tags[-1].partition("-")[2] == type_
        tags += (
            ["O"] * length
            if not type_
            else [f"{'B' if again else 'I'}-{type_}"] + [f"I-{type_}"] * (length - 1)
        )
    return tags


def _bioes(stretches: list[tuple[str, int]]) -> list[str]:
    tags: list[str] = []
    for type_, length in stretches:
        positions = "S" if length == 1 else "B" + "I" * (length - 2) + "E"
        tags += [f"{position}-{type_}" if type_ else "O" for position in positions]
    return tags


@given(st.lists(entities(), min_size=1, max_size=5))
def test_every_scheme_gives_back_the_same_entities(corpus: list[list[tuple[str, int]]]) -> None:
    expected = [tuple(_iob2(stretches)) for stretches in corpus]
    # An entity of its own scheme, so that it can be told apart from the others.
    for write, sample in ((_iob2, "B-PER I-PER"), (_iob1, "I-PER B-PER"), (_bioes, "S-PER O")):
        written = [raw(" ".join(write(stretches))) for stretches in corpus]
        samples = [raw(sample)] * (1 + sum(len(item.tags) for item in written))
        (done,) = to_iob2(samples + written)
        assert [item.tags for item in done[len(samples) :]] == expected
