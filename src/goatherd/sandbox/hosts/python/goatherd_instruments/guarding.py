"""Where the run-time guard stands in front of the function, it is the function's reading of the event that is noted."""

import functools
import importlib
import sys


def installed(session, recorder):
    """Whether the guard is there; from then on it hands the function's own handler the instrumented event."""
    guard = sys.modules.get("goatherd_guard.guard")
    if guard is None:
        return False
    values = importlib.import_module("goatherd_guard.sinks.values").Values
    run = guard.Guard.run

    def guarded(self, handler, event, context):
        @functools.wraps(handler)
        def inner(given, context):
            session.thread.quiet -= 1
            try:
                return handler(recorder.begin(given), context)
            finally:
                session.thread.quiet += 1

        session.thread.quiet += 1
        try:
            return run(self, inner, event, context)
        finally:
            session.thread.quiet -= 1

    guard.Guard.run = guarded
    values.__init__ = _quiet(session, values.__init__)
    return True


def _quiet(session, method):
    @functools.wraps(method)
    def quiet(*arguments, **named):
        session.thread.quiet += 1
        try:
            return method(*arguments, **named)
        finally:
            session.thread.quiet -= 1

    return quiet
