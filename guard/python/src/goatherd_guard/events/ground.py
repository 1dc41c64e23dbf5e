"""What the values of an event have in common that stand near each other."""


class Ground:
    """What values have in common that stand near each other: the steps of the kind, its decoders and the fields of the
    policy for what lies there, the families that are asked, the decoders it went through, record and place.

    `open`: neither kind nor policy names anything below, so that it is the same for all that lies there. `names` are
    the keys that were asked about, by the path of their objects: in a list of objects they come again and again.
    """

    __slots__ = ("outside", "decoders", "tree", "families", "how", "record", "place", "open", "asks", "names")

    def __init__(self, outside, decoders, tree, families, how, record, place):
        if tree is not None and tree.kept is not None:
            families = tree.kept
        self.outside, self.decoders, self.tree, self.families = outside, decoders, tree, families
        self.how, self.record, self.place = how, record, place
        self.open = outside is None and decoders is None and tree is None and place != "header"
        # Whether families are asked of a text there, or of what it holds.
        self.asks = bool(families or (tree is not None and tree.children))
        self.names = {}

    def below(self, key):
        """That of a field which the kind does not name."""
        if self.open:
            return self
        tree = self.tree.below(key) if self.tree is not None else None
        decoders = self.decoders.below(key) if self.decoders is not None else None
        place = f"header:{key.lower()}" if self.place == "header" else self.place
        return Ground(None, decoders, tree, self.families, self.how, self.record, place)
