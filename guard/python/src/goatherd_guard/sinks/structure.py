"""Whether a value of the event changes the structure of a text that is about to be executed."""

from goatherd_guard.sinks.tokens import literals, skeleton
from goatherd_guard.sinks.values import inert

_PIECE = 6  # characters around a boundary of tokens that are looked for in the event
_LEARNED = 2048  # skeletons, and texts
_LONGEST = 4096  # characters of a text that is remembered


class Structures:
    """Knows the skeletons that the code itself makes; one per process."""

    def __init__(self):
        self._known = set()
        self._texts = set()  # of known skeletons

    def changed(self, text, lexer, values):
        """(value, field) where a value of the event is more than one literal of the text, None where none is."""
        if (lexer, text) in self._texts:
            return None
        outline = (lexer, skeleton(text, lexer))
        if outline in self._known:
            if len(text) <= _LONGEST:
                if len(self._texts) >= _LEARNED:
                    self._texts.clear()
                self._texts.add((lexer, text))
            return None
        spans = literals(text, lexer)
        influenced = False
        for value, path in values.texts.items():
            place = text.find(value)
            while place >= 0:
                influenced = True
                if not inert(value) and not _within_one(place, place + len(value), spans):
                    return value, path
                place = text.find(value, place + 1)
        found = _pieces(text, spans, values)
        if found is not None:
            return found
        if not influenced and len(self._known) < _LEARNED:
            self._known.add(outline)
        return None


def _within_one(start, end, spans):
    return any(first <= start and end <= last for first, last in spans)


def _pieces(text, spans, values):
    """A stretch of the event's text that reaches over the end of a literal: part of a value, or one changed."""
    joined = values.joined
    for _, end in spans:
        start = max(0, end - _PIECE // 2)
        piece = text[start : start + _PIECE]
        if len(piece) < _PIECE or piece.isspace() or piece not in joined:
            continue
        low, high = start, start + _PIECE
        while low > 0 and text[low - 1 : high] in joined:
            low -= 1
        while high < len(text) and text[low : high + 1] in joined:
            high += 1
        part = text[low:high]
        if high - low >= 2 * _PIECE and not _within_one(low, high, spans):
            path = next((path for value, path in values.texts.items() if part in value), "")
            return part, path
    return None
