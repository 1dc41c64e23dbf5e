"""SAX: external entities are read when a program asks for it."""

from goatherd_intrinsics import sink
from xml.sax.handler import feature_external_ges, feature_external_pes


class Parser:
    def __init__(self):
        self.external = False

    def setFeature(self, name, state):
        if name == feature_external_ges or name == feature_external_pes:
            self.external = state

    def setContentHandler(self, handler):
        pass

    def parse(self, source):
        if self.external:
            sink("xxe", source, "xml.sax")

    def feed(self, data):
        if self.external:
            sink("xxe", data, "xml.sax")

    def close(self):
        pass


def make_parser(parsers=()):
    return Parser()


def parse(source, handler, errorHandler=None):
    return None


def parseString(text, handler, errorHandler=None):
    return None


create_parser = make_parser
ExpatParser = Parser
