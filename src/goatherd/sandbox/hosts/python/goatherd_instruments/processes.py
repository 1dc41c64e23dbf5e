"""Programs that are started."""

import os

from .session import as_text

_SHELLS = {"sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"}
_MAX_ARGUMENTS = 50


def events(session):
    def start(what, argv, shell):
        shown = [session.cut(each) for each in argv[:_MAX_ARGUMENTS]]
        session.other({"kind": "spawn", "argv": shown, "shell": shell})
        if session.holds(argv):
            script = _script(argv)
            if script is not None and session.holds(script):
                session.reach("shell", what, script, args=shown)
            else:
                text = next(each for each in argv if session.holds(each))
                session.reach("command", what, text, args=shown)

    def program(what):
        def started(path, argv, *_):
            argv = [argv] if isinstance(argv, (str, bytes, os.PathLike)) else list(argv)
            start(what, argv or [path], _script(argv) is not None)

        return started

    return {
        "subprocess.Popen": program("subprocess.Popen"),
        "os.exec": program("os.exec"),
        "os.posix_spawn": program("os.posix_spawn"),
        "os.system": lambda command: start("os.system", ["sh", "-c", command], True),
        "pty.spawn": lambda argv: start("pty.spawn", list(argv), _script(argv) is not None),
    }


def _script(argv):
    """What a shell is told to run; None if no shell is."""
    words = [as_text(each) for each in argv]
    if len(words) < 3 or os.path.basename(words[0]) not in _SHELLS:
        return None
    for index, word in enumerate(words[1:-1], 1):
        if word.startswith("-") and not word.startswith("--") and "c" in word:
            return words[index + 1]
    return None
