"""Dates and ages."""

from __future__ import annotations

import datetime

from datasets_custom.scene import Scene

EARLIEST, LATEST = datetime.date(1999, 1, 1), datetime.date(2027, 12, 31)
EARLIEST_BIRTH, LATEST_BIRTH = datetime.date(1932, 1, 1), datetime.date(2012, 12, 31)
OLDEST = 97


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
    date = _drawn(scene, earliest, latest)
    return scene.pick(form).format(
        d=date.day, m=date.month, y=date.year, month=scene.words["months"][date.month - 1]
    )


def _drawn(scene: Scene, earliest: datetime.date, latest: datetime.date) -> datetime.date:
    return earliest + datetime.timedelta(days=scene.rng.randint(0, (latest - earliest).days))
