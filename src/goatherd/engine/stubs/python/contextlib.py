"""Context managers made of generators and of things that are closed."""


class Manager:
    def __init__(self, steps):
        self.steps = steps

    def __enter__(self):
        return next(iter(self.steps))

    def __call__(self, function):
        return function


def contextmanager(function):
    def make(*args, **kwargs):
        return Manager(function(*args, **kwargs))

    return make


asynccontextmanager = contextmanager


def closing(thing):
    return thing


def nullcontext(thing=None):
    return thing


class ExitStack:
    def __enter__(self):
        return self

    def enter_context(self, manager):
        with manager as entered:
            return entered

    def callback(self, function, *args, **kwargs):
        function(*args, **kwargs)


AsyncExitStack = ExitStack
