"""How well detectors do on documents that people have labelled.

`labelled` is what is scored, `formats` reads it, `counting` and `tab` count in one document, `resampling`
sums over documents, `measures` makes shares with intervals of the sums.
"""

from anonymize.evaluation.formats import read_labelled
from anonymize.evaluation.labelled import UNSCORED, Labelled, LabelledSpan
from anonymize.evaluation.measures import Measures, measure
from anonymize.evaluation.resampling import Estimate

__all__ = ["UNSCORED", "Estimate", "Labelled", "LabelledSpan", "Measures", "measure", "read_labelled"]
