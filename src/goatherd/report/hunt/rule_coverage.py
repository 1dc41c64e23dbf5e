"""What the rules of a hunt could see: by the ten risks and by technique of ATT&CK, as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from goatherd.core.risks import RISKS
from goatherd.core.wording import counted
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.hunt.rule import Telemetry
    from goatherd.hunt.rule_coverage import Logs, Need, Seeing
    from goatherd.report.ink import Ink

_A_LINE = 6  # techniques


def lines(rules: Sequence[Seeing], logs: Logs | None, ink: Ink, *, all: bool = False) -> Iterator[str]:
    """`all` names the rules that could be seen as well."""
    for risk, title in _risks():
        group = [each for each in rules if each.about.risk == risk]
        if group:
            yield ink.paint(f"{title}: {_of(group, logs)}", "bold")
            for each in group:
                if all or not each.seen:
                    yield _rule(each, logs, ink)
    yield ""
    yield ink.paint("ATT&CK", "bold")
    told = [f"{technique} {_of(group, logs)}" for technique, group in _by_technique(rules)]
    for start in range(0, len(told), _A_LINE):
        yield "  " + " · ".join(told[start : start + _A_LINE])
    yield ""
    yield from _logs(rules, logs)


def _of(group: Sequence[Seeing], logs: Logs | None) -> str:
    seen = sum(each.seen for each in group)
    return f"{seen} of {len(group)}" if logs is not None else str(len(group))


def _rule(seeing: Seeing, logs: Logs | None, ink: Ink) -> str:
    sees = "" if logs is None else "sees      " if seeing.seen else "does not  "
    app = ", with --app" if seeing.with_app else ""
    wanted = _wanted(seeing, logs)
    needs = (" or " if seeing.any_of else " and ").join(map(said, wanted)) if logs is None or not seeing.seen else ""
    told = safe(f"  {sees}{seeing.about.id}  {seeing.about.title}{app}")
    return f"{told}: {ink.paint(safe(f'needs {needs}'), 'dim')}" if needs else told


def said(need: Need) -> str:
    """ "aws apigateway or aws cloudfront", "aws cloudtrail with data events of s3" """
    if need.data:
        return f"aws cloudtrail with data events of {' or '.join(need.data)}"
    return " or ".join(map(name_of, need.kinds)) or "a log that is not read"


def name_of(telemetry: Telemetry) -> str:
    return f"{telemetry.product} {telemetry.service}"


def _logs(rules: Sequence[Seeing], logs: Logs | None) -> Iterator[str]:
    """What is at hand, and what would be seen with one log more."""
    counts = Counter(said(need) for each in rules if not each.seen or logs is None for need in _wanted(each, logs))
    if logs is not None:
        for kind, count in sorted(logs.records.items(), key=lambda each: name_of(each[0])):
            yield f"at hand: {name_of(kind)}, {counted(count, 'record')}"
        for service, count in sorted(logs.data.items()):
            yield f"at hand: aws cloudtrail with data events of {safe(service)}, {counted(count, 'record')}"
    for need, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        verb = "needs" if count == 1 else "need"
        yield f"{counted(count, 'rule')} {verb} {need}"
    if logs is not None:
        yield f"{sum(each.seen for each in rules)} of {counted(len(rules), 'rule')} can see something in these logs"


def _wanted(seeing: Seeing, logs: Logs | None) -> tuple[Need, ...]:
    return seeing.needs if logs is None else seeing.missing


def _risks() -> Iterator[tuple[int, str]]:
    for number, name in RISKS.items():
        yield number, f"SAS-{number} {name}"
    yield 0, "Rules that name none of the ten risks"


def _by_technique(rules: Sequence[Seeing]) -> list[tuple[str, list[Seeing]]]:
    found: dict[str, list[Seeing]] = {}
    for each in rules:
        for technique in each.about.techniques:
            found.setdefault(technique, []).append(each)
    return sorted(found.items())


def record(rules: Sequence[Seeing], logs: Logs | None) -> str:
    """As one JSON object; `seen` is null where no logs were named."""
    told: dict[str, Any] = {
        "logs": None if logs is None else _at_hand(logs),
        "rules": [_record(each, logs) for each in rules],
        "risks": [
            {"risk": f"SAS-{number}", "name": name, **_counts([r for r in rules if r.about.risk == number], logs)}
            for number, name in RISKS.items()
        ],
        "techniques": [{"technique": name, **_counts(group, logs)} for name, group in _by_technique(rules)],
    }
    return json.dumps(told, indent=2)


def _at_hand(logs: Logs) -> list[dict[str, Any]]:
    kinds = [{"log": name_of(kind), "records": count} for kind, count in logs.records.items()]
    data = [
        {"log": f"aws cloudtrail with data events of {name}", "records": count} for name, count in logs.data.items()
    ]
    return sorted(kinds + data, key=lambda each: str(each["log"]))


def _record(seeing: Seeing, logs: Logs | None) -> dict[str, Any]:
    about = seeing.about
    return {
        "id": about.id,
        "title": about.title,
        "severity": about.severity.label,
        "risk": f"SAS-{about.risk}" if about.risk else None,
        "techniques": about.techniques,
        "with_app": seeing.with_app,
        "needs": [said(each) for each in seeing.needs],
        "needs_all": not seeing.any_of,
        "seen": seeing.seen if logs is not None else None,
        "missing": [said(each) for each in seeing.missing],
    }


def _counts(group: Sequence[Seeing], logs: Logs | None) -> dict[str, int | None]:
    return {"rules": len(group), "seen": sum(each.seen for each in group) if logs is not None else None}
