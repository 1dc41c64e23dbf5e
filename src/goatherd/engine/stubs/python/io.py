"""Streams in memory: what was put in is what is read."""


class StringIO:
    def __init__(self, initial_value="", newline=None):
        self._held = initial_value

    def read(self, size=-1):
        return self._held

    def readline(self, size=-1):
        return self._held

    def readlines(self, hint=-1):
        return [self._held]

    def getvalue(self):
        return self._held

    def getbuffer(self):
        return self._held

    def write(self, text):
        self._held = self._held + text

    def writelines(self, lines):
        self._held = self._held + "".join(lines)

    def seek(self, offset, whence=0):
        pass

    def close(self):
        pass

    def __enter__(self):
        return self

    def __iter__(self):
        return [self._held]


class BytesIO(StringIO):
    pass


def TextIOWrapper(buffer, *rest, **options):
    return buffer


def BufferedReader(raw, *rest):
    return raw
