"""The tagger: a fine-tuned BERT that labels every word of a text.

`files` finds and checks the model, `encoding` cuts texts into windows of token ids, `runtimes` turn ids into
logits, `decoding` turns logits into spans, and `detector` joins them.
"""

from anonymize.detectors.tagger.decoding import Thresholds
from anonymize.detectors.tagger.detector import Tagger
from anonymize.detectors.tagger.files import BUNDLED, TaggerFiles, open_model

__all__ = ["BUNDLED", "Tagger", "TaggerFiles", "Thresholds", "open_model"]
