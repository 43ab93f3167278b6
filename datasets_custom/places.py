"""Places, addresses and organizations."""

from __future__ import annotations

from datasets_custom.scene import Scene

MADE_UP_TOWN = 0.2
"""Share of towns that Faker makes, beside those of the language's list."""
LONGEST_VALUE = 70
"""Code points; Faker's rare longer ones do not read like an address in a sentence."""


def city(scene: Scene, _: int) -> str:
    """`Leeds`."""
    if scene.chance(MADE_UP_TOWN):
        return str(scene.fake("address_locales").city())
    return scene.pick("cities")


def region(scene: Scene, _: int) -> str:
    """`Cornwall`."""
    return scene.pick("regions")


def country(scene: Scene, _: int) -> str:
    """`Peru`, without an article."""
    return scene.pick("countries")


def street(scene: Scene, _: int) -> str:
    """`14 Mill Lane`, as the country writes it."""
    return _line(str(scene.fake("address_locales").street_address()))


def full_address(scene: Scene, _: int) -> str:
    """Street, postcode and town, in one line."""
    faker = scene.fake("address_locales")
    if scene.chance(0.5):
        address = _line(str(faker.address()))
        if len(address) <= LONGEST_VALUE:
            return address
    return scene.fill(
        scene.pick("address_patterns"),
        street=_line(str(faker.street_address())),
        postcode=str(faker.postcode()),
        city=scene.pick("cities"),
    )


def company(scene: Scene, _: int) -> str:
    """`Adams-Pham`, or a trade name, `Pham Optics`."""
    if scene.chance(0.5):
        return str(scene.fake("company_locales").company())
    return _named(scene, "company_patterns")


def hospital(scene: Scene, _: int) -> str:
    """`St Mary's Hospital`."""
    return _named(scene, "hospital_patterns")


def school(scene: Scene, _: int) -> str:
    """`Leeds Grammar School`."""
    return _named(scene, "school_patterns")


def office(scene: Scene, _: int) -> str:
    """An authority: `Cornwall County Council`."""
    return _named(scene, "office_patterns")


def _named(scene: Scene, patterns: str) -> str:
    return scene.fill(
        scene.pick(patterns),
        last=str(scene.fake().last_name()),
        city=scene.pick("cities"),
        region=scene.pick("regions"),
    )


def _line(text: str) -> str:
    """An address in one line: lines are joined by commas, as in running text."""
    lines = (" ".join(line.split()).replace(" ,", ",").rstrip(",") for line in text.splitlines())
    return ", ".join(line for line in lines if line)
