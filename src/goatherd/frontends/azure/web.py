"""Applications of web frameworks that one function serves: `AsgiFunctionApp(app=…)`, `WsgiFunctionApp(app=…)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.web_applications import applications_in
from goatherd.frontends.programs.values import External
from goatherd.frontends.registrations import word
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.code.modules import Modules
    from goatherd.code.web_applications import WebApplication
    from goatherd.core.source import Span
    from goatherd.frontends.azure.host import Host
    from goatherd.frontends.registrations import Registration
    from goatherd.model.function import Function

SERVING = ("AsgiFunctionApp", "WsgiFunctionApp")
_ID = "http_app_func"  # as the platform calls it
_DEFAULT_LEVEL = "function"


def served_applications(modules: Modules, host: Host, found: Iterable[Registration]) -> Iterator[Function]:
    for registration in found:
        served = registration.value("app", 0)
        if registration.name not in SERVING or not isinstance(served, External) or served.call is None:
            continue
        application = _application(modules, served.call.span)
        if application is not None:
            level = (word(registration.value("http_auth_level", 1)) or _DEFAULT_LEVEL).lower()
            path = served.call.span.path
            entry = Entry(path, application.symbol, "python", application.line, host.folder)
            host.files.append(registration.span.path)
            yield host.function(_ID, registration.span, entry, [_trigger(application, level, registration.span)])


def _application(modules: Modules, made: Span) -> WebApplication | None:
    """The variable that holds what is made there, or the function that makes it."""
    found = applications_in(modules.load(made.path), modules.text(made.path))
    before = [each for each in found if each.is_whole and each.line <= made.line]
    return max(before, key=lambda each: each.line, default=None)


def _trigger(application: WebApplication, level: str, span: Span) -> Trigger:
    options: dict[str, object] = {"convention": "web_application", "argument": application.manner}
    if level == "anonymous":
        why = "authLevel anonymous: the platform asks for nothing"
        return Trigger(Kind.WEB, Exposure.ANONYMOUS, span, detail=application.symbol, why=why, options=options)
    why = f"callers show a key of the platform (authLevel {level})"
    trigger = Trigger(Kind.WEB, Exposure.AUTHENTICATED, span, detail=application.symbol, why=why, options=options)
    trigger.authorizer, trigger.api_key = f"authLevel {level}", True
    return trigger
