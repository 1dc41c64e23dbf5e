"""`goatherd checks`: what there is."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.options import checks_option
from goatherd.core.risks import RISKS
from goatherd.report.ink import no_color
from goatherd.rules.rule import is_detection_id, is_oracle_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.hunt.application.catalogue import Deviation
    from goatherd.hunt.detections.registry import Detection
    from goatherd.rules.rule import Rule


@click.command("checks")
@click.option("--format", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True)
@checks_option
def command(format: str, checks_from: tuple[str, ...]) -> None:
    """List what can be found, by risk: the checks of scan, the oracles of attack, and the detections of hunt."""
    from goatherd.cli.lookup import catalogue

    checks = catalogue(checks_from)
    if format == "json":
        click.echo(json.dumps([_record(check) for check in checks], indent=2, ensure_ascii=False))
    else:
        _print(checks)


def _record(check: Rule | Detection | Deviation) -> dict[str, Any]:
    return {
        "id": check.id,
        "by": _command(check.id),
        "slug": check.slug,
        "sas": f"SAS-{check.sas}",
        "cwe": getattr(check, "cwe", None),
        "severity": check.severity.label,
        "since": getattr(check, "since", None),
        "summary": check.summary,
    }


def _print(checks: Sequence[Rule | Detection | Deviation]) -> None:
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
    counts = Counter(_command(check.id) for check in checks)
    click.echo(
        f"{counts['scan']} checks (goatherd scan), {counts['attack']} oracles (goatherd attack, from ..51 on) and"
        f" {counts['hunt']} detections (goatherd hunt, from ..70 on). More about one: goatherd explain ID"
    )


def _command(id: str) -> str:
    return "attack" if is_oracle_id(id) else "hunt" if is_detection_id(id) else "scan"
