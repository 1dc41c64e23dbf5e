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
    """The handler under guard. `policy` is a file; without one the environment says which. All functions of a process
    have the policy of the first.

    What azure.functions made of a function (`@app.route`), or an application that holds such, is given back with the
    functions in it under guard. Raises TypeError for what is neither, nor a function.
    """
    from goatherd_guard.starting import start

    if policy is not None:
        import os

        os.environ["GOATHERD_GUARD_POLICY"] = os.fspath(policy)
    guard = start()
    held = _held(handler)
    if held is None and not callable(handler):
        raise TypeError(f"guarded takes a function, not {type(handler).__name__}: @guarded stands right above its def")
    if guard is None:
        return handler
    if held is None:
        return guard.wrap(handler)
    for each in held:
        each._func = guard.wrap(each._func)
    return handler


def _held(handler):
    """What holds the functions of an application of Azure's, or one of them; None where it is something else."""
    if type(handler).__module__.partition(".")[0] != "azure":
        return None
    builders = getattr(handler, "_function_builders", [handler])
    held = [getattr(each, "_function", None) for each in builders]
    if not held or not all(hasattr(each, "_func") for each in held):
        name = type(handler).__name__
        raise TypeError(f"guarded finds no functions in this {name}: @guarded stands right above their def, below @app")
    return held


guarded = wrap
