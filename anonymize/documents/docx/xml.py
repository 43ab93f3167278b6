"""XML parts: parsing without entities and network, and writing.

The only module here that imports lxml, and that when it is used.
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from anonymize.documents.docx.namespaces import OFFICE
from anonymize.errors import DocumentError

Element: TypeAlias = Any
"""An element of lxml, which has no types."""


def parse(data: bytes, where: str) -> Element:
    """Reads a part, without comments and processing instructions; gives its root.

    Args:
        data: in UTF-8 or UTF-16, as the format has it; an encoding that it names itself is of no matter.
        where: its display id.

    Raises:
        DocumentError: with the reason `xml_entities` or `corrupt_docx`.
    """
    from lxml import etree

    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            message = f"{where}: it declares a document type or entities, which Word never writes"
            raise DocumentError("xml_entities", f"{message}; save it anew with Word")
        parser = etree.XMLParser(
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        return etree.fromstring(text.encode(), parser)
    except (UnicodeError, etree.XMLSyntaxError):
        # The original error can quote the document, so it is not chained.
        raise corrupt(where, "its XML is broken, or nested too deep") from None


def serialized(root: Element) -> bytes:
    """Gives the bytes of a part."""
    from lxml import etree

    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def new_root(name: str, namespace: str) -> Element:
    """Gives a root without children."""
    from lxml import etree

    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})


def without_foreign(root: Element) -> int:
    """Takes out elements, attributes and namespaces that are none of Office's; gives how many were used.

    Of the namespaces that nothing has, those stay that a list of prefixes names.
    """
    from lxml import etree

    foreign = [element for element in root.iter() if _is_foreign(element.tag, allow_none=False)]
    for element in foreign:
        remove(element)
    count = len(foreign)
    for element in root.iter():
        for name in [name for name in element.attrib if _is_foreign(name, allow_none=True)]:
            del element.attrib[name]
            count += 1
    kept = _named_prefixes(root) & _own_prefixes(root)
    etree.cleanup_namespaces(root, keep_ns_prefixes=sorted(kept))
    for element, name in _prefix_lists(root):
        element.set(name, " ".join(prefix for prefix in element.get(name).split() if prefix in kept))
    return count


_PREFIX_LISTS = frozenset({"Ignorable", "Requires", "MustUnderstand", "ProcessContent"})


def _prefix_lists(root: Element) -> Iterator[tuple[Element, str]]:
    for element in root.iter():
        yield from ((element, name) for name in element.attrib if local(name) in _PREFIX_LISTS)


def _named_prefixes(root: Element) -> set[str]:
    """Gives the prefixes that lists of prefixes name: they have to be declared, though nothing has them."""
    return {prefix for element, name in _prefix_lists(root) for prefix in element.get(name).split()}


def _own_prefixes(root: Element) -> set[str]:
    """Gives the prefixes that stand for namespaces of Office wherever they are declared."""
    from lxml import etree

    uris: dict[str, set[str]] = defaultdict(set)
    for _, (prefix, uri) in etree.iterwalk(root, events=("start-ns",)):
        uris[prefix].add(uri)
    return {prefix for prefix, found in uris.items() if prefix and found <= OFFICE}


def remove(element: Element) -> None:
    """Takes an element out, with what is in it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


@lru_cache(4096)
def local(name: str) -> str:
    """Gives the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def namespace(name: str) -> str:
    """Gives the namespace of an element or attribute; nothing where it has none."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def corrupt(where: str, problem: str) -> DocumentError:
    """Gives the error for a file that is damaged."""
    return DocumentError(
        "corrupt_docx", f"{where}: {problem}; fetch the file again, or save it anew with Word"
    )


@lru_cache(4096)
def _is_foreign(name: str, *, allow_none: bool) -> bool:
    uri = namespace(name)
    return not (uri in OFFICE or (allow_none and not uri))
