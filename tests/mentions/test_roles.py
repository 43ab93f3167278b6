"""Labels that mean people: their names are looked for by their parts, as those of `person` are."""

from __future__ import annotations

import pytest

from anonymize.documents.edits import Edit
from anonymize.labels import canonical
from anonymize.leaks import Output, find_leaks
from anonymize.mentions.roles import means_people
from anonymize.mentions.second_mentions import second_mentions
from anonymize.spans import Span


@pytest.mark.parametrize(
    "label",
    [
        "person",
        "judge",
        "next of kin",
        "fiscal",
        "Witnesses",
        "expert witness",
        "victim's name",
        "victims' names",
        "name of the victim",
        "mother of the child",
        "step-father",
        "Zeugin",
        "Name des Opfers",
        "témoin",
        "juge d'instruction",
        "médecin traitant",
        "nom de l'enfant",
        "víctimas",
        "nombre de la testigo",
        "assistente sociale",
        "nome dell'imputato",
        "verdachte",
        "vítima",
        "customer name",
        "names of employees",
        "account holder",
        "party",
        "Parties",
        "opposing counterparty",
        "clinic staff",
    ],
)
def test_a_label_for_people_means_people(label: str) -> None:
    assert means_people(canonical(label))


@pytest.mark.parametrize(
    "label",
    [
        "organization",
        "address",
        "witness statement",
        "political party",
        "client id",
        "patient number",
        "judge's decision",
        "name of the ship",
        "product name",
        "names of",
        "guard dog",
        "child's age",
        "fiscal code",
        "conductor size",
        "car of the victim",
        "medication",
        "_",
    ],
)
def test_a_label_for_something_of_theirs_does_not(label: str) -> None:
    assert not means_people(canonical(label))


def again(text: str, label: str) -> list[str]:
    """What is found again in a text that begins with the name Amelia Hartigan."""
    spans = [Span(0, len("Amelia Hartigan"), label, 0.9, "gliner")]
    ((found),) = second_mentions([(text, spans, [])])
    assert {one.label for one in found} <= {label}
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize("label", ["person", "judge", "victim's_name"])
def test_a_name_is_found_again_by_its_parts_and_initials(label: str) -> None:
    text = "Amelia Hartigan (AH) sat. HARTIGAN rose. Hartigan's ruling; Amelia, AH, a.hartigan@courts.example"
    expected = ["AH", "HARTIGAN", "Hartigan", "Amelia", "AH", "a.hartigan"]
    assert again(text, label) == expected


def test_what_is_no_name_of_people_is_found_again_whole_alone() -> None:
    assert again("Amelia Hartigan sailed. The Hartigan, Amelia Hartigan.", "ship") == ["Amelia Hartigan"]


def test_the_surname_of_a_witness_counts_in_fields_that_nobody_chose() -> None:
    output = Output("<WITNESS> came, and Hartigan left.", [Edit(0, len("Amelia Hartigan"), "<WITNESS>")])
    removed = [("witness", "Amelia Hartigan")]
    ((leak,),) = find_leaks([output], removed, parts=True)
    assert leak.label == "witness"
