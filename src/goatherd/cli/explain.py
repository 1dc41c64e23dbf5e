"""`goatherd explain`: everything that a check knows about itself."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from goatherd.core.confidence import MEANINGS
from goatherd.core.errors import UsageError
from goatherd.core.risks import RISKS
from goatherd.report.ink import no_color

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.rules.rule import Rule

_BEGINNING = re.compile(r"(?i)goat\d{0,3}")
_RISK = re.compile(r"(?i)sas-?0*(\d+)")


@click.command("explain")
@click.argument("name", metavar="ID|SLUG|RISK")
def command(name: str) -> None:
    """Explain a check (GOAT0101, event-data-in-shell), an oracle (GOAT0151), a risk (SAS-1) or what lowers
    confidence, or list GOAT01."""
    from goatherd.attack.oracles.registry import all_oracles
    from goatherd.checks.registry import all_checks
    from goatherd.cli.lookup import find_check
    from goatherd.rules.page import page

    checks = sorted((*all_checks(), *all_oracles()), key=lambda rule: rule.id)
    if risk := _RISK.fullmatch(name):
        _show(_risk(int(risk[1]), checks))
    elif _BEGINNING.fullmatch(name):
        _show(_beginning(name.upper(), checks))
    elif name.lower() == "confidence":
        _show(_confidence())
    else:
        _show(page(find_check(name, checks)))


def _confidence() -> str:
    levels = "It is high without any reason to doubt a finding, medium with one, low with two or one that is strong."
    rows = [f"- {kind.value}{' (strong)' if kind.strong else ''}: {meaning}" for kind, meaning in MEANINGS.items()]
    return "\n".join(["# Confidence", "", levels, "", *rows]) + "\n"


def _risk(number: int, checks: Sequence[Rule]) -> str:
    if number not in RISKS:
        raise UsageError(f"there is no risk SAS-{number}", help="they go from SAS-1 to SAS-10")
    return _listed(f"SAS-{number} {RISKS[number]}", [check for check in checks if check.sas == number])


def _beginning(id: str, checks: Sequence[Rule]) -> str:
    found = [check for check in checks if check.id.startswith(id)]
    if not found:
        raise UsageError(f"no check's id begins with {id}", help="goatherd checks lists them all")
    return _listed(f"Checks and oracles of {id}", found)


def _listed(title: str, checks: Sequence[Rule]) -> str:
    rows = [f"- `{check.id}` {check.slug}: {check.summary}" for check in checks]
    return "\n".join([f"# {title}", "", *rows]) + "\n"


def _show(text: str) -> None:
    if no_color() or not sys.stdout.isatty():
        click.echo(text, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.print(Markdown(text, code_theme="ansi_dark"), width=min(console.width, 100))
