"""scrubadub with the detectors that it loads by itself; it has none for names among them."""

from __future__ import annotations

import json
import sys
import warnings

LABELS = {
    "email": "email",
    "phone": "phone_number",
    "url": "url",
    "credit_card": "credit_card",
    "social_security_number": "id_number",
    "twitter": "username",
    "skype": "username",
    "credential": "username",
}
"""Its kinds by our names; others keep theirs."""


def main() -> None:
    """Answers standard input."""
    warnings.simplefilter("ignore")
    import scrubadub

    scrubber = scrubadub.Scrubber()
    for line in sys.stdin:
        found = scrubber.iter_filth(json.loads(line)["text"])
        spans = [[filth.beg, filth.end, LABELS.get(filth.type, filth.type)] for filth in found]
        sys.stdout.write(json.dumps({"spans": spans}) + "\n")


if __name__ == "__main__":
    main()
