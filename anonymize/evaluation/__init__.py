"""How well detectors do on documents that people have labelled: `labelled` reads these, `exact` scores."""

from anonymize.evaluation.exact import Exact, Score, score_exact
from anonymize.evaluation.labelled import Labelled, LabelledSpan, read_labelled

__all__ = ["Exact", "Labelled", "LabelledSpan", "Score", "read_labelled", "score_exact"]
