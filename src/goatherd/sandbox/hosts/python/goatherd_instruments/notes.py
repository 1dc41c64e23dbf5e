"""How notes leave the process."""

import collections
import json
import os

_LATER = 200  # notes


class Notes:
    """Writes to a descriptor that programs started by the function do not inherit.

    A deque needs no lock: threads, signal handlers and finalizers may all be in the middle of a note.
    """

    def __init__(self, descriptor):
        os.set_inheritable(descriptor, False)
        self._descriptor = descriptor
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
            self._write(("\n".join(lines) + "\n").encode())

    def _write(self, data):
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            pass  # the function closed what it did not open
