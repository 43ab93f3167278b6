"""The operator itself: its parameters, its key, and what it remembers of the values it has seen."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import ClassVar

from anonymize.keys import Key
from anonymize.operators.base import (
    Context,
    Definition,
    Mention,
    Operator,
    Parameter,
    Replacements,
)
from anonymize.operators.pseudonym.drawing import draw
from anonymize.operators.pseudonym.locales import AUTO, check_locale
from anonymize.operators.pseudonym.parts import Dice, Part, Plan
from anonymize.operators.pseudonym.planning import plan
from anonymize.operators.pseudonym.record import Record
from anonymize.operators.pseudonym.shapes import bare
from anonymize.text import normalised

PURPOSE = "operators.pseudonym"
KEPT_PLANS = 16_384
KEPT_DRAWN = 65_536
"""Values taken apart, and parts drawn, that are kept, the least recently used dropped: 45 MB for names."""
LONGEST_CACHED = 256
"""Code points, as in `OperatorSet`."""


class Pseudonym:
    """Gives surrogates. Pickles, without what it has cached.

    Args:
        secret: what surrogates are drawn with.
        locale: a locale or language of Faker's, or `auto` for the language of each value.
        repeatable: false with a key of this run alone.
    """

    name: ClassVar[str] = "pseudonym"
    exposes: ClassVar[bool] = False

    def __init__(self, secret: bytes, locale: str, *, repeatable: bool) -> None:
        self.repeatable = repeatable
        self._secret = secret
        self._locale = locale
        self._dice = Dice(secret)
        self._plans = functools.lru_cache(maxsize=KEPT_PLANS)(plan)
        self._drawn = functools.lru_cache(maxsize=KEPT_DRAWN)(self._throw)

    def __repr__(self) -> str:
        """Shows the locale, and nothing of the secret."""
        return f"{type(self).__name__}(locale={self._locale!r})"

    def __reduce__(self) -> tuple[functools.partial[Pseudonym], tuple[bytes, str]]:
        """Pickles the settings; the caches stay behind."""
        return functools.partial(type(self), repeatable=self.repeatable), (self._secret, self._locale)

    def operate(self, value: str, label: str) -> str:
        """Gives the surrogate of a value that stands alone, as it would be in a record without others."""
        mention = Mention(label, value)
        surrogate = self._plan(mention).render(lambda part: self._draw(part, 0))
        if bare(normalised(surrogate)) != bare(normalised(value)):
            return surrogate
        return self.operate_record([mention], Context()).texts[0]

    def operate_record(self, mentions: Sequence[Mention], context: Context) -> Replacements:
        """Gives the surrogates of all mentions of a record; they do not depend on the order of mentions."""
        plans = {mention: self._plan(mention) for mention in dict.fromkeys(mentions)}
        record = Record(plans, self._draw, context.ledger)
        surrogates = record.resolve()
        return Replacements(tuple(surrogates[mention] for mention in mentions), record.collisions)

    def _plan(self, mention: Mention) -> Plan:
        if len(mention.value) > LONGEST_CACHED:
            return plan(mention.label, mention.value)
        return self._plans(mention.label, mention.value)

    def _draw(self, part: Part, attempt: int) -> str:
        if len(part.source) + len(part.context) > LONGEST_CACHED:
            return self._throw(part, attempt)
        return self._drawn(part, attempt)

    def _throw(self, part: Part, attempt: int) -> str:
        return draw(part, attempt, self._dice, None if self._locale == AUTO else self._locale)


def _build(params: Mapping[str, object], key: Key) -> Operator:
    return Pseudonym(key.derive(PURPOSE), str(params.get("locale", AUTO)), repeatable=key.persistent)


def _is_locale(value: object) -> bool:
    """Tells whether a value is text; a locale that there is not raises an error with those that are near."""
    return isinstance(value, str) and bool(check_locale(value))


PSEUDONYM = Definition(
    "pseudonym",
    _build,
    (Parameter("locale", f"{AUTO}, a locale such as de_DE or a language such as de", _is_locale),),
    summary="Puts a realistic surrogate: another name, address, number; the same value has the same one.",
)
