"""Names spelled on the telephone, letter by letter, are read as words, beside what they are otherwise."""

from __future__ import annotations

import time

import pytest

from anonymize.text import View


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("K wie Karl, O wie Otto, zweimal T wie Theodor, L wie Ludwig!", "Kottl!"),
        ("K wie „Karl“, Ö wie „Ökonom“ und R wie Richard\nL wie Ludwig", "Körl"),
        ("It is O for Oscar, Z for Zulu, T-U-R-K, hyphen, R-E-I-double L-Y.", "It is Ozturk-Reilly."),
        ("It's O for Oscar, Z for Zulu, O for Oscar, L for Lima", "It's Ozol"),
        ("I\u2019m O as in Oscar, Z as in Zulu, double L", "I\u2019m Ozll"),
        ("Q comme Quentin, U, E accent aigu, N comme Nicolas", "Quén"),
        ("R di Roma, O come Otranto, doppia S, I come Imola", "Rossi"),
        ("z de Zamora, u, ñ de ñu, i como Iker", "Zuñi"),
        ("Or O, K, A, F, O, R.", "Or Okafor."),
        ("A as in Anna, D as in Dora, A as in Anna and M as in Mary", "Adam"),
        ("K wie „Karl“, Ö wie „Ökonom“, R wie „Richard“, L wie Ludwig", "Körl"),
        ('K as in "Kilo", A as in "Alpha", R as in "Romeo", L as in Lima', "Karl"),
        ("R comme « Raoul », É comme « Éva », M comme « Marie », I comme Irma", "Rémi"),
        ("O wie\nOtto, K wie Karl, A wie Anton,\nF wie\r\nFritz", "Okaf"),
        ("O\u00a0wie\u00a0Otto, K\u00a0wie\u00a0Karl, A\u00a0wie\u00a0Anton, F\u00a0wie\u00a0Fritz", "Okaf"),
        ("A double L E N", "Allen"),
        ("B-A-double R-E-double T", "Barrett"),
        ("Or O; K; A; F; O; R.", "Or Okafor."),
    ],
)
def test_letters_that_are_spelled_out_are_read_as_a_word(text: str, read: str) -> None:
    view = View.readings(text)[-1]
    assert view.text == read
    start = len(read) - len(read.split()[-1])
    end = len(read.rstrip(".!"))
    assert view.back(start, end) == (start, len(text) - (len(read) - end))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("M, E, I, E, R. A, N, N, A is first", "Meier. Anna is first"),
        ("M, e, i, e, r. A, B, C, D.", "Meier. A, B, C, D."),
    ],
)
def test_rows_of_letters_in_two_sentences_are_two_words(text: str, read: str) -> None:
    assert View.readings(text)[-1].text == read


@pytest.mark.parametrize(
    "text",
    [
        "Options A, B, C, D and E are wrong",
        "I like Ike, as in Iowa, and a like that",
        "K wie Otto, O wie Karl, L wie Anna, M wie Zoe",
        "blood groups A, B, 0",
        "x, y e z",
        "J for John, M for Mary",
        "Consent: Y, N, Y, Y, N",
        "V, F, V, V, F",
    ],
)
def test_other_single_letters_are_left_alone(text: str) -> None:
    assert [view.text for view in View.readings(text)] == [text]


def test_words_that_stand_for_letters_are_still_read_as_names() -> None:
    text = "In the list stand J for John, M for Mary, T for Tom, A for Anna"
    assert [view.text for view in View.readings(text)] == [text, "In the list stand Jmta"]


@pytest.mark.parametrize(
    "piece", ["a, ", "a for a ", "double ", "a for ", "double a-", "a-hyphen, ", "b, a, d, c. "]
)
def test_rows_of_letters_take_time_linear_in_the_text(piece: str) -> None:
    began = time.process_time()
    View.readings(piece * (100_000 // len(piece)))
    assert time.process_time() - began < 10
