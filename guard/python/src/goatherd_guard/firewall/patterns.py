"""Regular expressions that take linear time: RE2's, or where there is no RE2 Python's on pieces of bounded length."""

import re

try:
    import re2
except ImportError:
    re2 = None

_PIECE, _OVERLAP = 4096, 512
_BRACED = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_POSIX = {"[:alnum:]": "0-9A-Za-z", "[:alpha:]": "A-Za-z", "[:digit:]": "0-9", "[:space:]": r"\s", "[:word:]": r"\w"}


def compile_pattern(text):
    """Something with `search` and `match` (at the beginning), which give a match or None."""
    if re2:
        options = re2.Options()
        options.dot_nl = True
        options.log_errors = False
        options.max_mem = 16 << 20
        return re2.compile(text, options)
    return _InPieces(text)


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
