"""Queries into XML; those of lxml's own methods are in markup.py."""

from .patching import precede

_NAMES = {
    "xml": ("find", "findall", "iterfind", "findtext"),
    "lxml": ("find", "findall", "iterfind", "findtext"),
    "elementpath": ("select", "iter_select"),
}


def patch(session, module):
    package = module.__name__.partition(".")[0]
    for name in _NAMES[package]:
        precede(module, name, _looking(session, f"{'xml.etree' if package == 'xml' else package}.{name}"))


def _looking(session, what):
    def look(element, path, *_, **__):
        if session.holds(path):
            session.reach("xpath", what, path)

    return look
