"""Alerts as lines for a terminal."""

from __future__ import annotations

from textwrap import TextWrapper
from typing import TYPE_CHECKING

from goatherd.core.wording import counted
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.application.deviation import Context
    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.rule import About
    from goatherd.hunt.telemetry.kind import Evidence
    from goatherd.report.ink import Ink

SHOWN = 3  # records of an alert, unless all are asked for
_LONGEST = 160
_DO = TextWrapper(100, initial_indent="  do ", subsequent_indent="     ", break_on_hyphens=False)


def lines(hunt: Hunt, ink: Ink, *, all: bool = False) -> Iterator[str]:
    alerts = hunt.alerts.ordered
    for alert in alerts:
        yield from _alert(alert, ink, all=all)
        yield ""
    for damage in hunt.damaged[: None if all else 3]:
        where = f"{damage.path}, record {damage.number}" if damage.number else damage.path
        yield f"not read: {_cut(safe(f'{where}: {damage.why}'))}"
    shown = len(hunt.damaged) if all else min(len(hunt.damaged), 3)
    if hunt.damages > shown:
        yield f"… and {hunt.damages - shown:,} more that cannot be read; --damaged FILE keeps them"
    for told in hunt.baseline.summary() if hunt.baseline else ():
        yield _cut(safe(f"application: {told}"))
    yield _summary(alerts, hunt)


def _summary(alerts: Sequence[Alert], hunt: Hunt) -> str:
    told = counted(len(alerts), "alert") if alerts else "no alerts"
    return f"{told} in {counted(hunt.records, 'record')} of {counted(hunt.files, 'file')}"


def _alert(alert: Alert, ink: Ink, *, all: bool) -> Iterator[str]:
    about = alert.about
    times = f" ({alert.count:,} times)" if alert.count > 1 else ""
    title = alert.context.said if alert.context else about.title
    yield f"{ink.paint(about.severity.label, about.severity.label)}: {ink.paint(safe(title), 'bold')}{times}"
    if alert.context:
        yield from _context(alert.context, all=all)
    for seen in alert.evidence if all else alert.evidence[:SHOWN]:
        yield f"  {_cut(_record(seen))}"
        yield ink.paint(f"      {_cut(safe(f'{seen.path}, record {seen.number}'))}", "dim")
    if about.remedy:
        yield from _DO.wrap(safe(" ".join(about.remedy.split())))
    said = " · ".join(filter(None, (*about.techniques, _origin(about))))
    yield ink.paint(f"  {_cut(safe(said))}", "dim")


def _context(context: Context, *, all: bool) -> Iterator[str]:
    if context.place:
        yield safe(f"  at {context.place.span}, {context.place.says}")
    shown = context.findings if all else context.findings[:SHOWN]
    for finding in shown:
        yield _cut(safe(f"  open {finding.id} {finding.span} {finding.message}"))
    if len(context.findings) > len(shown):
        yield f"  … and {len(context.findings) - len(shown):,} more findings open for it"
    for line in context.reach.lines:
        yield _cut(safe(f"  reach {line}"))


def _origin(about: About) -> str:
    return f"rule {about.id} by {about.author}, {about.license}" if about.author else about.id


def _record(seen: Evidence) -> str:
    failed = f" ({seen.error})" if seen.error else ""
    return safe(f"{seen.time}  {seen.what}{failed}  by {seen.actor} from {seen.address}  {seen.region}".rstrip())


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
