"""Which rules may match a text at all: those one of whose literals stands in it, and those that have none.

A literal is a text, or several that all have to stand there. It is looked for by its longest word: which literals a
word can be part of is found out when the word is first seen, and most words of most events have been seen before. The
few without a word are looked for by their longest part without blanks, in what stands between blanks, each once.
"""

import re

_WORD = re.compile(r"[a-z]{3,}")
_MARK = re.compile(r"[^a-z0-9\s][a-z0-9]")
_KNOWN = 16384  # words that are remembered, each of at most so many letters
_LONGEST = 32


class Gate:
    """`literals`: for each number its literals in lower case, or None where nothing is known of it."""

    def __init__(self, literals):
        self._always = frozenset(number for number, listed in literals.items() if listed is None)
        self._starts, self._others = {}, []  # first three letters of a word -> (word, texts, numbers)
        self._known = {}
        for texts, numbers in _owners(literals).items():
            word = max((word for text in texts for word in _WORD.findall(text)), key=len, default="")
            if word:
                self._starts.setdefault(word[:3], []).append((word, texts, numbers))
            else:
                part = max((part for text in texts for part in text.split()), key=len, default="")
                self._others.append((part, texts, numbers))

    def may_match(self, texts):
        """For each text the numbers."""
        lowered = {}
        for text in texts:
            lowered.setdefault(text.lower(), []).append(text)
        held = self.held("\n".join(lowered))
        found = {}
        for lower, same in lowered.items():
            numbers = self._always.union(*[numbers for texts, numbers in held if stand_in(texts, lower)])
            found.update(dict.fromkeys(same, numbers))
        return found

    def held(self, text):
        """(texts, numbers of rules) of the literals that stand in the text."""
        known = self._known
        seen = " ".join(set(text.split()))
        found = {texts: numbers for part, texts, numbers in self._others if part in seen}
        for word in set(_WORD.findall(seen)):
            entries = known.get(word)
            if entries is None:
                entries = self._seen(word)
            if entries:
                found.update([entry[1:] for entry in entries])
        return [(texts, numbers) for texts, numbers in found.items() if stand_in(texts, text)]

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
    letter behind that, which few have.
    """

    def __init__(self, literals):
        self._marked, self._others = {}, []
        for texts, numbers in _owners(literals).items():
            mark = _MARK.search(texts[0])
            if mark:
                self._marked.setdefault(mark.group(), []).append((texts, numbers))
            else:
                self._others.append((texts, numbers))

    def held(self, text):
        entries = [entry for mark, marked in self._marked.items() if mark in text for entry in marked]
        return [entry for entry in (*entries, *self._others) if stand_in(entry[0], text)]


def stand_in(texts, text):
    """Whether all of a literal's texts stand in one."""
    return all(each in text for each in texts)


def holding(texts, lines):
    """The numbers of the lines in which a literal stands."""
    first, *more = texts
    found = [number for number, line in enumerate(lines) if first in line]
    return [number for number in found if stand_in(more, lines[number])] if more else found


def _owners(literals):
    """The texts of each literal -> numbers."""
    owners = {}
    for number, listed in literals.items():
        for each in listed or ():
            owners.setdefault((each,) if isinstance(each, str) else tuple(each), []).append(number)
    return owners


def literals_of(row):
    """Of a test as it stands in the table: its literals, None where nothing is known."""
    if row.get("negated"):
        return None
    return row["argument"] if row["operator"] == "pm" else row.get("literals")
