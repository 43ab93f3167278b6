"""PDF: its text is read and searched, and what comes out is text. No PDF is ever written.

A file is opened by PDFium, in a process of its own with bounds on memory and time, since a file of this kind
can be made to take any amount of both. Each room here has one step of the way: `extracting` runs that
process, `worker` is what runs in it, with `contents` for what a page holds, `turned` for lines that go up or
down, `notes` for its notes and fields, `strings` for how PDFium gives strings, `glyphs` for whether its text
could be read, and `beside` for what the file holds beside its pages; `record` makes a record of it all.
"""

from anonymize.documents.base import Format, LateReader
from anonymize.documents.text import TEXT

PDF = Format("pdf", (".pdf",), LateReader("anonymize.documents.pdf.record"), is_text=False, written_as=TEXT)
