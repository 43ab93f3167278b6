"""A loop of `transformers.pipeline` over the weights of a tagger in fp32: `pipeline_loop DIRECTORY`.

With a stride, as its documentation shows, so that it covers every character. Answers say how many `seconds`
each text took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from anonymize.detectors.graph_weights import TORCH_READS
from anonymize.detectors.tagger.loading import load_model

STRIDE = 40
"""Tokens that windows share, as in the bundled tagger."""
WARM_UP = "Anna Schmidt lives in Berlin."


def load(directory: Path) -> Any:  # noqa: ANN401 - transformers carries no useful types
    """Gives the pipeline; its weights come from safetensors, or from an int8 graph where there are none."""
    from transformers import AutoTokenizer, pipeline

    weights = next(path for name in TORCH_READS if (path := directory / name).is_file())
    tokenizer = AutoTokenizer.from_pretrained(directory)
    return pipeline(
        "token-classification",
        model=load_model(weights, "float32"),
        tokenizer=tokenizer,
        aggregation_strategy="simple",
        stride=STRIDE,
    )


def main() -> None:
    """Answers standard input."""
    find = load(Path(sys.argv[1]))
    find(WARM_UP)
    for line in sys.stdin:
        text = json.loads(line)["text"]
        started = time.perf_counter()
        entities = find(text)
        seconds = time.perf_counter() - started
        spans = [[one["start"], one["end"], one["entity_group"]] for one in entities]
        sys.stdout.write(json.dumps({"spans": spans, "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
