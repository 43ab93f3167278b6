"""Paragraphs: runs of text as one text, with the way back to the runs.

A paragraph of WordprocessingML or DrawingML has one text that readers see, in which a name is whole however
many runs it is split over; a drop capital, which is a paragraph of its own, has one text with the next. What
is deleted, hidden, a field's instruction and the like is no part of that: each stretch of it is a text of its
own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from anonymize.documents.docx.xml import Element, local, namespace, remove
from anonymize.documents.edits import Edit

_TEXTS = frozenset({"t", "delText"})
_INSTRUCTIONS = frozenset({"instrText", "delInstrText"})
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
"""Elements that stand for a character."""
UNCOUNTED = _TEXTS | _SIGNS.keys() | {"r"}
"""Elements that edits take out or put in."""
_DELETED = frozenset({"del", "moveFrom"})
_MARKS = frozenset(
    {"proofErr"}
    | {f"{kind}{end}" for kind in ("bookmark", "perm") for end in ("Start", "End")}
    | {f"{kind}Range{end}" for kind in ("comment", "moveFrom", "moveTo") for end in ("Start", "End")}
)
"""Elements between paragraphs that part none."""
_INSERTED = frozenset({"ins", "moveTo"})
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
FIELD, DELETED, SEEN = "field", "deleted", ""


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
        return _SIGNS.get(local(self.element.tag))

    @property
    def text(self) -> str:
        """What it says."""
        return self.sign or self.element.text or ""


@dataclass(slots=True)
class Paragraph:
    """The texts of a paragraph.

    Attributes:
        leaves: all of them, in order.
    """

    leaves: list[Leaf] = field(default_factory=list)
    _marks: dict[int, str] = field(default_factory=dict)

    def mark(self, kind: str) -> None:
        """Takes down that a field begins, goes on to its result, or ends before the next leaf."""
        place = len(self.leaves)
        self._marks[place] = self._marks.get(place, "") + kind

    def go_on(self, following: Paragraph) -> None:
        """Takes in the paragraph in which this one goes on."""
        begun = len(self.leaves)
        for place, marks in following._marks.items():
            self._marks[begun + place] = self._marks.get(begun + place, "") + marks
        self.leaves += following.leaves

    def stretches(self) -> Iterator[tuple[str, list[Leaf]]]:
        """Gives the leaves of each text, with what its id ends in; first that which readers see."""
        seen = [leaf for leaf in self.leaves if leaf.kind == SEEN]
        if any(leaf.sign is None for leaf in seen):
            yield "", seen
        others: dict[tuple[str, int], list[Leaf]] = {}
        fields: list[int] = []
        stretch = begun = 0
        before = SEEN
        for place, leaf in enumerate(self.leaves):
            for mark in self._marks.get(place, ""):
                if mark == "b":
                    begun += 1
                    fields.append(begun)
                elif fields:
                    fields.pop()
            stretch += leaf.kind != before
            before = leaf.kind
            if leaf.kind == FIELD:
                others.setdefault((FIELD, -fields[-1] if fields else stretch), []).append(leaf)
            elif leaf.kind != SEEN:
                others.setdefault((leaf.kind, stretch), []).append(leaf)
        numbers: dict[str, int] = {}
        for (kind, _), leaves in others.items():
            if any(leaf.sign is None for leaf in leaves):
                numbers[kind] = numbers.get(kind, 0) + 1
                yield f"/{kind}{numbers[kind]}", leaves


def paragraphs(root: Element) -> Iterator[tuple[Element, Paragraph]]:
    """Gives the paragraphs of a part, those in text boxes after the one that they are in.

    A drop capital is empty, and its text is the beginning of the next one's. Where the end of a paragraph is
    deleted or hidden, it goes on in the next as well, but as a rule with another matter: names and numbers on
    both sides would be one word together, and be missed.
    """
    found: dict[Element, Paragraph] = {}
    hidden = frozenset(_hidden_runs(root))
    for element in root.iter():
        name = local(element.tag)
        if name == "p":
            found[element] = Paragraph()
        elif name == "fldChar":
            owner = next((above for above in element.iterancestors() if local(above.tag) == "p"), None)
            kind = {"begin": "b", "end": "e"}.get(attribute(element, "fldCharType") or "")
            if owner is not None and kind is not None:
                found[owner].mark(kind)
        elif name in _TEXTS or name in _INSTRUCTIONS or (name in _SIGNS and _is_sign(element)):
            above: list[Element] = []
            for ancestor in element.iterancestors():
                if local(ancestor.tag) == "p":
                    found[ancestor].leaves.append(_leaf(element, above, hidden))
                    break
                above.append(ancestor)
    for element in found:
        if _is_drop_capital(element) and (following := _next(element)) is not None:
            whole, found[element] = found[element], Paragraph()
            whole.go_on(found[following])
            found[following] = whole
    yield from found.items()


def _is_drop_capital(paragraph: Element) -> bool:
    frames = paragraph.iterfind("{*}pPr/{*}framePr")
    return any((attribute(frame, "dropCap") or "none") != "none" for frame in frames)


def _next(paragraph: Element) -> Element | None:
    """Gives the paragraph behind another one; None where something else, or nothing, stands there."""
    behind = next((one for one in paragraph.itersiblings() if local(one.tag) not in _MARKS), None)
    return behind if behind is not None and local(behind.tag) == "p" else None


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
    if not lines or local(element.tag) not in _TEXTS or "wordprocessingml" not in uri:
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


def _is_sign(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent.tag) in ("r", "p")


def _leaf(element: Element, above: Sequence[Element], hidden: Collection[Element]) -> Leaf:
    """Tells what kind of text it is by the elements above it, up to its paragraph, and by the hidden runs."""
    names = {local(ancestor.tag) for ancestor in above}
    kind = SEEN
    if local(element.tag) in _INSTRUCTIONS:
        kind = FIELD
    elif "Fallback" in names:
        kind = "fallback"
    elif names & _DELETED or local(element.tag) == "delText":
        kind = DELETED
    elif "rt" in names:
        kind = "ruby"
    elif any(ancestor in hidden for ancestor in above):
        kind = "hidden"
    return Leaf(element, kind, inserted=bool(names & _INSERTED))


def _hidden_runs(root: Element) -> Iterator[Element]:
    """Gives the runs whose own settings hide them. Those are not asked anew for each of many leaves."""
    for setting in root.iter("{*}vanish"):
        if attribute(setting, "val") not in ("0", "false", "off"):
            properties = setting.getparent()
            run = None if properties is None else properties.getparent()
            if run is not None and (local(properties.tag), local(run.tag)) == ("rPr", "r"):
                yield run


def attribute(element: Element, name: str) -> str | None:
    """Gives the value of an attribute, of whatever namespace; None where there is none."""
    return next((value for key, value in element.attrib.items() if local(key) == name), None)
