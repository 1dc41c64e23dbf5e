"""Operators as functions: what they are made with is looked up in what they are called with."""


def itemgetter(*keys):
    def get(thing):
        found = [thing[key] for key in keys]
        return found[0] if len(keys) == 1 else tuple(found)

    return get


def attrgetter(*names):
    def get(thing):
        found = [_attribute(thing, name) for name in names]
        return found[0] if len(names) == 1 else tuple(found)

    return get


def _attribute(thing, path):
    for name in path.split("."):
        thing = getattr(thing, name)
    return thing


def methodcaller(name, *args, **kwargs):
    return lambda thing: getattr(thing, name)(*args, **kwargs)


def getitem(thing, key):
    return thing[key]


def setitem(thing, key, value):
    thing[key] = value


def add(a, b):
    return a + b


def concat(a, b):
    return a + b


def mul(a, b):
    return a * b


def mod(a, b):
    return a % b


def or_(a, b):
    return a | b


def and_(a, b):
    return a & b


def eq(a, b):
    return a == b


def contains(a, b):
    return b in a
