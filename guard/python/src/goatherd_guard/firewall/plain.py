"""Plain texts, which most are: all of an event are asked at once which rules may match any of them.

What is plain, and what the rules say of it (`plain` and `beginning`), is told in src/goatherd/guard/plain.py.
"""

import re

from goatherd_guard.firewall.gate import Gate, Marks, holding, literals_of
from goatherd_guard.firewall.patterns import compile_beginning
from goatherd_guard.firewall.transformations import encoded

_PLAIN = re.compile(r"[A-Za-z0-9_ .,:@/?!-]*\Z")
_DECODES = "base64Decode"


def is_plain(text):
    return _PLAIN.match(text) and "--" not in text and ".." not in text


class Plain:
    """Of some rules: `firsts` is number -> (its first test, the same as it stands in the table)."""

    def __init__(self, firsts):
        self._known = {number: row["plain"] for number, (_, row) in firsts.items() if "plain" in row}
        self._without_blanks = frozenset(n for n in self._known if "removeWhitespace" in firsts[n][0].steps)
        self._gate = Gate({n: texts for n, texts in self._known.items() if n not in self._without_blanks})
        self._marks = {}
        self._beginnings = {number: row["beginning"] for number, (_, row) in firsts.items() if "beginning" in row}
        self._patterns = {}
        # Nothing is known of these: each text is asked by itself.
        self._alone = {number: test for number, (test, _) in firsts.items() if number not in self._known}
        self._encoded = {number: test for number, (test, _) in firsts.items() if _DECODES in test.steps}
        self._decoded = Gate({number: literals_of(firsts[number][1]) for number in self._encoded})

    def may_match(self, texts, asked):
        """Which rules may match which of the plain texts: place in the list -> numbers. `asked` are the numbers of the
        rules that are asked of each.
        """
        found, alike = {}, {}
        for place, numbers in enumerate(asked):
            alike.setdefault(numbers, []).append(place)

        def add(numbers, holding):
            for place in holding:
                found.setdefault(place, set()).update(numbers)

        joined = "\n".join(texts)
        held = self._gate.held(joined.lower())
        for numbers, places in alike.items():
            for owners, holding_there in self._of_alike(numbers, held, [texts[place] for place in places]):
                add(owners, [places[at] for at in holding_there])
        for number in self._beginnings:
            add((number,), self._beginning(number)(texts))
        if self._encoded:
            places = encoded(joined)
            for number, test in self._encoded.items() if places else ():
                add((number,), self._holding_decoded(number, test, {place: texts[place] for place in places}))
        return {place: sorted(numbers & asked[place]) for place, numbers in found.items()}

    def _of_alike(self, numbers, held, texts):
        """(numbers, places) of rules that may match those texts of which the same rules are asked."""
        lower = "\n".join(texts).lower()
        without = lower.replace(" ", "")
        for each, text in ((held, lower), (self._marks_of(numbers).held(without), without)):
            wanted = [(literal, owners) for literal, owners in each if not numbers.isdisjoint(owners)]
            lines = text.split("\n") if wanted else ()
            for literal, owners in wanted:
                yield owners, holding(literal, lines)
        for number in numbers & self._alone.keys():
            yield (number,), self._alone[number].holding(texts)

    def _marks_of(self, numbers):
        """What is looked for without blanks: the fewer, the better."""
        squeezed = numbers & self._without_blanks
        if squeezed not in self._marks:
            self._marks[squeezed] = Marks({number: self._known[number] for number in squeezed})
        return self._marks[squeezed]

    def _holding_decoded(self, number, test, texts):
        """The places of the texts in which one of a rule's literals stands once their base64 is read."""
        decoded = {place: test.transformed(text, _DECODES) for place, text in texts.items()}
        may_match = self._decoded.may_match({each for found in decoded.values() for each in found})
        return [place for place, found in decoded.items() if any(number in may_match[each] for each in found)]

    def _beginning(self, number):
        if number not in self._patterns:
            self._patterns[number] = compile_beginning(self._beginnings[number])
        return self._patterns[number]
