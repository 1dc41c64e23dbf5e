"""Programs that are started: the shell's text, the program, what it is handed."""

import os
import re

from goatherd_guard.lazy import regex
from goatherd_guard.policy import program_file

_ADDRESS = regex(r"""\b[a-z][a-z0-9+.-]*://[^\s'"`|;&<>()]+""", re.IGNORECASE)
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"})


class Processes:
    def __init__(self, guard):
        self._guard = guard

    def checks(self):
        return {
            "subprocess.Popen": self._popen,
            "os.system": self._system,
            "os.exec": lambda path, arguments, _: self._program(_text(path), _texts(arguments)),
            "os.posix_spawn": lambda path, arguments, _: self._program(_text(path), _texts(arguments)),
            "os.spawn": lambda _, path, arguments, __: self._program(_text(path), _texts(arguments)),
            "pty.spawn": lambda arguments: self._program(_texts(arguments)[0], _texts(arguments)),
        }

    def _system(self, command):
        self._shell(_text(command))
        self._allowed("/bin/sh", ["sh", "-c", _text(command)])

    def _popen(self, executable, arguments, _, __):
        given = _texts(arguments)
        self._program(_text(executable) if executable else given[0], given)

    def _program(self, program, arguments):
        shell = os.path.basename(program) in _SHELLS
        if shell and "-c" in arguments[:-1]:
            self._shell(arguments[arguments.index("-c") + 1])
        elif not shell:
            self._guard.text("shell", program, "shell", "the program that is started")
        self._allowed(program, arguments)

    def _shell(self, text):
        self._guard.text("shell", text, "shell", "a shell")

    def _allowed(self, program, arguments):
        for url in _ADDRESS.findall(" ".join(arguments)):  # what a program is to fetch
            self._guard.host(url)
        programs = self._guard.policy.processes
        if programs.silent or programs.allows(program_file(program), arguments):
            return
        verdict = self._guard.policy.verdict(programs.others)
        self._guard.decide(verdict, "confinement", "processes", f"starts {program}", value=" ".join(arguments))


def _text(value):
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "surrogateescape")
    return os.fspath(value) if not isinstance(value, str) else value


def _texts(arguments):
    if isinstance(arguments, (str, bytes, os.PathLike)):
        return [_text(arguments)]
    return [_text(each) for each in arguments] or [""]
