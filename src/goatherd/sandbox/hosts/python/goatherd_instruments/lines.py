"""Which lines of the function's own code ran for the first time, and what was raised there."""

import sys
import threading

from .frames import TASK, own, relative

_TOOL = 4  # free for anybody; 0, 1 and 2 are those of debuggers, coverage and profilers
_PATIENCE = 2_000  # lines that are not new, of one piece of code in one invocation
_CALLS = 200_000  # in one invocation; then it runs on untraced


def coverage():
    return Monitored() if hasattr(sys, "monitoring") else Traced()


class Monitored:
    """Python 3.12 and later: a line that was seen costs nothing any more. `raised` is called with frame and error."""

    raised = None

    def __init__(self):
        self._seen, self._new = {}, {}
        monitoring = sys.monitoring
        monitoring.use_tool_id(_TOOL, "goatherd")
        monitoring.register_callback(_TOOL, monitoring.events.PY_START, self._started)
        monitoring.register_callback(_TOOL, monitoring.events.LINE, self._ran)
        monitoring.register_callback(_TOOL, monitoring.events.RAISE, self._raised)
        monitoring.set_events(_TOOL, monitoring.events.PY_START | monitoring.events.RAISE)

    def start(self):
        pass

    def stop(self):
        pass

    def take(self):
        """Files with the lines that are new since the last time."""
        new, self._new = self._new, {}
        return {relative(name): sorted(lines) for name, lines in new.items()}

    def _started(self, code, offset):
        if own(code.co_filename):
            sys.monitoring.set_local_events(_TOOL, code, sys.monitoring.events.LINE)
        return sys.monitoring.DISABLE

    def _raised(self, code, offset, error):
        if self.raised and own(code.co_filename):
            self.raised(sys._getframe(1), error)

    def _ran(self, code, line):
        seen = self._seen.setdefault(code.co_filename, set())
        if line not in seen:  # a line with a loop in it has several places
            seen.add(line)
            self._new.setdefault(code.co_filename, []).append(line)
        return sys.monitoring.DISABLE


class Traced:
    """Before: tracing, line by line only in code that has lines left."""

    raised = None

    def __init__(self):
        self._codes = {}
        self._own = {}
        self._new = []
        self._turn, self._calls = 0, 0

    def start(self):
        self._turn, self._calls = self._turn + 1, 0
        threading.settrace(self._called)
        sys.settrace(self._called)

    def stop(self):
        if sys.gettrace() == self._called:  # the function may have set its own
            sys.settrace(None)
        threading.settrace(None)

    def take(self):
        new, self._new = self._new, []
        files = {}
        for name, line in new:
            files.setdefault(relative(name), set()).add(line)
        return {name: sorted(lines) for name, lines in files.items()}

    def _called(self, frame, event, argument):
        self._calls += 1
        if self._calls > _CALLS:
            sys.settrace(None)
            return None
        code = frame.f_code
        name = code.co_filename
        known = self._own.get(name)
        if known is None:
            known = self._own[name] = name.startswith(TASK) and own(name)
        if not known:
            return None
        follower = self._codes.get(id(code))
        if follower is None:
            follower = self._codes[id(code)] = _Follower(code, self)
        if follower.wanted(self._turn):
            return follower.follow
        frame.f_trace_lines = False
        return self.failed

    def failed(self, frame, event, argument):
        """Follows a frame without its lines."""
        if event == "exception" and self.raised and argument[2] and argument[2].tb_next is None:
            self.raised(frame, argument[1])
        return self.failed

    def ran(self, name, line):
        self._new.append((name, line))


class _Follower:
    """Holds on to its code object, whose id must not become another's."""

    __slots__ = ("_code", "_coverage", "_idle", "_turn", "_unseen")

    def __init__(self, code, coverage):
        self._code, self._coverage, self._idle, self._turn = code, coverage, 0, 0
        self._unseen = _lines(code)

    def wanted(self, turn):
        if self._turn != turn:
            self._turn, self._idle = turn, 0
        return self._unseen and self._idle < _PATIENCE

    def follow(self, frame, event, argument):
        self._coverage.failed(frame, event, argument)
        line = frame.f_lineno
        if line in self._unseen and event in ("line", "return"):  # the end of a frame that was given up is told still
            self._idle = 0
            self._unseen.discard(line)
            self._coverage.ran(self._code.co_filename, line)
        else:
            self._idle += 1
        if not self._unseen or self._idle >= _PATIENCE:
            frame.f_trace_lines = False
        return self.follow


def _lines(code):
    if hasattr(code, "co_lines"):
        found = {line for _, _, line in code.co_lines() if line}
    else:
        import dis

        found = {line for _, line in dis.findlinestarts(code)}
    if len(found) > 1 and code.co_name != "<module>":
        found.discard(code.co_firstlineno)  # "def" itself runs in the code around it
    return found
