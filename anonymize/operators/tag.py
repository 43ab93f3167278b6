"""The operator `tag`: `<PERSON_1>`, the same number for the same person.

Within a record tags are numbered in order of appearance. Over a whole job (`scope: job`) they hold digits of
a keyed hash instead, so that a tag names one value wherever it turns up. "Anna Schmidt", "Ms Schmidt" and
"Schmidt" share a tag where a record has one such person, and do not where it has two.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from anonymize.config import OperatorConfig
from anonymize.keys import Key
from anonymize.operators.base import (
    Context,
    Definition,
    Mention,
    Operator,
    Replacements,
)
from anonymize.operators.identities import identify
from anonymize.operators.parameters import one_of

PURPOSE = "operators.tag"
SCOPES = ("document", "job")
DIGITS = 8
"""Hexadecimal digits of a keyed tag: among 10,000 values of a label two have the same in one of 86 jobs."""
MOST_DIGITS = 64


@dataclass(frozen=True)
class Tag:
    """Gives the label in capitals and a number.

    Attributes:
        scope: one of `SCOPES`.
        secret: for the tags of a job.
        repeatable: false for the tags of a job with a key of this run alone.
    """

    scope: str
    secret: bytes = field(repr=False)
    repeatable: bool
    name: ClassVar[str] = "tag"
    exposes: ClassVar[bool] = False

    def operate(self, value: str, label: str) -> str:
        """Gives the tag of a value that stands alone."""
        return self.operate_record([Mention(label, value)], Context()).texts[0]

    def operate_record(self, mentions: Sequence[Mention], context: Context) -> Replacements:
        """Gives the tags of all mentions of a record.

        With a ledger, a tag that stands for another value already gets more digits.
        """
        identities = identify(mentions)
        tags: dict[str, str] = {}
        taken: set[str] = set()
        numbers: dict[str, int] = {}
        collisions = 0
        for mention, identity in zip(mentions, identities, strict=True):
            if identity in tags:
                continue
            if self.scope == "document":
                number = numbers[mention.label] = numbers.get(mention.label, 0) + 1
                tags[identity] = f"<{mention.label.upper()}_{number}>"
                continue
            tag, drawn_again = self._keyed(mention.label, identity, taken, context)
            tags[identity] = tag
            taken.add(tag)
            collisions += drawn_again
        return Replacements(tuple(tags[identity] for identity in identities), collisions)

    def _keyed(self, label: str, identity: str, taken: Collection[str], context: Context) -> tuple[str, bool]:
        digest = hmac.digest(self.secret, identity.encode("utf-8", "surrogatepass"), "sha256").hex()
        for digits in range(DIGITS, MOST_DIGITS + 1, DIGITS):
            tag = f"<{label.upper()}_{digest[:digits]}>"
            holder = identity if context.ledger is None else context.ledger.holder(tag)
            if tag not in taken and holder in (None, identity):
                if context.ledger is not None:
                    context.ledger.hold(tag, identity)
                return tag, digits > DIGITS
        raise AssertionError("two values have the same SHA-256")


def over_job(operators: Mapping[str, OperatorConfig]) -> dict[str, OperatorConfig]:
    """Gives every `tag` that names no scope that of the job, as a vault needs it."""
    return {
        label: OperatorConfig(TAG.name, {"scope": "job", **config.params}, origin=config.origin)
        if config.type == TAG.name
        else config
        for label, config in operators.items()
    }


def _build(params: Mapping[str, object], key: Key) -> Operator:
    scope = str(params.get("scope", "document"))
    return Tag(scope, key.derive(PURPOSE), repeatable=scope == "document" or key.persistent)


TAG = Definition(
    "tag",
    _build,
    (one_of("scope", *SCOPES),),
    summary="Numbers the values of a label: <PERSON_1>; the same person has the same number.",
)
