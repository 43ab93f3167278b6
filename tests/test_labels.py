from __future__ import annotations

import pytest

from anonymize.errors import UnknownLabelError
from anonymize.labels import TABLE, canonical, check_known


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("PER", "person"),
        ("name", "person"),
        ("people", "person"),
        ("GIVEN_NAME", "person"),
        ("org", "organization"),
        ("company", "organization"),
        ("city", "location"),
        ("STREET_ADDRESS", "address"),
        ("phone", "phone_number"),
        ("Phone Number", "phone_number"),
        ("phone-number", "phone_number"),
        ("ssn", "id_number"),
        ("iban", "bank_account"),
        ("E-Mail", "email"),
        ("project codename", "project_codename"),
        ("pre\u0301nom", "person"),
        ("\ufb01rst name", "person"),
        ("dog\u2019s name", "dog's_name"),
    ],
)
def test_names_of_users_and_models_map_to_one_label(given: str, label: str) -> None:
    assert canonical(given) == label


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("persons", "person"),
        ("addresses", "address"),
        ("Phone Numbers", "phone_number"),
        ("cities", "location"),
        ("dates", "date"),
        ("IDs", "id_number"),
        ("buses", "buses"),
    ],
)
def test_plurals_stand_for_labels_too(given: str, label: str) -> None:
    assert canonical(given) == label


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("Nachname", "person"),
        ("Personen", "person"),
        ("nom de famille", "person"),
        ("Nom d’utilisateur", "username"),
        ("nome", "person"),
        ("personas", "person"),
        ("Telefonnummer", "phone_number"),
        ("E-Mail-Adresse", "email"),
        ("dirección", "address"),
        ("DIRECCION", "address"),
        ("data di nascita", "date"),
        ("villes", "location"),
        ("Krankenhäuser", "organization"),
        ("hôpitaux", "organization"),
        ("Kreditkartennummer", "credit_card"),
        ("data", "data"),
        ("via", "via"),
    ],
)
def test_names_in_other_languages_stand_for_labels_too(given: str, label: str) -> None:
    assert canonical(given) == label


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("names of patients", "person"),
        ("Name of the patient", "person"),
        ("people's names", "person"),
        ("name of a person", "person"),
        ("patients’ names", "person"),
        ("customer names", "person"),
        ("names of companies", "organization"),
        ("city names", "location"),
        ("names of ships", "names_of_ships"),
        ("victim's name", "victim's_name"),
        ("account name", "username"),
        ("url name", "url_name"),
        ("name of", "name_of"),
    ],
)
def test_the_names_of_somebody_are_asked_for_as_somebody(given: str, label: str) -> None:
    assert canonical(given) == label


def test_no_name_stands_for_two_labels() -> None:
    names = [name for entry in TABLE for name in (entry.name, *entry.synonyms)]
    assert len(names) == len(set(names))


def test_labels_are_taken_once_in_the_order_given() -> None:
    assert check_known(["address", "PER", "name"], ["person", "address"]) == ("address", "person")


@pytest.mark.parametrize(
    ("wrong", "offered"), [("peson", "person"), ("adress", "address"), ("fone", "phone_number")]
)
def test_an_unknown_label_is_offered_the_nearest(wrong: str, offered: str) -> None:
    with pytest.raises(UnknownLabelError, match=f"unknown label '{wrong}'.*did you mean.*'{offered}'"):
        check_known([wrong], [entry.name for entry in TABLE])


def test_a_label_unlike_all_others_is_told_what_there_is() -> None:
    with pytest.raises(UnknownLabelError, match="known labels are address, person"):
        check_known(["zzz"], ["person", "address"])


def test_an_empty_label_is_an_error() -> None:
    with pytest.raises(UnknownLabelError, match="empty"):
        check_known([" "], ["person"])


def test_a_known_label_that_nothing_finds_is_no_misspelling() -> None:
    with pytest.raises(UnknownLabelError, match="none of the chosen detectors finds 'name'"):
        check_known(["name"], ["email"])
