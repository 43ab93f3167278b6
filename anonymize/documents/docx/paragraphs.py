"""Paragraphs: runs of text as one text, with the way back to the runs.

A paragraph of WordprocessingML or DrawingML has one text that readers see, in which a name is whole however
many runs it is split over; a drop capital, which is a paragraph of its own, has one text with the next. What
is deleted, hidden, a field's instruction and the like is no part of that: each stretch of it is a text of its
own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from anonymize.documents.docx.leaves import DELETED, FIELD, SEEN, SIGNS, TEXTS, Leaf
from anonymize.documents.docx.xml import Element, local

_INSTRUCTIONS = frozenset({"instrText", "delInstrText"})
UNCOUNTED = TEXTS | SIGNS.keys() | {"r"}
"""Elements that edits take out or put in."""
_DELETED = frozenset({"del", "moveFrom"})
_MARKS = frozenset(
    {"proofErr"}
    | {f"{kind}{end}" for kind in ("bookmark", "perm") for end in ("Start", "End")}
    | {f"{kind}Range{end}" for kind in ("comment", "moveFrom", "moveTo") for end in ("Start", "End")}
)
"""Elements between paragraphs that part none."""
_INSERTED = frozenset({"ins", "moveTo"})


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
        elif name in TEXTS or name in _INSTRUCTIONS or (name in SIGNS and _is_sign(element)):
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
