"""HTML pages that are one file: style and script are inside, and nothing is asked of any server.

A policy in the page itself (Content-Security-Policy) lets run only the script that was written with it, known
by its hash, and lets nothing be loaded. What a page shows is left to `review` and `summary_page`.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from anonymize.documents.names import spell_file_name
from anonymize.errors import AnonError, UsageError

BEGINNING = '<!doctype html>\n<html lang="en" data-made-by="anon">\n'
"""By this a page is known as one of ours, which may be written over."""
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def asset(name: str) -> str:
    """Gives a part of the pages that is kept in a file of its own."""
    return _assets()[name]


@cache
def _assets() -> dict[str, str]:
    folder = files("anonymize.report").joinpath("assets")
    # A browser reads a line end as a line feed before it takes the hash.
    return {
        path.name: path.read_text(encoding="utf-8").replace("\r\n", "\n")
        for path in folder.iterdir()
        if path.is_file()
    }


def frame(
    title: str, body: str, *, styles: Sequence[str], scripts: Sequence[str] = ()
) -> tuple[bytes, bytes]:
    """Gives the beginning and the end of a page; between them there may be more of its body.

    Args:
        title: as plain text.
        body: as HTML.
        styles: names of assets.
        scripts: names of assets; they run when all of the page is there.
    """
    style = "".join(map(asset, styles))
    script = "".join(map(asset, scripts))
    policy = (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    head = (
        f'{BEGINNING}<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n"
    )
    end = f"<script>{script}</script>\n" if script else ""
    return head.encode(), f"{end}</body>\n</html>\n".encode()


def data_block(kind: str, value: object) -> bytes:
    """Gives a value as JSON in the form in which a page can hold it, whatever text is in it.

    It is ASCII, and has none of the characters that end a script or begin markup: a text cannot break out. Of
    half a surrogate pair there is an escape, which a script reads as it was.
    """
    content = json.dumps(value, separators=(",", ":")).translate(_IN_SCRIPT)
    return f'<script type="application/json" data-kind="{kind}">{content}</script>\n'.encode("ascii")


def check_replaceable(path: Path | None, option: str, *, overwrite: bool) -> None:
    """Checks that what stands in the place of a page may be written over.

    Raises:
        UsageError: it is no page of ours, and `overwrite` is not given.
        AnonError: it cannot be read.
    """
    if path is None or overwrite:
        return
    name = spell_file_name(str(path))
    try:
        if not path.is_file():
            return
        with path.open("rb") as file:
            first = file.read(len(BEGINNING))
    except OSError as error:
        raise AnonError(f"{name}: {error.strerror}; choose another {option}") from error
    if first and first != BEGINNING.encode():
        raise UsageError(
            f"{name} exists and is no page of anon; name another {option}, or allow it to be written over"
            " with --overwrite"
        )


def _source(content: str) -> str:
    if not content:
        return "'none'"
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
