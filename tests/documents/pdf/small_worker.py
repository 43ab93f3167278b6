"""The process that opens a PDF, with a quarter of the memory: what takes too much is soon told."""

from __future__ import annotations

import sys

from anonymize.documents.pdf import worker

if __name__ == "__main__":
    worker.MEMORY >>= 2
    worker.main(*map(int, sys.argv[1:]))
