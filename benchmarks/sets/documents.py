"""Documents and texts with gold spans for personal data, in the files they were published in.

TAB (Pilán et al., 2022), MEDDOCAN (Marimon et al., 2019), presidio-research's synthetic sentences, LifeBench
(silver), the project's own gold set, and its texts with nothing to find. The bundled models were trained on
none of the parts taken here.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import orjson

import datasets_custom
from anonymize.evaluation import Labelled, LabelledSpan, read_labelled
from benchmarks.sets.base import MANY, LabelledSet, joined, labels_of, renamed
from benchmarks.sets.copies import copies

OWN = Path(datasets_custom.__file__).parent
TAB_TRAINED_ON = 62
"""Court cases at the beginning of the file that a model may have been trained on."""
TAB_LABELS = ("person", "organization", "location", "date")
"""Those that the bars are set for. Its codes are as often numbers of cases as of people."""
LIFEBENCH_TRAINED_ON = 6
"""Users, by name, whose notes a model may have been trained on."""
LIFEBENCH_MOST = 100
"""Of its notes, which are long and much alike."""
LIFEBENCH_LABELS = ("person", "organization", "location", "phone_number", "id_number")
_MEDDOCAN: Mapping[str, str] = {
    "nombre_sujeto_asistencia": "person",
    "nombre_personal_sanitario": "person",
    "territorio": "location",
    "pais": "location",
    "calle": "address",
    "fechas": "date",
    "edad_sujeto_asistencia": "age",
    "hospital": "organization",
    "institucion": "organization",
    "centro_salud": "organization",
    "correo_electronico": "email",
    "url_web": "url",
    "direc_prot_internet": "ip_address",
    "numero_telefono": "phone_number",
    "numero_fax": "phone_number",
    "id_sujeto_asistencia": "id_number",
    "id_titulacion_personal_sanitario": "id_number",
    "id_aseguramiento": "id_number",
    "id_contacto_asistencial": "id_number",
    "id_empleo_personal_sanitario": "id_number",
    "numero_benef_plan_salud": "id_number",
    "identif_vehiculos_nrserie_placas": "id_number",
    "identif_dispositivos_nrserie": "id_number",
    "identif_biometricos": "id_number",
}
"""Its other types, such as sex, family and profession, are personal, but not measured."""


def tab_sets(data: Path) -> list[LabelledSet]:
    """The court cases. Identifiers have to be hidden; exact scores are over all that is marked."""
    documents = renamed(read_labelled(data / "tab" / "train.jsonl", "tab"))[TAB_TRAINED_ON:]
    return [LabelledSet("tab", "en", documents, TAB_LABELS, complete=True)]


def meddocan_sets(data: Path) -> list[LabelledSet]:
    """The clinical cases of the dev part."""
    documents = renamed(read_labelled(data / "meddocan" / "corpus" / "dev", "brat"), _MEDDOCAN)
    return [LabelledSet("meddocan", "es", documents, labels_of(documents), complete=True)]


def presidio_sets(data: Path) -> list[LabelledSet]:
    """The dev sentences. They mark an address in up to three pieces side by side, which are joined."""
    file = data / "presidio-research" / "synth_dataset_v2.dev.json"
    documents = tuple(
        replace(document, spans=joined(document.text, document.spans))
        for document in renamed(read_labelled(file, "presidio"))
    )
    return [LabelledSet("presidio", "en", documents, labels_of(documents), complete=True, joined=True)]


def lifebench_sets(data: Path) -> list[LabelledSet]:
    """The notes of the users that were not trained on; marked by models, dates not at all."""
    files = sorted((data / "lifebench-pii" / "data").glob("*.jsonl.gz"))[LIFEBENCH_TRAINED_ON:]
    lines = (line for path in files for line in gzip.decompress(path.read_bytes()).splitlines())
    documents = (
        Labelled(
            entry["id"],
            entry["data_to_answer"],
            tuple(LabelledSpan(span["start"], span["end"], span["type"]) for span in entry["pii_spans"]),
        )
        for entry in map(orjson.loads, lines)
    )
    return [LabelledSet("lifebench", "en", renamed(documents), LIFEBENCH_LABELS).sampled(LIFEBENCH_MOST)]


def gold_sets(_: Path) -> list[LabelledSet]:
    """The project's gold set, each language and all of them."""
    return [*_own("gold"), _together("gold")]


def nothing_sets(_: Path) -> list[LabelledSet]:
    """The project's texts with nothing to find, likewise; none where there are no such files."""
    together = _together("nothing")
    return [*_own("nothing"), together] if together.documents else []


def copied_sets(data: Path) -> list[LabelledSet]:
    """Copies of the gold set and of the dev sentences; see `copies`."""
    return [copy for plain in (_together("gold"), *presidio_sets(data)) for copy in copies(plain)]


def _together(folder: str) -> LabelledSet:
    documents = tuple(document for one in _own(folder) for document in one.documents)
    return LabelledSet(f"{folder}:all", MANY, documents, labels_of(documents), complete=True)


def _own(folder: str) -> Iterator[LabelledSet]:
    for path in sorted((OWN / folder).glob("*.jsonl")):
        documents = renamed(read_labelled(path, "jsonl"))
        name, language = f"{folder}:{path.stem}", path.stem
        yield LabelledSet(name, language, documents, labels_of(documents), complete=True)
