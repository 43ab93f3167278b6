"""The settings that hostile documents are redacted with; each is one job over all cases of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

MODEL = "person,address,location,username"


class Setup(NamedTuple):
    """Options of `anon redact`, what stands in the file that `--config` names, and whether there is a key.

    With a key the surrogates are the same in each run, so that none is a planted name by chance.
    """

    options: tuple[str, ...]
    config: str = ""
    key: bool = False


_TAGGER = ("--detector", "tagger", "--labels", MODEL, "--field", "text")
_PATTERNS = ("--detector", "patterns", "--field", "text", "--labels")
_NUMBERS = "email,phone_number,bank_account,credit_card,ip_address,url"
_TICKET = "patterns: [{label: ticket, regex: 'ticket (?<value>[A-Z]+-\\d+)'}]\n"
_TICKETS = ("--detector", "patterns", "--labels")
_DENIED = """
deny:
  person: [Zoë Fischer, Jörg Müller, "Siobhán O'Neill-Weiß", Łukasz Żółć, Ng, 王小明, Пётр Ильич, Bo]
  project: [Project Nightjar]
"""
SETUPS: Mapping[str, Setup] = {
    "tagger": Setup(_TAGGER),
    "strict": Setup((*_TAGGER, "--verify=strict")),
    "plain-script": Setup((*_TAGGER, "--allow-script")),
    "mask": Setup(
        _TAGGER, "operators: {DEFAULT: {type: mask, masking_char: '*', chars_to_mask: 100, from_end: false}}"
    ),
    "remove": Setup((*_TAGGER, "--operator", "redact")),
    "keep": Setup((*_TAGGER, "--operator", "location=keep")),
    "tag": Setup((*_TAGGER, "--operator", "tag")),
    "hash": Setup((*_TAGGER, "--operator", "hash")),
    "pseudonym": Setup((*_TAGGER, "--operator", "pseudonym"), key=True),
    "into-name": Setup(_TAGGER, "operators: {person: {type: replace, new_value: Berlin}}"),
    "into-name-strict": Setup(
        (*_TAGGER, "--verify=strict"), "operators: {username: {type: replace, new_value: 'harbour'}}"
    ),
    "deny": Setup(("--detector", "patterns", "--labels", "email", "--field", "text"), _DENIED),
    "allow": Setup(_TAGGER, "allow: [John Schmidt]"),
    "patterns": Setup((*_PATTERNS, _NUMBERS)),
    "german": Setup((*_PATTERNS, _NUMBERS, "--region", "DE")),
    "all-strings": Setup(("--detector", "tagger", "--labels", MODEL, "--all-strings")),
    "skip": Setup((*_TAGGER, "--missing", "skip")),
    "known": Setup(
        ("--detector", "tagger", "--labels", MODEL, "--field", "text"), "known_fields: {patient: person}"
    ),
    "tickets": Setup((*_TICKETS, "ticket", "--field", "a", "--field", "b", "--missing", "skip"), _TICKET),
    "tickets-left": Setup(
        (*_TICKETS, "ticket", "--field", "a", "--field", "b", "--missing", "skip", "--no-propagate"), _TICKET
    ),
    "tickets-made": Setup(
        (*_TICKETS, "ticket,email", "--verify=strict", "--field", "text"),
        _TICKET + "operators: {email: {type: replace, new_value: ticket}}",
    ),
    "latin-1": Setup((*_TAGGER, "--encoding", "latin-1")),
    "cp1252": Setup((*_TAGGER, "--encoding", "cp1252")),
    "utf-16": Setup((*_TAGGER, "--encoding", "utf-16", "--glob", "*.txt")),
    "bundled": Setup(("--labels", "person,location,email", "--field", "text")),
}


def arguments(setup: Setup, model: Path, directory: Path) -> list[str]:
    """Gives the options; writes the configuration into a directory."""
    options = list(setup.options)
    if "tagger" in options:
        options += ["--model", str(model)]
    if setup.key:
        path = directory / "job.key"
        path.write_text(f"{'ab' * 32}\n")
        path.chmod(0o600)
        options += ["--key-file", str(path)]
    if setup.config:
        path = directory / "config.yaml"
        path.write_text(setup.config, encoding="utf-8")
        options += ["--config", str(path)]
    return options
