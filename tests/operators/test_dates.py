"""Dates as people write them in five languages: what is read, and another date in the same form."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from anonymize.operators.dates import LONGEST, read, shift

FORTY_DAYS = """
English: 5 March 2024 is a Tuesday, 14 April a Sunday
5 March 2024 > 14 April 2024
05 March 2024 > 14 April 2024
March 5, 2024 > April 14, 2024
March 5 2024 > April 14 2024
March 5th, 2024 > April 14th, 2024
5th March 2024 > 14th April 2024
5th of March 2024 > 14th of April 2024
the 5th of March, 2024 > the 14th of April, 2024
5th day of March 2024 > 14th day of April 2024
Tuesday, March 5, 2024 > Sunday, April 14, 2024
Tuesday, March the 5th, 2024 > Sunday, April the 14th, 2024
Tuesday 5 March 2024 > Sunday 14 April 2024
Tuesday the 5th day of March 2024 > Sunday the 14th day of April 2024
Tue, 5 Mar 2024 > Sun, 14 Apr 2024
Tue 5 March 2024 > Sun 14 April 2024
Tues. 5 March 2024 > Sun. 14 April 2024
Tue, 5 Mar 2024 14:30:00 +0100 > Sun, 14 Apr 2024 14:30:00 +0100
5 March 2024 at 2:30 pm > 14 April 2024 at 2:30 pm
5 March 2024, 14:30 GMT > 14 April 2024, 14:30 GMT
Mar 5, 2024 > Apr 14, 2024
5-Mar-2024 > 14-Apr-2024
05/Mar/2024 > 14/Apr/2024
05-MAR-24 > 14-APR-24
05MAR2024 > 14APR2024
5 MARCH 2024 > 14 APRIL 2024
5 march 2024 > 14 april 2024
5TH MARCH 2024 > 14TH APRIL 2024
22 November 2023 > 1 January 2024
22nd November 2023 > 1st January 2024
23rd November 2023 > 2nd January 2024
24th November 2023 > 3rd January 2024
2nd December 2023 > 11th January 2024
3rd December 2023 > 12th January 2024
12th December 2023 > 21st January 2024
Dec. 31, 1999 > Feb. 9, 2000
Jan. 20, 2024 > Feb. 29, 2024
Sept. 20, 2023 > Oct. 30, 2023
March 2024 > April 2024
March, 2024 > April, 2024
Sept. 2023 > Oct. 2023
March '24 > April '24
MAY 2024 > JUNE 2024
December 2023 > January 2024
5 March > 14 April
March 5 > April 14
March 5th > April 14th
5th of March > 14th of April
Tuesday 5 March > Sunday 14 April
Dec. 4 > Jan. 13
5 March, 14:30 > 14 April, 14:30
29 February > 9 April

German: Dienstag, Sonntag
5. März 2024 > 14. April 2024
05. März 2024 > 14. April 2024
5.März 2024 > 14.April 2024
5. Marz 2024 > 14. April 2024
5. Maerz 2024 > 14. April 2024
5. MÄRZ 2024 > 14. APRIL 2024
5. März '24 > 14. April '24
Dienstag, 5. März 2024 > Sonntag, 14. April 2024
Dienstag, den 5. März 2024 > Sonntag, den 14. April 2024
Dienstag, der 5. März 2024 > Sonntag, der 14. April 2024
DIENSTAG, 5. MÄRZ > SONNTAG, 14. APRIL
Di 5. März 2024 > So 14. April 2024
Di., 5. März 2024 > So., 14. Apr. 2024
Di, 05.03.2024 > So, 14.04.2024
di 5.3. > so 14.4.
Dienstag, 5.3.2024 > Sonntag, 14.4.2024
5. März 2024, 14:30 Uhr > 14. April 2024, 14:30 Uhr
5. März 2024 um 14.30 Uhr > 14. April 2024 um 14.30 Uhr
5. Okt. 2024 > 14. Nov. 2024
21. Nov 2023 > 31. Dez 2023
1. Dezember 2023 > 10. Januar 2024
8. Dezember 2023 > 17. Januar 2024
17. Jänner 2024 > 26. Februar 2024
Sonnabend, 20. Januar 2024 > Donnerstag, 29. Februar 2024
Mai 2024 > Juni 2024
5. März > 14. April
am Dienstag, den 5. März > am Sonntag, den 14. April
am 5. März > am 14. April
5 Dezember 2023 > 14 Januar 2024

French: mardi, dimanche
5 mars 2024 > 14 avril 2024
le 5 mars 2024 > le 14 avril 2024
mardi 5 mars 2024 > dimanche 14 avril 2024
Mardi 5 mars 2024 > Dimanche 14 avril 2024
mar. 5 mars 2024 > dim. 14 avr. 2024
le mardi 5 mars 2024 > le dimanche 14 avril 2024
1er mars 2024 > 10 avril 2024
le 1er mars 2024 > le 10 avril 2024
22 novembre 2023 > 1er janvier 2024
22 NOVEMBRE 2023 > 1ER JANVIER 2024
2 fevrier 2024 > 13 mars 2024
2 février 2024 > 13 mars 2024
6 juil. 2024 > 15 août 2024
5 mars 2024 à 14h30 > 14 avril 2024 à 14h30
mardi 05/03/2024 > dimanche 14/04/2024
mardi 5.3.2024 > dimanche 14.4.2024
mai 2024 > juin 2024
juillet 1998 > août 1998
30 JANVIER > 11 MARS
5 mars > 14 avril
lundi 3 avril > samedi 13 mai

Spanish: martes, domingo
5 de marzo de 2024 > 14 de abril de 2024
5 de marzo del 2024 > 14 de abril del 2024
martes, 5 de marzo de 2024 > domingo, 14 de abril de 2024
martes 5 de marzo de 2024 > domingo 14 de abril de 2024
el martes 5 de marzo > el domingo 14 de abril
el 5 de marzo de 2024 > el 14 de abril de 2024
Miércoles 4 de septiembre de 2024 > Lunes 14 de octubre de 2024
miercoles 4 de septiembre de 2024 > lunes 14 de octubre de 2024
1.º de marzo de 2024 > 10 de abril de 2024
22 de noviembre de 2023 > 1 de enero de 2024
5 ene 2024 > 14 feb 2024
5 DE MARZO DE 2024 > 14 DE ABRIL DE 2024
5 de marzo de 2024 a las 14:30 > 14 de abril de 2024 a las 14:30
diciembre de 2024 > enero de 2025
5 de marzo > 14 de abril
sábado 14 de septiembre > jueves 24 de octubre

Italian: martedì, domenica
5 marzo 2024 > 14 aprile 2024
il 5 marzo 2024 > il 14 aprile 2024
martedì 5 marzo 2024 > domenica 14 aprile 2024
martedi 5 marzo 2024 > domenica 14 aprile 2024
MARTEDÌ 5 MARZO 2024 > DOMENICA 14 APRILE 2024
mar 5 mar 2024 > dom 14 apr 2024
1° marzo 2024 > 10 aprile 2024
1º marzo 2024 > 10 aprile 2024
mercoledì 22 novembre 2023 alle 14:30 > lunedì 1° gennaio 2024 alle 14:30
20 gennaio 2024 > 29 febbraio 2024
5 mag 2024 > 14 giu 2024
ottobre 2019 > novembre 2019
5 marzo > 14 aprile

Digits
2024-03-05 > 2024-04-14
2024-03-05T14:30:00Z > 2024-04-14T14:30:00Z
2024-03-05T14:30:00.123+01:00 > 2024-04-14T14:30:00.123+01:00
2024-03-05 14:30 > 2024-04-14 14:30
2024-3-5 > 2024-4-14
2024/03/05 > 2024/04/14
2024.03.05 > 2024.04.14
20240305 > 20240414
20240305T1430 > 20240414T1430
2024-12-31 > 2025-02-09
1999-12-31 > 2000-02-09
05.03.2024 > 14.04.2024
5.3.2024 > 14.4.2024
5. 3. 2024 > 14. 4. 2024
5.3.24 > 14.4.24
05.03.24 > 14.04.24
5.3.'24 > 14.4.'24
31.12.99 > 09.02.00
31.12.68 > 09.02.69
05-03-2024 > 14-04-2024
3/5/2024 > 4/14/2024
03/05/2024 > 04/14/2024
3/5/24 > 4/14/24
13/3/2024 > 22/4/2024
22/11/2023 > 01/01/2024
9/01/2025 > 10/11/2025
Tuesday 5/3/2024 > Sunday 14/4/2024
5.3. > 14.4.
05.03. > 14.04.
31.07. > 09.09.
10/14 > 11/23
14/11 > 24/12
28.2. > 9.4.
29.2. > 9.4.
29.02.2024 > 09.04.2024
03/2024 > 04/2024
3/2024 > 4/2024
03.2024 > 04.2024
12-2023 > 01-2024
2024-03 > 2024-04
2024 > 2025
1987 > 1988
"""
"""What is written, and what is written forty days later, worked out by hand."""
TABLE = [tuple(line.split(" > ")) for line in FORTY_DAYS.splitlines() if " > " in line]

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}
SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
}
SHORT_WEEKDAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "de": "Mo. Di. Mi. Do. Fr. Sa. So.",
    "fr": "lun. mar. mer. jeu. ven. sam. dim.",
    "es": "lun mar mié jue vie sáb dom",
    "it": "lun mar mer gio ven sab dom",
}
PREFERRED = {"it": "it"}
"""Without a weekday "novembre" could be French, which it is taken for unless it is told."""
FIRST = {"fr": "1er", "it": "1°"}
WORDED = {
    "en": (
        "{day} {month} {year}",
        "{month} {day}, {year}",
        "{month} {nth}, {year}",
        "the {nth} of {month}, {year} at 14:30",
        "{weekday}, {month} {nth}, {year}",
        "{weekday} {day} {month} {year}",
        "{short_weekday}, {day} {short_month} {year} 14:30:00 +0000",
    ),
    "de": (
        "{day}. {month} {year}",
        "{weekday}, den {day}. {month} {year}, 14:30 Uhr",
        "{weekday},\n{day}. {month} {year}",
        "{short_weekday}, {day}. {short_month} {year}",
    ),
    "fr": (
        "{day} {month} {year}",
        "le {weekday} {day} {month} {year} à 14h30",
        "{short_weekday} {day} {short_month} {year}",
    ),
    "es": (
        "{day} de {month} de {year}",
        "{weekday}, {day} de {month}\r\nde {year}",
        "{short_weekday} {day} de {short_month} de {year}",
    ),
    "it": (
        "{day} {month} {year}",
        "{weekday}\u00a0{day} {month} {year}, ore 14.30",
        "{short_weekday} {day} {short_month} {year}",
    ),
}
DIGITS = (
    "{date:%Y-%m-%d}",
    "{date:%Y-%m-%d}T14:30:00Z",
    "{date:%Y-%m-%d} 14:30",
    "{date:%Y/%m/%d}",
    "{date:%Y%m%d}",
    "{date:%d.%m.%Y}",
    "{date:%d-%m-%Y}",
    "{date:%m/%d/%Y}",
)
DATES = st.dates(date(1600, 1, 1), date(2399, 12, 31))
SHIFTS = st.integers(-36500, 36500)
FORMS = [
    *(
        pytest.param(language, form, id=f"{language} {form}")
        for language in WORDED
        for form in WORDED[language]
    ),
    *(pytest.param("en", form, id=form) for form in DIGITS),
]


def in_english_order(day: int) -> str:
    if day % 100 in (11, 12, 13):
        return f"{day}th"
    return str(day) + {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def write(when: date, language: str, form: str) -> str:
    """Writes a date without the code that is tested."""
    return form.format(
        date=when,
        day=FIRST.get(language, "1") if when.day == 1 else when.day,
        nth=in_english_order(when.day),
        month=MONTHS[language].split()[when.month - 1],
        short_month=SHORT_MONTHS[language].split()[when.month - 1],
        weekday=WEEKDAYS[language].split()[when.weekday()],
        short_weekday=SHORT_WEEKDAYS[language].split()[when.weekday()],
        year=when.year,
    )


@pytest.mark.parametrize(("written", "expected"), TABLE)
def test_forty_days_later_is_written_in_the_same_form(written: str, expected: str) -> None:
    assert shift(written, 40) == expected


def test_the_table_holds_many_forms() -> None:
    assert len({written for written, _ in TABLE}) >= 120


@pytest.mark.parametrize(("language", "form"), FORMS)
@settings(max_examples=50)
@given(when=DATES, days=SHIFTS)
@example(when=date(2024, 2, 29), days=-1)
@example(when=date(2023, 12, 31), days=1)
def test_every_date_moves_within_its_form_and_back(language: str, form: str, when: date, days: int) -> None:
    written, later = (write(day, language, form) for day in (when, when + timedelta(days)))
    assert shift(written, days, language=PREFERRED.get(language)) == later
    assert shift(later, -days, language=PREFERRED.get(language)) == written


@pytest.mark.parametrize("language", list(WORDED))
@pytest.mark.parametrize("capitals", [str.upper, str.lower])
@settings(max_examples=50)
@given(when=DATES, days=SHIFTS)
def test_capitals_stay(capitals: Callable[[str], str], language: str, when: date, days: int) -> None:
    form = WORDED[language][0]
    later = capitals(write(when + timedelta(days), language, form))
    written = capitals(write(when, language, form))
    assert shift(written, days, language=PREFERRED.get(language)) == later


@given(when=DATES, days=SHIFTS, day_first=st.booleans())
def test_day_first_decides_where_both_orders_are_possible(when: date, days: int, day_first: bool) -> None:
    form = "{date:%d/%m/%Y}" if day_first else "{date:%m/%d/%Y}"
    later = write(when + timedelta(days), "en", form)
    assert shift(write(when, "en", form), days, day_first) == later


@given(one=DATES, other=DATES, days=SHIFTS, forms=st.tuples(st.sampled_from(DIGITS), st.sampled_from(DIGITS)))
def test_the_days_between_two_dates_stay(one: date, other: date, days: int, forms: tuple[str, str]) -> None:
    moved = [
        read(shift(write(when, "en", form), days) or "")
        for when, form in zip((one, other), forms, strict=True)
    ]
    assert moved[0] is not None
    assert moved[1] is not None
    assert moved[1].date - moved[0].date == other - one


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)), SHIFTS)
def test_two_digit_years_come_round_after_a_hundred_years(when: date, days: int) -> None:
    later = shift(f"{when:%d.%m.%y}", days)
    assert later is not None
    assert shift(later, -days) == f"{when:%d.%m.%y}"
    assume(1969 <= (when + timedelta(days)).year <= 2068)
    assert later == f"{when + timedelta(days):%d.%m.%y}"


@given(st.integers(-36500, 36500), st.sampled_from(["{:%Y-%m}", "{:%B %Y}", "{:%B '%y}", "{:%Y}"]))
def test_months_and_years_that_differ_differ_afterwards(days: int, form: str) -> None:
    written = {form.format(date(year, month, 1)) for year in range(1996, 2005) for month in range(1, 13)}
    assert len({shift(value, days) for value in written}) == len(written)


@given(st.dates(date(2023, 1, 1), date(2023, 12, 31)), SHIFTS)
def test_a_day_without_a_year_comes_round_after_365_days(when: date, days: int) -> None:
    later = shift(f"{when:%d.%m.}", days)
    assert later == shift(f"{when:%d.%m.}", days % 365)
    assert later is not None
    assert shift(later, -days) == f"{when:%d.%m.}"


@pytest.mark.parametrize(
    ("written", "days", "expected"),
    [
        ("2024", 1, "2025"),
        ("2024", -1, "2023"),
        ("2024", 0, "2024"),
        ("2024", 365 * 2, "2026"),
        ("March 2024", 10, "March 2024"),
        ("March 2024", -15, "March 2024"),
        ("March 2024", -16, "February 2024"),
        ("March '24", 36500, "February '24"),
        ("January '69", -31, "December '68"),
        ("December 9999", 31, None),
        ("January 0001", -31, None),
        ("March 2024", 10**400, None),
        ("9999", 1, None),
        ("31.12.9999", 1, None),
        ("0001-01-01", -1, None),
        ("0999-12-31", 1, "1000-01-01"),
        ("5 March 2024", 10**9, None),
        ("5 March 2024", 10**30, None),
    ],
)
def test_months_and_years_move_by_whole_ones_and_nothing_beyond_the_calendar(
    written: str, days: int, expected: str | None
) -> None:
    assert shift(written, days) == expected


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("Monday 5 March", 365),
        ("Monday 5 March", -730),
        ("MO 5.3., 14:30", 365),
        ("mardi 29 février", 366),
        ("Monday 5 March", 7 * 365),
    ],
)
def test_a_date_of_which_only_the_weekday_would_move_is_not_written(written: str, days: int) -> None:
    assert shift(written, days) is None
    assert shift(written, days + 1) is not None


def test_a_wrong_weekday_becomes_the_right_one() -> None:
    assert shift("Monday 5 March 2024", 40) == "Sunday 14 April 2024"


NO_DATES = """
| |5|x|-|.|5 \ud83d 2024|\ud83d|\u0301|٣.٤.٢٠٢٤|\uff12\uff10\uff12\uff14|\u200f5.3.2024|5.3.2024\u200b
31.02.2024|2024-13-45|2024-00-10|30/02/2024|29.02.2023|31 April|0 March|00.03.2024|0000-01-01|99999-01-01
2024-02-30T10:00|2024-03-05T25:00|2024-03-05 14:60|14:30|2:30 pm|2024 14:30|March 2024 14:30
12.6|3.14|5-3|1,5|12345678|123|5.3.123|5 March 123|2024 2025|20240305143000
yesterday|last Tuesday|Tuesday|Tuesday 2024|Monday March 2024|in March|spring 2024|1990s|Q1 2024|2024-W10
Anna, 5 March 2024|5 March 2024, Anna|5 March 2024 14:30 ANNA|born 1987|5 March Anna 2024|Anna|May Anna
5-7 March 2024|5./6. März 2024|2023-24|2010/11|2023-2024|5.3.2024-7.3.2024|2024-03-05/2024-03-07
5 Smarch 2024|5 Mar\u0301z 2024|APR\u0130L 2024|apr\u0131l 5, 2024|Ziischtig, 5. März|May 12024
5. March. 2024|5.3/2024|5/March-2024|5 de march 2024|l'8 marzo
"""


@pytest.mark.parametrize(
    "value", ["", *(value for line in NO_DATES.splitlines() for value in line.split("|"))]
)
def test_what_is_not_one_date_is_not_read(value: str) -> None:
    assert read(value) is None


@pytest.mark.parametrize(
    "value", ["5 March" + " " * 10_000 + "2024", "5 March 2024\n" * 1000, "9" * 10_000, "\n" * 10_000]
)
def test_a_very_long_value_is_not_read(value: str) -> None:
    assert len(value) > LONGEST
    assert read(value) is None


@given(st.text(alphabet="0123456789 ./-,'\u2019:TZ\n\ud800\u0301\u0430marMAYéäº", max_size=LONGEST), SHIFTS)
def test_no_text_breaks_the_reading(value: str, days: int) -> None:
    written = read(value)
    assert written is None or any(character in "0123456789" for character in value)
    assert written is None or written.shifted(days) != ""


def test_white_space_and_accents_as_combining_marks_stay() -> None:
    assert shift(" 5\u00a0March\n2024\r\n", 40) == " 14\u00a0April\n2024\r\n"
    assert shift("5. Ma\u0308rz 2024", 366) == "6. Ma\u0308rz 2025"
    assert shift("4 fe\u0301vrier 2024", 182) == "4 aou\u0302t 2024"


@pytest.mark.parametrize(
    ("written", "month", "year"),
    [
        ("5 March 2024", "March 2024", "2024"),
        ("Tuesday, March 5th, 2024 at 14:30", "March 2024", "2024"),
        ("5th of March, 2024", "March, 2024", "2024"),
        ("Dienstag, den 5. März 2024", "März 2024", "2024"),
        ("le 1er mars\n2024", "mars\n2024", "2024"),
        ("5 de marzo de 2024", "marzo de 2024", "2024"),
        ("martedì 5 marzo 2024, ore 14.30", "marzo 2024", "2024"),
        ("05-MAR-24", "MAR-24", "'24"),
        ("2024-03-05", "2024-03", "2024"),
        ("2024-03-05T14:30:00Z", "2024-03", "2024"),
        ("20240305", "2024-03", "2024"),
        ("05.03.2024", "03.2024", "2024"),
        ("5.3.24", "03.24", "'24"),
        ("3/5/2024", "03/2024", "2024"),
        ("13/3/2024", "03/2024", "2024"),
        ("Tuesday 5/3/2024", "03/2024", "2024"),
        ("March 2024", "March 2024", "2024"),
        ("3/2024", "03/2024", "2024"),
        ("March '24", "March '24", "'24"),
        ("2024", "2024", "2024"),
        ("5 March", "March", None),
        ("5.3.", None, None),
    ],
)
def test_a_date_is_cut_in_its_own_order(written: str, month: str | None, year: str | None) -> None:
    found = read(written)
    assert found is not None
    assert (found.to_month(), found.to_year()) == (month, year)


@pytest.mark.parametrize(
    ("written", "day_first"),
    [
        ("13/3/2024", True),
        ("3/13/2024", False),
        ("Tuesday 5/3/2024", True),
        ("14/11", True),
        ("5/3/2024", None),
        ("5.3.2024", None),
        ("2024-03-05", None),
    ],
)
def test_a_date_shows_the_order_that_alone_is_possible(written: str, day_first: bool | None) -> None:
    found = read(written)
    assert found is not None
    assert found.day_first is day_first


@pytest.mark.parametrize(
    ("written", "language", "preferred", "expected"),
    [
        ("5 mars 2024", "fr", "de", "14 avril 2024"),
        ("5 novembre 2024", None, None, "15 décembre 2024"),
        ("5 novembre 2024", None, "it", "15 dicembre 2024"),
        ("5 novembre 2024", None, "de", "15 décembre 2024"),
        ("mardi 5 novembre 2024", "fr", "it", "dimanche 15 décembre 2024"),
        ("September 2024", None, None, "October 2024"),
        ("September 2024", None, "de", "Oktober 2024"),
        ("2024-03-05", None, "de", "2024-04-14"),
    ],
)
def test_words_of_several_languages_are_of_the_preferred_one(
    written: str, language: str | None, preferred: str | None, expected: str
) -> None:
    found = read(written)
    assert found is not None
    assert found.language == language
    assert shift(written, 40, language=preferred) == expected


def test_a_date_pickles() -> None:
    assert pickle.loads(pickle.dumps(read("5 March 2024"))) == read("5 March 2024")  # noqa: S301 - our own
