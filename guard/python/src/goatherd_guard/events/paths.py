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

    __slots__ = ("children", "kept", "_headers")

    def __init__(self, kept=None):
        self.children = {}
        self.kept, self._headers = kept, None

    @classmethod
    def of(cls, kept):
        """`kept`: path (text) -> what is kept there."""
        return cls.of_steps({parse(path): what for path, what in kept.items()})

    @classmethod
    def of_steps(cls, kept):
        """The same of parsed paths."""
        tree = cls()
        for steps, what in kept.items():
            tree.add(steps, what)
        return tree

    def add(self, steps, what):
        node = self
        for step in steps:
            node = node.children.setdefault(step, Tree())
        node.kept = what

    def below(self, step):
        """The tree at a key or element, None where it has nothing more."""
        return self.children.get(step) or self.children.get(ANY if step != ITEMS else ITEMS)

    def of_header(self, name):
        """The tree at a header by its name in lower case, however it is spelled here; None where none is named so. What
        is kept are sets.
        """
        if self._headers is None:
            spelled = {}
            for key, tree in self.children.items():
                spelled.setdefault(str(key).lower(), []).append(tree)
            self._headers = {key: _merged(trees) for key, trees in spelled.items() if key not in (ANY, ITEMS)}
        return self._headers.get(name)


def _merged(trees):
    if len(trees) == 1:
        return trees[0]
    tree = Tree()
    kept = [each.kept for each in trees if each.kept is not None]
    tree.kept = frozenset().union(*kept) if kept else None
    for step in {step for each in trees for step in each.children}:
        tree.children[step] = _merged([each.children.get(step) or Tree(each.kept) for each in trees])
    return tree
