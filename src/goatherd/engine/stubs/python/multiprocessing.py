"""Processes and pools: what they are given is called."""

from threading import Thread

Process = Thread


class Connection:
    def __init__(self):
        self.held = None

    def send(self, value):
        self.held = value

    def recv(self):
        return self.held

    def close(self):
        pass


def Pipe(duplex=True):
    connection = Connection()
    return connection, connection


class Pool:
    def __init__(self, *values, **options):
        pass

    def __enter__(self):
        return self

    def map(self, function, iterable, chunksize=None):
        return list(map(function, iterable))

    imap = map
    imap_unordered = map

    def apply(self, function, args=(), kwargs=None):
        return function(*args)

    def starmap(self, function, iterable, chunksize=None):
        return [function(*values) for values in iterable]
