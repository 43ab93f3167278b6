"""Mails (RFC 5322, MIME): a tree of parts. Each room here has one step of the way in and out again.

`headers` reads and writes lines of headers, `tree` makes parts of what the standard library parses and says
what stays, `leaves` has other formats read the contents of parts, `record` joins them and writes a mail.
"""

from anonymize.documents.base import Format, LateReader

EML = Format("eml", (".eml",), LateReader("anonymize.documents.eml.record"))
