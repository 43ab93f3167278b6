"""Labels that mean people, in words of the user's own: `judge`, `expert witness`, `témoin`, `victim's name`.

Their names are looked for again as those of `person` are. A list made by hand, of what courts, hospitals,
schools, offices and police call people; of a label that it does not know only whole values are looked for.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from anonymize.labels import with_singulars
from anonymize.mentions.names import PERSON

_ENGLISH = """
accomplice accountant accused acquaintance actor actress administrator adult adviser advisor agent analyst
ancestor appellant appellee applicant apprentice approver architect artist assignee assistant attendee
attorney auditor aunt author babysitter bailiff barrister beneficiary bishop boss boy boyfriend brother
buyer bystander caller candidate captain cardholder caregiver carer caretaker carpenter caseworker celebrity
chairman chairperson chairwoman chauffeur chef child children citizen claimant classmate cleaner clergyman
clerk client clinician coach colleague colonel complainant composer conductor consultant contact convict
coroner councillor counsel counsellor counselor counterparty cousin coworker creditor criminal custodian
customer dad daughter debtor deceased decedent defendant dentist deponent deputy designer detainee detective
developer director doctor donor driver editor employee engineer ex examiner executor expert farmer
father fiancé fiancée firefighter founder friend girl girlfriend grandchild grandchildren granddaughter
grandfather grandma grandmother grandpa grandparent grandson guarantor guardian guest hacker headmaster
headmistress headteacher heir holder hostage husband imam individual influencer informant inmate inspector
instructor insured interpreter interviewee interviewer investigator journalist judge juror justice kid king
lady landlady landlord lawyer leader lecturer lodger lord magistrate maiden man manager mayor mediator
member men mentor midwife minister minor monk mother mum murderer musician neighbor neighbour nephew
neurologist niece notary nun nurse offender officer operator orphan owner painter paralegal paramedic parent
participant partner passenger pastor pathologist patient pediatrician perpetrator person petitioner
pharmacist physician physiotherapist pilot plaintiff player poet policeman policewoman policyholder
politician president priest principal prisoner professor prosecutor psychiatrist psychologist
psychotherapist pupil queen rabbi radiologist receptionist recipient referee relative reporter
representative requester requestor rescuer researcher resident respondent retiree reviewer salesperson
scientist secretary seller sender sergeant settler sibling signatory singer sister soldier solicitor son
speaker spokesperson spouse staff stalker stepbrother stepchild stepchildren stepdaughter stepfather
stepmother stepsister stepson student supervisor surgeon survivor suspect teacher technician tenant testator
therapist thief tourist trainee trainer translator trustee twin uncle undersigned veteran vicar victim
visitor volunteer waiter waitress whistleblower widow widower wife witness woman women worker writer youth
"""
_GERMAN = """
angehörige angehöriger angeklagte angeklagter ansprechpartner ansprechpartnerin antragsteller
antragstellerin anwalt anwältin arbeitgeber arbeitnehmer arbeitnehmerin arzt assistenzarzt autor autorin
beamter beamtin beklagte beklagter beschuldigte beschuldigter betreuer betreuerin betroffene betroffener
bewerber bewerberin bewohner bewohnerin bezugsperson bruder bürgermeister chef chefarzt chefin doktorand
dolmetscher dolmetscherin ehefrau ehegatte ehegattin ehemann ehepartner einwohner eltern elternteil enkel
enkelin erzieher erzieherin fahrer fahrerin freund freundin geschwister geschädigte geschädigter großmutter
großvater gutachter gutachterin hausarzt hausärztin hebamme kind kinder klient klientin kläger klägerin
kollege kollegen kollegin kontaktperson krankenpfleger krankenschwester kunde kundin kundinnen lehrer
lehrerin lehrerinnen leiter leiterin mandant mandantin mann mieter mieterin mitarbeiter mitarbeiterin mutter
nachbar nachbarin neffe nichte notar notarin nutzerin oberarzt oberärztin onkel opfer partner partnerin
patient patienten patientin patientinnen person personen pflegekraft pfleger pflegerin polizist polizistin
professor professorin rechtsanwalt rechtsanwältin richter richterin sachbearbeiter sachbearbeiterin
sachverständige sachverständiger schwester schüler schülerin schülerinnen sohn staatsanwalt staatsanwältin
student studentin tante tochter täter täterin vater verdächtige verdächtiger verletzte verletzter vermieter
vermieterin verstorbene verstorbener verteidiger verteidigerin verurteilte verurteilter vorgesetzte
vorgesetzter vormund zeuge zeugen zeugin zeuginnen ärzte ärztin
"""
_DUTCH = """
advocaat arts broer dader dochter getuige huisarts kind kinderen klant leerling medewerker moeder ouder
ouders patiënt patiënten rechter slachtoffer vader verdachte verpleegkundige verzoeker zoon zus
"""
_FRENCH = """
accusé accusée agresseur appelant appelante assistante auteur avocat avocate bénéficiaire chirurgien
chirurgienne client cliente collègue condamné condamnée conducteur conductrice conjoint conjointe
demanderesse demandeur directeur directrice défenderesse défendeur défunt défunte détenu détenue enfant
enfants enseignant enseignante ex expert experte femme fille fils frère gardien gardienne garçon greffier
greffière homme infirmier infirmière interprète intimé intimée journaliste juge juré jurée locataire
magistrat magistrate maire mari maître mère médecin médiateur médiatrice neveu nièce notaire oncle parent
parents patient patiente patients personne plaignant plaignante policier policière procureur procureure
propriétaire prévenu prévenue père requérant requérante salarié salariée soeur soignant soignante suspect
suspecte sœur tante travailleur travailleuse tuteur tutrice témoin victime voisin voisine élève élèves
épouse époux étudiant étudiante
"""
_SPANISH_AND_PORTUGUESE = """
abogada abogado abuela abuelo acusada acusado advogada advogado agresor agresora alumna alumno alumnos
apelante apoderado asistente autor autora avó avô cliente colega compañera compañero condenada condenado
conductor conductora demandada demandado demandante denunciada denunciado denunciante detenida detenido
director directora doctora empleada empleado enfermeira enfermeiro enfermera enfermero esposa esposo
estudiante familiar filha filho filhos fiscal funcionaria funcionario hermana hermano hija hijo hombre
imputada imputado inquilina inquilino intérprete investigada investigado irmã irmão jefa jefe jueces juez
jueza juiz juíza madre maestra maestro magistrada magistrado marido matrona menor mujer mãe médica médico
niña niño notaria notario paciente padre pai perito persona pessoa procurador procuradora profesor profesora
professor professora ré réu sospechosa sospechoso testemunha testigo trabajador trabajadora tutor tutora tía
tío vecina vecino víctima vítima
"""
_ITALIAN = """
alunna alunno amica amico appellante assistente assistito attore attrice autista avvocata avvocato bambina
bambino collega condannata condannato coniuge convenuta convenuto dipendente dipendenti figli figlia figlio
fratello genitore giornalista giudice giudici imputata imputati imputato indagata indagato infermiera
infermiere insegnante interprete lavoratore lavoratrice madre maestra maestro marito medica medici medico
minore moglie nipote nonna nonno notaio padre paziente pazienti perito persona persone procuratore
ricorrente ricorrenti sorella sospettato studente studentessa testimone testimoni tutore vicina vicino
vittima vittime zia zio
"""

_HEADS = frozenset(_ENGLISH.split() + _GERMAN.split() + _DUTCH.split())
"""Words behind what is said of them: `expert witness`."""
_HEADS_BEFORE = frozenset(_FRENCH.split() + _SPANISH_AND_PORTUGUESE.split() + _ITALIAN.split())
"""Words before what is said of them: `médecin traitant`."""
_PEOPLE = _HEADS | _HEADS_BEFORE
_WHOLE_LABELS = frozenset({PERSON, "next_of_kin", "party", "parties"})
"""Words that mean people by themselves alone: a `political party` is none."""
_ENGLISH_TOO = frozenset({"fiscal", "maestro"})
"""Words of these that begin labels of something else in English: `fiscal code`."""
_NAME_WORDS = "name names namen surname nachname vorname nom noms prénom nombre apellido nome cognome"
_NAMES = frozenset(_NAME_WORDS.split())
_OF = regex.compile(r"_(?:of|de|des|du|del|della|dello|di|da|do|dos|der|von|van)_(?:l')?|_d(?:ell)?'")
"""What stands before the word that a label has something of: `name of the victim`, `juge d'instruction`."""


@lru_cache(maxsize=1_024)
def means_people(label: str) -> bool:
    """Tells whether the values of a label, in its canonical form, are names of people."""
    if label in _WHOLE_LABELS:
        return True
    head, *of = _OF.split(label, maxsplit=1)
    words = head.split("_")
    if words[-1] in _NAMES:
        words = words[:-1] or "".join(of).split("_")
    last = words[-1].removesuffix("'s").removesuffix("'")
    if not _PEOPLE.isdisjoint(with_singulars(last)):
        return True
    return words[0] not in _HEADS | _ENGLISH_TOO and not _HEADS_BEFORE.isdisjoint(with_singulars(words[0]))
