"""Walks the outside fields of an event, decodes what stands in them, and gives every text with what it may reach."""

import re

from goatherd_guard.events import texts
from goatherd_guard.events.ground import Ground, Spot
from goatherd_guard.events.paths import ANY, ITEMS, look_up
from goatherd_guard.events.texts import Excess
from goatherd_guard.lazy import regex

_OBJECTS = frozenset({"deserialization"})
_MAX_LAYERS = 6  # of one text within another
_BOUNDARY = regex(r"boundary=\"?([^\";,\s]+)", re.IGNORECASE)
# Where a text of an HTTP event stands in a request, by the first step of its path; elsewhere it is a value.
_PLACES = {"cookies": "cookie"}
_HEADERS = frozenset({"headers", "multiValueHeaders", "requestHeaders"})
_SEVERAL = ("multiValueHeaders.", "multiValueQueryStringParameters.")
_PATHS = frozenset({"path", "rawPath", "raw_path", "uri"})
_QUERIES = frozenset({"rawQueryString", "querystring"})


class Limits:
    __slots__ = ("depth", "values", "size")

    def __init__(self, depth=64, values=100_000, bytes=6 << 20):
        self.depth, self.values, self.size = depth, values, bytes


class Walk:
    """One event's. After `run`, `leaves` are its texts, each with its Spot, `excess` what was more than a limit: (what,
    path, record), and `headers` those of a request.
    """

    def __init__(self, kinds, kind, fields, limits):
        self._kinds, self._kind, self._limits = kinds, kind, limits
        self._fields = fields
        self._left = limits.values
        self._size = 2 * limits.size  # what is decoded of a text counts as well
        self._stack = []  # (value, path, depth, ground)
        self._names = set()  # spots of those that were seen
        self.leaves, self.excess = [], []

    def run(self, event):
        self.headers = headers_of(event) if self._kind.answer == "http" else {}
        self._event = event
        stack = self._stack
        stack.append((event, "", 0, self._fields.root(self._kind)))
        while stack and self._left >= 0 and self._size >= 0:
            value, path, depth, ground = stack.pop()
            try:
                self._visit(value, path, depth, ground)
            except Excess as excess:
                self.excess.append((excess.args[0], path, ground.record))
                if self._left < 0 or self._size < 0:
                    self._unread(excess.args[0], ground)
                    break
            except RecursionError:
                self.excess.append(("depth", path, ground.record))
        if self._fields.doubled:
            self.leaves = _once(self.leaves)
        return self

    def _unread(self, what, ground):
        """Nothing more is read: of the records that are not, each exceeds the limit, too."""
        places = {other.record: path for _, path, _, other in self._stack if other.record != ground.record}
        self.excess += [(what, path, record) for record, path in places.items()]

    def _visit(self, value, path, depth, ground):
        self._left -= 1
        if self._left < 0:
            raise Excess("number of values")
        if depth > self._limits.depth:
            raise Excess("depth")
        chosen = ground.chosen
        if ground.decoder and self._decoded(ground.decoder, value, path, depth, ground):
            return
        if isinstance(value, str):
            if chosen:
                self._text(value, path, depth, ground)
        elif isinstance(value, dict):
            if chosen and ground.how and (kind := self._kinds.envelope(value)) is not None:
                # Who writes the text chooses what it looks like: an envelope says how to decode, and takes nothing out.
                ground = Ground(
                    None, kind.decoders, ground.tree, ground.families, ground.how, ground.record, ground.place
                )
            (self._object if chosen else self._adapted)(value, path, depth, ground)
        elif isinstance(value, list):
            self._list(value, path, depth, ground, chosen)

    def _object(self, value, path, depth, ground):
        push, fields = self._stack.append, ground.fields.setdefault(path, {})
        names, fits = self._names, self._fits(depth, value)
        for key, inner in value.items():
            name, below, spot, named = fields.get(key) or self._field(ground, path, key)
            if named is not None and named not in names:
                names.add(named)
                self.leaves.append((key, named))
            if not (fits and below.plain and self._noted(inner, spot)):
                push((inner, name, depth + 1, below))
        if self._size < 0:
            raise Excess("size")

    def _field(self, ground, path, key):
        """One that was not seen before."""
        name = f"{path}.{key}" if path else key
        below, named = ground.below(key), None
        if below.families and ground.place != "header":
            place = "cookie-name" if ground.place == "cookie" else "name"
            named = Spot(name, place, below.families, ground.record, ground.how)
        return self._kept(ground, path, key, (name, below, below.spot(name), named))

    def _kept(self, ground, path, key, found):
        ground.fields[path][key] = found
        self._fields.grew(found[0])
        return found

    def _fits(self, depth, values):
        """Whether no limit but that of size is exceeded within so many values."""
        return depth < self._limits.depth and len(values) <= self._left

    def _noted(self, value, spot):
        """Whether a value on plain ground was one that needs no more: it holds nothing, and is nothing else."""
        if isinstance(value, str):
            if texts.MAY_HOLD.match(value):
                return False
            self._size -= len(value)
            if spot.families and not texts.is_named_by_lambda(value):
                self.leaves.append((value, spot))
        elif isinstance(value, (dict, list)):
            return False
        self._left -= 1
        return True

    def _adapted(self, value, path, depth, ground):
        """Fields that the kind of event names."""
        children, fields = ground.outside.children, ground.fields.setdefault(path, {})
        for key in value if ANY in children else [key for key in children if key in value]:
            inner = value[key]
            known = (key, isinstance(inner, dict)) if key in _HEADERS else key
            name, below, *_ = fields.get(known) or self._adapted_field(ground, path, key, known)
            self._stack.append((inner, name, depth + 1, below))

    def _adapted_field(self, ground, path, key, known):
        name = f"{path}.{key}" if path else key
        decoders = ground.decoders.below(key) if ground.decoders is not None else None
        tree, place = ground.at(key)
        if not place and known == (key, True):
            place = "header"
        elif not place and self._kind.answer == "http":
            place = _place(name)
        below = Ground(ground.outside.below(key), decoders, tree, ground.families, ground.how, ground.record, place)
        return self._kept(ground, path, known, (name, below, below.spot(name), None))

    def _list(self, value, path, depth, ground, chosen):
        outside = None if chosen else ground.outside.children.get(ITEMS)
        if not chosen and outside is None:
            return
        path += "[]"
        counted = ground.record < 0 and not ground.how and path == self._kind.record_path
        fields, fits = ground.fields.setdefault(path, {}), self._fits(depth, value)
        for number, inner in enumerate(value):
            record = number if counted else ground.record
            _, below, spot, _ = fields.get(record) or self._item(ground, path, record, outside)
            if not (fits and below.plain and self._noted(inner, spot)):
                self._stack.append((inner, path, depth + 1, below))
        if self._size < 0:
            raise Excess("size")

    def _item(self, ground, path, record, outside):
        below = ground
        if not ground.open or record != ground.record:
            tree, decoders = ground.tree, ground.decoders
            if tree is not None:
                tree = tree.children.get(ITEMS)
            if decoders is not None:
                decoders = decoders.children.get(ITEMS) or (decoders if ground.chosen else None)
            below = Ground(outside, decoders, tree, ground.families, ground.how, record, ground.place)
        return self._kept(ground, path, record, (path, below, below.spot(path), None))

    def _text(self, value, path, depth, ground):
        families, how, place = ground.families, ground.how, ground.place
        may_hold = ground.asks and len(how) < _MAX_LAYERS and (place == "header:cookie" or texts.MAY_HOLD.match(value))
        if may_hold and self._holds(value, path, depth, ground):
            return
        self._size -= len(value)
        if self._size < 0:
            raise Excess("size")
        if families and not texts.is_named_by_lambda(value):
            if place == "path":
                value = texts.percent(value)
            elif how and how[-1] == "multipart" and path.rstrip("[]").endswith(".filename"):
                place = "file-name"
            if ground.of_bytes and texts.is_binary(value):
                value, families = self._binary(value, path, place, ground)
            self.leaves.append((value, Spot(path, place or "value", families, ground.record, how)))

    def _binary(self, value, path, place, ground):
        """Bytes that are no text: their controls say nothing but to what reads objects."""
        if "deserialization" in ground.families:
            self.leaves.append((value, Spot(path, place or "value", _OBJECTS, ground.record, ground.how)))
        return texts.without_controls(value), ground.families - _OBJECTS

    def _holds(self, value, path, depth, ground):
        """Whether the text is wholly something else, which is on the stack then. What only may be something else is
        asked as it stands as well.
        """
        if ground.place == "header:cookie":
            self._push(texts.as_cookies(value), "cookie", path, depth, ground, "cookie")
            return True
        first = value[:1]
        found = way = None
        if first in '{["' or first.isspace():
            found, way = texts.as_json(value), "json"
        elif first == "<":
            if "xml" in value[:64].lower() or value.startswith("<!DOCTYPE"):
                found, way = texts.as_xml(value), "xml"
        elif texts.may_be_encoded(value):
            found, way = texts.as_token(value), "token"
            if found is None:
                found, way = texts.as_base64(value), "base64"
        if found is None:
            return False
        self._push(found, way, path, depth, ground)
        return way in ("json", "token") and not isinstance(found, str)  # a text in quotes may be meant with them

    def _push(self, found, way, path, depth, ground, place=None):
        below = ground.within(way, ground.place if place is None else place)
        self._stack.append((found, path, depth + 1, below))

    def _decoded(self, decoder, value, path, depth, ground):
        if not ground.asks:
            return True
        if decoder == "body":
            return self._body(value, path, depth, ground)
        found = _DECODERS[decoder](value) if isinstance(value, (str, list, dict)) else None
        if found is None or found == value:
            return False
        self._push(found, decoder, path, depth, ground)
        return True

    def _body(self, value, path, depth, ground):
        """Of HTTP: what it is says its content type."""
        if not isinstance(value, str):
            return False
        header = self.headers.get("content-type", "")
        kind = header.lower()
        if look_up(self._event, ("isBase64Encoded",)) is True or look_up(self._event, ("is_base64_encoded",)) is True:
            data = texts.decoded(value)
            value = value if data is None else texts.unpacked(data)
        raw = ground.families & {"header", "xxe"}
        if raw:
            self.leaves.append((value, Spot(path, "body", raw, ground.record, ground.how)))
        found, way = None, ""
        boundary = _BOUNDARY.search(header)
        if "multipart/" in kind and boundary:
            found, way = texts.as_parts(value, boundary[1]), "multipart"
        elif "x-www-form-urlencoded" in kind:
            found, way = texts.as_form(value), "form"
        elif "xml" in kind:
            found, way = texts.as_xml(value), "xml"
        elif "json" not in kind and "=" in value[:256] and value[:1] not in '{["<':
            found, way = texts.as_form(value), "form"
        if found is None:
            found, way = value, "body"
        self._push(found, way, path, depth, ground)
        return True


def _once(leaves):
    """Without what stands in a map of several values and in that of one as well."""
    single = {(text, spot.place, spot.families) for text, spot in leaves if not spot.path.startswith(_SEVERAL)}
    return [
        (text, spot)
        for text, spot in leaves
        if not (spot.path.startswith(_SEVERAL) and (text, spot.place, spot.families) in single)
    ]


def headers_of(event):
    """Of an event of HTTP, in lower case; of several the first."""
    found = {}
    for place in ("multiValueHeaders", "headers"):
        headers = event.get(place)
        for name, value in headers.items() if isinstance(headers, dict) else ():
            found[name.lower()] = str(value[0] if isinstance(value, list) and value else value)
    return found


def _place(path):
    first = path.partition(".")[0].partition("[")[0]
    if first in _PATHS:
        return "path"
    if first in _QUERIES:
        return "query"
    return _PLACES.get(first, "")


def _base64(value):
    data = texts.decoded(value)
    return None if data is None else texts.unpacked(data)


def _logs(value):
    data = texts.decoded(value)
    data = texts.inflated(data) if data else None
    return None if data is None else texts.as_text(data)


def _of_texts(read):
    return lambda value: read(value) if isinstance(value, str) else None


_DECODERS = {
    "base64": _of_texts(_base64),
    "logs": _of_texts(_logs),
    "percent": _of_texts(texts.percent),
    "plus": _of_texts(texts.plus),
    "form": _of_texts(texts.as_form),
    "graphql": _of_texts(texts.as_graphql),
    "cookie": _of_texts(texts.as_cookies),
    "dynamodb": texts.from_dynamodb,
    "bytes": texts.from_bytes,
}
