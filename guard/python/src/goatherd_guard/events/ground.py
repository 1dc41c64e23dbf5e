"""What the values of an event have in common that stand near each other, and events of one kind with the next."""

from goatherd_guard.events.paths import ANY, ITEMS, Tree, parse

_OF_BYTES = frozenset({"base64", "body", "bytes", "dynamodb", "logs", "multipart"})  # what they give may be no text
_OTHERWISE = frozenset({"path", "header:cookie"})  # places where texts are decoded
# Headers that are lists of clients' own, in which rules about values see programs and markup; cookies are decoded.
_LISTS = frozenset({"accept", "accept-charset", "accept-encoding", "accept-language", "cookie"})
# Of a header or parameter that came several times one map holds the last, another all: frameworks may take the first.
_SEVERAL = {"headers": "multiValueHeaders", "queryStringParameters": "multiValueQueryStringParameters"}
_MOST = 1 << 18  # characters of names that are kept from event to event; each field counts as a hundred more
_OF_A_FIELD = 100


class Spot:
    """Where texts of an event stand, and what is asked of them. `place` is that in a request: "value", "name",
    "header:user-agent", "named:user-agent" where the policy names it, "cookie", "path" …; `record` the number of its
    record, -1 where there are none; `how` the decoders they went through.
    """

    __slots__ = ("path", "place", "families", "record", "how")

    def __init__(self, path, place, families, record, how):
        self.path, self.place, self.families, self.record, self.how = path, place, families, record, how


class Ground:
    """What values have in common that stand near each other: the steps of the kind, its decoders and the fields of the
    policy for what lies there, the families that are asked, the decoders it went through, record and place.

    `open`: neither kind nor policy names anything below, so that it is the same for all that lies there; `plain`: and
    texts there are what they look like; `chosen`: by outsiders; `decoder`: what the kind says of a value there.
    `fields` are those that were seen, by the path of their objects and their key: (path, ground, spot of the value, of
    the name). The same come again and again, in lists of objects and in the next event. `inner` are grounds of what
    texts there hold.
    """

    __slots__ = (
        "outside", "decoders", "tree", "families", "how", "record", "place", "open", "plain", "chosen", "decoder",
        "asks", "of_bytes", "fields", "inner",
    )  # fmt: skip

    def __init__(self, outside, decoders, tree, families, how, record, place):
        if tree is not None and tree.kept is not None:
            families = tree.kept
        self.outside, self.decoders, self.tree, self.families = outside, decoders, tree, families
        self.how, self.record, self.place = how, record, place
        self.open = outside is None and decoders is None and tree is None and place != "header"
        self.of_bytes = bool(how) and how[-1] in _OF_BYTES
        self.plain = self.open and place not in _OTHERWISE and not self.of_bytes
        self.chosen = outside is None or bool(outside.kept)  # None: all below an outside field is
        self.decoder = decoders.kept if self.chosen and decoders is not None else None
        # Whether families are asked of a text there, or of what it holds.
        self.asks = bool(families or (tree is not None and tree.children))
        self.fields, self.inner = {}, {}

    def spot(self, path):
        return Spot(path, self.place or "value", self.families, self.record, self.how)

    def below(self, key):
        """That of a field which the kind does not name."""
        if self.open:
            return self
        tree, place = self.at(key)
        decoders = self.decoders.below(key) if self.decoders is not None else None
        return Ground(None, decoders, tree, self.families, self.how, self.record, place)

    def at(self, key):
        """(the policy's fields, place) of a field. The names of headers are compared without case."""
        if self.place != "header":
            return (self.tree.below(key) if self.tree is not None else None), self.place
        name = key.lower()
        named = self.tree.of_header(name) if self.tree is not None else None
        if named is not None and name not in _LISTS:
            return named, f"named:{name}"
        return named or (self.tree.children.get(ANY) if self.tree is not None else None), f"header:{name}"

    def within(self, way, place):
        """That of what a text there holds."""
        found = self.inner.get((way, place))
        if found is None:
            found = Ground(None, None, self.tree, self.families, (*self.how, way), self.record, place)
            self.inner[way, place] = found
        return found


def _of_several(first, *more):
    return (_SEVERAL[first], more[0], ITEMS, *more[1:]) if more else (_SEVERAL[first],)


class Fields:
    """Which families are asked of which field. `named`: path -> families; `others`: of every field without a name.
    `doubled`: some are headers or parameters, of which events may hold two maps. Keeps what was found out about fields,
    as long as that is not much.
    """

    def __init__(self, named, others=frozenset()):
        self.others = frozenset(others)
        given = {parse(path): frozenset(families) for path, families in named.items()}
        several = {_of_several(*steps): families for steps, families in given.items() if steps and steps[0] in _SEVERAL}
        self.tree, self.doubled = Tree.of_steps({**several, **given}), bool(several)
        self._roots, self._size = {}, 0

    def root(self, kind):
        """The ground of an event of a kind."""
        found = self._roots.get(kind)
        if found is None:
            found = self._roots[kind] = Ground(kind.outside, kind.decoders, self.tree, self.others, (), -1, "")
        return found

    def grew(self, path):
        """Another field was found."""
        self._size += len(path) + _OF_A_FIELD
        if self._size > _MOST:
            self._roots.clear()
            self._size = 0
