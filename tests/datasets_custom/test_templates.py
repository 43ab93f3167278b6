"""The templates: enough of them, every label everywhere, none in two splits."""

from __future__ import annotations

import re

import pytest

from anonymize.detectors.tagger.files import BUNDLED, open_model
from anonymize.errors import DatasetError
from datasets_custom.kinds import KINDS, LABELS
from datasets_custom.templates import SPLITS, Placeholder, Template, languages, load_templates
from tests.datasets_custom.support import LANGUAGES, rng

GENRES = {"mail", "chat", "complaint", "clinical", "court", "forum", "delivery", "diary", "log", "minutes"}


def test_five_languages_have_templates() -> None:
    assert languages() == LANGUAGES


def test_labels_are_those_of_the_bundled_model() -> None:
    assert set(LABELS) == open_model(BUNDLED).labels


@pytest.mark.parametrize("language", LANGUAGES)
class TestTemplates:
    def test_there_are_at_least_sixty(self, language: str) -> None:
        texts = [template.text for template in load_templates(language)]
        assert len(texts) == len(set(texts)) >= 60

    def test_every_split_has_every_genre_and_every_label(self, language: str) -> None:
        for split in SPLITS:
            mine = [template for template in load_templates(language) if template.split == split]
            assert {template.genre for template in mine} == {*GENRES, "nothing"}
            assert frozenset[str]().union(*(template.labels() for template in mine)) == set(LABELS)

    def test_every_value_asked_for_is_known(self, language: str) -> None:
        for template in load_templates(language):
            assert {piece.kind for piece in template.placeholders()} <= KINDS.keys(), template.text

    def test_nothing_of_the_syntax_is_left_in_a_sentence(self, language: str) -> None:
        for template in load_templates(language):
            pieces = template.pieces(rng(1))
            text = "".join(piece for piece in pieces if isinstance(piece, str))
            assert re.search(r"[{}|@]", text) is None, template.text

    def test_no_wording_hides_a_value(self, language: str) -> None:
        for template in load_templates(language):
            found = [piece for piece in template.pieces(rng(1)) if isinstance(piece, Placeholder)]
            assert found == template.placeholders(), template.text

    def test_nothing_stands_for_sentences_without_entities(self, language: str) -> None:
        for template in load_templates(language):
            assert (template.genre == "nothing") is (not template.labels()), template.text


def test_wordings_are_drawn() -> None:
    template = Template("[a|b|] {person.first@2}!", "chat", "train")
    texts = {template.pieces(rng(seed))[0] for seed in range(30)}
    assert texts == {"a ", "b ", " "}
    assert template.placeholders() == [Placeholder("person.first", 2)]


def test_square_brackets_without_a_bar_are_text() -> None:
    assert Template("sshd[4211]", "log", "train").pieces(rng(1)) == ["sshd[4211]"]


def test_unknown_language_names_those_there_are() -> None:
    with pytest.raises(DatasetError, match="'nl'; there are de, en, es, fr, it"):
        load_templates("nl")
