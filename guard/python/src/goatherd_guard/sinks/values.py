"""The texts of an event, in the forms in which a function may pass them on. Built when the first sink asks."""

from urllib.parse import unquote, unquote_plus

from goatherd_guard.events import texts
from goatherd_guard.lazy import regex

SHORTEST = 3  # characters; shorter texts stand everywhere by chance
_INERT = regex(r"[\w-]*\Z")  # can change no structure, wherever it stands
_MOST_LAYERS = 5
_SEVERAL = frozenset(
    {"multiValueHeaders", "multiValueQueryStringParameters"}
)  # most of it stands in a map of one as well
_SPACES = regex(r"\s+")


class Values:
    """`texts`: text -> path of its field. `joined` is all of them, for searching. `keys` are names of objects."""

    def __init__(self, event):
        self.texts, self.keys = {}, {}
        self.truncated = False
        self.folded = None  # redacting.py
        self._collect(event)
        self.joined = "\0".join(self.texts)

    def _collect(self, event):
        stack = [(event, "", 0)]
        left = 200_000
        while stack:
            value, path, layers = stack.pop()
            left -= 1
            if left < 0:
                self.truncated = True
                return
            if isinstance(value, str):
                self._text(value, path, layers, stack)
            elif isinstance(value, dict):
                for key, inner in value.items():
                    name = f"{path}.{key}" if path else str(key)
                    if isinstance(key, str):
                        self.keys.setdefault(key, name)
                        if not _INERT.match(key):
                            self.texts.setdefault(key, name)
                    # Those that come last are called after the other map where both hold a text.
                    stack.insert(0 if name in _SEVERAL else len(stack), (inner, name, layers))
            elif isinstance(value, (list, tuple)):
                stack.extend((inner, path + "[]", layers) for inner in value)
            elif isinstance(value, (bytes, bytearray)):
                stack.append((texts.as_text(bytes(value)), path, layers))

    def _text(self, value, path, layers, stack):
        if len(value) < SHORTEST or value in self.texts:
            return
        self.texts[value] = path
        if layers >= _MOST_LAYERS or (_INERT.match(value) and len(value) < 16):
            return
        for found in _forms(value):
            if found is not None and found != value:
                stack.append((found, path, layers + 1))


def _forms(value):
    yield value.strip()
    if "%" in value:
        yield unquote(value)
    if "+" in value:
        yield unquote_plus(value)
    if value[0] in '{["':
        try:
            yield texts.as_json(value)
        except texts.Excess:
            pass
    elif "=" in value and "\n" not in value:
        yield texts.as_form(value.partition("?")[2] or value)
        if ";" in value:
            yield texts.as_cookies(value)
    if len(value) >= 16:
        yield texts.as_token(value)
        yield texts.as_base64(value)
    if "\n" in value or "  " in value:
        yield _SPACES.sub(" ", value)


def inert(value):
    return _INERT.match(value) is not None
