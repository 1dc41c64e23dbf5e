"""`goatherd checks`: what there is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.options import checks_option
from goatherd.core.risks import RISKS
from goatherd.report.ink import no_color
from goatherd.rules.rule import is_oracle_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.rules.rule import Rule


@click.command("checks")
@click.option("--format", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True)
@checks_option
def command(format: str, checks_from: tuple[str, ...]) -> None:
    """List what can be found, by risk: the checks of scan, and the oracles of attack."""
    from goatherd.cli.lookup import every_rule

    checks = every_rule(checks_from)
    if format == "json":
        click.echo(json.dumps([_record(check) for check in checks], indent=2, ensure_ascii=False))
    else:
        _print(checks)


def _record(check: Rule) -> dict[str, Any]:
    return {
        "id": check.id,
        "by": "attack" if is_oracle_id(check.id) else "scan",
        "slug": check.slug,
        "sas": f"SAS-{check.sas}",
        "cwe": check.cwe,
        "severity": check.severity.label,
        "since": check.since,
        "summary": check.summary,
    }


def _print(checks: Sequence[Rule]) -> None:
    width = max((len(check.slug) for check in checks), default=0)
    for number, name in RISKS.items():
        group = [check for check in checks if check.sas == number]
        if group:
            title = f"SAS-{number} {name}"
            click.echo(title if no_color() else click.style(title, bold=True))
        for check in group:
            click.echo(f"  {check.id}  {check.severity.label:<8}  {check.slug:<{width}}  {check.summary}")
        if group:
            click.echo()
    oracles = sum(is_oracle_id(check.id) for check in checks)
    click.echo(
        f"{len(checks) - oracles} checks (goatherd scan) and {oracles} oracles (goatherd attack, from ..51 on)."
        " More about one: goatherd explain ID"
    )
