"""A finding in the words of a cloud other than AWS: there, an event of HTTP is a request with names of its own.

The fields are called as Lambda has them until a check has said what it has to say; this is the one place that tells
the author of a function of Azure or Google what they are called there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from goatherd.core.finding import Finding
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_OTHERS = ("azure", "google", "firebase")
_PARTS = {
    "queryStringParameters": "query",
    "multiValueQueryStringParameters": "query",
    "pathParameters": "params",
    "headers": "headers",
    "multiValueHeaders": "headers",
    "cookies": "cookies",
    "body": "body",
}
_FIELD = re.compile(rf"\bevent\.({'|'.join(_PARTS)})\b(?:\.([\w-]*\w))?")


def in_words_of_the_platform(finding: Finding, function: Function | None, application: Application) -> Finding:
    """`event.queryStringParameters.table` as `request.query.table`, in all that is said."""
    kinds = (application.framework, *(trigger.kind for trigger in (function.triggers if function else ())))
    if not any(kind.startswith(_OTHERS) for kind in kinds):
        return finding
    return evolve(
        finding,
        message=_said(finding.message),
        subject=_said(finding.subject),
        remedy=_said(finding.remedy),
        steps=tuple(evolve(step, note=_said(step.note)) for step in finding.steps),
        reasons=tuple(evolve(reason, words=_said(reason.words)) for reason in finding.reasons),
        one_of=finding.one_of and evolve(finding.one_of, name=_said(finding.one_of.name)),
    )


def _said(text: str) -> str:
    return _FIELD.sub(_field, text) if "event." in text else text


def _field(match: re.Match[str]) -> str:
    part, name = _PARTS[match[1]], match[2]
    if not name:
        return f"request.{part}"
    return f'request.{part}["{name}"]' if part == "headers" or "-" in name else f"request.{part}.{name}"
