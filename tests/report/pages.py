"""Documents to put on review pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from anonymize.report.review import Reviewed, ReviewPage
from anonymize.spans import Span

OPERATORS = {"person": "replace", "address": "mask", "email": "replace"}


def spans_of(text: str, *found: tuple[str, str, float] | tuple[str, str, float, str]) -> list[Span]:
    """Gives spans for the first place of each value: value, label, score, and perhaps the source."""
    spans = []
    for value, label, score, *source in found:
        start = text.index(value)
        spans.append(Span(start, start + len(value), label, score, source[0] if source else "tagger"))
    return sorted(spans, key=lambda span: span.start)


def shown(name: str, text: str, spans: Sequence[Span] = (), **changed: object) -> Reviewed:
    """Gives a document that was redacted, each span replaced by its label."""
    settings: dict[str, object] = {
        "input_id": name,
        "status": "redacted",
        "replacements": [f"<{span.label.upper()}>" for span in spans],
    }
    return Reviewed(id=name, text=text, spans=spans, **(settings | changed))  # type: ignore[arg-type]


def write_page(path: Path, documents: Iterable[Reviewed]) -> Path:
    """Writes a review page."""
    with ReviewPage(path, OPERATORS) as page:
        for document in documents:
            page.document(document)
    return path


NOTE = "Anna Schmidt met Bob Okafor in Elm Street 5. Write to bob@example.com. Clara was late.\n"
LETTER = "😀 Dear Mr Park,\n\nthe 🚚 came to Elm Street 5 <script>document.title='broken'</script>.\n"
WITHHELD = "Greetings from Dr Weiss.\n"


def three() -> list[Reviewed]:
    """A note with low and high scores, a letter with emoji and markup, and a text that was withheld."""
    note = spans_of(
        NOTE,
        ("Anna Schmidt", "person", 0.95),
        ("Bob Okafor", "person", 0.55),
        ("Elm Street 5", "address", 0.72),
        ("bob@example.com", "email", 1.0, "patterns"),
    )
    letter = spans_of(LETTER, ("Park", "person", 0.91), ("Elm Street 5", "address", 0.66))
    weiss = spans_of(WITHHELD, ("Weiss", "person", 0.88))
    return [
        shown("docs/note.txt", NOTE, note),
        shown("docs/letter.txt", LETTER, letter),
        shown(
            "docs/weiss.txt",
            WITHHELD,
            weiss,
            status="withheld",
            replacements=None,
            reason="not_covered",
            detail="tagger did not see it whole",
        ),
    ]
