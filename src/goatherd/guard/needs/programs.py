"""Section `processes`: the programs that the code starts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.guard.needs.libraries import is_of, listed, pairs
from goatherd.guard.needs.subject import place
from goatherd.guard.needs.texts import is_whole, lists, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.guard.needs.subject import Subject
    from goatherd.model.flow import LibraryCall

SHELL = "/bin/sh"
_COMMAND = re.compile(r"(?:^|[|;&(`\n])\s*(?:\w+=\S*\s+)*([\w./${}?-]+)")
_RELATIVE_ROOT = "/var/task"


def processes(subject: Subject) -> dict[str, Any]:
    allowed: dict[tuple[str, tuple[str, ...] | None], str] = {}
    for call in subject.calls:
        for program, arguments in _started(subject, call):
            allowed.setdefault((program, arguments), place(call.span))
    for name in sorted(subject.behaviour.names):
        if is_of(name, listed("programs", "opaque")):
            subject.gap(f"which programs {name.partition('.')[0]} starts", None, "processes")
    without = {program for program, arguments in allowed if arguments is None}
    entries = []
    for (program, arguments), why in sorted(allowed.items(), key=lambda each: (each[0][0], each[0][1] or ())):
        if arguments is None or program not in without:
            narrowed = {} if arguments is None else {"arguments": list(arguments)}
            entries.append({"program": program, **narrowed, "why": why})
    return {"allow": entries, "others": subject.others("processes")}


def _started(subject: Subject, call: LibraryCall) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """Programs, each with its arguments where these are known."""
    name = call.name
    first, second = listed("programs", "first"), listed("programs", "second")
    if name in listed("programs", "shell"):
        yield from _by_shell(texts(call, "0", "cmd", "command"))
    elif name in first or name in second:
        names = ("1", "file") if name in second else ("0", "args", "program", "path")
        if True in call.constants.get("shell", ()):
            yield from _by_shell(texts(call, *names))
        else:
            yield from _by_name(subject, call, names)
    elif name in listed("programs", "node"):
        yield "node", None
    elif (started := pairs("programs", "by").get(name.partition(".")[0])) is not None:
        yield from ((program, None) for program in started.split())


def _by_shell(commands: list[str]) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """The shell, and what it starts in turn, which has to be named where children are confined too."""
    known = [command for command in commands if is_whole(command)]
    if known and len(known) == len(commands):
        yield from ((SHELL, ("-c", command)) for command in known)
    else:
        yield SHELL, None
    for command in commands:
        for program in _COMMAND.findall(command):
            if is_whole(program) and program not in listed("programs", "built_in"):
                yield _absolute(program), None


def _by_name(
    subject: Subject, call: LibraryCall, names: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    listed = lists(call, *names)
    for elements in listed:
        yield from _with_arguments(subject, call, elements[0], elements[1:])
    if listed:
        return
    further = lists(call, "1")
    for program in texts(call, *names) or [HOLE]:
        if program[:1] == "<" or not is_whole(program):
            subject.gap(f"which program {call.name} starts", call.span, "processes")
            continue
        yield from _with_arguments(subject, call, program, further[0] if len(further) == 1 else None)


def _with_arguments(
    subject: Subject, call: LibraryCall, program: str, arguments: tuple[str, ...] | None
) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    if not is_whole(program):
        subject.gap(f"which program {call.name} starts", call.span, "processes")
    elif arguments is None or not any(map(is_whole, arguments)):
        yield _absolute(program), None
    else:
        yield _absolute(program), tuple(each if is_whole(each) else "*" for each in arguments)


def _absolute(program: str) -> str:
    """A path as the function sees it; a bare name is looked up by the guard."""
    if "/" not in program or program.startswith("/"):
        return program
    return f"{_RELATIVE_ROOT}/{program.removeprefix('./')}"
