"""Queries into XML; those of lxml are in markup.py."""

from .patching import precede

_STANDARD = ("find", "findall", "iterfind", "findtext")
_ELEMENTPATH = ("select", "iter_select")


def patch(session, module):
    standard = module.__name__.startswith("xml.")
    for name in _STANDARD if standard else _ELEMENTPATH:
        precede(module, name, _looking(session, ("xml.etree." if standard else "elementpath.") + name))


def _looking(session, what):
    def look(element, path, *_, **__):
        if session.holds(path):
            session.reach("xpath", what, path)

    return look
