"""Objects and lists that say which of their members are read."""

import copy
import sys

_MAX_READS = 2_000  # an invocation
_MAX_ORIGINS = 5_000
_MAX_LINES = 4_096
_LONGEST_ORIGIN = 1 << 20
_SOMEWHERE = ("?",)
_ANY = ("@name", "@value")  # of a member whose name is free

_recorder = None


class Recorder:
    """Knows the paths that were noted in this invocation, and which texts came from which path."""

    def __init__(self, session):
        global _recorder
        self._session = session
        self._read = set()
        self._iterated = set()
        self._origins = {}
        self._lines = {}
        self.last_text, self.last_iterated = ((), ""), ()
        _recorder = self

    def begin(self, event):
        """Forget the last event; the instrumented form of this one."""
        self._read.clear()
        self._iterated.clear()
        self._origins.clear()
        self.last_text, self.last_iterated = ((), ""), ()
        try:
            return self.wrapped(event, ())
        except RecursionError:
            return event  # nested as deeply as JSON can be

    def wrapped(self, value, path):
        kind = type(value)
        if kind is dict:
            made = EventDict({key: self.wrapped(each, (*path, key)) for key, each in value.items()})
            made._goatherd_at, made._goatherd_copying = path, None
            return made
        if kind is list:
            made = EventList([self.wrapped(each, (*path, index)) for index, each in enumerate(value)])
            made._goatherd_at = path
            return made
        if kind is str or kind is bytes:
            self.remember(value, path)
        return value

    def remember(self, text, path):
        if 1 < len(text) < _LONGEST_ORIGIN and len(self._origins) < _MAX_ORIGINS:
            self._origins[_key(text)] = path

    def origin(self, text):
        """The path of a text; _SOMEWHERE when it only holds the watched text, None when it is of no interest."""
        if not self.recording or not isinstance(text, (str, bytes, bytearray)):
            return None
        path = self._origins.get(_key(text))
        return _SOMEWHERE if path is None and self._session.holds(text) else path

    def decoded(self, result, text, step):
        """The instrumented form of what a text was decoded to; None when it needs none."""
        path = self.origin(text)
        if path is None:
            return None
        return self.wrapped(result, (*path, step))

    def decode(self, text, step):
        """Note that a text of the event is decoded."""
        path = self.origin(text)
        if path not in (None, _SOMEWHERE):
            self.ask((*path, step), missing=False)

    @property
    def recording(self):
        return self._session.active and not self._session.thread.quiet

    def read(self, container, key, value, missing=False):
        if not self.recording:
            return
        path = (*container._goatherd_at, key)
        if type(value) is str:
            self.remember(value, path)
            self.last_text = path, value
        self.ask(path, missing=missing)

    def ask(self, path, *, missing):
        """A field that was asked for, perhaps through something that stands for the event."""
        if not self.recording or self._session.holds(path[-1]):  # a name that was sent before
            return
        if path not in self._read and len(self._read) < _MAX_READS:
            self._read.add(path)
            self._later("read", path, missing)

    def members(self, path):
        """The code goes over the members of an object by their names, which the sender has chosen."""
        self.iterate(path)
        for stand_in in _ANY:
            self.ask((*path, stand_in), missing=True)

    def path_of(self, text):
        """The path of a text that is a value of the event, else None."""
        return self._origins.get(_key(text)) if isinstance(text, (str, bytes)) else None

    def expected(self, kind, path):
        """What the code would have liked to find at a path: "object", "list", "number", or the "field"."""
        if not self.recording or not path:
            return
        if kind == "field":
            self.ask(path, missing=True)
        elif (kind, path) not in self._iterated and len(self._iterated) < _MAX_READS:
            self._iterated.add((kind, path))
            self._later(kind, path, None)

    def iterate(self, path):
        if self.recording:
            self.last_iterated = path
        if self.recording and path not in self._iterated and len(self._iterated) < _MAX_READS:
            self._iterated.add(path)
            self._later("iterate", path, None)

    def _later(self, kind, path, missing):
        line = self._lines.get((kind, path, missing))
        if line is None:
            note = {"kind": kind, "path": path}
            if missing is not None:
                note["missing"] = missing
            line = self._session.notes.encode(note)
            if len(self._lines) < _MAX_LINES:
                self._lines[kind, path, missing] = line
        self._session.notes.later(line)


def recorder():
    return _recorder


def _key(text):
    """The same for a text and its encoded form."""
    if isinstance(text, str):
        return text
    try:
        return bytes(text).decode()
    except UnicodeDecodeError:
        return bytes(text)


class EventDict(dict):
    """C code that asks for keys() and then for each key, as dict() and ** do, copies: it reads no field."""

    __slots__ = ("_goatherd_at", "_goatherd_copying")

    def __getitem__(self, key):
        try:
            value = dict.__getitem__(self, key)
        except KeyError:
            _recorder.read(self, key, None, missing=True)
            raise
        if self._goatherd_copying is not None:
            if self._goatherd_copying == _position(sys._getframe(1)):
                return value
            self._goatherd_copying = None
        _recorder.read(self, key, value)
        return value

    def get(self, key, default=None):
        value = dict.get(self, key, default)
        _recorder.read(self, key, value, missing=not dict.__contains__(self, key))
        return value

    def __contains__(self, key):
        found = dict.__contains__(self, key)
        _recorder.read(self, key, None, missing=not found)
        return found

    def pop(self, key, *default):
        _recorder.read(self, key, None, missing=not dict.__contains__(self, key))
        return dict.pop(self, key, *default)

    def setdefault(self, key, default=None):
        _recorder.read(self, key, None, missing=not dict.__contains__(self, key))
        return dict.setdefault(self, key, default)

    def popitem(self):
        _recorder.iterate(self._goatherd_at)
        return dict.popitem(self)

    def __iter__(self):
        _recorder.members(self._goatherd_at)
        return dict.__iter__(self)

    def __reversed__(self):
        _recorder.iterate(self._goatherd_at)
        return dict.__reversed__(self)

    def keys(self):
        frame = sys._getframe(1)
        self._goatherd_copying = _position(frame)
        if "keys" in frame.f_code.co_names:
            _recorder.members(self._goatherd_at)
        else:
            _recorder.iterate(self._goatherd_at)
        return dict.keys(self)

    def values(self):
        _recorder.iterate(self._goatherd_at)
        return dict.values(self)

    def items(self):
        _recorder.members(self._goatherd_at)
        return dict.items(self)

    def copy(self):
        return self._goatherd_with(_plain(self))

    def __copy__(self):
        return self._goatherd_with(_plain(self))

    def __deepcopy__(self, memo):
        made = memo[id(self)] = self._goatherd_with({})
        for key, value in dict.items(self):
            dict.__setitem__(made, copy.deepcopy(key, memo), copy.deepcopy(value, memo))
        return made

    def __or__(self, other):
        merged = dict.__or__(_plain(self), other)
        return self._goatherd_with(merged) if type(merged) is dict else merged

    def __reduce_ex__(self, protocol):
        return (dict, (_plain(self),))

    def _goatherd_with(self, members):
        made = EventDict(members)
        made._goatherd_at, made._goatherd_copying = self._goatherd_at, None
        return made


class EventList(list):
    __slots__ = ("_goatherd_at",)

    def __getitem__(self, index):
        if isinstance(index, slice):
            _recorder.iterate(self._goatherd_at)
            return list.__getitem__(self, index)
        try:
            value = list.__getitem__(self, index)
        except IndexError:
            _recorder.read(self, index, None, missing=True)
            raise
        _recorder.read(self, index % len(self), value)
        return value

    def __iter__(self):
        _recorder.iterate(self._goatherd_at)
        return list.__iter__(self)

    def __reversed__(self):
        _recorder.iterate(self._goatherd_at)
        return list.__reversed__(self)

    def pop(self, *index):
        _recorder.iterate(self._goatherd_at)
        return list.pop(self, *index)

    def copy(self):
        return self._goatherd_with(list.__iter__(self))

    def __copy__(self):
        return self._goatherd_with(list.__iter__(self))

    def __deepcopy__(self, memo):
        made = memo[id(self)] = self._goatherd_with(())
        for value in list.__iter__(self):
            list.append(made, copy.deepcopy(value, memo))
        return made

    def __reduce_ex__(self, protocol):
        return (list, (list(list.__iter__(self)),))

    def _goatherd_with(self, members):
        made = EventList(members)
        made._goatherd_at = self._goatherd_at
        return made


for _made, _as in ((EventDict, dict), (EventList, list)):
    # Messages such as "unhashable type: 'dict'" reach the function's users.
    _made.__name__, _made.__qualname__, _made.__module__ = _as.__name__, _as.__name__, "builtins"


def _plain(members):
    return {key: value for key, value in dict.items(members)}  # noqa: C416  dict(members) would come back to us


def _position(frame):
    return id(frame), frame.f_lasti
