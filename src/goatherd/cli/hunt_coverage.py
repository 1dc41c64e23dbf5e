"""`goatherd hunt coverage`: which attacks would be seen, before the application is deployed."""

from __future__ import annotations

from pathlib import Path

import click

from goatherd.cli.hunt import FOUND, NOTHING, PLACE, application_of, require_extra, tell
from goatherd.hunt.extra import MODULES
from goatherd.report.safe import harmless

FORMATS = ("text", "json", "sarif")


@click.command("coverage")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--rules",
    multiple=True,
    type=PLACE,
    metavar="PATH",
    help="Sigma rules to ask as well: a file or folder; repeatable.",
)
@click.option("--own/--no-own", default=True, show_default=True, help="Ask goatherd's own detections.")
@click.option("--app", type=PLACE, metavar="PATH", help="Hold the logs against the applications below PATH.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print.")
def command(folder: Path, rules: tuple[Path, ...], own: bool, app: Path | None, form: str) -> int:
    """Hunt for each attack of a campaign alone, in the logs that goatherd attack --telemetry wrote into DIR.

    Each is hunted twice: with the logs that the template sets up, and with all that there could be.

    Exit codes: 0 all are seen with the template's logs, and harmless use makes no alert, 1 that is not so, 2 usage,
    4 no attacks.
    """
    require_extra(*MODULES)
    from goatherd.hunt.alerts import Alerts
    from goatherd.hunt.attack_coverage import Coverage, coverage, read_campaign
    from goatherd.hunt.rules import read_rules
    from goatherd.report.hunt.attack_coverage import render

    campaign, read = read_campaign(folder), read_rules(rules, own=own)
    tell(read.diagnoses)
    baseline, outcome = application_of(app, ())
    found = Coverage()
    for each in coverage(folder, campaign, read, baseline):
        if isinstance(each, Alerts):
            found.harmless = each
        else:
            found.covered.append(each)
    click.echo(harmless(render(form, found, outcome.prefix if outcome else "")), nl=False)
    if not found.covered:
        return NOTHING
    all_seen = all(each.configured for each in found.covered)
    return 0 if all_seen and found.harmless is not None and not found.harmless.ordered else FOUND
