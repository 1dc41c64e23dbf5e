"""What is known while the function runs: the watched text, and what the invocation has noted already."""

import os
import threading

from . import frames

MAX_TEXT = 2_000
_MAX_REACHED, _MAX_OTHERS = 200, 50
_DEPTH = 4
_MAX_FOLDED = 10_000


class _Thread(threading.local):
    quiet = 0


class Session:
    """`active` while the handler runs; `thread.quiet` is above 0 while its reads are not the function's own."""

    def __init__(self, notes, watch):
        self.notes = notes
        self.watch = watch
        self.active = False
        self.thread = _Thread()
        self._watch_bytes = watch.encode()
        self._reached = set()
        self._others = {}

    def begin(self):
        self._reached.clear()
        self._others.clear()
        self.active = True

    def end(self):
        self.active = False

    def holds(self, value, depth=_DEPTH):
        """Whether the watched text is in a value; in upper case, too. Looks past instrumented containers' methods."""
        if not self.watch:
            return False
        if isinstance(value, str):
            if str.__contains__(value, self.watch):
                return True
            return len(value) < _MAX_FOLDED and self.watch in str.lower(value)
        if isinstance(value, (bytes, bytearray)):
            return self._watch_bytes in value or (len(value) < _MAX_FOLDED and self._watch_bytes in value.lower())
        if depth == 0:
            return False
        if isinstance(value, dict):
            return any(self.holds(each, depth - 1) for pair in dict.items(value) for each in pair)
        if isinstance(value, list):
            return any(self.holds(each, depth - 1) for each in list.__iter__(value))
        if isinstance(value, (tuple, set, frozenset)):
            return any(self.holds(each, depth - 1) for each in value)
        return isinstance(value, os.PathLike) and self.holds(os.fspath(value))

    def reach(self, sink, what, text, most=MAX_TEXT, **more):
        """Note that `text`, which holds the watched text, is where it should not be."""
        text = self.cut(text, most)
        where = frames.where()
        key = (sink, text, where, str(more))
        if key not in self._reached and len(self._reached) < _MAX_REACHED:
            self._reached.add(key)
            self.notes.now({"kind": "reach", "sink": sink, "what": what, "text": text, "where": where, **more})

    def other(self, note):
        """Note something that says the same as often as it is said: at most some of a kind."""
        seen = self._others.setdefault(note["kind"], set())
        line = self.notes.encode(note)
        if line not in seen and len(seen) < _MAX_OTHERS:
            seen.add(line)
            self.notes.now(note)

    def cut(self, value, most=MAX_TEXT):
        """A value as text of at most `most` characters, with the watched text among them."""
        text = as_text(value)
        if len(text) <= most:
            return text
        start = max(0, text.lower().find(self.watch) - most // 4) if self.watch else 0
        return text[start : start + most]


def as_text(value):
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, os.PathLike):
        return as_text(os.fspath(value))
    return str(value)
