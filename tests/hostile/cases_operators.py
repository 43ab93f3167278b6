"""What operators write: it must not bring back what was removed, nor be taken for it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.cases import Case, marked

_BOTH = ("john", "schmidt", "anna")


def cases() -> Iterator[Case]:
    """Gives the cases."""
    for name, hidden in {
        "plain": "john schmidt",
        "invisible": "jo\u200bhn sch\u00admidt",
        "wide": "\uff4a\uff4fhn schmidt",
        "entity": "j&#111;hn schmi&#100;t",
        "alike": "j\u043ehn schmidt",
        "bidi": "\u202etdimhcs nhoj\u202c",
        "apart": "j-o-h-n s-c-h-m-i-d-t",
        "tag": "j<b>oh</b>n schm<i>id</i>t",
        "marks": "jo\u0336hn schmi\u0301dt",
    }.items():
        text = f"the {hidden} went, and {hidden}"
        for setup in ("mask", "remove", "tag", "hash", "pseudonym", "strict"):
            yield Case(
                f"{setup}-{name}", text.encode(), setup=setup, planted=_BOTH, standing=("the ", " went, and ")
            )
        yield marked(f"keep-{name}", f"the ⟦{hidden}⟧ in berlin and b\u0435rlin", setup="keep", planted=_BOTH)
    looks = "<PERSON> <PERSON_1> <LOCATION_2> "
    yield Case("tag-looks-written", f"{looks}john".encode(), setup="tag", planted=_BOTH, standing=(looks,))
    yield marked("keep-glued", "⟦john⟧ in berlin, berlin's", setup="keep", planted=_BOTH)
    yield Case("remove-joins", b"on harb john our rain", output=b"on harb  our rain", setup="remove")
    yield Case("mask-short", b"a john in", output=b"a **** in", setup="mask")
    yield Case("written-name", b"the john in berlin", output=b"the Berlin in <LOCATION>", setup="into-name")
    yield Case("written-name-first", b"berlin and john", output=b"<LOCATION> and Berlin", setup="into-name")
    yield Case(
        "written-alone",
        b"the foxglove in",
        output=b"the harbour in",
        setup="into-name-strict",
        planted=("foxglove",),
    )
    planted = ("bob@example.com",)
    yield Case(
        "made-ticket", b"bob@example.com XY-77", "withheld", "leak", setup="tickets-made", planted=planted
    )
    yield Case(
        "made-nothing", b"bob@example.com, 77", output=b"ticket, 77", setup="tickets-made", planted=planted
    )
    yield marked(
        "strict-many",
        "⟦john⟧'s ⟦anna⟧, Mr. ⟦schmidt⟧ and Dr ⟦john schmidt⟧ <PERSON>",
        setup="strict",
        planted=_BOTH,
    )
