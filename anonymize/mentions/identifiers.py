"""Where a word in small letters is part of an identifier and no prose: in paths, addresses, assignments."""

from __future__ import annotations

import regex

_BEFORE = regex.compile(r"(?r)(?:[/\\@~%]|[\p{L}\p{N}][._+=-])")
_BEHIND = regex.compile(r"[/\\@%]|[._+=-][\p{L}\p{N}]")
_OWNER = regex.compile(
    r"""
    (?r)(?:(?<![\p{L}\p{N}._%+-])[@~]|/home/|[/\\](?i:users)[/\\]
    |(?<!\p{L})(?i:user(?:_?name)?|usr|login|uid|owner|author|assignee|account)
     (?:["']?\ ?[=:]\ ?["']|=))
    """,
    regex.VERBOSE,
)
"""Behind which an account is named."""
_LOCAL_PART = regex.compile(r"[\p{L}\p{N}._+-]{0,64}+@[\p{L}\p{N}]")
"""The rest of what stands before the sign of a mail address, and that sign with a letter."""
_BEGINNING = regex.compile(r"(?r)(?:[\p{L}\p{N}][\p{L}\p{N}._+-]{0,63})?")
"""What of it stands before a word."""


def is_in_identifier(text: str, start: int, end: int) -> bool:
    """Tells whether a word stands in a path, an address, or an assignment: `/home/okafor`, `a.okafor`.

    So does a part of a word, as in `okafor80`.
    """
    if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
        return True
    return _BEFORE.match(text, 0, start) is not None or _BEHIND.match(text, end) is not None


def is_account(text: str, start: int, end: int) -> bool:
    """Tells whether a word stands where nothing but an account does: `king@…`, `/home/king`, `user=king`."""
    return _OWNER.match(text, 0, start) is not None or _LOCAL_PART.match(text, end) is not None


def whole_local_part(text: str, start: int, end: int) -> tuple[int, int]:
    """Grows a word within what stands before the sign of a mail address to all of that: `ada.okafor`.

    Gives any other word as it is.
    """
    if (rest := _LOCAL_PART.match(text, end)) is None:
        return start, end
    return _BEGINNING.match(text, 0, start).start(), rest.end() - len("@x")
