"""`goatherd hunt sql`: rules as statements for engines that goatherd does not start itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goatherd.cli.hunt import INCOMPLETE, PLACE, require_extra, tell
from goatherd.hunt.extra import MODULES

if TYPE_CHECKING:
    from pathlib import Path


@click.command("sql")
@click.argument("rules", nargs=-1, type=PLACE)
@click.option(
    "--own/--no-own", default=None, help="Print goatherd's own detections. [default: where no RULES are named]"
)
@click.option(
    "--dialect",
    type=click.Choice(["athena", "duckdb", "spark", "trino"]),
    default="trino",
    show_default=True,
)
def command(rules: tuple[Path, ...], own: bool | None, dialect: str) -> int:
    """Print Sigma rules as SQL over the tables that `goatherd hunt convert` writes, one statement each.

    RULES are files or folders of rules. The rows of a statement are the records of its alerts.

    Exit codes: 0 all are printed, 2 usage, 3 a rule cannot be.
    """
    require_extra(*MODULES, "sqlglot")
    from goatherd.hunt.rules import read_rules
    from goatherd.hunt.sql.statements import statements
    from goatherd.report.safe import harmless, safe

    read = read_rules(rules, own=not rules if own is None else own)
    tell(read.diagnoses)
    for statement in statements(read):
        title = " ".join(f"{statement.about.id}: {statement.about.title}".split())
        click.echo(safe(f"-- {title}"))
        click.echo(harmless(f"{statement.text(dialect)};\n"))
    return INCOMPLETE if read.diagnoses else 0
