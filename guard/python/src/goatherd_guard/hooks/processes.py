"""Programs that are started: the shell's text, the program, what it is handed."""

import os
import sys

from goatherd_guard.hooks.given import items, plain
from goatherd_guard.lazy import regex
from goatherd_guard.policy import program_file
from goatherd_guard.sinks.fetching import SHELLS

_LOADERS = frozenset(
    "LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH GCONV_PATH BASH_ENV ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP NODE_OPTIONS"
    " NODE_PATH PERL5OPT PERL5LIB RUBYOPT RUBYLIB".split()
)
_BETWEEN = regex(r"[\s:;,=]+")

_PROCESSOR = ("uname", "-p")  # what Python's own module platform asks for the name of the machine
_UNAMES = frozenset({"/bin/uname", "/usr/bin/uname"})


class Processes:
    def __init__(self, guard):
        self._guard = guard

    def checks(self):
        return {
            "subprocess.Popen": self._popen,
            "os.system": self._system,
            "os.exec": lambda path, arguments, given: self._program(_text(path), _texts(arguments), given),
            "os.posix_spawn": lambda path, arguments, given: self._program(_text(path), _texts(arguments), given),
            "os.spawn": lambda _, path, arguments, __: self._program(_text(path), _texts(arguments)),
            "pty.spawn": lambda arguments: self._program(_texts(arguments)[0], _texts(arguments)),
            "import": self._imported,
        }

    def watch_forks(self):
        """`fork_exec`, which nothing audits: `subprocess` says before what it starts, others call it by themselves."""
        try:
            import _posixsubprocess
        except ImportError:
            return
        start = _posixsubprocess.fork_exec

        def fork_exec(arguments, programs, *rest):
            if sys._getframe(1).f_code not in _saying():
                given = _texts(arguments)
                for program in dict.fromkeys(map(_text, programs)):
                    self._program(program, given)
            return start(arguments, programs, *rest)

        _posixsubprocess.fork_exec = fork_exec
        if "subprocess" in sys.modules:
            sys.modules["subprocess"]._fork_exec = fork_exec

    def _imported(self, name, *_):
        """A second copy of the module has the function as it was."""
        if name == "_posixsubprocess" and not self._guard.policy.processes.silent:
            self._refuse("takes fork_exec from a copy of its module", "")

    def _system(self, command):
        self._shell(_text(command))
        self._allowed("/bin/sh", ["sh", "-c", _text(command)])

    def _popen(self, executable, arguments, folder, environment):
        given = _texts(arguments)
        program = _text(executable) if executable else given[0]
        if folder is not None and "/" in program:  # the child goes there first
            program = os.path.join(_text(folder), program)
        self._program(program, given, environment)

    def _program(self, program, arguments, environment=None):
        shell = os.path.basename(program) in SHELLS
        if shell and "-c" in arguments[:-1]:
            self._shell(arguments[arguments.index("-c") + 1])
        elif not shell:
            self._guard.text("shell", program, "shell", "the program that is started")
        self._allowed(program, arguments, environment)

    def _shell(self, text):
        self._guard.text("shell", text, "shell", "a shell")

    def _allowed(self, program, arguments, environment=None):
        self._guard.fetching([program, *arguments[1:]])
        programs = self._guard.policy.processes
        if programs.silent:
            return
        file = program_file(program, _path(environment))
        if programs.allows(file, arguments):
            self._guard.samples.used("process", file, lambda: programs.entries(file, arguments))
        elif tuple(arguments) != _PROCESSOR or file not in _UNAMES:
            self._refuse(f"starts {self._guard.shown(program)}", " ".join(arguments))
        if not self._may_have_written(file):
            shown = self._guard.shown
            for name, place in _loaded(environment):
                if self._may_have_written(place):
                    self._refuse(f"starts {shown(program)} so that it loads {shown(place)} ({shown(name)})", place)

    def _may_have_written(self, place):
        return place.startswith("/tmp/") or self._guard.policy.files.may_write(place)

    def _refuse(self, what, value):
        verdict = self._guard.policy.verdict(self._guard.policy.processes.others)
        self._guard.decide(verdict, "confinement", "processes", what, value=value)


def _path(environment):
    """Where a bare name is looked up now, whatever it was when the function started."""
    if environment is None or environment is os.environ:
        return os.environ.get("PATH") or os.defpath  # which takes names that are texts alone
    return _text(environment.get("PATH") or environment.get(b"PATH") or os.defpath)


def _loaded(environment):
    """(variable, file or folder) of what programs load code from because their environment says so."""
    given = os.environ if environment is None else environment
    for name, value in given.items():
        if plain(name) in _LOADERS:
            pieces = (piece for piece in _BETWEEN.split(_text(value)) if "/" in piece)
            yield from ((plain(name), os.path.realpath(piece)) for piece in pieces)


def _saying():
    """The code that says by an audit event which program it starts."""
    popen = getattr(sys.modules.get("subprocess"), "Popen", None)
    return {popen._execute_child.__code__} if popen is not None else ()


def _text(value):
    """Of what makes up its text itself there is none: no policy allows what stands here."""
    found = plain(value)
    return f"<{type(value).__name__}>" if found is None else found


def _texts(arguments):
    if isinstance(arguments, (str, bytes, os.PathLike)):
        return [_text(arguments)]
    return [_text(each) for each in items(arguments)] or [""]
