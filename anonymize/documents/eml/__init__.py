"""Mails (RFC 5322, MIME): a tree of parts. Each room here has one step of the way in and out again.

`headers` reads and writes lines of headers, `tree` makes parts of what the standard library parses and says
what stays, `leaves` has other formats read the contents of parts, `record` joins them and writes a mail.
"""

from anonymize.documents.base import Format, reader_of

EML = Format("eml", (".eml",), reader_of("anonymize.documents.eml.record"))
