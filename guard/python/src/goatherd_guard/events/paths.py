"""Paths of fields: `body.name`, `Records[].s3.object.key`, `headers.*`.

A path is a tuple of keys; ANY stands for every key (`*`), ITEMS for every element (`[]`). A dot in a key is `\\.`.
"""

import re

ANY, ITEMS = "*", "[]"
_STEP = re.compile(r"\[(\d*)\]|\.?((?:\\.|[^.\[\\])+)")


def parse(path):
    """The steps of a path; an index in brackets is an int."""
    steps = []
    for index, key in _STEP.findall(path):
        if key:
            steps.append(key.replace("\\.", "."))
        else:
            steps.append(int(index) if index else ITEMS)
    return tuple(steps)


_ABSENT = object()


def look_up(value, steps, default=None):
    """What stands at a path without ANY and ITEMS; `default` where nothing does."""
    for step in steps:
        if isinstance(step, int):
            if not isinstance(value, list) or len(value) <= step:
                return default
            value = value[step]
        else:
            value = value.get(step, _ABSENT) if isinstance(value, dict) else _ABSENT
            if value is _ABSENT:
                return default
    return value


class Tree:
    """Paths with something kept at each; what is kept at a place holds for all that lies below it."""

    __slots__ = ("children", "kept")

    def __init__(self):
        self.children = {}
        self.kept = None

    @classmethod
    def of(cls, kept):
        """`kept`: path (text) -> what is kept there."""
        tree = cls()
        for path, what in kept.items():
            tree.add(parse(path), what)
        return tree

    def add(self, steps, what):
        node = self
        for step in steps:
            node = node.children.setdefault(step, Tree())
        node.kept = what

    def below(self, step):
        """The tree at a key or element, None where it has nothing more."""
        return self.children.get(step) or self.children.get(ANY if step != ITEMS else ITEMS)
