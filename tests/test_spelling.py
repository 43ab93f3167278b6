"""Labels as they come from files, shells and word processors."""

from __future__ import annotations

import re

import pytest

from anonymize.errors import UnknownLabelError
from anonymize.spelling import check_spelling


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ward\nship", "ward,ship"),
        ("phone\nnumber", "phone_number,number"),
        ("ward\r\nship\r\ndrug", "ward,ship,drug"),
        ("person\taddress", "person,address"),
        ("person，ward", "person,ward"),
        ("ward؛ ship", "ward,ship"),
    ],
)
def test_labels_a_line_each_are_not_taken_for_one(name: str, meant: str) -> None:
    with pytest.raises(UnknownLabelError, match=f"did you mean '{re.escape(meant)}', with commas"):
        check_spelling(name, words=["ward_ship", "phone_number"])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ('"project codename"', "project codename"),
        ("'ship'", "ship"),
        ("“ship”", "ship"),
        ("„Schiff“", "Schiff"),
        ("« navire »", "navire"),
        ('["ward"', "ward"),
        ('"drug"]', "drug"),
        ("[ward", "ward"),
        ("<machine_name>", "machine_name"),
        ("name.", "name"),
        ("*org*", "org"),
    ],
)
def test_signs_around_a_label_are_not_asked_for(name: str, meant: str) -> None:
    with pytest.raises(UnknownLabelError, match=f"did you mean '{meant}'"):
        check_spelling(name)


@pytest.mark.parametrize("name", ["ship=0.3", "person=0.3", "dog's name=mask"])
def test_a_label_with_a_setting_is_refused(name: str) -> None:
    with pytest.raises(UnknownLabelError, match="--threshold and --operator"):
        check_spelling(name)


@pytest.mark.parametrize(
    "name",
    [
        "dog's name",
        "'s-Gravenhage ward",
        "drug (generic)",
        "ward/room",
        "S. aureus",
        "C++",
        ".NET version",
        "#hashtag",
    ],
)
def test_signs_of_a_label_itself_stay(name: str) -> None:
    check_spelling(name)


@pytest.mark.parametrize("name", ["personnel", "enterprise", "direction", "cable", "form"])
def test_a_word_near_a_translation_is_no_misspelling(name: str) -> None:
    check_spelling(name)
