"""Commands that refuse an option given twice of which one value would count.

Click takes the last one without a word, and of `--labels person --labels address` the names would stay.
Training leaves nothing in a text: `anon finetune` takes the last one, as scripts with own defaults expect.
"""

from __future__ import annotations

from collections import Counter

import click


class OnceCommand(click.Command):
    """A command whose options are given once, but for flags and those that may be repeated."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See `click.Command`.

        Raises:
            click.UsageError: an option that counts once is given more often.
        """
        _, _, given = self.make_parser(ctx).parse_args(args=list(args))
        for param, times in Counter(() if ctx.resilient_parsing else given).items():
            if times > 1 and isinstance(param, click.Option) and not (param.is_flag or param.multiple):
                several = "; put commas between its names" if ",…" in (param.metavar or "") else ""
                raise click.UsageError(
                    f"{param.opts[0]} is given {times} times, and only the last would count; give it once"
                    f"{several}.",
                    ctx,
                )
        return super().parse_args(ctx, args)
