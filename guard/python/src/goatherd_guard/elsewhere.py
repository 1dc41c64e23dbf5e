"""Functions that no runtime of Lambda calls: those of Azure and Google, and coroutines."""

from contextlib import contextmanager

from goatherd_guard.answers import answer
from goatherd_guard.decisions import Blocked
from goatherd_guard.events.native import Native, native
from goatherd_guard.invocations import Invocation
from goatherd_guard.later import kept


def call(guard, handler, given, named):
    with _passage(guard, given, named) as passage:
        if passage.is_open:
            passage.answer = handler(*given, **named)
    return passage.kept()


async def call_and_wait(guard, handler, given, named):
    with _passage(guard, given, named) as passage:
        if passage.is_open:
            passage.answer = await handler(*given, **named)
    return passage.kept()


class _Passage:
    """`is_open`: the function may have the event; `answer` is what goes out."""

    def __init__(self, guard, invocation, reading, refuse):
        self.is_open, self.answer = reading is None or not reading.refused, None
        self.refuse = refuse
        if refuse is None and reading is not None and reading.kind.answer == "http":  # a coroutine on Lambda
            self.refuse = lambda: answer(reading, guard.policy, None, None, None)
        self._guard, self._invocation = guard, invocation

    def kept(self):
        return kept(self._guard, self.answer, self._invocation, self.refuse)


@contextmanager
def _passage(guard, given, named):
    """One event: read before the function has it, and of a function of which something was stopped nothing goes out."""
    everything = (*given, *named.values())
    found = native(everything) or Native(everything[0] if everything else None)
    invocation = Invocation(found.event)
    reading = guard.read(found.event, invocation)
    passage = _Passage(guard, invocation, reading, found.refuse)
    with invocation, guard.watching(invocation):
        try:
            yield passage
        except Exception:
            if invocation.stopped is None or passage.refuse is None:
                raise
    if passage.is_open and invocation.stopped is None:
        return
    if passage.refuse is None:
        raise Blocked(invocation.stopped or next(each for each in reading.decisions if each.blocks))
    passage.answer = passage.refuse()
