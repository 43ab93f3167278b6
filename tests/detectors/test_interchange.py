"""Messages between programs, and what machines read of passports, read by the bundled tagger."""

from __future__ import annotations

import pytest

from anonymize import Redactor

MESSAGES = {
    "edifact": (
        """UNH+5+PAXLST:D:05B:UN:IATA'
NAD+FL+++PATEL:RAVI:KUMAR+14 ELM GROVE+LEICESTER++LE2 1TQ+GBR'
NAD+FL+++O'BRIEN:MARY ANN+3 QUAY LANE+CORK+++IRL'
PNA+PAT+NHS4857773456:::+++SU:WHITTAKER+FO:GERALD+TI:MR'
CTA+IC+:ESTEFANIA'
UNT+6+5'
""",
        "PATEL RAVI KUMAR 14 ELM GROVE LEICESTER LE2 1TQ O'BRIEN MARY ANN CORK WHITTAKER GERALD ESTEFANIA",
    ),
    "x12": (
        """ST*837*0001*005010X222A1~
PER*IC*DOLORES FINCH*TE*2065550123~
NM1*IL*1*DOE-RAMIREZ*THEODORE*A***MI*11122333301~
N3*55 ORCHARD LANE APT 4~
N4*OLYMPIA*WA*98501~
NM1*QC*1*NGUYEN*LINH****MI*11122333302~
NM1*82*1*OKONKWO*CHIDI****XX*1234567893~
SE*15*0001~
""",
        "DOLORES FINCH DOE-RAMIREZ THEODORE 55 ORCHARD OLYMPIA 98501 NGUYEN LINH OKONKWO CHIDI",
    ),
    "passports": (
        """P<GBRDRISCOLL<<PHELIM<PATRICK<<<<<<<<<<<<<<<
I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<
P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<
""",
        "DRISCOLL PHELIM PATRICK D231458907 ERIKSSON ANNA MARIA MUSTERMANN ERIKA",
    ),
}


@pytest.mark.parametrize(
    ("kind", "end"),
    [*((kind, end) for kind in MESSAGES for end in ("\n", "\r\n")), ("edifact", ""), ("x12", "")],
)
def test_names_and_addresses_between_signs_are_found(kind: str, end: str) -> None:
    text, names = MESSAGES[kind]
    done = Redactor.from_config().redact(text.replace("\n", end))
    assert done.status == "redacted"
    assert done.text is not None
    assert [name for name in names.split() if name in done.text] == []


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_each_segment_of_x12_keeps_its_end(end: str) -> None:
    text, _ = MESSAGES["x12"]
    done = Redactor.from_config().redact(text.replace("\n", end))
    assert done.text is not None
    assert done.text.count("~" + end) == text.count("~\n")
