"""Walks the outside fields of an event, decodes what stands in them, and gives every text with what it may reach."""

import re

from goatherd_guard.events import texts
from goatherd_guard.events.paths import ANY, ITEMS, Tree, look_up
from goatherd_guard.events.texts import Excess
from goatherd_guard.lazy import regex

_OBJECTS = frozenset({"deserialization"})
_OF_BYTES = frozenset({"base64", "body", "bytes", "dynamodb", "logs", "multipart"})  # what they give may be no text
_MAX_LAYERS = 6  # of one text within another
_BOUNDARY = regex(r"boundary=\"?([^\";,\s]+)", re.IGNORECASE)
# Where a text of an HTTP event stands in a request, by the first step of its path; elsewhere it is a value.
_PLACES = {"cookies": "cookie"}
_HEADERS = frozenset({"headers", "multiValueHeaders", "requestHeaders"})
_PATHS = frozenset({"path", "rawPath", "raw_path", "uri"})
_QUERIES = frozenset({"rawQueryString", "querystring"})


class Leaf:
    """`place` is where a text stands in a request: "value", "name", "header:user-agent", "cookie", "path" …; `record`
    the number of its record, -1 where there are none; `how` the decoders it went through.
    """

    __slots__ = ("text", "path", "place", "families", "record", "how")

    def __init__(self, text, path, place, families, record, how):
        self.text, self.path, self.place = text, path, place
        self.families, self.record, self.how = families, record, how


class Limits:
    __slots__ = ("depth", "values", "size")

    def __init__(self, depth=64, values=100_000, bytes=6 << 20):
        self.depth, self.values, self.size = depth, values, bytes


class Fields:
    """Which families are asked of which field. `named`: path -> families; `others`: of every field without a name."""

    def __init__(self, named, others=frozenset()):
        self.others = frozenset(others)
        self.tree = Tree.of({path: frozenset(families) for path, families in named.items()})


class Walk:
    """One event's. After `run`, `leaves` are its texts, `excess` what was more than a limit: (what, path, record)."""

    def __init__(self, kinds, kind, fields, limits):
        self._kinds, self._kind, self._limits = kinds, kind, limits
        self._fields = fields
        self._left = limits.values
        self._size = 2 * limits.size  # what is decoded of a text counts as well
        self._records = kind.record_path
        self.leaves, self.excess = [], []

    def run(self, event):
        self._event = event
        # Each: value, steps of the kind, its decoders, fields of the policy, families, path, how, depth, record, place
        start = (
            event,
            self._kind.outside,
            self._kind.decoders,
            self._fields.tree,
            self._fields.others,
            "",
            (),
            0,
            -1,
            "",
        )
        stack = [start]
        while stack and self._left >= 0 and self._size >= 0:
            item = stack.pop()
            try:
                self._visit(item, stack)
            except Excess as excess:
                self._exceeded(excess.args[0], item)
                if self._left < 0 or self._size < 0:
                    self._unread(excess.args[0], item, stack)
                    break
            except RecursionError:
                self._exceeded("depth", item)
        return self

    def _exceeded(self, what, item):
        self.excess.append((what, item[5], item[8]))

    def _unread(self, what, item, stack):
        """Nothing more is read: of the records that are not, each exceeds the limit, too."""
        places = {record: (path, record) for _, _, _, _, _, path, _, _, record, _ in stack if record != item[8]}
        self.excess += [(what, *place) for place in places.values()]

    def _visit(self, item, stack):
        value, outside, decoders, tree, families, _, _, depth, _, _ = item
        self._left -= 1
        if self._left < 0:
            raise Excess("number of values")
        if depth > self._limits.depth:
            raise Excess("depth")
        if tree is not None and tree.kept is not None:
            families = tree.kept
        decoder = decoders.kept if decoders is not None else None
        chosen = outside is None or outside.kept  # None: all below an outside field is
        if chosen and decoder and self._decoded(decoder, item, families, stack):
            return
        if isinstance(value, str):
            if chosen:
                self._text(value, item, families, stack)
        elif isinstance(value, dict):
            self._object(value, item, families, chosen, stack)
        elif isinstance(value, list):
            self._list(value, item, families, chosen, stack)

    def _object(self, value, item, families, chosen, stack):
        _, outside, decoders, tree, _, path, how, depth, record, place = item
        if families is not item[4]:
            item = (*item[:4], families, *item[5:])
        if chosen and how:
            # Who writes the text chooses what it looks like: an envelope says how to decode, and takes nothing out.
            kind = self._kinds.envelope(value)
            decoders = decoders if kind is None else kind.decoders
        if chosen and not families and tree is None:
            below = depth + 1
            same = (None, None, None, families, path, how, below, record, place)
            stack.extend((inner, *same) for inner in value.values())
        elif chosen:
            prefix = f"{path}." if path else ""
            for key, inner in value.items():
                below = tree.below(key) if tree is not None else None
                name = prefix + key
                self._name(key, name, place, below, families, record, how)
                inside = f"header:{key.lower()}" if place == "header" else place
                more = decoders and decoders.below(key)
                stack.append((inner, None, more, below, families, name, how, depth + 1, record, inside))
        else:
            self._adapted(value, item, outside, decoders, stack)

    def _adapted(self, value, item, outside, decoders, stack):
        """Fields that the kind of event names."""
        _, _, _, tree, families, path, how, depth, record, place = item
        for key in value if ANY in outside.children else [key for key in outside.children if key in value]:
            name = f"{path}.{key}" if path else key
            stack.append(
                (
                    value[key],
                    outside.below(key),
                    decoders and decoders.below(key),
                    tree.below(key) if tree is not None else None,
                    families,
                    name,
                    how,
                    depth + 1,
                    record,
                    self._place(place, name, key, value[key]),
                )
            )

    def _place(self, place, path, key, value):
        if place == "header":
            return f"header:{key.lower()}"
        if not place and key in _HEADERS and isinstance(value, dict):
            return "header"
        return _place(path) if not place and self._kind.answer == "http" else place

    def _list(self, value, item, families, chosen, stack):
        _, outside, decoders, tree, _, path, how, depth, record, place = item
        below = None if chosen else outside.children.get(ITEMS)
        if not chosen and below is None:
            return
        counted = record < 0 and not how and path + "[]" == self._records
        inner_tree = tree.children.get(ITEMS) if tree is not None else None
        inner_decoders = decoders and (decoders.children.get(ITEMS) or (decoders if chosen else None))
        for number, inner in enumerate(value):
            stack.append(
                (
                    inner,
                    below,
                    inner_decoders,
                    inner_tree,
                    families,
                    path + "[]",
                    how,
                    depth + 1,
                    number if counted else record,
                    place,
                )
            )

    def _name(self, key, path, place, tree, families, record, how):
        asked = tree.kept if tree is not None and tree.kept is not None else families
        if asked and place != "header":
            self.leaves.append(Leaf(key, path, "cookie-name" if place == "cookie" else "name", asked, record, how))

    def _text(self, value, item, families, stack):
        _, _, _, tree, _, path, how, _, record, place = item
        asked = families or (tree is not None and tree.children)
        if asked and len(how) < _MAX_LAYERS and self._holds(value, item, families, stack):
            return
        self._size -= len(value)
        if self._size < 0:
            raise Excess("size")
        if families and not texts.is_named_by_lambda(value):
            if place == "path":
                value = texts.percent(value)
            elif path.rstrip("[]").endswith(".filename") and how and how[-1] == "multipart":
                place = "file-name"
            if how and how[-1] in _OF_BYTES and texts.is_binary(value):
                value, families = self._binary(value, path, place, families, record, how)
            self.leaves.append(Leaf(value, path, place or "value", families, record, how))

    def _binary(self, value, path, place, families, record, how):
        """Bytes that are no text: their controls say nothing but to what reads objects."""
        if "deserialization" in families:
            self.leaves.append(Leaf(value, path, place or "value", _OBJECTS, record, how))
        return texts.without_controls(value), families - _OBJECTS

    def _holds(self, value, item, families, stack):
        """Whether the text is wholly something else, which is on the stack then. What only may be something else is
        asked as it stands as well.
        """
        if item[9] == "header:cookie":
            self._push(texts.as_cookies(value), "cookie", (*item[:9], "cookie"), families, stack)
            return True
        first = value[:1]
        found = way = None
        if first in '{["' or first.isspace():
            found, way = texts.as_json(value), "json"
        elif (first == "<" and "xml" in value[:64].lower()) or value.startswith("<!DOCTYPE"):
            found, way = texts.as_xml(value), "xml"
        elif len(value) >= 16:
            found, way = texts.as_token(value), "token"
            if found is None:
                found, way = texts.as_base64(value), "base64"
        if found is None:
            return False
        self._push(found, way, item, families, stack)
        return way in ("json", "token") and not isinstance(found, str)  # a text in quotes may be meant with them

    def _push(self, found, way, item, families, stack):
        _, _, _, tree, _, path, how, depth, record, place = item
        stack.append((found, None, None, tree, families, path, (*how, way), depth + 1, record, place))

    def _decoded(self, decoder, item, families, stack):
        value = item[0]
        if not families and (item[3] is None or not item[3].children):
            return True
        if decoder == "body":
            return self._body(item, families, stack)
        found = _DECODERS[decoder](value) if isinstance(value, (str, list, dict)) else None
        if found is None or found == value:
            return False
        self._push(found, decoder, item, families, stack)
        return True

    def _body(self, item, families, stack):
        """Of HTTP: what it is says its content type."""
        value = item[0]
        if not isinstance(value, str):
            return False
        header = self._content_type()
        kind = header.lower()
        if look_up(self._event, ("isBase64Encoded",)) is True or look_up(self._event, ("is_base64_encoded",)) is True:
            data = texts.decoded(value)
            value = value if data is None else texts.unpacked(data)
        raw = families & {"header", "xxe"}
        if raw:
            self.leaves.append(Leaf(value, item[5], "body", raw, item[8], item[6]))
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
        self._push(found, way, item, families, stack)
        return True

    def _content_type(self):
        return headers_of(self._event).get("content-type", "")


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
