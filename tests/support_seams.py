"""Long texts in which the seams of windows cut an entity everywhere, and where they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, pairwise

from anonymize.detectors.gliner import Gliner
from anonymize.detectors.gliner.windows import split
from anonymize.detectors.tagger import Tagger

PLAIN = ("the ",)
MIXED = (
    "the ",
    "a\r\n",
    "e\u0301 ",
    "\U0001f469\u200d\U0001f467 ",
    "rain, ",
    "cafe\u0301\r\n\r\n",
    "\u200b ",
)
"""Windows line ends, marks of their own, emoji of several code points, white space that cannot be seen."""
TAGGERS = {
    "Anna Schmidt Okafor": "person",
    "Anna\u0301\r\nSchmi\u0308dt": "person",
    "Harbour Road 17": "address",
    "Berlin": "location",
    "Berlinbridges": "location",
    "Foxglove": "username",
}
"""What the tiny tagger finds, of each of its labels."""
EVERY, STEPS, TIMES = 6, 10, 17
"""Words of filler between two mentions of an entity of up to four tokens, how many texts it takes to move
them to each other's places, and mentions in a text: four or five windows."""


@dataclass(frozen=True, slots=True)
class Long:
    """A long text with an entity at known starts, and nothing else to find."""

    text: str
    starts: tuple[int, ...]

    def replaced(self, entity: str, replacement: str) -> str:
        """The text as it comes out."""
        out, end = "", 0
        for start in self.starts:
            out, end = out + self.text[end:start] + replacement, start + len(entity)
        return out + self.text[end:]


def moved(entity: str, filler: Sequence[str], *, times: int = TIMES, steps: int = STEPS) -> list[Long]:
    """Long texts of one length, with an entity behind every six words of filler: each a word further on."""
    words = cycle(filler)
    train = entity + " " + "".join(islice(words, EVERY))
    around = list(islice(words, steps))
    made = []
    for step in range(steps):
        before = "".join(around[:step])
        starts = tuple(len(before) + len(train) * index for index in range(times))
        made.append(Long(before + train * times + "".join(around[step:]), starts))
    return made


def token_starts(detector: Tagger | Gliner, text: str) -> list[int]:
    """Where a text's tokens begin, or for a GLiNER its words, between which windows are cut."""
    if isinstance(detector, Tagger):
        assert detector._encoder is not None
        return list(map(int, detector._encoder.encode([text])[0].starts))
    assert detector._plan is not None
    return list(map(int, detector._plan.encoder.encode([text])[0].starts))


def cuts(detector: Tagger | Gliner, text: str) -> Iterator[list[int]]:
    """For each seam, what begins behind it, behind the start of the later window, and behind the earlier."""
    starts = token_starts(detector, text)
    if isinstance(detector, Tagger):
        assert detector._encoder is not None
        files = detector._files
        encoded = detector._encoder.encode([text])
        windows = detector._encoder.windows(encoded, size=files.window, overlap=files.overlap)
    else:
        assert detector._plan is not None
        (words,) = detector._plan.encoder.encode([text])
        windows = split(words, detector._plan.room)
    for earlier, later in pairwise(windows):
        assert earlier.trusted_end == later.trusted_start
        yield [starts[place] for place in (later.trusted_start, later.start, earlier.end)]
