"""Names of people: their label, and the words before them that are no part of them."""

from __future__ import annotations

from collections.abc import Mapping

PERSON = "person"
_MALE = "mr sir lord herr hr m monsieur sr don señor sig signor signore dottore"
_FEMALE = (
    "mrs ms miss dame lady madam frau fräulein fr mme mlle madame mademoiselle sra srta doña señora señorita"
)
_FEMALE += " sig.ra signora signorina dottoressa dott.ssa"
_NEUTRAL = "mx dr doctor prof professor rev judge justice officer nurse me maître dott avv ing"
TITLES: Mapping[str, str] = {
    title: gender
    for gender, titles in (("male", _MALE), ("female", _FEMALE), ("", _NEUTRAL))
    for title in titles.split()
}
"""Words before a name that are no part of it, in five languages, with whom they are said of."""
