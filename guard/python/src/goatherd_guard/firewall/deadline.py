"""A limit for the time that patterns may take where there is no RE2: Python's expressions can be made to try for ever.

The timer counts the process's own time, and interrupts a search in the main thread, where Lambda calls handlers. In
other threads, or where the function itself uses this timer, there is no limit.
"""

import _signal

from goatherd_guard.firewall.patterns import is_linear

_SECONDS, _PER_CHARACTER = 0.1, 2e-6
_state = {"armed": False, "ready": None}


class TooLong(Exception):
    """A text took more time than it may."""


class deadline:
    """For what is done within it with so many characters."""

    def __init__(self, characters):
        self._seconds = _SECONDS + characters * _PER_CHARACTER

    def __enter__(self):
        self._set = not is_linear() and _is_ready()
        if self._set:
            _state["armed"] = True
            _signal.setitimer(_signal.ITIMER_VIRTUAL, self._seconds, self._seconds)

    def __exit__(self, *_):
        if self._set:
            _state["armed"] = False
            _signal.setitimer(_signal.ITIMER_VIRTUAL, 0)


class unlimited:
    """For what is done within it once and for all texts: the time that it takes is not that of the text at hand."""

    def __enter__(self):
        self._left = _signal.setitimer(_signal.ITIMER_VIRTUAL, 0) if _state["armed"] else None

    def __exit__(self, *_):
        if self._left:
            _signal.setitimer(_signal.ITIMER_VIRTUAL, *self._left)


def _is_ready():
    if _state["ready"] is None or _signal.getsignal(_signal.SIGVTALRM) is not _over:
        try:
            _state["ready"] = _signal.getsignal(_signal.SIGVTALRM) in (_signal.SIG_DFL, _over)
            if _state["ready"]:
                _signal.signal(_signal.SIGVTALRM, _over)
        except ValueError:  # another thread
            return False
    return _state["ready"] and _is_main()


def _is_main():
    import threading

    return threading.current_thread() is threading.main_thread()


def _over(*_):
    if _state["armed"]:
        raise TooLong
