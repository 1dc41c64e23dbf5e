"""What runs after the handler has returned: coroutines, generators, the pieces of an answer that is streamed. Each sees
the event's values while it is consumed.
"""

from contextlib import contextmanager

from goatherd_guard.decisions import Blocked


def kept(guard, found, invocation, refuse=None):
    """What a handler gave, under guard for as long as it is consumed. `refuse` gives the answer that stands for a
    coroutine of which something was stopped, None where there is none; what is streamed breaks off.
    """
    if isinstance(found, (dict, str, bytes, int, float, type(None))):
        return found
    if hasattr(found, "__await__") and hasattr(found, "send"):
        return _awaited(guard, found, invocation, refuse)
    if isinstance(found, tuple):  # of Flask: a body, status and headers
        return (kept(guard, found[0], invocation), *found[1:]) if type(found) is tuple and found else found
    if getattr(found, "is_streamed", False) is True and hasattr(found, "response"):  # of Flask
        _replace(guard, found, "response", iter(found.response), invocation)
        return found
    if hasattr(found, "body_iterator"):  # of Starlette
        _replace(guard, found, "body_iterator", found.body_iterator, invocation)
        return found
    return _stepwise(guard, found, invocation)


def _replace(guard, holder, name, pieces, invocation):
    setattr(holder, name, _stepwise(guard, pieces, invocation))
    if hasattr(pieces, "close") and hasattr(holder, "call_on_close"):  # also where nothing is ever asked for
        holder.call_on_close(pieces.close)


def _stepwise(guard, found, invocation):
    if hasattr(found, "__anext__"):
        return _each_awaited(guard, found, invocation)
    if hasattr(found, "__next__") and not hasattr(found, "read"):
        return _each(guard, found, invocation)
    return found


@contextmanager
def _again(guard, invocation):
    """Once more at work on the event; what is decided meanwhile is counted."""
    before = len(invocation.decisions)
    with invocation:
        try:
            yield
        finally:
            if invocation.decisions[before:]:
                guard.telemetry.counted(invocation.decisions[before:])


def _each(guard, pieces, invocation):
    step, given = next, (pieces,)
    while True:
        with _again(guard, invocation):
            try:
                piece = step(*given)
            except StopIteration as end:
                return end.value
        try:
            sent = yield piece
        except BaseException as error:  # GeneratorExit too: the function's own `finally` runs under guard
            if not hasattr(pieces, "throw"):
                raise
            step, given = pieces.throw, (error,)
        else:
            step, given = (next, (pieces,)) if sent is None else (pieces.send, (sent,))


async def _each_awaited(guard, pieces, invocation):
    step, given = pieces.__anext__, ()
    while True:
        with _again(guard, invocation):
            try:
                piece = await step(*given)
            except StopAsyncIteration:
                return
        try:
            sent = yield piece
        except BaseException as error:
            if not hasattr(pieces, "athrow"):
                raise
            step, given = pieces.athrow, (error,)
        else:
            step, given = (pieces.__anext__, ()) if sent is None else (pieces.asend, (sent,))


async def _awaited(guard, coroutine, invocation, refuse):
    with _again(guard, invocation):
        try:
            found = await coroutine
        except Exception:
            if invocation.stopped is None or refuse is None:
                raise
    if invocation.stopped is None:
        return kept(guard, found, invocation, refuse)
    if refuse is None:
        raise Blocked(invocation.stopped)
    return refuse()
