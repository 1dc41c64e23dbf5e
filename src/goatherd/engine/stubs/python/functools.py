"""Functions that are chosen by the type of their first argument; all else of the module the engine computes itself."""

from goatherd_intrinsics import annotated


class _Dispatch:
    def __init__(self, function):
        self.function = function
        self.known = []

    def register(self, kind, function=None):
        if function is not None:
            self.known.append((kind, function))
            return function
        if isinstance(kind, type):
            return lambda chosen: self.register(kind, chosen)
        return self.register(annotated(kind), kind)

    def dispatch(self, kind):
        return self.function

    def __call__(self, value, *args, **kwargs):
        for kind, function in self.known:
            if isinstance(value, kind):
                return function(value, *args, **kwargs)
        return self.function(value, *args, **kwargs)


class _Method(_Dispatch):
    def __get__(self, instance, owner=None):
        def call(value, *args, **kwargs):
            for kind, function in self.known:
                if isinstance(value, kind):
                    return function(instance, value, *args, **kwargs)
            return self.function(instance, value, *args, **kwargs)

        return call


def singledispatch(function):
    return _Dispatch(function)


def singledispatchmethod(function):
    return _Method(function)
