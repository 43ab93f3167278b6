"""The mixture that the bundled tagger is trained on: other values, noise, windows, what is left out."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets_custom.kinds import LABELS
from finetune.datasets.registry import load_dataset
from finetune.mixtures import sources
from finetune.mixtures.noise import (
    bracketed,
    broken,
    inserted,
    lowered,
    misread,
    noisy,
    shouted,
    surnames_shouted,
    titled,
    unaccented,
    unpunctuated,
)
from finetune.mixtures.own import LANGUAGES, own
from finetune.mixtures.parts import PARTS, Part, marked_for_all
from finetune.mixtures.records import Record
from finetune.mixtures.refilling import Refiller, values_of
from finetune.mixtures.tagger import ours, windows, write

VISIT = Record(
    "Marta Ruiz, 41, rang Dr Ruiz at 5. Then marta left.",
    ((0, 10, "person"), (12, 14, "age"), (24, 28, "person"), (40, 45, "person")),
    ("age", "person"),
)
SENTENCE = st.text(alphabet="ab1 ,.\n", min_size=1, max_size=60)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Texts with entities that lie apart."""
    pieces, spans, end = [], [], 0
    for value in draw(st.lists(st.sampled_from(["Ann Li", "12 May", "Oslo", "a.b@c.example"]), max_size=4)):
        between = draw(SENTENCE)
        spans.append((end + len(between), end + len(between) + len(value), draw(st.sampled_from(LABELS))))
        pieces += [between, value]
        end += len(between) + len(value)
    return Record("".join([*pieces, draw(SENTENCE)]), tuple(spans), LABELS)


def drawing(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a test that repeats


def values(record: Record) -> list[tuple[str, str]]:
    return [(record.text[start:end], label) for start, end, label in record.spans]


def test_abstracts_of_papers_say_what_they_have_none_of_and_nothing_of_places() -> None:
    abstract = Record("Lithium in Leeds.", ((0, 7, "chemical"),), ("chemical",))
    made = ours(abstract, {}, name="bc5cdr")
    assert made is not None
    assert made.spans == ()
    assert {"person", "email"} <= set(made.labels)
    assert not {"location", "organization"} & set(made.labels)


@given(records(), st.integers(0, 9), st.sampled_from(LANGUAGES))
def test_other_values_change_nothing_but_the_values(record: Record, seed: int, language: str) -> None:
    filled = Refiller({}, drawing(seed)).refilled(record, language)
    assert [label for *_, label in filled.spans] == [label for *_, label in record.spans]

    def between(one: Record) -> list[str]:
        bounds = [0, *(bound for start, end, _ in one.spans for bound in (start, end)), len(one.text)]
        return [one.text[bounds[place] : bounds[place + 1]] for place in range(0, len(bounds), 2)]

    assert between(filled) == between(record)
    assert all(value.strip() for value, _ in values(filled))


def test_a_person_keeps_one_name() -> None:
    for seed in range(20):
        (whole, _), _, (second, _), (first, _) = values(Refiller({}, drawing(seed)).refilled(VISIT, "es"))
        if whole != "Marta Ruiz" and second != "Ruiz" and first != "marta":
            assert whole.endswith(second)
            assert whole.startswith(first)
            return
    raise AssertionError("no seed changes all three")


def test_the_name_of_an_account_keeps_its_at_sign() -> None:
    post = Record("@olga_b hi, olga_b", ((0, 7, "username"), (12, 18, "username")), ("username",))
    for seed in range(20):
        with_sign, without = (value for value, _ in values(Refiller({}, drawing(seed)).refilled(post, "en")))
        assert with_sign.startswith("@")
        assert not without.startswith("@")


def test_places_come_from_other_texts_too() -> None:
    real = values_of([Record("In Trondheim (a, b)", ((3, 12, "location"), (13, 19, "organization")), ())])
    assert real == {"location": ("Trondheim",), "organization": ()}
    record = Record("Oslo", ((0, 4, "location"),), ("location",))
    drawn = {Refiller(real, drawing(seed)).refilled(record, "en").text for seed in range(40)}
    assert "Trondheim" in drawn
    assert len(drawn) > 5


@given(records(), st.integers(0, 9))
def test_noise_leaves_values_in_their_places(record: Record, seed: int) -> None:
    assert len(misread(record, drawing(seed)).text) == len(record.text)
    for letters in (lowered, shouted, surnames_shouted, titled, unaccented):
        assert [label for _, label in values(letters(record, drawing(seed)))] == [
            label for _, label in values(record)
        ]
    assert broken(record, drawing(seed)).text.replace("\n", " ") == record.text.replace("\n", " ")
    for signs in (bracketed, unpunctuated):
        assert values(signs(record, drawing(seed))) == values(record)
    assert [label for _, label in values(noisy(record, drawing(seed)))] == [
        label for _, label in values(record)
    ]


def test_signs_at_the_ends_of_words_are_left_out() -> None:
    record = Record("Yes, J. Li. 3.5 m!", ((5, 10, "person"),), ("person",))
    assert unpunctuated(record, drawing(0)).text == "Yes J. Li 3.5 m"


def test_signs_stand_around_values_and_around_words_that_are_none() -> None:
    record = Record("Then Ana left", ((5, 8, "person"),), ("person",))
    made = {bracketed(record, drawing(seed)).text for seed in range(80)}
    assert {'Then "Ana" (left)', "Then [Ana] /left/", "'Then' Ana left", "[Then] 'Ana' left"} <= made


def test_letters_change_one_by_one() -> None:
    record = Record("Jürgen Weiß, Šarić ﬁ", ((0, 11, "person"),), ("person",))
    assert shouted(record, drawing(0)).text == "JÜRGEN WEIß, ŠARIĆ ﬁ"
    assert lowered(record, drawing(0)).text == "jürgen weiß, šarić ﬁ"
    assert unaccented(record, drawing(0)).text == "Jurgen Weiß, Saric ﬁ"
    list_ = Record("to ana d'souza\nof lima", ((3, 14, "person"), (18, 22, "location")), ("person",))
    assert titled(list_, drawing(0)).text == "To Ana D'souza\nOf Lima"
    assert surnames_shouted(list_, drawing(0)).text == "to ana D'SOUZA\nof lima"


@given(records(), st.integers(0, 9))
def test_a_value_is_put_between_the_others(record: Record, seed: int) -> None:
    made = inserted(record, "192.0.2.7", "ip_address", drawing(seed))
    assert set(values(record)) <= set(values(made))
    if made is not record:
        assert len(made.spans) == len(record.spans) + 1
        assert ("192.0.2.7", "ip_address") in values(made)


@given(st.lists(records(), max_size=12), st.integers(0, 9))
def test_windows_hold_every_text_and_every_mark(texts: list[Record], seed: int) -> None:
    joined = list(windows(texts, drawing(seed)))
    assert sorted(value for one in joined for value in values(one)) == sorted(
        value for one in texts for value in values(one)
    )
    assert sum(len("".join(one.text.split())) for one in joined) == sum(
        len("".join(one.text.split())) for one in texts
    )


def test_texts_marked_for_other_labels_are_never_joined() -> None:
    texts = [Record(f"text {index}", (), (LABELS[index % 2],)) for index in range(60)]
    for window in windows(texts, drawing(3)):
        assert {int(word) % 2 for word in window.text.split() if word.isdigit()} == {
            LABELS.index(window.labels[0])
        }


def test_labels_are_ours_and_others_are_dropped() -> None:
    record = Record("Mr Li, Dutch, of Oslo", ((0, 2, "title"), (3, 5, "person"), (7, 12, "nationality"),
        (17, 21, "city or country")), ("city or country", "nationality", "person", "title"))  # fmt: skip
    found = ours(record, PARTS["presidio-research"].names, name="presidio-research")
    assert found is not None
    assert values(found) == [("Li", "person"), ("Oslo", "location")]
    assert found.labels == ("location", "person")


def test_a_form_that_was_not_filled_in_is_not_taken() -> None:
    assert ours(Record("Dear [NAME_1],", (), ("person",)), {}, name="contextual-anonymizer") is None
    assert ours(Record("[INFO] started", (), ("person",)), {}, name="fully_labelled en") is not None


def test_court_cases_that_are_measured_with_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "tab").mkdir()
    lines = [
        json.dumps({"text": f"case {number}", "entities": []}) for number in range(sources.TAB_TRAINED_ON + 5)
    ]
    (tmp_path / "tab" / "train.jsonl").write_text("\n".join(lines))
    assert [record.text for record in sources.tab(tmp_path)] == [
        f"case {number}" for number in range(sources.TAB_TRAINED_ON)
    ]


def test_accounts_with_an_at_sign_are_marked_in_posts(tmp_path: Path) -> None:
    (tmp_path / "wnut17").mkdir()
    words = ["RT", "@olga_b", ":", "Leeds", "@", "7", "a@b.org", "@Ann"]
    tags = ["O", "O", "O", "B-location", "O", "O", "O", "B-person"]
    rows = "".join(f"{word}\t{tag}\n" for word, tag in zip(words, tags, strict=True))
    for name in ("wnut17train.conll", "emerging.dev.conll", "emerging.test.annotated"):
        (tmp_path / "wnut17" / name).write_text(rows + "\t\n")
    (post,) = sources.wnut17(tmp_path)
    assert values(post) == [("@olga_b", "username"), ("Leeds", "location"), ("@Ann", "username")]
    assert "username" in post.labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_texts_say_what_they_were_marked_for(language: str) -> None:
    for source in (own("fully_labelled", language), marked_for_all(language)):
        texts = list(source(Path()))
        assert len(texts) > 150
        for record in texts:
            for value, label in values(record):
                assert value == value.strip() != ""
                assert label in record.labels


def test_what_is_written_is_a_data_set(tmp_path: Path) -> None:
    def many(_: Path) -> Iterator[Record]:
        yield from [VISIT] * 100
        for number in range(100):
            yield Record(f"Nothing here but {'x' * number}.", (), ("person",))

    path = tmp_path / "mixture.jsonl"
    parts = {"own": Part(many, ("en",), {}, 200, times=3, refilled=3, identifiers=0.5)}
    write(tmp_path, path, parts)
    before = path.read_bytes()
    data = load_dataset(f"jsonl:{path}")
    assert data.validation is not None
    assert {"person", "age"} <= set(data.labels) <= set(LABELS)
    assert all(sentence.annotated for sentence in data.train)
    write(tmp_path, path, parts)
    assert path.read_bytes() == before


def test_a_text_that_noise_leaves_nothing_of_is_not_written(tmp_path: Path) -> None:
    def signs(_: Path) -> Iterator[Record]:
        yield from [Record("!", (), ("person",))] * 300

    path = tmp_path / "mixture.jsonl"
    write(tmp_path, path, {"own": Part(signs, ("en",), {}, 300)})
    assert all(json.loads(line)["text"].strip() for line in path.read_bytes().splitlines())
    assert load_dataset(f"jsonl:{path}").train
