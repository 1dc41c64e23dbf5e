"""Documents of XML: what is parsed, and the queries (XPath) that libraries are given."""

import re

from goatherd_guard.hooks.databases import before
from goatherd_guard.hooks.given import plain
from goatherd_guard.hooks.packages import text_of
from goatherd_guard.lazy import regex

_ENTITY = regex(r"<!(?:ENTITY|DOCTYPE[^>]*(?:SYSTEM|PUBLIC))", re.IGNORECASE)


class Documents:
    def __init__(self, guard):
        self._guard = guard

    def patches(self):
        paths = ("find", "findall", "findtext", "iterfind")
        return {
            "elementpath.tdop": lambda module: self._functions(module.Parser, "parse"),
            "xml.etree.ElementPath": lambda module: self._functions(module, *paths),
            "lxml._elementpath": lambda module: self._functions(module, *paths),
            "lxml.etree": self._lxml,
            "lxml.html": lambda module: self._functions(module.HtmlElement, "xpath"),
            **dict.fromkeys(("xml.sax", "xml.dom.minidom", "xml.dom.pulldom"), self._parsed("parseString")),
        }

    def _parsed(self, *names):
        """Functions whose first argument is the document."""

        def ask(args, named):
            text = text_of(args[0] if args else next(iter(named.values()), ""))
            if _ENTITY.search(text[:65536]):
                self._guard.entities(text)

        def patch(module):
            for name in names:
                setattr(module, name, before(getattr(module, name), ask))

        return patch

    def _functions(self, owner, *names):
        """Their second argument is the query."""

        def ask(args, named):
            self._asked(args[1] if len(args) > 1 else next(iter(named.values()), ""))

        for name in names:
            if hasattr(owner, name):
                setattr(owner, name, before(getattr(owner, name), ask))

    def _asked(self, query):
        text = plain(query) if isinstance(query, (str, bytes)) else None
        if text:
            self._guard.text("xpath", text, "xpath", "a query of XML")

    def _lxml(self, module):
        """Its classes cannot be changed, so that others stand for them, whose objects it takes for its own."""
        self._parsed("fromstring", "XML", "HTML")(module)
        asked = self._asked

        def asking(kind, name):
            """A class below `kind` whose method asks for its first argument."""

            def method(found, *args, **named):
                asked(args[0] if args else named.get("path", named.get("_path")))
                return getattr(kind, name)(found, *args, **named)

            return type(kind.__name__, (kind,), {name: method, "__module__": module.__name__, "__doc__": kind.__doc__})

        module.XPath, module.ETXPath = asking(module.XPath, "__init__"), asking(module.ETXPath, "__init__")
        of_tree = asking(module.XPathDocumentEvaluator, "__call__")
        of_element = asking(module.XPathElementEvaluator, "__call__")
        module.XPathDocumentEvaluator, module.XPathElementEvaluator = of_tree, of_element
        tree = asking(module._ElementTree, "xpath")
        module.XPathEvaluator = lambda given, **named: (
            of_tree(given, **named) if isinstance(given, module._ElementTree) else of_element(given, **named)
        )

        def with_tree(make):
            def made(*args, **named):
                found = make(*args, **named)
                root = found.getroot() if type(found) is module._ElementTree else None
                if root is None:
                    return found
                whole = tree()
                whole._setroot(root)
                return whole

            made.__name__, made.__doc__ = make.__name__, make.__doc__
            return made

        module.parse, module.ElementTree = with_tree(module.parse), with_tree(module.ElementTree)
        element = asking(module.ElementBase, "xpath")
        module.set_element_class_lookup(module.ElementDefaultClassLookup(element=element))
