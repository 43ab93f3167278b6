"""The namespaces of Office; others, and made-up ones that begin alike, could say anything.

Those of ECMA-376, of its strict form, and the extensions that Microsoft lists in [MS-DOCX] and [MS-ODRAWXML].
"""

from __future__ import annotations

_OPEN = "http://schemas.openxmlformats.org"
_MICROSOFT = "http://schemas.microsoft.com/office"
_STRICT = "http://purl.oclc.org/ooxml"
_DRAWN = "chart chartDrawing diagram lockedCanvas main picture wordprocessingDrawing"


def _below(start: str, names: str) -> frozenset[str]:
    return frozenset(f"{start}/{name}" for name in names.split())


OFFICE = frozenset().union(
    _below(f"{_OPEN}/drawingml/2006", f"{_DRAWN} compatibility spreadsheetDrawing table"),
    _below(
        f"{_OPEN}/officeDocument/2006",
        "bibliography characteristics customXml docPropsVTypes math relationships",
    ),
    _below(_OPEN, "markup-compatibility/2006 schemaLibrary/2006/main wordprocessingml/2006/main"),
    _below(f"{_OPEN}/package/2006", "content-types metadata/core-properties relationships"),
    _below(f"{_STRICT}/drawingml", _DRAWN),
    _below(f"{_STRICT}/officeDocument", "bibliography characteristics customXml docPropsVTypes math"),
    _below(f"{_STRICT}/officeDocument", "relationships sharedTypes"),
    _below(_STRICT, "schemaLibrary/main wordprocessingml/main"),
    _below(_MICROSOFT, "2006/coverPageProps 2019/extlst mac/drawingml/2011/main mac/office/2008/main"),
    _below(_MICROSOFT, "thememl/2012/main word"),
    _below(
        f"{_MICROSOFT}/drawing",
        """
        2007/8/2/chart 2008/diagram 2010/chartDrawing 2010/compatibility 2010/diagram 2010/main 2010/picture
        2012/chart 2012/chartStyle 2012/main 2013/main/command 2014/chart 2014/chart/ac 2014/chartex 2014/main
        2015/06/chart 2015/9/8/chartex 2015/10/21/chartex 2016/11/diagram 2016/11/main 2016/12/diagram
        2016/5/9/chartex 2016/5/10/chartex 2016/5/11/chartex 2016/5/12/chartex 2016/5/13/chartex
        2016/5/14/chartex 2016/SVG/main 2016/ink 2017/03/chart 2017/decorative 2017/model3d 2018/animation
        2018/animation/model3d 2018/hyperlinkcolor 2018/sketchyshapes 2020/classificationShape
        2021/livefeed 2021/oembed 2021/scriptlink 2022/imageformula
        """,
    ),
    _below(
        f"{_MICROSOFT}/word",
        """
        2006/wordml 2010/wordml 2010/wordprocessingCanvas 2010/wordprocessingDrawing
        2010/wordprocessingGroup 2010/wordprocessingInk 2010/wordprocessingShape 2012/wordml
        2012/wordprocessingDrawing 2015/wordml/symex 2016/wordml/cid 2018/wordml 2018/wordml/cex 2020/oembed
        2020/wordml/sdtdatahash 2023/wordml/word16du 2024/wordml/sdtformatlock
        """,
    ),
    _below("http://purl.org/dc", "dcmitype/ elements/1.1/ terms/"),
    _below("http://www.w3.org", "1998/Math/MathML 2001/XMLSchema 2001/XMLSchema-instance 2003/InkML"),
    _below("http://www.w3.org", "XML/1998/namespace"),
    {
        f"urn:schemas-microsoft-com:{name}"
        for name in ["mac:vml", "office:excel", "office:office", "office:smarttags", "office:word", "vml"]
    },
)
"""What stays of the namespaces that a part uses or declares."""
