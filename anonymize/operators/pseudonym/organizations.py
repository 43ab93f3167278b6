"""Firms and other organizations: a name such as Faker makes in their language, with their legal form."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from anonymize.operators.pseudonym.geography import HOMES, make
from anonymize.operators.pseudonym.languages import of_text
from anonymize.operators.pseudonym.parts import Dice, Drawing, Part, Plan, Slot
from anonymize.operators.pseudonym.shapes import has_signs, recase
from anonymize.operators.pseudonym.variety import varied
from anonymize.text import normalised

ORGANIZATION = "organization"
_FORMS = """
    GmbH & Co. KGaA, GmbH & Co. KG, GmbH & Co KG, AG & Co. KG, AG & Co. KGaA, AG & Co. OHG, Stiftung & Co. KG,
    Stiftung & Co. KGaA, gGmbH, GmbH, mbH, KGaA, AG, KG, OHG, GbR, GesbR, UG (haftungsbeschränkt), UG, e.V.,
    eV, eG, SE, Ltd., Ltd, Limited, LLC, LLP, Inc., Inc, Incorporated, Corp., Corp, Corporation, Co., PLC,
    Pty Ltd, Pty. Ltd., S.A. de C.V., S. R.L. de C.V., S. de R.L. de C.V., S.A.S., SAS, S.A.R.L., SARL,
    S.à r.l., Sàrl, Sàrl., S.N.C., SNC, SASU, EURL, S.C.S., S.L.U., S.L.L., S.L.N.E, S.L., SL, SLU, S.Coop.,
    S.A.D, S.A.T., S.A.U., S.Com., S.Com.p.A., S.C.P, Ltda., Limitada, EIRL, Sociedad Anónima, A.C., S.A., SA,
    S.p.A., SpA, S.r.l., Srl, S.r.l.s., S.n.c., S.a.s., S.C., B.V., BV, N.V., NV, Oy, AB, A/S, ApS
"""
"""Legal forms, whatever their capitals."""
_FORM = regex.compile(
    r"(?<form>(?:,?\s++(?:"
    + "|".join(
        regex.escape(form) for form in sorted(" ".join(_FORMS.split()).split(", "), key=len, reverse=True)
    )
    + r"))*+)[\s.,;]*+",
    regex.IGNORECASE,
)
_LONGEST_FORM = 60
"""Code points at the end of a name that are searched for its legal form."""


def plan(value: str) -> Plan:
    """Takes an organization apart into its name and its legal form."""
    core, form = _parted(value)
    if not has_signs(core):
        core, form = value, ""
    if not has_signs(core):
        return Plan(())
    part = Part(ORGANIZATION, normalised(core))
    return Plan((Slot(part, core, recase), form), (part,))


def _parted(name: str) -> tuple[str, str]:
    start = max(0, len(name) - _LONGEST_FORM)
    end = next((place for place in range(start, len(name)) if _FORM.fullmatch(name, place)), len(name))
    return name[:end], name[end:]


def _draw_organization(part: Part, attempt: int, dice: Dice, locale: str | None) -> str:
    wanted = locale or of_text(part.source)
    homes = HOMES.get(wanted, (wanted,))

    def choose(number: int) -> str:
        seed = dice.throw(part, number)
        made = make("company", homes[seed % len(homes)], seed, other_than=part.source)
        return _parted(made)[0] or made

    return varied(choose, attempt, joint=" & ")


DRAWINGS: Mapping[str, Drawing] = {ORGANIZATION: _draw_organization}
