"""Dates and ages."""

from __future__ import annotations

import datetime

from datasets_custom.scene import Scene

EARLIEST, LATEST = datetime.date(1999, 1, 1), datetime.date(2027, 12, 31)
EARLIEST_BIRTH, LATEST_BIRTH = datetime.date(1932, 1, 1), datetime.date(2012, 12, 31)
OLDEST = 97
STAMPS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S",
)


def any_date(scene: Scene, number: int) -> str:
    """A date in any form."""
    return scene.rng.choice([numeric, long, iso])(scene, number)


def numeric(scene: Scene, _: int) -> str:
    """`03/11/2019`, as the country writes it."""
    return _written(scene, "numeric_dates", EARLIEST, LATEST)


def long(scene: Scene, _: int) -> str:
    """`3 November 2019`."""
    return _written(scene, "long_dates", EARLIEST, LATEST)


def day(scene: Scene, _: int) -> str:
    """`3 November`, without the year."""
    return _written(scene, "day_dates", EARLIEST, LATEST)


def iso(scene: Scene, _: int) -> str:
    """`2019-11-03`."""
    return _drawn(scene, EARLIEST, LATEST).isoformat()


def weekday(scene: Scene, _: int) -> str:
    """`Tuesday, 3 November 2019`, or without the year."""
    date = _drawn(scene, EARLIEST, LATEST)
    name: str = scene.words["weekdays"][date.weekday()]
    form = scene.pick(scene.rng.choice(["long_dates", "day_dates"]))
    return f"{name}{scene.rng.choice([', ', ' '])}{_filled(scene, form, date)}"


def month(scene: Scene, _: int) -> str:
    """`November 2019`."""
    date = _drawn(scene, EARLIEST, LATEST)
    return f"{scene.words['months'][date.month - 1]} {date.year}"


def year(scene: Scene, _: int) -> str:
    """`2019`."""
    return str(_drawn(scene, EARLIEST_BIRTH, LATEST).year)


def stamp(scene: Scene, _: int) -> str:
    """`2019-11-03 14:05:52`, as programs write a moment."""
    time = datetime.time(scene.rng.randrange(24), scene.rng.randrange(60), scene.rng.randrange(60))
    moment = datetime.datetime.combine(_drawn(scene, EARLIEST, LATEST), time)
    return moment.strftime(scene.rng.choice(STAMPS))


def birth(scene: Scene, _: int) -> str:
    """A date of birth."""
    form = scene.rng.choice(["numeric_dates", "long_dates"])
    return _written(scene, form, EARLIEST_BIRTH, LATEST_BIRTH)


def age(scene: Scene, _: int) -> str:
    """An age in years, the number alone."""
    return str(scene.rng.randint(1, OLDEST))


def adult_age(scene: Scene, _: int) -> str:
    """An age in years of someone grown up, the number alone."""
    return str(scene.rng.randint(19, OLDEST))


def _written(scene: Scene, form: str, earliest: datetime.date, latest: datetime.date) -> str:
    return _filled(scene, scene.pick(form), _drawn(scene, earliest, latest))


def _filled(scene: Scene, form: str, date: datetime.date) -> str:
    return form.format(d=date.day, m=date.month, y=date.year, month=scene.words["months"][date.month - 1])


def _drawn(scene: Scene, earliest: datetime.date, latest: datetime.date) -> datetime.date:
    return earliest + datetime.timedelta(days=scene.rng.randint(0, (latest - earliest).days))
