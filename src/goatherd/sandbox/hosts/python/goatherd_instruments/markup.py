"""XML parsers, and which entities they resolve."""

from .patching import follow, precede
from .sources import content

_ETREE = ("fromstring", "XML", "parse", "iterparse")


def patch(session, module):
    {
        "xml.etree.ElementTree": _etree,
        "xml.sax.expatreader": _sax,
        "xml.dom.expatbuilder": _dom,
        "lxml.etree": _lxml,
        "xmltodict": _xmltodict,
    }[module.__name__](session, module)


def _looking(session, what, entities):
    def look(source, *args, **kwargs):
        text = content(source)
        if session.holds(text):
            session.reach("xml", what, text, entities=entities(*args, **kwargs))

    return look


def _etree(session, module):
    for name in _ETREE:
        precede(module, name, _looking(session, "xml.etree." + name, lambda *_, **__: "internal"))
    precede(module, "fromstringlist", lambda parts, *_, **__: fromlist(parts))
    fromstring = _looking(session, "xml.etree.fromstringlist", lambda *_, **__: "internal")

    def fromlist(parts):
        if isinstance(parts, (list, tuple)):
            fromstring(type(parts[0])().join(parts))


def _dom(session, module):
    for name in ("parse", "parseString"):
        precede(module, name, _looking(session, "xml.dom." + name, lambda *_, **__: "internal"))


def _sax(session, module):
    feature = "http://xml.org/sax/features/external-general-entities"

    def look(self, data, *_, **__):
        if session.holds(data):
            entities = "external" if self.getFeature(feature) else "internal"
            session.reach("xml", "xml.sax", data, entities=entities)

    precede(module.ExpatParser, "feed", look)


def _xmltodict(session, module):
    def entities(*args, disable_entities=True, **_):
        return "none" if disable_entities else "internal"

    precede(module, "parse", _looking(session, "xmltodict.parse", entities))


def _lxml(session, module):
    """Parsers do not tell what they were made with: remember it."""
    default = "external" if module.LXML_VERSION < (5,) else "internal"

    def entities(parser=None, *_, resolve_entities=None, **__):
        if resolve_entities is None:
            return getattr(parser, "_goatherd_entities", default)
        return _resolved(resolve_entities)

    elements = module.ElementDefaultClassLookup(element=_element(session, module))
    plain = module.XMLParser

    class XMLParser(plain):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            resolve = kwargs.get("resolve_entities")
            self._goatherd_entities = default if resolve is None else _resolved(resolve)
            self.set_element_class_lookup(elements)

    XMLParser.__module__, XMLParser.__qualname__ = plain.__module__, plain.__qualname__
    module.XMLParser = XMLParser
    module.set_element_class_lookup(elements)
    for name in ("fromstring", "XML", "parse", "iterparse"):
        precede(module, name, _looking(session, "lxml." + name, entities))
    for name in ("parse", "ElementTree"):
        follow(module, name, _trees(session, module))
    precede(module, "XPath", _xpath(session))
    precede(module, "ETXPath", _xpath(session))


def _resolved(resolve):
    if resolve == "internal":
        return "internal"
    return "external" if resolve else "none"


def _element(session, module):
    """Elements are of a type in C; parsers can be told to make a subclass."""
    tree = _trees(session, module)

    class Element(_watching(session, module.ElementBase)):
        def getroottree(self):
            return tree(super().getroottree())

    return Element


def _trees(session, module):
    """What stands for a whole document is of a type in C, too, and made by functions."""
    Tree = _watching(session, module._ElementTree)
    Tree.__name__, Tree.__qualname__, Tree.__module__ = "_ElementTree", "_ElementTree", module.__name__

    def tree(found, *_, **__):
        root = found.getroot() if type(found) is module._ElementTree else None
        if root is None:
            return found
        made = Tree.__new__(Tree)
        made._setroot(root)
        return made

    return tree


def _watching(session, kind):
    look = _xpath(session)

    class Watching(kind):
        def xpath(self, _path, **variables):
            try:
                look(_path)
            except Exception:
                pass
            return super().xpath(_path, **variables)

    return Watching


def _xpath(session):
    def look(path, *_, **__):
        if session.holds(path):
            session.reach("xpath", "lxml.xpath", path)

    return look
