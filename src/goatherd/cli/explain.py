"""`goatherd explain`: everything that a check knows about itself."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from goatherd.core.errors import UsageError
from goatherd.core.risks import RISKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.checks.api import Check

_RISK = re.compile(r"(?i)sas-?0*(\d+)")


@click.command("explain")
@click.argument("name", metavar="ID|SLUG|RISK")
def command(name: str) -> None:
    """Explain a check (GOAT0101, event-data-in-shell) or a risk (SAS-1)."""
    from goatherd.checks.page import page
    from goatherd.checks.registry import all_checks
    from goatherd.cli.lookup import find_check

    checks = all_checks()
    risk = _RISK.fullmatch(name)
    _show(_risk(int(risk[1]), checks) if risk else page(find_check(name, checks)))


def _risk(number: int, checks: Sequence[Check]) -> str:
    if number not in RISKS:
        raise UsageError(f"there is no risk SAS-{number}", help="they go from SAS-1 to SAS-10")
    rows = [f"- `{check.id}` {check.slug}: {check.summary}" for check in checks if check.sas == number]
    return "\n".join([f"# SAS-{number} {RISKS[number]}", "", *rows]) + "\n"


def _show(text: str) -> None:
    if not sys.stdout.isatty():
        click.echo(text, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.print(Markdown(text, code_theme="ansi_dark"), width=min(console.width, 100))
