"""GLiNER: a model that takes the labels to look for in words, when it is run.

`prompts` turns labels into the words that the model is asked with, `files` finds and checks the model,
`words` cuts texts into words and sub-words, `windows` cuts those into pieces that fit the model, `runtimes`
turn pieces into scores (`heads` does the last step in fewer operations), `decoding` turns scores into spans,
and `detector` joins them.
"""

from anonymize.detectors.gliner.detector import Gliner, usual_thresholds
from anonymize.detectors.gliner.files import BUNDLED, GlinerFiles, is_gliner, open_gliner
from anonymize.detectors.gliner.prompts import prompt_words, spellings

__all__ = [
    "BUNDLED",
    "Gliner",
    "GlinerFiles",
    "is_gliner",
    "open_gliner",
    "prompt_words",
    "spellings",
    "usual_thresholds",
]
