"""Plain texts, which most are: all of an event are asked at once which rules may match any of them.

What is plain, and what the rules say of it (`plain` and `beginning`), is told in src/goatherd/guard/plain.py.
"""

import re

from goatherd_guard.firewall.gate import Gate, Marks, holding, literals_of
from goatherd_guard.firewall.patterns import compile_pattern
from goatherd_guard.firewall.transformations import encoded

_PLAIN = re.compile(r"[A-Za-z0-9_ .,:@/?!-]*\Z")
_DECODES = "base64Decode"


def is_plain(text):
    return _PLAIN.match(text) and "--" not in text and ".." not in text


class Plain:
    """Of some rules: `firsts` is number -> (its first test, the same as it stands in the table)."""

    def __init__(self, firsts):
        known = {number: row["plain"] for number, (_, row) in firsts.items() if "plain" in row}
        squeezed = {number for number in known if "removeWhitespace" in firsts[number][0].steps}
        self._gate = Gate({number: texts for number, texts in known.items() if number not in squeezed})
        self._squeezed = Marks({number: known[number] for number in squeezed})
        self._beginnings = {number: row["beginning"] for number, (_, row) in firsts.items() if "beginning" in row}
        self._patterns = {}
        # Nothing is known of these: each text is asked by itself.
        self._alone = {number: test for number, (test, _) in firsts.items() if number not in known}
        self._encoded = {number: test for number, (test, _) in firsts.items() if _DECODES in test.steps}
        self._decoded = Gate({number: literals_of(firsts[number][1]) for number in self._encoded})

    def may_match(self, texts):
        """Which rules may match which of the plain texts: place in the list -> numbers."""
        found = {}

        def add(numbers, holding):
            for place in holding:
                found.setdefault(place, set()).update(numbers)

        joined = "\n".join(texts)
        lower = joined.lower()
        without = lower.replace(" ", "")
        for held, text in ((self._gate.held(lower), lower), (self._squeezed.held(without), without)):
            lines = text.split("\n") if held else ()
            for literal, numbers in held:
                add(numbers, holding(literal, lines))
        for number in self._beginnings:
            begins = self._beginning(number)
            add((number,), [place for place, text in enumerate(texts) if begins(text)])
        for number, test in self._alone.items():
            add((number,), test.holding(texts))
        if self._encoded:
            places = encoded(joined.replace(" ", "").split("\n"))
            for number, test in self._encoded.items() if places else ():
                add((number,), self._holding_decoded(number, test, {place: texts[place] for place in places}))
        return found

    def _holding_decoded(self, number, test, texts):
        """The places of the texts in which one of a rule's literals stands once their base64 is read."""
        decoded = {place: test.transformed(text, _DECODES) for place, text in texts.items()}
        may_match = self._decoded.may_match({each for found in decoded.values() for each in found})
        return [place for place, found in decoded.items() if any(number in may_match[each] for each in found)]

    def _beginning(self, number):
        if number not in self._patterns:
            self._patterns[number] = compile_pattern(self._beginnings[number]).match
        return self._patterns[number]
