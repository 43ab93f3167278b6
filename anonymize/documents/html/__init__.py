"""HTML: text between tags that stay as they are. Each room here has one step of the way in and out again.

`tokens` cuts a page, `references` reads and writes its spelling, `cleaning` takes out what could not be
searched, `places` finds the texts, `record` joins them. `stretches` leads from a text back to the page.
"""

from anonymize.documents.base import Format, LateReader

HTML = Format("html", (".html", ".htm"), LateReader("anonymize.documents.html.record"))
