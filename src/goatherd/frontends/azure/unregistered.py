"""Blueprints and applications of Python that the platform never meets.

It looks for functions in `function_app.py`: those of other applications count if that imports them, those of blueprints
if they are registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.imported import imported_by
from goatherd.code.paths import join
from goatherd.core.lazy import regex
from goatherd.frontends.programs.values import External
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.code.modules import Modules
    from goatherd.core.source import Span
    from goatherd.frontends.azure.host import Host
    from goatherd.frontends.programs.values import ExternalCall, Value
    from goatherd.frontends.registrations import Registration

PROGRAM = "function_app.py"
APPLICATIONS = ("FunctionApp", "DFApp")
BLUEPRINTS = ("Blueprint",)
_DYNAMIC = regex(r"\bimport_module\b|\b__import__\b")
_REGISTERING = ("register_functions", "register_blueprint")


def unregistered(modules: Modules, host: Host, found: Sequence[Registration], *, whole: bool) -> set[Span]:
    """Where such are made; none if it cannot be told what is imported or registered.

    `found` is what the host's programs do with the library, `whole` whether all of them could be followed.
    """
    program = join(host.folder, PROGRAM)
    made = {each.span for each in found if each.name in BLUEPRINTS}
    if not whole or program is None or program not in host.sources or modules.load(program).problems:
        return set()
    applications = {each.span for each in found if each.name in APPLICATIONS}
    loaded = {program} | imported_by(modules, [Entry(program, "", "python", 1, host.folder)])
    ours = {span for span in applications if span.path in loaded}
    if not ours or any(_DYNAMIC.search(modules.text(path)) for path in loaded):
        return set()
    registered: set[Span] = set()
    for each in found:
        given = [_maker(value) for value in _arguments(each)]
        if each.name in _REGISTERING:
            blueprints = [call.span for call in given if call is not None and _name(call) in BLUEPRINTS]
            if not blueprints or any(span.path not in host.sources for span in blueprints):
                return set()  # who knows what that is, where it is deployed
            registered.update(blueprints)
        elif any(call is not None and _name(call) in APPLICATIONS for call in given):
            return set()  # another library is handed the application, and may register what it likes
    return (made - registered) | (applications - ours)


def _arguments(registration: Registration) -> Iterable[Value]:
    arguments = registration.call.arguments
    return (*arguments.args, *arguments.keywords.values())


def _maker(value: Value) -> ExternalCall | None:
    return value.origin if isinstance(value, External) else None


def _name(call: ExternalCall) -> str:
    return call.name.rpartition(".")[2]
