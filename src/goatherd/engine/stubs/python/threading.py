"""Threads: what they are given is called."""


class Thread:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, daemon=None):
        self._target = target
        self._args = args
        self._kwargs = kwargs or {}

    def start(self):
        self.run()

    def run(self):
        if self._target is not None:
            self._target(*self._args, **self._kwargs)

    def join(self, timeout=None):
        pass


def Timer(interval, function, args=(), kwargs=None):
    return Thread(target=function, args=args, kwargs=kwargs)


class local:
    pass
