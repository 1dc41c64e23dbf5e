"""Which rules may match a text at all: those one of whose literals stands in it, and those that have none."""

try:
    import re2
except ImportError:  # no wheel for this platform
    re2 = None


class Gate:
    """`literals`: for each number its texts in lower case, or None where nothing is known of it."""

    def __init__(self, literals):
        self.always = frozenset(number for number, texts in literals.items() if texts is None)
        owners = {}
        for number, texts in literals.items():
            for text in texts or ():
                owners.setdefault(text, []).append(number)
        self._owners = list(owners.values())
        self._find = _with_re2(list(owners)) if re2 and owners else _without(list(owners))

    def may_match(self, text):
        """The numbers."""
        found = self._find(text.lower())
        if not found:
            return self.always
        numbers = set(self.always)
        for place in found:
            numbers.update(self._owners[place])
        return numbers


def _with_re2(texts):
    options = re2.Options()
    options.literal = True
    options.max_mem = 64 << 20
    searched = re2.Set.SearchSet(options)
    for text in texts:
        searched.Add(text)
    searched.Compile()
    return searched.Match


def _without(texts):
    return lambda text: [place for place, each in enumerate(texts) if each in text]
