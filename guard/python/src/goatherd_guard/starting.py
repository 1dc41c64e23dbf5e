"""The guard of this process, and what becomes of the function where it cannot start."""

import os

from goatherd_guard.decisions import Decision
from goatherd_guard.guard import find
from goatherd_guard.hooks.installing import install
from goatherd_guard.policy import BLOCK, REPORT, PolicyError
from goatherd_guard.telemetry import Telemetry


class _NoPolicy:
    """That of a function whose own cannot be read."""

    digest, telemetry = "", {}

    def __init__(self):
        self.function = os.environ.get("GOATHERD_GUARD") or os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")


_started = []  # the guard of this process, or None, once it is known: hooks cannot be taken away, nor be there twice


def start():
    """The guard that the environment names, its hooks in place. None where it cannot start, which is said, and the
    function runs without it; raises PolicyError where GOATHERD_GUARD_FAILURE says that it does not.
    """
    if not _started:
        _started.append(_start())
    return _started[0]


def _start():
    try:
        guard = find()
    except PolicyError as error:
        closed = os.environ.get("GOATHERD_GUARD_FAILURE", "open") != "open"
        telemetry = Telemetry(_NoPolicy())
        what = f"guard is off: {error}"
        telemetry.decided(Decision(BLOCK if closed else REPORT, "guard", "guard", "guard-off", what))
        telemetry.count(off=1)
        if closed:
            raise
        return None
    install(guard)
    return guard
