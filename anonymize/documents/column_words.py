"""What columns are usually called: the only words of a table's first row that a message may show.

Whether that row holds names of columns or is the first one of the data cannot be told from its form: `Okafor`
is as good an identifier as `notes`. So a cell is shown only where all of its words are in a list made by
hand, in which there are no names of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SHOWN_COLUMNS = 20
"""Columns that a message lists at most, as it does of fields."""
_MOST_WORDS = 4
"""Words in the name of a column, at most."""
_ENGLISH = """
abstract account action address age amount answer author birth body category city clinical code comment
comments company content contents country created customer data date datetime department description
diagnosis discharge doctor document email entry feedback file filename first full gender given group history
id identifier index input instruction interview keywords label labels language last lastname letter line
location mail medical medication message messages middle mobile name narrative note notes number nurse of
organisation organization output patient phone phonenumber postcode prompt question reason record remark
remarks reply report response review role section sender sentence sex source speaker status subject summary
surname tags target telephone text texts time timestamp title topic transcript treatment turn type updated
url user username utterance value website year zip zipcode
"""
_GERMAN = """
abteilung adresse akte alter anamnese anmerkung anmerkungen anrede antwort arzt autor befund bemerkung
bemerkungen bericht berichte beruf beschreibung betrag betreff bezeichnung datum diagnose dokument email
fallnummer firma frage geburtsdatum geburtsname geburtsort geschlecht hausnummer inhalt kategorie kommentar
kommentare kunde kundennummer medikation nachname nachricht notiz notizen nummer ort patienten patientin plz
rolle rufnummer sprache strasse straße telefon telefonnummer titel typ verlauf vorname wert wohnort
"""
_ROMANCE = """
adresse anamnèse apellido apellidos auteur autor autore categoria categoría ciudad codice codigo cognome
comentario comentarios commentaire commentaires commento contenido contenu contenuto correo cliente código
data de descripción descrizione diagnosi diagnostic diagnóstico dirección documento edad età fecha fichier
identifiant indirizzo lingua medico mensaje message messaggio médecin médico naissance nacimiento nascita
nombre nome nota notas nom note numero numéro número observaciones observations oggetto paciente paziente
prenom prénom pregunta question referto remarques respuesta resumen risposta réponse sexe sexo sesso sujet
tel telefono teléfono testo texte texto titolo titre título téléphone ville
"""
COLUMN_WORDS = frozenset((_ENGLISH + _GERMAN + _ROMANCE).split())
_BETWEEN = re.compile(r"[ _.\-]+|(?<=[a-z])(?=[A-Z])")


def columns_shown(rows: Iterable[Sequence[str]]) -> str | None:
    """Lists the columns that a first row seems to hold, for a message.

    Args:
        rows: the cells of the first row, as each delimiter cuts it.

    Returns:
        Of the row with most of them, the cells that are what columns are usually called, and how many others
        there are; None where no row has any.
    """
    known, cells = max(
        (([cell for cell in row if is_usual(cell)], len(row)) for row in rows),
        key=lambda counted: len(counted[0]),
        default=([], 0),
    )
    if not known:
        return None
    shown = known[:_SHOWN_COLUMNS]
    others = cells - len(shown)
    return ", ".join(shown) + (f" and {others} more" if others else "")


def is_usual(cell: str) -> bool:
    """Tells whether a name is made of words that columns are usually called by, and of no one's name."""
    words = _BETWEEN.split(cell, maxsplit=_MOST_WORDS) if cell else []
    return 0 < len(words) <= _MOST_WORDS and all(word.lower() in COLUMN_WORDS for word in words)
