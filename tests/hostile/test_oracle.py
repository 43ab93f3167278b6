"""The oracle of the hostile documents sees what it is to see: else its silence would say nothing."""

from __future__ import annotations

import pytest

from tests.hostile.oracle import standing


@pytest.mark.parametrize(
    "text",
    [
        "the john went",
        "JOHN",
        "jo\u200bhn",
        "jo\x00hn",
        "\uff4aohn",
        "j\u043ehn",
        "j\u0336o\u0336hn",
        "j&#111;hn",
        "j&amp;#x6f;hn",
        "j%6fhn",
        r"j\\u006fhn",
        "j<b>oh</b>n",
        "j-o-h-n",
        "\u202enhoj\u202c",
        "j\x1b[31mohn",
    ],
)
def test_a_planted_value_is_seen_in_whatever_spelling(text: str) -> None:
    assert standing(text, ["john", "schmidt"]) == ["john"]


def test_what_is_not_there_is_not_seen() -> None:
    assert standing("the <PERSON> went, jon and han", ["john"]) == []
