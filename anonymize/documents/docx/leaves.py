"""Elements with text, and edits of what several of them say together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from anonymize.documents.docx.xml import Element, local, namespace, remove
from anonymize.documents.edits import Edit

TEXTS = frozenset({"t", "delText"})
SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
"""Elements that stand for a character."""
FIELD, DELETED, SEEN = "field", "deleted", ""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """An element with text, or one that stands for a character.

    Attributes:
        element: what it is.
        kind: `SEEN`, `FIELD`, `DELETED`, `hidden`, `ruby` or `fallback`.
        inserted: a tracked change put it there.
    """

    element: Element
    kind: str
    inserted: bool = False

    @property
    def sign(self) -> str | None:
        """The character that it stands for; None where it has text."""
        return SIGNS.get(local(self.element.tag))

    @property
    def text(self) -> str:
        """What it says."""
        return self.sign or self.element.text or ""


class StretchText:
    """A text that is spread over leaves.

    Args:
        leaves: in order.
    """

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves
        self._starts = []
        length = 0
        for leaf in leaves:
            self._starts.append(length)
            length += len(leaf.text)
        self._gone: set[Element] = set()
        self._new: dict[tuple[Element, bool], Element] = {}

    @cached_property
    def text(self) -> str:
        """What it says."""
        return "".join(leaf.text for leaf in self._leaves)

    def apply(self, edits: Sequence[Edit]) -> None:
        """Puts edits in, the last one first. A replacement stands in the run in which what it replaces began.

        Raises:
            ValueError: a replacement holds what XML cannot.
        """
        lengths = [len(leaf.text) for leaf in self._leaves]
        for edit in reversed(edits):
            self._apply(edit, lengths)
        for element in self._gone:
            remove(element)
        for leaf in self._leaves:
            _keep_space(leaf.element)
        for new in self._new.values():
            _keep_space(new)
            _break(new, 0, len(new.text or ""))

    def _apply(self, edit: Edit, lengths: Sequence[int]) -> None:
        home = None
        covered = list(self._covered(edit, lengths))
        for place, start, end in reversed(covered):
            leaf = self._leaves[place]
            if leaf.sign is None:
                home = place
                leaf.element.text = (leaf.text[:start] + leaf.text[end:]) or None
            else:
                self._gone.add(leaf.element)
        if home is not None:
            start = next(start for place, start, _ in covered if place == home)
            element = self._leaves[home].element
            element.text = _spliced(element.text or "", start, edit.replacement)
            _break(element, start, start + len(edit.replacement))
        elif covered:
            self._beside(self._leaves[covered[-1][0]].element, edit.replacement, before=False)
        else:
            self._insert(edit, lengths)

    def _covered(self, edit: Edit, lengths: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Gives each leaf that an edit touches, with the start and the end of that in it."""
        place = max(bisect_right(self._starts, edit.start) - 1, 0)
        while place < len(self._leaves) and self._starts[place] < edit.end:
            start = max(edit.start - self._starts[place], 0)
            end = min(edit.end - self._starts[place], lengths[place])
            if start < end:
                yield place, start, end
            place += 1

    def _insert(self, edit: Edit, lengths: Sequence[int]) -> None:
        last = bisect_right(self._starts, edit.start) - 1
        for place in range(last, -1, -1):
            if self._starts[place] + lengths[place] < edit.start:
                break
            leaf = self._leaves[place]
            if leaf.sign is None:
                start = edit.start - self._starts[place]
                leaf.element.text = _spliced(leaf.text, start, edit.replacement)
                _break(leaf.element, start, start + len(edit.replacement))
                return
        leaf = self._leaves[last]
        self._beside(leaf.element, edit.replacement, before=self._starts[last] == edit.start)

    def _beside(self, sign: Element, text: str, *, before: bool) -> None:
        """Puts a text beside a sign, between which and the next one there is none."""
        if not text:
            return
        if (sign, before) in self._new:
            self._new[sign, before].text = text + self._new[sign, before].text
            return
        uri = namespace(sign.tag)
        deleted = any(local(above.tag) == "del" for above in sign.iterancestors())
        new = sign.makeelement(f"{{{uri}}}{'delText' if deleted else 't'}")
        new.text = text
        self._new[sign, before] = new
        if local(sign.getparent().tag) == "p":  # DrawingML has line breaks between runs
            run = sign.makeelement(f"{{{uri}}}r")
            run.append(new)
            new = run
        (sign.addprevious if before else sign.addnext)(new)


def _keep_space(element: Element) -> None:
    text = element.text or ""
    if text != text.strip() and "drawingml" not in namespace(element.tag):
        element.set(_SPACE, "preserve")


def _break(element: Element, start: int, end: int) -> None:
    """Writes the line feeds in a stretch of Word's text as line breaks: as they are, Word shows spaces."""
    text, uri = element.text or "", namespace(element.tag)
    first, *lines = text[start:end].split("\n")
    if not lines or local(element.tag) not in TEXTS or "wordprocessingml" not in uri:
        return
    lines[-1] += text[end:]
    element.text = text[:start] + first or None
    for line in reversed(lines):
        new = element.makeelement(element.tag)
        new.text = line or None
        _keep_space(new)
        element.addnext(new)
        element.addnext(element.makeelement(f"{{{uri}}}br"))


def _spliced(text: str, place: int, new: str) -> str | None:
    """Puts a text in at a place; an element without text is spelled in one way."""
    return text[:place] + new + text[place:] or None
