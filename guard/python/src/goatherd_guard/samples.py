"""What a function does and is allowed to do, told now and then for `goatherd guard policy --learn`: by the policy's
entries, which hold nothing of an event.

Each entry is told when it is first used in this process; one in so many invocations tells all that it used.
"""

from goatherd_guard.invocations import current

EVERY = 100  # where the policy does not say
_MOST_NAMES = 10_000  # that are remembered: further ones are looked at in sampled invocations alone
_MOST_DOINGS = 100  # of a line


class Samples:
    """`write` is given each line, as an object."""

    def __init__(self, policy, write):
        self._function, self._write = policy.function, write
        self._every = policy.telemetry.get("sample", EVERY)
        self._names, self._told = set(), set()
        self._loading = {}  # what was done before the first event
        self._since = 0  # invocations of which no line has told

    def used(self, what, name, entries):
        """`name` was used, which entries of the policy allow: `entries()` gives (what, entry, resources) of these."""
        if not self._every:
            return
        invocation = next(iter(current()), None)
        is_sampled = invocation is not None and invocation.is_sampled
        if not is_sampled and ((what, name) in self._names or len(self._names) >= _MOST_NAMES):
            return
        self._names.add((what, name))
        doings = self._loading if invocation is None else invocation.doings
        for doing in entries():
            if len(doings) < _MOST_DOINGS and (is_sampled or doing not in self._told):
                doings[doing] = True

    def begin(self, invocation):
        self._since += 1
        invocation.is_sampled = bool(self._every) and self._since >= self._every

    def end(self, invocation):
        """The function has answered, and nothing of what it did was stopped."""
        doings = {**self._loading, **invocation.doings}
        if not doings and not invocation.is_sampled:
            return
        self._told.update(doings)
        self._write(
            {
                "goatherd": "sample",
                "function": self._function,
                "kind": invocation.kind,
                "request": invocation.request,
                "invocations": self._since,
                "doings": [row(*doing) for doing in doings],
            }
        )
        self._loading, self._since = {}, 0


def row(what, entry, resources):
    return {what: entry, "resources": list(resources)} if resources else {what: entry}
