"""`goatherd hunt`: what happened to an application, from what its cloud has written about it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

NOTHING, INCOMPLETE, FOUND = 4, 3, 1
_PLACE = click.Path(exists=True, path_type=Path)


@click.command("hunt")
@click.argument("path", type=_PLACE)
@click.option("--rules", multiple=True, type=_PLACE, metavar="PATH", help="Sigma rules; repeatable.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Leave nothing out of the text.")
def command(path: Path, rules: tuple[Path, ...], color: Any, verbose: bool) -> int:
    """Find what has been done to serverless applications, in the logs below PATH.

    Exit codes: 0 nothing found, 1 alerts, 2 usage, 3 a part cannot be read, 4 no records.
    """
    from goatherd.hunt.hunting import hunt
    from goatherd.hunt.rules import read_rules
    from goatherd.report.hunt.text import lines
    from goatherd.report.ink import ink_for
    from goatherd.report.safe import safe

    read = read_rules(rules)
    for diagnosis in read.diagnoses:
        click.echo(safe(f"incomplete: {diagnosis.span.path}: {diagnosis.message}"), err=True)
    found = hunt(path, read.rules)
    for line in lines(found, ink_for(sys.stdout, color), all=verbose):
        click.echo(line)
    if not found.records:
        return NOTHING
    if found.damaged or read.diagnoses:
        return INCOMPLETE
    return FOUND if found.alerts.ordered else 0
