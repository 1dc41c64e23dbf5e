"""Protection inside a serverless function: an event firewall, guards at dangerous calls, and confinement.

    from goatherd_guard import guarded

    @guarded
    def handler(event, context): ...

The policy is found as `goatherd_guard.guard.find` says. A function whose policy cannot be read runs unguarded and
says so, or, with GOATHERD_GUARD_FAILURE=closed, does not run.
"""

from goatherd_guard.decisions import Blocked

__all__ = ["Blocked", "guarded", "wrap"]


def wrap(handler, policy=None):
    """The handler under guard. `policy` is a file; without one the environment says which."""
    from goatherd_guard.starting import start

    if policy is not None:
        import os

        os.environ["GOATHERD_GUARD_POLICY"] = os.fspath(policy)
    guard = start()
    return handler if guard is None else guard.wrap(handler)


guarded = wrap
