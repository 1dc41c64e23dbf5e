"""Formats that can make any object."""

from .patching import precede
from .sources import content


def patch(session, module):
    name = module.__name__.partition(".")[0]

    def look(source, *_, **__):
        data = content(source)
        if session.holds(data):
            session.reach("pickle", name, data)

    if name == "jsonpickle":
        precede(module, "decode", look)
        return
    for function in ("loads", "load"):
        precede(module, function, look)
    if name in ("pickle", "shelve"):
        _unpickler(module, look)


def _unpickler(module, look):
    plain = module.Unpickler

    class Unpickler(plain):
        def __init__(self, file, *args, **kwargs):
            try:
                look(file)
            except Exception:
                pass
            super().__init__(file, *args, **kwargs)

    Unpickler.__module__, Unpickler.__qualname__ = plain.__module__, plain.__qualname__
    module.Unpickler = Unpickler
