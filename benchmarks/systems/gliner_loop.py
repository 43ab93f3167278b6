"""A loop of the package's own `predict_entities` over the bundled GLiNER: `gliner_loop DIRECTORY LABEL…`.

It cuts what does not fit its model, so that texts are given to it in pieces that do. Answers say how many
`seconds` each text took.
"""

from __future__ import annotations

import json
import re
import sys
import time
import warnings

WORDS = 80
"""Of a piece: what fits into the bundled model's 160 words with punctuation, which counts."""
_PIECE = re.compile(rf"(?:\S+\s*){{1,{WORDS}}}")


def main() -> None:
    """Answers standard input."""
    warnings.simplefilter("ignore")
    from gliner import GLiNER

    directory, *labels = sys.argv[1:]
    model = GLiNER.from_pretrained(
        directory, local_files_only=True, load_onnx_model=True, onnx_model_file="model.int8.onnx"
    )
    model.predict_entities("Anna Schmidt lives in Berlin.", labels)
    for line in sys.stdin:
        text = json.loads(line)["text"]
        started = time.perf_counter()
        spans = [
            [piece.start() + one["start"], piece.start() + one["end"], one["label"]]
            for piece in _PIECE.finditer(text)
            for one in model.predict_entities(piece[0], labels)
        ]
        seconds = time.perf_counter() - started
        sys.stdout.write(json.dumps({"spans": spans, "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
