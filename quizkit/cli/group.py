"""A group of commands whose help says of each command a whole sentence, however long it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer.core

if TYPE_CHECKING:
    from typer._click.core import Context
    from typer._click.formatting import HelpFormatter

LONGEST = 300  # characters of a sentence


class Group(typer.core.TyperGroup):
    """Typer's own cuts a sentence where the first line ends; here it goes on in the next."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """A row for each command."""
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, one.get_short_help_str(LONGEST)) for name, one in named if one is not None]
            )
