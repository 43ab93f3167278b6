r"""How names from outside (file names, JSON keys) are spelled in ids and messages.

Ids go to logs, to a terminal and to UTF-8 files, so a spelling is one line, can be encoded and moves no
cursor: what cannot be seen is written as `\u000a`. Different names have different spellings.
"""

from __future__ import annotations

import re

_UNSEEN = r"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff"
"""Control characters, line separators, marks that turn the writing direction, lone surrogates."""
_IN_FILE_NAME = re.compile(rf"[\\{_UNSEEN}]")
_IN_KEY = re.compile(rf"[\\.\[{_UNSEEN}]")
_IN_MESSAGE = re.compile(f"[{_UNSEEN}]")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


def spell_file_name(name: str) -> str:
    """Spells a file name or a path for use in an id."""
    return _IN_FILE_NAME.sub(_escape, name)


def spell_key(key: str) -> str:
    r"""Spells a JSON key for use in a field path, where `.`, `[` and `\` have a meaning of their own."""
    return _IN_KEY.sub(_escape, key)


def spell_message(message: str) -> str:
    """Spells a message, which may hold names from anywhere: paths, labels, settings of a file."""
    return _IN_MESSAGE.sub(_escape, message)


def unspell_key(spelling: str) -> str:
    """Gives the key that `spell_key` spelled, or that a user wrote by the same rules."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], spelling)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return f"\\{character}" if character in ".[\\" else f"\\u{ord(character):04x}"
