"""Regular expressions that take linear time: RE2's, or where there is no RE2 Python's on pieces of bounded length."""

import re

try:
    import re2
except ImportError:
    re2 = None

_PIECE, _OVERLAP = 4096, 512
_BRACED = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_POSIX = {"[:alnum:]": "0-9A-Za-z", "[:alpha:]": "A-Za-z", "[:digit:]": "0-9", "[:space:]": r"\s", "[:word:]": r"\w"}
_WHOLE_TEXT = re.compile(r"\\[Az]")  # what asks for the ends of a text, whether or not lines end there


def compile_pattern(text):
    """Something with `search` and `match` (at the beginning), which give a match or None."""
    return _linear(text, dot_nl=True) if re2 else _InPieces(text)


def compile_beginning(text):
    """A function that says which of some texts a pattern may match at their beginning, by their places in a list. None
    of them holds a line break.
    """
    if re2 is None or _WHOLE_TEXT.search(text):
        match = compile_pattern(text).match
        return lambda texts: [place for place, each in enumerate(texts) if match(each)]
    finditer = _linear("(?m)" + text).finditer
    return lambda texts: _lines(finditer, "\n".join(texts))


def is_linear():
    return re2 is not None


def _linear(text, dot_nl=False):
    options = re2.Options()
    options.dot_nl = dot_nl
    options.log_errors = False
    options.max_mem = 16 << 20
    return re2.compile(text, options)


def _lines(finditer, text):
    """The numbers of the lines that matches touch: RE2 is slow to begin, and asks all lines at once."""
    found, line, end = [], 0, 0
    for match in finditer(text):
        first = line + text.count("\n", end, match.start())
        line, end = first + text.count("\n", match.start(), match.end()), match.end()
        found += range(first, line + 1)
    return dict.fromkeys(found)


class _InPieces:
    def __init__(self, text):
        text = _BRACED.sub(lambda found: re.escape(chr(int(found[1], 16))), text).replace(r"\z", r"\Z")
        for name, characters in _POSIX.items():
            text = text.replace(name, characters)
        self._pattern = re.compile(text, re.DOTALL)

    def search(self, text):
        return self._first(self._pattern.search, text)

    def match(self, text):
        return self._first(self._pattern.match, text)

    def _first(self, ask, text):
        if len(text) <= _PIECE:
            return ask(text)
        for start in range(0, len(text), _PIECE - _OVERLAP):
            found = ask(text[start : start + _PIECE])
            if found:
                return found
        return None
