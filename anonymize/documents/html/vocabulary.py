"""Names of elements and attributes, and forms of values, that say nothing of anybody."""

from __future__ import annotations

import re

_ELEMENTS_NAMES = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink
    blockquote body br button canvas caption center cite code col colgroup command content data datalist
    dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd
    keygen label layer legend li link listing main map mark marquee math menu menuitem meta meter
    multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture
    plaintext portal pre progress q rb rbc rp rt rtc ruby s samp script search section select
    selectedcontent shadow slot small source spacer span strike strong style sub summary sup svg table
    tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xml xmp

    animate animatemotion animatetransform circle clippath cursor defs desc ellipse feblend
    fecolormatrix fecomponenttransfer fecomposite feconvolvematrix fediffuselighting fedisplacementmap
    fedistantlight fedropshadow feflood fefunca fefuncb fefuncg fefuncr fegaussianblur feimage femerge
    femergenode femorphology feoffset fepointlight fespecularlighting fespotlight fetile feturbulence
    filter foreignobject g glyph hatch hatchpath hkern line lineargradient marker mask mesh metadata
    mpath path pattern polygon polyline radialgradient rect set stop switch symbol text textpath tref
    tspan use view vkern

    annotation annotation-xml maction maligngroup malignmark menclose merror mfenced mfrac mi mlabeledtr
    mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub
    msubsup msup mtable mtd mtext mtr munder munderover none semantics
"""
_ELEMENTS = frozenset(_ELEMENTS_NAMES.split())
"""HTML with what is obsolete of it, SVG and MathML."""
_CUSTOM = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+|[A-Za-z][A-Za-z0-9]*:[A-Za-z][A-Za-z0-9]*")
"""Elements of a page's own, and those with a prefix, as Office writes them."""
_BLOCKS_NAMES = """
    address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li
    listing main marquee menu menuitem multicol nav ol p plaintext pre search section summary table tbody td
    tfoot th thead tr ul xmp

    br button datalist input isindex keygen meter optgroup option progress select textarea

    applet audio canvas embed frame iframe image img portal spacer svg video

    mlabeledtr mtable mtd mtr
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
"""Elements that part text: blocks, items of lists and parts of tables (WHATWG, 15.3), controls, what is shown
as a picture, and tables of MathML."""
_DRAWN = frozenset({"desc", "foreignobject", "metadata", "text"})
"""Those that do in a drawing (SVG)."""
NOTES = frozenset({"rp", "rt", "rtc"})
"""Elements whose text stands above that of others."""
ASIDES = NOTES | {"annotation", "annotation-xml", "template"}
"""Elements with a text of its own that parts none: what is before and behind them is shown as one."""
PARTING = _BLOCKS | ASIDES
INLINE = _ELEMENTS - _DRAWN - PARTING
"""Elements that part no text."""
_ATTRIBUTES_NAMES = """
    abbr accept accept-charset accesskey action align alink allow alt archive async autocapitalize
    autocomplete autofocus autoplay axis background bgcolor bordercolor border bottommargin cellpadding
    cellspacing char charoff charset checked cite class classid clear code codebase codetype color cols
    colspan compact content contenteditable controls coords data datetime declare decoding default defer
    dir direction dirname disabled download draggable enctype face for form formaction frame frameborder
    headers height hidden high href hreflang hspace http-equiv id integrity ismap itemid itemprop
    itemref itemscope itemtype kind label lang language leftmargin link list longdesc loop low lowsrc
    marginheight marginwidth max maxlength media method min multiple muted name nohref nonce noresize
    noshade novalidate nowrap object open optimum pattern ping placeholder poster preload profile prompt
    property readonly rel required resource rev rightmargin role rows rowspan rules sandbox scheme scope
    scrolling selected shape size sizes slot span spellcheck src srcdoc srclang srcset standby start
    step style summary tabindex target text title topmargin translate type usemap valign value valuetype
    version vlink vspace width wrap xmlns
"""
ATTRIBUTES = frozenset(_ATTRIBUTES_NAMES.split())
_ATTRIBUTE = re.compile(r"[:@#*\[({._$?]*[a-z][a-zA-Z0-9_:.-]*[\])}]*|v-[a-z:.@-]+")
_TEXTS_NAMES = """
    abbr alt content datetime label placeholder prompt srcdoc standby summary text title value
"""
_TEXTS = frozenset(_TEXTS_NAMES.split())
"""Attributes that hold text, also where it has the form of a keyword."""
_URLS_NAMES = """
    action archive background cite classid codebase data formaction href imagesrcset longdesc lowsrc
    manifest ping poster profile src srcset xlink:href
"""
_URLS = frozenset(_URLS_NAMES.split())
"""Attributes that hold addresses, in which any word can be a name."""
_KEYWORD = re.compile(
    r"[#.]?[a-z][a-z0-9]*(?:(?:--?|__?|:)[a-z0-9]+)*"  # btn-primary, md:flex
    r"|[-+]?[0-9]*\.?[0-9]{1,5}(?:[a-z]{1,4}|%|\*)?"  # 12pt
    r"|#(?:[0-9A-Fa-f]{3}){1,2}"
    r"|Mso[A-Z][A-Za-z0-9]{1,30}|WordSection[0-9]{1,3}"
    r"|ANSI|BOTH|CENTER|FALSE|GET|LEFT|MIDDLE|POST|RIGHT|TOP|TRUE|UTF-8"
    r"|sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}"
    r"|https?://(?:www\.w3\.org|schema\.org|ogp\.me|purl\.org)/[A-Za-z0-9_./#-]*"
    r"|(?:application|audio|font|image|multipart|text|video)/[a-z0-9.+-]{1,40}"
    r"|urn:schemas-microsoft-com:[a-z:]*"
)
_CODES_NAMES = """
    align bgcolor bordercolor charset class clear color coords crossorigin dir d enctype fill height
    http-equiv integrity itemprop itemtype lang media method points property rel rev role sandbox scope
    shape sizes stroke target transform type valign viewbox width xmlns
"""
_CODES = frozenset(_CODES_NAMES.split())
"""Attributes in which there are several keywords or numbers, one behind the other."""
_META = re.compile(
    r"(?i:content-(?:type|language|style-type|script-type)|x-ua-compatible|refresh|pragma|expires|cache-control)"
    r"|text/html;\s?charset=[A-Za-z0-9-]{1,20}|IE=(?:edge|[0-9]{1,2})"
    r"|(?:(?:^|,\s?)(?:width|height|(?:initial|minimum|maximum)-scale|user-scalable|viewport-fit|shrink-to-fit)"
    r"=(?:device-width|device-height|yes|no|cover|auto|[0-9.]{1,5}))+"
)
"""What a page says to browsers of itself."""
_LANGUAGES = frozenset({"hreflang", "lang", "srclang", "xml:lang"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?")
_FRAGMENT = re.compile(r"#[a-z0-9_-]{0,40}|/|data:,")
_NUMBERS = re.compile(r"[-+0-9.,eE%() \t\r\n]*|[MmLlHhVvCcSsQqTtAaZz][-+0-9.,eE MmLlHhVvCcSsQqTtAaZz\t\r\n]*")


def is_element(name: str) -> bool:
    """Tells whether a name is one of an element; others could be anything between angle brackets."""
    return name.lower() in _ELEMENTS or _CUSTOM.fullmatch(name) is not None


def is_inline(element: str, *, drawn: bool = False) -> bool:
    """Tells whether the text before and behind the tags of an element is one, as with `<st1:PersonName>`.

    Args:
        element: its name, in small letters.
        drawn: whether it is in a drawing.
    """
    return element not in _BLOCKS and not element.startswith("v:") and not (drawn and element in _DRAWN)


def is_attribute(name: str) -> bool:
    """Tells whether a name, as it is spelled, has the form of an attribute's."""
    return name.lower() in ATTRIBUTES or _ATTRIBUTE.fullmatch(name) is not None


def is_address(attribute: str) -> bool:
    """Tells whether an attribute holds an address."""
    return attribute in _URLS


def holds_text(attribute: str) -> bool:
    """Tells whether an attribute holds what people read, also where that has the form of a keyword."""
    return attribute in _TEXTS or attribute.startswith(("data-", "aria-"))


def is_keyword(attribute: str, value: str) -> bool:
    """Tells whether the value of an attribute has the form of a keyword, a number or an id."""
    if not value.strip():
        return True
    if attribute in ("content", "http-equiv") and _META.fullmatch(value):
        return True
    if holds_text(attribute):
        return False
    if attribute in _LANGUAGES and _LANGUAGE.fullmatch(value):
        return True
    if attribute in _URLS:
        return _FRAGMENT.fullmatch(value) is not None
    words = value.split() if attribute in _CODES else [value]
    if all(_KEYWORD.fullmatch(word) for word in words):
        return True
    return attribute in _CODES and _NUMBERS.fullmatch(value) is not None
