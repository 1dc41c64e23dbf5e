"""Starting programs: whether data becomes a shell's command, the program itself, or a mere argument of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter import members, sinks
from goatherd.engine.values import UNKNOWN, Const, External, Hole, Obj, Text, Value, atom, const

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash", "busybox", "cmd", "cmd.exe", "powershell", "pwsh"})
_INTERPRETERS = frozenset({"python", "perl", "ruby", "node", "php", "osascript", "lua"})
_DOWNLOADERS = frozenset({"curl", "wget"})
_PREFIXES = frozenset({"sudo", "env", "nohup", "timeout", "nice", "xargs", "time", "exec"})
_COMMAND_FLAGS = frozenset({"-c", "-lc", "-ic", "/c", "/C", "-Command", "-e", "-ec", "-xc", "-r"})


def started(name: str) -> Native:
    """`subprocess.run` and its kin."""

    def run(m: Machine, args: Args, pos: int) -> Value:
        command = m.semantics.as_text(m, args.at(0, "args") or UNKNOWN)
        shell = args.at(-1, "shell")
        if shell is not None and m.semantics.truth(m, shell) is not False:
            sinks.report(m, "shell", _first_of_list(m, command), pos, name)
        else:
            _without_shell(m, command, pos, name)
        program = args.at(-1, "executable")
        if program is not None:
            sinks.report(m, "command", program, pos, name)
        return atom(External(f"{name}()"))

    return run


def executed(m: Machine, args: Args, pos: int) -> Value:
    """`asyncio.create_subprocess_exec(program, *arguments)`."""
    words = m.semantics.make_list(m, "list", (list(args.positional), args.rest), pos, "argv")
    _without_shell(m, words, pos, "asyncio.create_subprocess_exec")
    return atom(External("asyncio.subprocess.Process"))


def _first_of_list(m: Machine, command: Value) -> Value:
    exact = m.semantics.exact_elements(m, command)
    return exact[0] if exact else command


def _without_shell(m: Machine, command: Value, pos: int, name: str) -> None:
    words = m.semantics.exact_elements(m, command)
    if words is None:
        program = members.read(m, command, const(0), pos) if isinstance(command.sole, Obj) else command
        sinks.report(m, "command", _leading_text(program), pos, name)
        return
    while words and _programs(words[0]) & _PREFIXES:
        words = words[1:]
    if not words:
        return
    sinks.report(m, "command", _leading_text(words[0]), pos, name)
    programs = _programs(words[0])
    if programs & _DOWNLOADERS:
        for word in words[1:]:
            sinks.report(m, "ssrf", word, pos, f"{name} of a program that fetches addresses")
    kind = "shell" if programs & _SHELLS else "code" if programs & _INTERPRETERS else ""
    flags = [index for index, word in enumerate(words) if word.text() in _COMMAND_FLAGS]
    if kind and flags:
        # Further words are the command's own arguments ($0, $1 …), which a shell does not read as commands.
        for word in words[flags[0] + 1 : flags[0] + 2]:
            sinks.report(m, kind, word, pos, name)


def _programs(word: Value) -> set[str]:
    """The programs that a word may name, without folders and versions."""
    texts = [a.value for a in word.atoms if isinstance(a, Const) and isinstance(a.value, str)]
    return {text.rpartition("/")[2].rstrip("0123456789.") for text in texts}


def _leading_text(value: Value) -> Value:
    """A name that begins with a constant is chosen by the program, not by an outsider."""
    fixed = [a for a in value.atoms if isinstance(a, Const) or (isinstance(a, Text) and isinstance(a.parts[0], str))]
    return value if len(fixed) < len(value.atoms) else Value(value.atoms)


def split_words(m: Machine, args: Args, pos: int) -> Value:
    """`shlex.split`: the first word is the program when a blank of the program's own text ends it."""
    value = args.at(0, "s") or UNKNOWN
    item = value.sole
    if isinstance(item, Text) and isinstance(item.parts[0], str):
        first, blank, _ = item.parts[0].lstrip().partition(" ")
        if blank:
            words = [const(word) for word in item.parts[0].split()]
            rest = Value((Text((Hole(value.labels),)),), value.labels)
            return m.semantics.make_list(m, "list", ([*words, rest], None), pos, first)
    labelled = Value((Text((Hole(value.labels),)),), value.labels) if value.labels else UNKNOWN
    return m.semantics.make_list(m, "list", ([], labelled), pos)


NATIVES: dict[str, Native] = {
    **{
        f"subprocess.{function}": started(f"subprocess.{function}")
        for function in ("run", "call", "check_call", "check_output", "Popen")
    },
    "asyncio.create_subprocess_exec": executed,
    "shlex.split": split_words,
}
