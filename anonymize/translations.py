"""Names of the table's labels in the other languages of the bundled tagger, normalised as `labels` does.

What is asked for in German, French, Spanish or Italian is looked for as in English: by the tagger and by
patterns, which miss much less of it than a GLiNER that is asked for the word. Words that mean something else
in English (`data`, `via`) or in one another (`firma`, a company or a signature) are left to the GLiNER.
"""

from __future__ import annotations

from collections.abc import Mapping

TRANSLATIONS: Mapping[str, str] = {
    "person": """
        personen personenname personennamen namen vornamen nachname nachnamen familienname familiennamen
        patientenname name_des_patienten
        prenom nom_de_famille noms_de_famille nom_complet personne nom_du_patient
        nombre_completo persona nombre_del_paciente
        nome nomi cognomi nome_completo persone nome_del_paziente
    """,
    "organization": """
        firmen unternehmen krankenhaus krankenhäuser entreprise société societe hôpital hopital hôpitaux
        empresa organización organizacion azienda aziende società organizzazione ospedale
    """,
    "location": """
        ort orte stadt städte wohnort ville lieu pays ciudad lugar país pais città citta luogo luoghi
        paese paesi
    """,
    "address": """
        adresse adressen anschrift anschriften wohnadresse wohnanschrift straße strasse hausnummer
        postleitzahl rue code_postal dirección direccion domicilio calle código_postal codigo_postal
        indirizzo indirizzi codice_postale
    """,
    "date": """
        datum geburtsdatum geburtstag date_de_naissance fecha fecha_de_nacimiento data_di_nascita
    """,
    "age": "alter lebensalter âge edad età",
    "phone_number": """
        telefon telefonnummer telefonnummern rufnummer handynummer mobilnummer mobiltelefon faxnummer
        téléphone numéro_de_téléphone numero_de_telephone teléfono número_de_teléfono numero_de_telefono
        telefono numero_di_telefono
    """,
    "email": """
        e_mail_adresse e_mail_adressen email_adresse email_adressen mailadresse mailadressen
        adresse_e_mail adresse_email adresse_mail courriel correo_electrónico correo_electronico
        indirizzo_e_mail indirizzo_email
    """,
    "url": "webseite webadresse internetadresse site_web página_web pagina_web sito_web",
    "ip_address": "ip_adresse ip_adressen adresse_ip dirección_ip direccion_ip indirizzo_ip",
    "username": """
        benutzername benutzernamen nutzername nom_d'utilisateur nombre_de_usuario nome_utente
    """,
    "id_number": """
        ausweisnummer personalausweisnummer passnummer reisepassnummer steuernummer sozialversicherungsnummer
        numéro_de_sécurité_sociale numéro_de_passeport número_de_pasaporte codice_fiscale numero_di_passaporto
    """,
    "credit_card": """
        kreditkarte kreditkarten kreditkartennummer kreditkartennummern carte_de_crédit carte_de_credit
        carte_bancaire tarjeta_de_crédito tarjeta_de_credito carta_di_credito
    """,
    "bank_account": """
        kontonummer kontonummern bankverbindung numéro_de_compte número_de_cuenta cuenta_bancaria
        numero_di_conto
    """,
    "mac_address": "mac_adresse mac_adressen adresse_mac dirección_mac direccion_mac indirizzo_mac",
}
"""Names by label, without plurals that have the endings of English ones."""

TRANSLATED = frozenset(" ".join(TRANSLATIONS.values()).split())
"""All of these names."""
