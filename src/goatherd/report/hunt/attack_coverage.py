"""Detection coverage, as lines for a terminal, as JSON, and what leaves no trace as SARIF."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from goatherd.core.source import Span
from goatherd.core.wording import counted
from goatherd.hunt.alerts import Alerts
from goatherd.hunt.application.deviation import NO_TRACE, Context, Place
from goatherd.hunt.hunting import Hunt
from goatherd.report.hunt import sarif as alerts_as_sarif
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.attack_coverage import Coverage, Covered
    from goatherd.hunt.rule import About

FORMATS = ("text", "json", "sarif")


def render(form: str, found: Coverage, prefix: str) -> str:
    """`prefix` leads from the root of the repository to the application's ("" or "a/b/")."""
    if form == "json":
        return json.dumps(_document(found), indent=2, ensure_ascii=True) + "\n"
    if form == "sarif":
        return alerts_as_sarif.render(Hunt(alerts=_untraced(found, prefix)))
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Coverage) -> Iterator[str]:
    for each in sorted(found.covered, key=lambda each: (_standing(each), each.attack.number)):
        attack = each.attack
        where = f"{attack.path}:{attack.line}" + (f", {attack.function}" if attack.function else "")
        yield safe(f"{_STANDINGS[_standing(each)]:9} {attack.oracle} {attack.slug} ({where})")
        yield safe(f"          {_more(each)}")
    yield ""
    yield from _figures(found)


_SEEN, _UNSEEN, _WITHOUT = 2, 1, 0
_STANDINGS = {_SEEN: "seen", _UNSEEN: "not seen", _WITHOUT: "no trace"}


def _standing(each: Covered) -> int:
    """With the logs that the template sets up."""
    if each.configured:
        return _SEEN
    return _UNSEEN if each.attack.configured else _WITHOUT


def _more(each: Covered) -> str:
    attack = each.attack
    if each.configured:
        return f"by {_ids(each.configured)}"
    others = [log for log in attack.everywhere if log not in attack.configured]
    left = f"a trace in {', '.join(attack.configured)}; " if attack.configured else ""
    if each.everywhere:
        return f"{left}seen by {_ids(each.everywhere)} if {', '.join(others or attack.everywhere)} were there"
    if others:
        return f"{left}a trace in {', '.join(others)}, if that were there, and no rule for it"
    return f"{left}no rule for it" if left else "it looks like harmless use in every log"


def _figures(found: Coverage) -> Iterator[str]:
    figures = _numbers(found)
    yield (
        f"{counted(figures['attacks'], 'attack')}; with the logs that the template sets up, "
        f"{figures['traced_configured']} leave a trace and {figures['seen_configured']} are seen"
    )
    yield f"with all logs, {figures['traced']} leave a trace and {figures['seen']} are seen"
    told = [f"{alert.about.id} {alert.title}" for alert in _false(found)]
    yield safe(f"harmless use alone: {counted(len(told), 'alert') if told else 'no alerts'}")
    yield from (safe(f"  {each}") for each in told)


def _numbers(found: Coverage) -> dict[str, int]:
    covered = found.covered
    return {
        "attacks": len(covered),
        "traced_configured": sum(bool(each.attack.configured) for each in covered),
        "seen_configured": sum(bool(each.configured) for each in covered),
        "traced": sum(bool(each.attack.everywhere) for each in covered),
        "seen": sum(bool(each.everywhere) for each in covered),
    }


def _document(found: Coverage) -> dict[str, Any]:
    return {
        "figures": _numbers(found),
        "attacks": [
            {
                **msgspec.to_builtins(each.attack),
                "seen": {
                    "configured": [about.id for about in each.configured],
                    "everywhere": [about.id for about in each.everywhere],
                },
            }
            for each in found.covered
        ],
        "harmless": [{"id": alert.about.id, "title": alert.title} for alert in _false(found)],
    }


def _false(found: Coverage) -> Iterable[Alert]:
    return found.harmless.ordered if found.harmless else ()


def _untraced(found: Coverage, prefix: str) -> Alerts:
    """Attacks without a trace in the logs that are set up, as findings about the line that lets them happen."""
    alerts = Alerts()
    for each in found.untraced:
        attack = each.attack
        others = f"; {', '.join(attack.everywhere)} would have one" if attack.everywhere else ", nor in any other"
        said = f"{attack.slug} leaves no trace in the logs that the template sets up{others}"
        place = Place(Span(prefix + attack.path, attack.line), "it happens here")
        context = Context(attack.application, attack.function, f"{attack.function or attack.path}: {said}", place)
        alerts.add_deviation(NO_TRACE, str(attack.number), (), 1, context)
    return alerts


def _ids(abouts: Iterable[About]) -> str:
    return ", ".join(about.id for about in abouts)
