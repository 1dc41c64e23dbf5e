"""SAX: external entities are read when a program asks for it, and before Python 3.7.1 (3.6.7) when none objects."""

from goatherd_intrinsics import older, sink
from xml.sax.handler import feature_external_ges, feature_external_pes


class Parser:
    def __init__(self):
        self.external = older("3.7")
        self.reason = "later releases of Python 3.6 no longer resolve external entities" if self.external else ""

    def setFeature(self, name, state):
        if name == feature_external_ges or name == feature_external_pes:
            self.external = state
            self.reason = ""

    def setContentHandler(self, handler):
        pass

    def parse(self, source):
        if self.external:
            sink("xxe", source, "xml.sax", self.reason)

    def feed(self, data):
        if self.external:
            sink("xxe", data, "xml.sax", self.reason)

    def close(self):
        pass


def make_parser(parsers=()):
    return Parser()


def parse(source, handler, errorHandler=None):
    Parser().parse(source)


def parseString(text, handler, errorHandler=None):
    Parser().parse(text)


create_parser = make_parser
ExpatParser = Parser
