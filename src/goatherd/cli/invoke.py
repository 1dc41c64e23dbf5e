"""`goatherd invoke`: run one function in the sandbox by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.sandboxed import sandbox_options, sandbox_settings
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from goatherd.attack.single import Ran
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_MAX_EVENT = 20_000_000  # bytes, more than three times of what Lambda takes


@click.command("invoke")
@click.argument("function")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--event", "event_file", type=click.File("rb"), help="The event, as JSON; - for standard input.")
@click.option("--kind", help="Send a harmless event of this kind of trigger: http-api, s3, sqs …")
@sandbox_options
def command(
    function: str, path: Path, event_file: Any, kind: str | None, install: bool, unsafe_no_sandbox: bool
) -> int:
    """Run FUNCTION of the application below PATH once, in the sandbox, under its own role.

    The response goes to standard output; the log, the calls it made and what its role refused to standard error.
    Exit codes: 0 it answered, 1 it failed, 2 usage, or no sandbox.
    """
    settings = sandbox_settings(install, unsafe_no_sandbox)
    from goatherd.attack.single import run_once
    from goatherd.cli.progress import saying

    application, found = _find(function, path)
    event = _event(event_file)
    if event is None and kind is None:
        kind = found.triggers[0].kind if found.triggers else "direct"
    with saying(f"running {found.id}"):
        done = run_once(application, found, str(path), event, kind or "", settings)
    _report(done)
    return 0 if done.ended == "response" else 1


def _find(name: str, path: Path) -> tuple[Application, Function]:
    from goatherd.code.advisories import shipped
    from goatherd.code.modules import Modules
    from goatherd.reading import find_applications, read_application
    from goatherd.tree import Tree

    tree = Tree(str(path))
    modules = Modules(tree)
    applications: list[Application] = []
    list(find_applications(modules, tree, "", applications))
    having = [(application, found) for application in applications if (found := application.function(name))]
    if having:
        _tell_of_others(name, *(application.name for application, _ in having))
        list(read_application(having[0][0], modules, tree, shipped()))
        return having[0]
    known = sorted(function.id for application in applications for function in application.functions)
    raise UsageError(f"no function is called {name!r}", help=f"functions: {', '.join(known[:20]) or 'none'}")


def _tell_of_others(name: str, taken: str, *others: str) -> None:
    from goatherd.report.safe import safe

    if others:
        text = (
            f"{name} is taken from {taken}; also in {', '.join(others[:20])}: pass the folder of the one that is meant"
        )
        click.echo(safe(f"note: {text}"), err=True)


def _event(file: Any) -> Any:
    if file is None:
        return None
    text = file.read(_MAX_EVENT + 1)
    if len(text) > _MAX_EVENT:
        raise UsageError(f"the event has more than {_MAX_EVENT:,} bytes", help="Lambda takes no larger ones")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise UsageError("the event is nested too deeply", help="an event is a JSON document") from error
    except ValueError as error:
        raise UsageError(f"the event is no JSON: {error}", help="an event is a JSON document") from error


def _report(done: Ran) -> None:
    from goatherd.report.safe import escaped, safe

    for problem in done.problems:
        click.echo(safe(f"note: {problem}"), err=True)
    for line in done.log.splitlines():
        click.echo(safe(f"log: {line}"), err=True)
    for call in done.calls:
        refused = f" refused: the role lacks {call['denied']}" if call["denied"] else ""
        gap = " (not simulated)" if call["gap"] else ""
        click.echo(safe(f"call: {call['service']} {call['operation']} {call['status']}{refused}{gap}"), err=True)
    for statement in done.statements:
        click.echo(safe(f"sql: {' '.join(statement.split())}"), err=True)
    for request in done.requests:
        click.echo(safe(f"request: {request}"), err=True)
    if done.ended == "response":
        sys.stdout.write(escaped(json.dumps(done.response, indent=2, ensure_ascii=False)) + "\n")
    else:
        said = done.error.get("errorMessage", "") if done.error else done.why
        click.echo(safe(f"{done.ended}: {said}"), err=True)
