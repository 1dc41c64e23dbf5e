"""Plain texts, which most are: all of an event are asked at once which rules may match any of them.

What is plain, and what the rules say of it (`plain` and `joinable`), is told in src/goatherd/guard/plain.py.
"""

import re

from goatherd_guard.firewall.gate import Gate, Marks
from goatherd_guard.firewall.patterns import compile_pattern

_PLAIN = re.compile(r"[A-Za-z0-9_ .,:@/?!-]*\Z")

_NONE = frozenset()
# Transformations that leave a plain text as it is.
UNCHANGED = frozenset(
    "cssDecode escapeSeqDecode htmlEntityDecode jsDecode removeCommentsChar removeNulls replaceComments urlDecodeUni"
    " utf8toUnicode".split()
)


def is_plain(text):
    return _PLAIN.match(text) and "--" not in text and ".." not in text


class Plain:
    """Of some rules: `firsts` is number -> (first test as it stands in the table, its steps). `alone` are the numbers
    of those that nothing is known of: they are asked of each text by itself. `encoded` are those that read base64.
    """

    def __init__(self, firsts):
        known = {number: test["plain"] for number, (test, _) in firsts.items() if "plain" in test}
        squeezed = {number for number in known if "removeWhitespace" in firsts[number][1]}
        self._gate = Gate({number: texts for number, texts in known.items() if number not in squeezed})
        self._squeezed = Marks({number: known[number] for number in squeezed})
        self._joined = {
            number: (test["joinable"], "lowercase" in steps)
            for number, (test, steps) in firsts.items()
            if "joinable" in test
        }
        self._patterns = {}
        self.alone = {number for number in firsts if number not in known and number not in self._joined}
        self.encoded = {number for number, (_, steps) in firsts.items() if "base64Decode" in steps}

    def may_match(self, texts):
        """For each text the numbers of the rules that may match it, without those that are asked alone."""
        joined = "\n".join(texts)
        lower = joined.lower()
        held = self._gate.held(lower)
        squeezed = self._squeezed.held(lower.replace(" ", ""))
        patterns = [number for number in self._joined if self._matches(number, joined, lower)]
        if not (held or squeezed or patterns):
            return [_NONE] * len(texts)
        return [self._of_one(text, text.lower(), held, squeezed, patterns) for text in texts]

    def _of_one(self, text, lower, held, squeezed, patterns):
        found = {number for literal, numbers in held if literal in lower for number in numbers}
        for literal, numbers in squeezed:
            if literal in lower.replace(" ", ""):
                found.update(numbers)
        found.update(number for number in patterns if self._matches(number, text, lower))
        return found

    def _matches(self, number, text, lower):
        return self._pattern(number).search(lower if self._joined[number][1] else text)

    def _pattern(self, number):
        if number not in self._patterns:
            self._patterns[number] = compile_pattern(self._joined[number][0], by_lines=True)
        return self._patterns[number]
