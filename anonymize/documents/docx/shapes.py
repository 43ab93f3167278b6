"""Attributes of shapes that are more than one keyword: styles, paths, formulas, coordinates.

Only what the grammar of VML (ECMA-376-4, 19) and of the formulas of DrawingML (ECMA-376-1, 20.1.9.11) lets
stand there is no text. Words are listed, so that no other can pass for one; what does not fit is searched.
"""

from __future__ import annotations

import re

_COORDINATE = r"-?(?:21474836[0-9]{2}|0|[1-9][0-9]{0,7})"  # LibreOffice writes the largest of 32 bits, too
_LENGTH = r"-?(?:[0-9]{1,8}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})(?:pt|px|in|cm|mm|em|ex|pc|pi|emu|fd|f|%)?"
_REFERENCE = r"[@#][0-9]{1,3}"
_CORNER = "(?:center|left|right|top|bottom|(?:top|bottom)(?:[Ll]eft|[Rr]ight))"
_VALUE = rf"(?>(?:{_COORDINATE}|{_LENGTH}|{_REFERENCE}|{_CORNER})?(?=[,;]|\Z))"
_VALUES = re.compile(rf"{_VALUE}(?:[,;] ?{_VALUE})*+")
_PATH = re.compile(
    r"(?:\s*(?:(?:ae|al|at|ar|wa|wr|qx|qy|qb|[mlctrv])"
    rf"(?:\s*,|\s*{_REFERENCE}|(?<![0-9])\s*{_COORDINATE})++|nf|ns|x|e))*+\s*"
    r"|circle|rect|shape"
)
_DASHES = re.compile("[0-9](?: [0-9]){1,5}|solid|(?i:(?:long|short)?dash(?:dot){0,2}|(?:short)?dot)")
_OPERATION = (
    r"(?:sum|prod|mid|abs|min|max|if|mod|atan2|sin|cos|cosatan2|sinatan2|sqrt|sumangle|ellipse|tan|val"
    r"|at2|cat2|sat2|pin|\*/|\+-|\+/|\?:)"
)
_MEASURES = """
    lineDrawn pixelLineWidth pixelWidth pixelHeight emuWidth emuHeight emuWidth2 emuHeight2 width height
    xcenter ycenter xlimo ylimo hasfill hasstroke
    w h l t r b hc vc ss ls cd2 cd4 cd8 3cd4 3cd8 5cd8 7cd8 wd2 wd3 wd4 wd5 wd6 wd8 wd10 wd12 wd32
    hd2 hd3 hd4 hd5 hd6 hd8 ssd2 ssd4 ssd6 ssd8 ssd16 ssd32
"""
_GUIDE = r"(?:adj|maxAdj|connsite[XY]|connsite|ang|[a-z])[0-9]{1,3}"
_OPERAND = (
    f"(?:{_COORDINATE}|-?[0-9]{{1,8}}\\.[0-9]{{1,6}}|{_REFERENCE}|{_GUIDE}|adj|{'|'.join(_MEASURES.split())})"
)
_FORMULA = re.compile(rf"{_OPERATION}(?: {_OPERAND}){{1,3}} ?")

_PROPERTY = re.compile(
    r"position|left|top|right|bottom|width|height|margin(?:-(?:left|top|right|bottom))?|z-index|rotation|flip"
    r"|visibility|display|direction|layout-flow|antialias|vertical-align"
    r"|text-(?:align|decoration|underline)|font-(?:size|style|weight|variant)"
    r"|mso-position-(?:horizontal|vertical)(?:-relative)?|mso-(?:width|height)-(?:percent|relative)"
    r"|mso-(?:left|top)-percent|mso-wrap-(?:style|mode|edited)|mso-wrap-distance-(?:left|top|right|bottom)"
    r"|mso-fit-(?:shape-to-text|text-to-shape)|mso-layout-flow-alt|mso-direction-alt|mso-next-textbox"
    r"|mso-column-(?:count|margin)|mso-rotate|mso-text-(?:scale|shadow)|mso-hide"
    r"|v-text-(?:anchor|align|kern|reverse|spacing|spacing-mode)|v-(?:rotate-letters|same-letter-heights)"
)
_VALUES_OF_STYLES = """
    absolute relative static inherit auto none normal left right center top bottom middle inside outside
    margin page text char line column left-margin-area right-margin-area top-margin-area bottom-margin-area
    inner-margin-area outer-margin-area x y xy yx t f true false yes no square through tight top-and-bottom
    visible hidden collapse inline block horizontal vertical vertical-ideographic horizontal-ideographic
    bottom-to-top top-to-bottom ltr rtl context top-center middle-center bottom-center top-baseline
    bottom-baseline top-center-baseline bottom-center-baseline baseline justify letter-justify
    stretch-justify tightening tracking bold bolder lighter italic oblique underline line-through small-caps
    single words double thick dotted
"""
_WORDS = frozenset(_VALUES_OF_STYLES.split())
_MEASURE = re.compile(rf"{_LENGTH}|-?25[0-9]{{7}}|{_COORDINATE}|#_x0000_[st][0-9]{{1,6}}")
"""25… is where Word begins to count the layers of shapes."""

_OF_VALUES = """
    adj connectangles connectlocs coordorigin coordsize from limo points position textboxrect to xrange yrange
"""
_GRAMMARS = {
    "path": _PATH,
    "dashstyle": _DASHES,
    "eqn": _FORMULA,
    "fmla": _FORMULA,
    **dict.fromkeys(_OF_VALUES.split(), _VALUES),
}
SHAPES = frozenset({*_GRAMMARS, "style"})
"""Attributes of shapes."""


def is_shape(attribute: str, value: str) -> bool:
    """Tells whether the value of an attribute of shapes has a form that is due there, and is no text."""
    if attribute == "style":
        return all(map(_is_declaration, value.split(";")))
    return _GRAMMARS[attribute].fullmatch(value) is not None


def _is_declaration(declaration: str) -> bool:
    name, colon, value = (piece.strip() for piece in declaration.partition(":"))
    if not colon:
        return not name
    if not _PROPERTY.fullmatch(name):
        return False
    return value in _WORDS or _MEASURE.fullmatch(value) is not None
