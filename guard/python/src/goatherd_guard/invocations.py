"""The events that are being worked on. Threads that a handler starts see them too: a function handles one at a time,
and where several run side by side, a text is compared with all of them unless it is known whose it is.
"""

import contextvars

_current = contextvars.ContextVar("goatherd_guard_invocation", default=None)
_running = []
_seen = []  # not empty once an event was worked on


class Invocation:
    """`decisions` are what was decided while it ran; `stopped` the first that blocked."""

    __slots__ = ("event", "kind", "request", "decisions", "stopped", "doings", "is_sampled", "_values", "_token")

    def __init__(self, event, request=""):
        self.event, self.kind, self.request = event, "", request
        self.decisions = []
        self.stopped = None
        self.doings, self.is_sampled = {}, False  # samples.py
        self._values = None

    @property
    def values(self):
        """The event's texts; read when the first sink asks."""
        if self._values is None:
            from goatherd_guard.sinks.values import Values

            self._values = Values(self.event)
        return self._values

    def resume(self):
        """The function is called once more, without what was stopped."""
        self.stopped = None

    def __enter__(self):
        self._token = _current.set(self)
        _running.append(self)
        if not _seen:
            _seen.append(True)
        return self

    def __exit__(self, *_):
        _running.remove(self)
        _current.reset(self._token)


def current():
    """The invocations whose events may have led here, none while the module is loaded."""
    own = _current.get()
    return (own,) if own is not None else tuple(_running)


def has_begun():
    """Whether an event was worked on: until then all that runs came with the function."""
    return bool(_seen)
