"""DataFog with its default engine, regular expressions; its others ask for models that no package holds."""

from __future__ import annotations

import json
import sys

LABELS = {
    "EMAIL": "email",
    "PHONE": "phone_number",
    "SSN": "id_number",
    "CREDIT_CARD": "credit_card",
    "IP_ADDRESS": "ip_address",
    "DOB": "date",
    "DATE": "date",
    "ZIP": "address",
    "ZIP_CODE": "address",
}
"""Its entities by our names; others keep theirs."""


def main() -> None:
    """Answers standard input."""
    import datafog

    for line in sys.stdin:
        entities = datafog.scan(json.loads(line)["text"]).entities
        spans = [[one.start, one.end, LABELS.get(one.type, one.type.lower())] for one in entities]
        sys.stdout.write(json.dumps({"spans": spans}) + "\n")


if __name__ == "__main__":
    main()
