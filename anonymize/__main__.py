"""`python -m anonymize` is `anon`."""

from anonymize.cli import main

main()
