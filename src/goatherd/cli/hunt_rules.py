"""`goatherd hunt rules`: what could be seen in which logs, and what not for lack of one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.hunt import INCOMPLETE, NOTHING, PLACE, TABLES, require_extra, tell
from goatherd.hunt.extra import MODULES

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.hunt.rule_coverage import Logs


@click.command("rules")
@click.argument("logs", required=False, type=PLACE)
@click.option("--rules", multiple=True, type=PLACE, metavar="PATH", help="Sigma rules as well; repeatable.")
@click.option("--own/--no-own", default=True, show_default=True, help="goatherd's own detections.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Name the rules that could see something as well.")
def command(logs: Path | None, rules: tuple[Path, ...], own: bool, form: str, color: Any, verbose: bool) -> int:
    """Show what rules could see, by the ten risks and by technique of ATT&CK.

    With LOGS: what they could see in these, or in what they were converted to, and what not for lack of which log.

    Exit codes: 0 all was read, 2 usage, 3 a part of the logs or a rule cannot be read, 4 no records.
    """
    require_extra(*MODULES)
    from goatherd.hunt.rule_coverage import coverage
    from goatherd.hunt.rules import read_rules
    from goatherd.report.hunt import rule_coverage as report
    from goatherd.report.ink import ink_for

    read = read_rules(rules, own=own)
    tell(read.diagnoses)
    found = _at_hand(logs) if logs is not None else None
    seeing = coverage(read, found, own=own)
    if form == "json":
        click.echo(report.record(seeing, found))
    else:
        for line in report.lines(seeing, found, ink_for(sys.stdout, color), all=verbose):
            click.echo(line)
    if found is not None and found.damages:
        click.echo(f"incomplete: {found.damages:,} parts of the logs cannot be read", err=True)
    if found is not None and not found.records:
        return NOTHING
    return INCOMPLETE if read.diagnoses or (found is not None and found.damages) else 0


def _at_hand(path: Path) -> Logs:
    from goatherd.hunt.lake.mark import lake_at
    from goatherd.hunt.rule_coverage import logs_at

    lake = lake_at(path)
    if lake is None:
        return logs_at(path)
    require_extra(*TABLES)
    from goatherd.hunt.duck.at_hand import logs_in

    return logs_in(path, lake)
