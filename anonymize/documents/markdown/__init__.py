"""Markdown: the text as people read it, without the signs in it, with the way back to the file.

A parser of Markdown gives a tree and forgets where things stood. None is needed: only signs are left out of
the text (stars, backticks, quote marks, brackets of links, `<b>`), never a letter or a figure of it, so that
a sign that is taken for another hides nothing. `spellings` reads and writes text, `signs` cuts a file, and
`record` joins them.
"""

from anonymize.documents.base import Format, LateReader

MARKDOWN = Format("markdown", (".md", ".markdown"), LateReader("anonymize.documents.markdown.record"))
