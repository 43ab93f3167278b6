"""Names of people, and what is made of them: mail addresses and user names."""

from __future__ import annotations

from datasets_custom.scene import Scene, plain

FROM_ELSEWHERE = 0.15
"""Share of people whose name is of another country than the text."""
ORDINARY_WORD = 0.12
"""Share of names that are drawn from those that are words, too (May, Cruz, Koch)."""
DOMAINS = ("example.com", "example.org", "example.net")
"""Reserved by RFC 2606, as the top-level domain `.example` is."""


def full(scene: Scene, number: int) -> str:
    """`Ngozi Baker`."""
    return " ".join(_names(scene, number))


def first(scene: Scene, number: int) -> str:
    """`Ngozi`."""
    return _names(scene, number)[0]


def last(scene: Scene, number: int) -> str:
    """`Baker`."""
    return _names(scene, number)[1]


def initial(scene: Scene, number: int) -> str:
    """`N. Baker`."""
    return f"{first(scene, number)[0]}. {last(scene, number)}"


def reversed_(scene: Scene, number: int) -> str:
    """`Baker, Ngozi`, as in lists and files."""
    return f"{last(scene, number)}, {first(scene, number)}"


def personal_email(scene: Scene, number: int) -> str:
    """`n.baker82@example.org`."""
    first_name, last_name = _plain_names(scene, number)
    local = scene.rng.choice(
        [
            f"{first_name}.{last_name}",
            f"{first_name[0]}.{last_name}",
            f"{first_name}_{last_name}",
            f"{last_name}{scene.fill('##')}",
            f"{first_name}{scene.fill('##')}",
        ]
    )
    return f"{local}@{domain(scene)}"


def office_email(scene: Scene, _: int) -> str:
    """`billing@baker-and-sons.example`."""
    return f"{scene.pick('office_boxes')}@{domain(scene)}"


def handle(scene: Scene, number: int) -> str:
    """`ngozi_b82`, or a made-up one, `mossyowl7`."""
    first_name, last_name = _plain_names(scene, number)
    return scene.rng.choice(
        [
            f"{first_name}_{last_name[0]}{scene.fill('##')}",
            f"{first_name[0]}{last_name}",
            f"{last_name}.{first_name}",
            f"{first_name}{scene.fill('19%#')}",
            f"{scene.pick('handle_beginnings')}{scene.pick('handle_ends')}{scene.fill('[|#|##|_#]')}",
            f"{scene.pick('handle_beginnings')}_{first_name}",
        ]
    )


def domain(scene: Scene) -> str:
    """A name that can never be registered."""
    if scene.chance(0.5):
        return scene.rng.choice(DOMAINS)
    return f"{plain(scene.fake().last_name(), '-') or 'mail'}-{plain(scene.pick('domain_words'))}.example"


def _names(scene: Scene, number: int) -> tuple[str, str]:
    """First and last name of a person, the same each time within a sentence."""
    if number not in scene.names:
        scene.names[number] = _drawn_names(scene)
    return scene.names[number]


def _drawn_names(scene: Scene) -> tuple[str, str]:
    faker = scene.fake("guest_locales" if scene.chance(FROM_ELSEWHERE) else "locales")
    first_name = scene.pick("word_first_names") if scene.chance(ORDINARY_WORD) else str(faker.first_name())
    last_name = scene.pick("word_last_names") if scene.chance(ORDINARY_WORD) else str(faker.last_name())
    if scene.chance(scene.words["double_last_names"]):
        last_name += scene.words["double_last_name_joint"] + str(faker.last_name())
    return first_name, last_name


def _plain_names(scene: Scene, number: int) -> tuple[str, str]:
    first_name, last_name = _names(scene, number)
    return plain(first_name) or "user", plain(last_name) or "name"
