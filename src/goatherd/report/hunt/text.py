"""Alerts as lines for a terminal."""

from __future__ import annotations

from textwrap import TextWrapper
from typing import TYPE_CHECKING

from goatherd.core.wording import counted
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.rule import About
    from goatherd.hunt.stories import Story
    from goatherd.hunt.telemetry.kind import Evidence
    from goatherd.report.ink import Ink

SHOWN = 3  # records of an alert, unless all are asked for
EVENTS = 12  # records of an incident, likewise
REASONS = 5  # why parts are not read
_LONGEST = 160
_DO = TextWrapper(100, initial_indent="  do ", subsequent_indent="     ", break_on_hyphens=False)


def lines(hunt: Hunt, ink: Ink, *, all: bool = False) -> Iterator[str]:
    yield from alerts(hunt, ink, all=all)
    yield from ending(hunt, all=all)


def alerts(hunt: Hunt, ink: Ink, *, all: bool = False) -> Iterator[str]:
    """By incidents."""
    for story in hunt.stories:
        alone = len(story.alerts) == 1
        if not alone:
            yield from _story(story, hunt, ink, all=all)
        for alert in story.alerts:
            yield from _alert(alert, ink, all=all, alone=alone)
            yield from _functions(alert.functions if alone else (), hunt, all=all)
            yield ""


def ending(hunt: Hunt, *, all: bool = False) -> Iterator[str]:
    """What was not read, and how much was."""
    for damage in hunt.damaged[: None if all else 3]:
        where = f"{damage.path}, record {damage.number}" if damage.number else damage.path
        yield f"not read: {_cut(safe(f'{where}: {damage.why}'))}"
    shown = len(hunt.damaged) if all else min(len(hunt.damaged), 3)
    if hunt.damages > shown:
        yield f"… and {hunt.damages - shown:,} more that cannot be read; --damaged FILE keeps them"
        for reason, number in hunt.reasons.most_common(REASONS):
            yield _cut(safe(f"    {number:,}  {reason}"))
    for told in hunt.baseline.summary() if hunt.baseline else ():
        yield _cut(safe(f"application: {told}"))
    yield _summary(hunt)


def _summary(hunt: Hunt) -> str:
    stories = hunt.stories
    alerts = sum(len(story.alerts) for story in stories)
    told = counted(alerts, "alert") if alerts else "no alerts"
    if len(stories) < alerts:
        told += f" of {counted(len(stories), 'incident')}"
    new = "new " if hunt.followed else ""
    return f"{told} in {counted(hunt.records, f'{new}record')} of {counted(hunt.files, 'file')}"


def _story(story: Story, hunt: Hunt, ink: Ink, *, all: bool) -> Iterator[str]:
    """What several alerts have in common."""
    level = story.alerts[0].about.severity.label
    told = f"{counted(len(story.alerts), 'alert')} of one incident, {story.first} to {story.last}"
    yield f"{ink.paint(level, level)}: {ink.paint(safe(told), 'bold')}"
    for chain in story.chains:
        yield _cut(safe(f"  who {' → '.join(chain)}"))
    events = story.events
    for event in events if all else events[:EVENTS]:
        ids = ", ".join(event.rules)
        yield f"  {_cut(_record(event.evidence))}"
        yield ink.paint(f"      {_cut(safe(f'{_place(event.evidence)}: {ids}'))}", "dim")
    if len(events) > EVENTS and not all:
        yield f"  … and {len(events) - EVENTS:,} more records; --verbose shows all"
    yield from _functions(story.functions, hunt, all=all)
    yield ""


def _functions(functions: Sequence[tuple[str, str]], hunt: Hunt, *, all: bool) -> Iterator[str]:
    """What scan and map say of the functions of the application."""
    for function in functions if hunt.baseline else ():
        assert hunt.baseline is not None
        known = hunt.baseline.known_of(function)
        shown = known.findings if all else known.findings[:SHOWN]
        for finding in shown:
            yield _cut(safe(f"  {function[1]}: open {finding.id} {finding.span} {finding.message}"))
        if len(known.findings) > len(shown):
            yield safe(f"  {function[1]}: … and {len(known.findings) - len(shown):,} more open findings")
        for line in known.reach:
            yield _cut(safe(f"  {function[1]}: reach: {line}"))


def _alert(alert: Alert, ink: Ink, *, all: bool, alone: bool) -> Iterator[str]:
    """The records of one that is not `alone` are told with its incident."""
    about = alert.about
    times = f" ({alert.count:,} times)" if alert.count > 1 else ""
    yield f"{ink.paint(about.severity.label, about.severity.label)}: {ink.paint(safe(alert.title), 'bold')}{times}"
    if alert.context and alert.context.place:
        yield safe(f"  at {alert.context.place.span}, {alert.context.place.says}")
    shown = alert.evidence if all else alert.evidence[:SHOWN]
    for seen in shown if alone else ():
        yield f"  {_cut(_record(seen))}"
        yield ink.paint(f"      {_cut(safe(_place(seen)))}", "dim")
    if about.remedy:
        yield from _DO.wrap(safe(" ".join(about.remedy.split())))
    said = " · ".join(filter(None, (*about.techniques, _origin(about))))
    yield ink.paint(f"  {_cut(safe(said))}", "dim")


def _origin(about: About) -> str:
    return f"rule {about.id} by {about.author}, {about.license}" if about.author else about.id


def _record(seen: Evidence) -> str:
    failed = f" ({seen.error})" if seen.error else ""
    of = f" {seen.resource}" if seen.resource else ""
    address = f" from {seen.address}" if seen.address else ""
    return safe(f"{seen.time}  {seen.what}{of}{failed}  by {seen.actor}{address}  {seen.region}".rstrip())


def _place(seen: Evidence) -> str:
    said = (f"{seen.path}, record {seen.number}", seen.account and f"account {seen.account}", seen.id)
    return " · ".join(filter(None, said))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
