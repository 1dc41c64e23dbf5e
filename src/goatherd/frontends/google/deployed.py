"""What commands that deploy functions say of them: which handler it is, what calls it, and who may."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from goatherd.code.exports import javascript_export, python_export
from goatherd.code.paths import join, language_of, parent
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.google.commands import FILTERS, commands_of, opened_names, opening
from goatherd.frontends.google.functions import HTTP, event_meaning, function_of
from goatherd.frontends.google.main_file import main_file
from goatherd.frontends.google.plain import takes_event
from goatherd.frontends.google.settings import configure
from goatherd.model.application import Application
from goatherd.model.function import Entry, Unresolved
from goatherd.model.trigger import Exposure, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.code.modules import Modules
    from goatherd.frontends.google.commands import Command
    from goatherd.model.function import Function

_MAX_COMMANDS = 1_000
_TYPE = regex(r"\btype=([\w.]+)")
_PRESUMED = "whoever deploys it gives the command options that may let everybody call it"
_ASKED = "the command that deploys it does not let everybody call it: IAM then asks who does"
_OPEN = "it is deployed so that calls without credentials are let through"
_CLOSED = "it is deployed with --no-allow-unauthenticated: IAM lets only some call it"
_INSIDE = "only networks of the project reach it (--ingress-settings {})"
# Options that only functions with a URL have.
_TELLING = frozenset({"trigger-http", "allow-unauthenticated", "no-allow-unauthenticated", "ingress-settings"})
_FOREIGN = ("go1", "java", "dotnet", "ruby", "php")
_EVENTS = {"trigger-topic": "pubsub", "trigger-bucket": "storage"}


def deployed_applications(modules: Modules, applications: list[Application]) -> list[Application]:
    """One for every folder of handlers that commands deploy; those of the applications are told what calls them."""
    known = {(f.entry.file, f.entry.symbol): f for a in applications for f in a.functions if isinstance(f.entry, Entry)}
    found: dict[str, Application] = {}
    opened = opened_names(modules.tree)
    deploying: dict[tuple[str, str], list[Command]] = {}
    for written in islice(commands_of(modules.tree), _MAX_COMMANDS):
        command = opening(written) if written.name in opened else written
        place = _place(modules, command)
        if place is None:
            _add_foreign(found, command)
            continue
        folder, file, line = place
        trigger = _trigger(command)
        deploying.setdefault((file, command.symbol), []).append(command)
        function = known.get((file, command.symbol))
        if function is None:
            trigger = trigger or _shaped(modules, file, line, command)
            trigger.options["convention"] = "google"
            function = function_of(command.symbol, Span(file, line), file, command.symbol, folder, trigger)
            known[file, command.symbol] = function
            application = found.setdefault(folder, Application(file, "google", [file, command.span.path]))
            application.functions.append(function)
        elif function.triggers and function.span.path == file:
            again = len(deploying[file, command.symbol]) > 1
            _tell(function, trigger, command, again=again)
    for key, commands in deploying.items():
        if known[key].span.path == key[0]:  # nothing else declares it
            configure(known[key], commands)
    return list(found.values())


def _tell(function: Function, trigger: Trigger | None, command: Command, *, again: bool) -> None:
    """What a command says of a function that is known; of several commands, the one that lets most call it counts."""
    declared = function.triggers[0]
    if trigger is None and declared.presumed and "runtime" in command.options:
        trigger = _request(command)
    if trigger is None or (again and trigger.exposure < declared.exposure):
        return
    trigger.options = dict(declared.options)
    function.triggers, function.guessed = [trigger], False


def _add_foreign(found: dict[str, Application], command: Command) -> None:
    """A function in a language that is not analysed is named, so that nobody takes its code for read."""
    runtime = command.options.get("runtime", "")
    if not runtime.startswith(_FOREIGN):
        return
    path = command.span.path
    trigger = _trigger(command) or _request(command)
    function = function_of(command.name, command.span, path, command.symbol, parent(path), trigger)
    function.entry = Unresolved(f"code for {runtime} is not analysed", foreign=True)
    found.setdefault(path, Application(path, "google", [path])).functions.append(function)


def _place(modules: Modules, command: Command) -> tuple[str, str, int] | None:
    """(folder, file, line) of the handler: where the command says, else in the only main module that has it."""
    source = command.options.get("source") or command.options.get("local-path") or "."
    folders = [join(base, source) for base in (parent(command.span.path), "")]
    told = next(_handlers(modules, command.symbol, [f for f in folders if f is not None]), None)
    if told is not None:
        return told
    everywhere = {parent(path) for name in ("main.py", "package.json") for path in modules.index.named(name)}
    found = list(_handlers(modules, command.symbol, sorted(everywhere)))
    return found[0] if len(found) == 1 else None


def _handlers(modules: Modules, symbol: str, folders: list[str]) -> Iterator[tuple[str, str, int]]:
    for folder in folders:
        for file in (join(folder, "main.py") or "", main_file(modules, folder)):
            if file not in modules.tree or modules.classifier.why_not_application(file):
                continue
            python = language_of(file) == "python"
            text = modules.text(file)
            line = python_export(modules.load(file), text, symbol) if python else javascript_export(text, symbol)
            if line:
                yield folder, file, line


def _trigger(command: Command) -> Trigger | None:
    """What a command says of it; None for nothing."""
    options = command.options
    key = next((key for key in _EVENTS if key in options), "")
    type = _EVENTS.get(key) or options.get("trigger-event") or _filtered(options) or ""
    if type:
        detail = options.get(key) or options.get("trigger-resource") or type
        return _event(command, type, detail)
    told = _TELLING.intersection(options)
    return _request(command) if told else None


def _filtered(options: Mapping[str, str]) -> str:
    """The type of the events that filters let through."""
    filters = options.get(FILTERS, "")
    type = _TYPE.search(filters)
    return type[1] if type is not None else filters


def _event(command: Command, type: str, detail: str) -> Trigger:
    kind, exposure, why = event_meaning(type)
    return Trigger(kind, exposure, command.span, detail=detail, why=why)


def _request(command: Command) -> Trigger:
    exposure, why = _callers(command)
    path = "/" + command.name
    detail, presumed = f"ANY {path}", why == _PRESUMED
    return Trigger(HTTP[0], exposure, command.span, detail, why=why, method="ANY", path=path, presumed=presumed)


def _shaped(modules: Modules, file: str, line: int, command: Command) -> Trigger:
    """As its parameters tell: a request, or an event."""
    written = modules.text(file).split("\n")[line - 1]
    return _event(command, "", command.name) if takes_event(written) else _request(command)


def _callers(command: Command) -> tuple[Exposure, str]:
    ingress = command.options.get("ingress-settings", "")
    if ingress == "internal-only":
        return Exposure.ACCOUNT, _INSIDE.format(ingress)
    if "no-allow-unauthenticated" in command.options:
        return Exposure.ACCOUNT, _CLOSED
    if "allow-unauthenticated" in command.options:
        return Exposure.ANONYMOUS, _OPEN
    return (Exposure.ACCOUNT, _ASKED) if command.is_whole else (Exposure.ANONYMOUS, _PRESUMED)
