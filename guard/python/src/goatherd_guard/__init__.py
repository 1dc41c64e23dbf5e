"""Protection inside a serverless function: an event firewall, guards at dangerous calls, and confinement.

    from goatherd_guard import guarded

    @guarded
    def handler(event, context): ...

The policy is found as `goatherd_guard.guard.find` says. A function whose policy cannot be read runs unguarded and
says so.
"""

from goatherd_guard.decisions import Blocked

__all__ = ["Blocked", "guarded", "wrap"]


def wrap(handler, policy=None):
    """The handler under guard. `policy` is a file; without one the environment says which."""
    from goatherd_guard.guard import Guard, find
    from goatherd_guard.hooks.installing import install

    if policy is not None:
        import os

        os.environ["GOATHERD_GUARD_POLICY"] = os.fspath(policy)
    guard: Guard = find()
    install(guard)
    return guard.wrap(handler)


guarded = wrap
