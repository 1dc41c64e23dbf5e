"""How notes leave the process."""

import collections
import itertools
import json
import os
from _blake2 import blake2b  # hashlib brings OpenSSL, which makes every cold start longer by 4 ms

_LATER = 200  # notes


def sealing(key):
    """What makes a line of a JSON list; see sandbox/notes.py.

    A closure, not an object's attribute: the key is to be found by nobody who does not search the process for it.
    """
    process, count = str(os.getpid()), itertools.count(1)
    forks = 0

    def sealed(text):
        text = f"{process}.{next(count)} {text}".encode()
        number, _, rest = text.partition(b" ")
        return b"\n%b %b %b\n" % (number, blake2b(key + text).hexdigest()[:32].encode(), rest)

    def forked():
        nonlocal process, count, forks
        forks += 1
        process, count = f"{os.getpid()}-{forks}", itertools.count(1)

    os.register_at_fork(after_in_child=forked)
    return sealed


class Notes:
    """Writes to a descriptor that programs started by the function do not inherit; each write is one sealed line.

    A deque needs no lock: threads, signal handlers and finalizers may all be in the middle of a note.
    """

    def __init__(self, descriptor, sealed):
        os.set_inheritable(descriptor, False)
        self._descriptor, self._sealed = descriptor, sealed
        self._waiting = collections.deque()
        self.encode = json.JSONEncoder(separators=(",", ":"), default=str).encode
        os.register_at_fork(before=self.flush)

    def now(self, note):
        """Write a note, and all that wait, at once: the process may not live much longer."""
        self._waiting.append(self.encode(note))
        self.flush()

    def later(self, line):
        """Keep an encoded note until the next is written: each write wakes the reader."""
        self._waiting.append(line)
        if len(self._waiting) > _LATER:
            self.flush()

    def flush(self):
        lines = []
        while True:
            try:
                lines.append(self._waiting.popleft())
            except IndexError:
                break
        if lines:
            self._write(self._sealed(f"[{','.join(lines)}]"))

    def _write(self, data):
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            pass  # the function closed what it did not open
