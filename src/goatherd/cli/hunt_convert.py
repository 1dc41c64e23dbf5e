"""`goatherd hunt convert`: logs as tables, which DuckDB and other engines read faster than logs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from goatherd.cli.hunt import INCOMPLETE, NOTHING, PLACE, keep, require_extra
from goatherd.core.errors import UsageError
from goatherd.hunt.extra import MODULES


@click.command("convert")
@click.argument("logs", type=PLACE)
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--damaged",
    type=click.File("w", lazy=True),
    metavar="FILE",
    help="Write there, as JSON lines, what cannot be read.",
)
def command(logs: Path, out: Path, damaged: Any) -> int:
    """Write the logs below LOGS to the new folder OUT, as Parquet in folders by account, service and day.

    Exit codes: 0 all was read, 2 usage, 3 a part cannot be read, 4 no records.
    """
    require_extra(*MODULES, "pyarrow")
    from goatherd.core.wording import counted
    from goatherd.hunt.lake.convert import convert

    if out.resolve().is_relative_to(logs.resolve()):
        raise UsageError(f"{out} is among the logs", help="name a folder elsewhere")
    lake = convert(logs, out, keep=partial(keep, damaged))
    click.echo(f"{counted(lake.records, 'record')} of {counted(lake.files, 'file')}")
    if lake.damages:
        parts = counted(lake.damages, "part")
        click.echo(f"incomplete: {parts} cannot be read: --damaged FILE keeps them", err=True)
    if not lake.records:
        return NOTHING
    return INCOMPLETE if lake.damages else 0
