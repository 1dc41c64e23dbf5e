"""Which rules may match a text at all: those one of whose literals stands in it, and those that have none.

A literal is looked for by the longest of its words: which literals a word can be part of is found out when the word is
first seen, and most words of most events have been seen before. The few literals without a word are looked for as they
are.
"""

import re

_WORD = re.compile(r"[a-z]{3,}")
_MARK = re.compile(r"[^a-z0-9\s][a-z0-9]")
_KNOWN = 16384  # words that are remembered, each of at most so many letters
_LONGEST = 32


class Gate:
    """`literals`: for each number its texts in lower case, or None where nothing is known of it."""

    def __init__(self, literals):
        self.always = frozenset(number for number, texts in literals.items() if texts is None)
        owners = {}
        for number, texts in literals.items():
            for text in texts or ():
                owners.setdefault(text, []).append(number)
        self._starts, self._others = {}, []  # first three letters of a word -> (word, literal, numbers)
        self._known = {}
        for text, numbers in owners.items():
            word = max(_WORD.findall(text), key=len, default="")
            if word:
                self._starts.setdefault(word[:3], []).append((word, text, numbers))
            else:
                self._others.append((text, numbers))

    def may_match(self, text):
        """The numbers; `text` is in lower case."""
        held = self.held(text)
        return self.always.union(*(numbers for _, numbers in held)) if held else self.always

    def held(self, text):
        """The literals that stand in the text, each with the numbers of its rules."""
        known = self._known
        found = []
        for word in set(_WORD.findall(text)):
            entries = known.get(word)
            if entries is None:
                entries = self._seen(word)
            found += [entry[1:] for entry in entries if entry[1] in text]
        found += [entry for entry in self._others if entry[0] in text]
        return found

    def _seen(self, word):
        starts = self._starts
        entries = [
            entry
            for place in range(len(word) - 2)
            for entry in starts.get(word[place : place + 3], ())
            if word.startswith(entry[0], place)
        ]
        if len(word) <= _LONGEST:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[word] = entries
        return entries


class Marks:
    """The same of texts without blanks, where words begin nowhere: a literal is looked for by its first sign and the
    letter behind that.
    """

    def __init__(self, literals):
        owners = {}
        for number, texts in literals.items():
            for text in texts:
                owners.setdefault(text, []).append(number)
        self._marked, self._others = {}, []
        for text, numbers in owners.items():
            mark = _MARK.search(text)
            if mark:
                self._marked.setdefault(mark.group(), []).append((text, numbers))
            else:
                self._others.append((text, numbers))

    def held(self, text):
        entries = [entry for mark in set(_MARK.findall(text)) for entry in self._marked.get(mark, ())]
        return [entry for entry in (*entries, *self._others) if entry[0] in text]
