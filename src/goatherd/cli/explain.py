"""`goatherd explain`: everything that a check knows about itself."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from goatherd.cli.options import checks_option
from goatherd.core.confidence import MEANINGS
from goatherd.core.errors import UsageError
from goatherd.core.incomplete import MEANINGS as UNREAD_KINDS
from goatherd.core.risks import RISKS
from goatherd.report.ink import no_color

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.hunt.application.catalogue import Deviation
    from goatherd.hunt.detections.registry import Detection
    from goatherd.rules.rule import Catalogued, Rule

_BEGINNING = re.compile(r"(?i)goat\d{0,3}")
_RISK = re.compile(r"(?i)sas-?0*(\d+)")


@click.command("explain")
@click.argument("name", metavar="ID|SLUG|RISK")
@checks_option
def command(name: str, checks_from: tuple[str, ...]) -> None:
    """Explain a check (GOAT0101, event-data-in-shell), an oracle (GOAT0151), a detection (GOAT0370), a risk
    (SAS-1), a kind of what was not read (unread) or what lowers confidence, or list GOAT01."""
    from goatherd.cli.lookup import catalogue, find_check

    name = name.strip()
    checks = catalogue(checks_from)
    if risk := _RISK.fullmatch(name):
        _show(_risk(int(risk[1]), checks))
    elif _BEGINNING.fullmatch(name):
        _show(_beginning(name.upper(), checks))
    elif name.lower() == "confidence":
        _show(_confidence())
    elif name.lower() in UNREAD_KINDS:
        _show(_unread(name.lower()))
    else:
        _show(_page(find_check(name, checks)))


def _page(found: Rule | Detection | Deviation) -> str:
    from goatherd.hunt.application.catalogue import Deviation
    from goatherd.hunt.application.catalogue import page as deviation_page
    from goatherd.hunt.detections.page import page as detection_page
    from goatherd.hunt.detections.registry import Detection
    from goatherd.rules.page import page

    if isinstance(found, Deviation):
        return deviation_page(found)
    return detection_page(found) if isinstance(found, Detection) else page(found)


def _confidence() -> str:
    from goatherd.checks.judged import RELIABLE

    levels = (
        "It is high without any reason to doubt a finding of a check that has been right nine times in ten, medium "
        "without any or with one, low with two or one that is strong."
    )
    reliable = f"Those checks are {', '.join(sorted(RELIABLE))}; what was proved is high as well."
    rows = [f"- {kind.value}{' (strong)' if kind.strong else ''}: {meaning}" for kind, meaning in MEANINGS.items()]
    return "\n".join(["# Confidence", "", levels, reliable, "", *rows]) + "\n"


def _unread(kind: str) -> str:
    meaning = UNREAD_KINDS[kind]
    accepting = (
        "It makes a run incomplete (exit 3) until somebody who has looked at the place accepts it: by "
        f"`# goatherd: ignore[{kind}] why (until 2027-01-31)` there, in the configuration or in the baseline."
    )
    return "\n".join([f"# {kind}", "", f"{meaning[0].upper()}{meaning[1:]}.", "", accepting]) + "\n"


def _risk(number: int, checks: Sequence[Catalogued]) -> str:
    if number not in RISKS:
        raise UsageError(f"there is no risk SAS-{number}", help="they go from SAS-1 to SAS-10")
    return _listed(f"SAS-{number} {RISKS[number]}", [check for check in checks if check.sas == number])


def _beginning(id: str, checks: Sequence[Catalogued]) -> str:
    found = [check for check in checks if check.id.startswith(id)]
    if not found:
        raise UsageError(f"no check's id begins with {id}", help="goatherd checks lists them all")
    return _listed(f"What begins with {id}", found)


def _listed(title: str, checks: Sequence[Catalogued]) -> str:
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
