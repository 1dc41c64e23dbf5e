"""Executors: what they are given is called, its result is waited for."""


class Future:
    def __init__(self, value):
        self._value = value

    def result(self, timeout=None):
        return self._value


class ThreadPoolExecutor:
    def __init__(self, *values, **options):
        pass

    def __enter__(self):
        return self

    def submit(self, function, *args, **kwargs):
        return Future(function(*args, **kwargs))

    def map(self, function, *iterables, timeout=None, chunksize=1):
        return list(map(function, *iterables))

    def shutdown(self, wait=True):
        pass


ProcessPoolExecutor = ThreadPoolExecutor


def as_completed(futures, timeout=None):
    return futures


def wait(futures, timeout=None, return_when=None):
    return futures, []
