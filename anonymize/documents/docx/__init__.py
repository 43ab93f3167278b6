"""DOCX: a zip of XML parts. Each room here has one step of the way in and out again.

`archive` opens the zip and writes it, `selecting` says which `parts` stay and under what names, `cleaning`
takes out what could not be searched, `places` finds the texts and puts edits into them, `keywords` takes what
was removed out of the rest, `record` joins them.
"""

from anonymize.documents.base import Format, LateReader

DOCX = Format("docx", (".docx",), LateReader("anonymize.documents.docx.record"), is_text=False)
