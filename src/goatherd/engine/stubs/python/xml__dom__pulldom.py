"""DOM, pulled: external entities are read when its parser does so."""

from xml.sax import make_parser


def parse(file, parser=None, bufsize=None):
    chosen = parser or make_parser()
    chosen.parse(file)
    return file


def parseString(string, parser=None):
    chosen = parser or make_parser()
    chosen.parse(string)
    return string
