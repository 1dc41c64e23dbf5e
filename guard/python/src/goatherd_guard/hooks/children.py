"""The environment that programs inherit: without the role's credentials and what the policy calls a secret."""

import functools
import os

from goatherd_guard.hooks.given import plain

_PLACE = 9  # of `env` among the arguments of Popen after the first


class Children:
    def __init__(self, guard):
        self._settings = guard.policy.environment
        self._is_on = bool(self._settings.hidden) and not guard.policy.lenient

    def watch_popen(self, module):
        """`module`: subprocess."""
        if not self._is_on:
            return
        made = module.Popen.__init__

        @functools.wraps(made)
        def init(popen, args, *rest, **named):
            given = rest[_PLACE] if len(rest) > _PLACE else named.get("env")
            left = self._left(args if isinstance(args, (str, bytes, os.PathLike)) else next(iter(args), ""), given)
            if len(rest) > _PLACE:
                rest = (*rest[:_PLACE], left, *rest[_PLACE + 1 :])
            else:
                named["env"] = left
            made(popen, args, *rest, **named)

        module.Popen.__init__ = init

    def watch_os(self):
        """What starts programs beside subprocess."""
        if not self._is_on:
            return
        for name in ("posix_spawn", "posix_spawnp", "execve"):
            if hasattr(os, name):
                setattr(os, name, self._given_third(getattr(os, name)))
        execve = os.execve
        os.execv = lambda path, arguments: execve(path, arguments, os.environ)
        os.system = _system

    def _given_third(self, start):
        @functools.wraps(start)
        def started(path, argv, env, **named):
            return start(path, argv, self._left(path, env), **named)

        return started

    def _left(self, program, given):
        """Of the variables that are given (None: all of the function's), those that this program may see."""
        found = {plain(name): (name, value) for name, value in (os.environ if given is None else given).items()}
        return dict(found[each] for each in self._settings.left((plain(program) or "").split(" ")[0], found))


def _system(command):
    """os.system, which itself hands on all that the process has."""
    import subprocess

    status = subprocess.Popen(command, shell=True).wait()
    return status << 8 if status >= 0 else -status
