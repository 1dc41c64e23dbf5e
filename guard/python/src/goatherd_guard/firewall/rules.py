"""The compiled rules that a policy asks for, and which of them match a leaf of an event."""

import re

from goatherd_guard.firewall.deadline import TooLong, deadline, unlimited
from goatherd_guard.firewall.gate import Gate
from goatherd_guard.firewall.operators import operator
from goatherd_guard.firewall.plain import UNCHANGED, Plain, is_plain
from goatherd_guard.firewall.transformations import TRANSFORMATIONS, is_encoded

_MACRO = re.compile(r"%\{(?:tx\.(\d)|request_headers\.([\w-]+))\}", re.IGNORECASE)
_REMEMBERED = 4096  # leaves that were seen before, each of at most so many characters
_LONGEST_REMEMBERED = 512
_MOST_PLACES = 1024
_FEW = 8  # rules that are asked at once


class Test:
    """`places` and `left_out` are kinds of places; `source` where a later test of a chain takes its text from."""

    __slots__ = (
        "places",
        "left_out",
        "source",
        "steps",
        "multi",
        "negated",
        "headers",
        "_name",
        "_argument",
        "_held",
        "_unchanged",
    )

    def __init__(self, row, pipelines):
        on = row["on"]
        self.places = frozenset(place for place in on if place[0] != "-")
        self.left_out = [_exclusion(place[1:]) for place in on if place[0] == "-"]
        self.source = next((place for place in on if place.startswith(("matched", "captured", "field"))), "")
        self.steps = tuple(pipelines[row["pipeline"]]) if "pipeline" in row else ()
        self.multi, self.negated = row.get("multi", False), row.get("negated", False)
        self._name, self._argument, self._held = row["operator"], row["argument"], None
        self._unchanged = UNCHANGED.issuperset(self.steps)
        # Names of headers that it looks at, wherever the leaf stands.
        self.headers = [found[2].lower() for found in _MACRO.finditer(str(self._argument)) if found[2]]

    def holds(self, text, expand):
        """The captures where it holds, else None."""
        if self._held is None:
            with unlimited():
                self._held = operator(self._name, self._argument)
        found = self._held(text, expand)
        if self.negated:
            return ("",) if found is None else None
        return found

    def may_hold(self, text):
        """Whether it can hold for a plain text; of the rest of a chain nothing is said."""
        if self._unchanged:
            return self.holds(text, str) is not None
        return any(self.holds(each, str) is not None for each in self.transformed(text))

    def asks_at(self, place):
        return place in self.places or place.partition(":")[0] in self.places

    def leaves_out(self, leaf):
        return any(left_out(leaf) for left_out in self.left_out)

    def transformed(self, text):
        """The texts to ask: the last one, or with `multi` each on the way."""
        found = [text]
        for step in self.steps:
            changed = TRANSFORMATIONS[step](text)
            if changed != text:
                found.append(changed)
            text = changed
        return found if self.multi else [text]


def _exclusion(place):
    """Of a place such as `cookie:/__utm/` or `header:referer`: whether it is a leaf's."""
    name, _, selector = place.partition(":")
    if selector.startswith("/"):
        pattern = re.compile(selector.strip("/"))
        return lambda leaf: leaf.place.startswith(name) and pattern.search(leaf.path.rpartition(".")[2]) is not None
    if name == "header":
        return lambda leaf: leaf.place == place
    return lambda leaf: leaf.place == name and (not selector or leaf.path.rpartition(".")[2] == selector)


class Rule:
    __slots__ = ("id", "family", "score", "message", "tests")

    def __init__(self, row, pipelines):
        self.id, self.family, self.score, self.message = row["id"], row["family"], row["score"], row["message"]
        self.tests = [Test(test, pipelines) for test in row["tests"]]

    def matches(self, leaf, text, headers):
        """Whether all tests hold. `text` is the leaf's as the first test asks it, `headers` the request's."""
        captures = ()

        def expand(argument):
            return _MACRO.sub(
                lambda found: (
                    (captures[int(found[1])] if int(found[1]) < len(captures) else "")
                    if found[1]
                    else headers.get(found[2].lower(), "")
                ),
                argument,
            )

        texts = [text]
        for number, test in enumerate(self.tests):
            if number:
                texts = self._next(test, leaf.path if test.source == "field" else text, headers, expand)
            found = next((held for each in texts if (held := test.holds(each, expand)) is not None), None)
            if found is None:
                return False
            if len(found) > 1 or not number:
                captures = found
        return True

    def _next(self, test, text, headers, expand):
        """What a later test of a chain asks; `text` is what the first one matched, or the field that it stands in."""
        if test.source.startswith("captured"):
            which = test.source.partition(":")[2]
            source = expand(f"%{{tx.{which}}}" if which.isdigit() else which)
        elif test.source:
            source = text
        else:
            source = next((headers.get(place.partition(":")[2], "") for place in test.places if ":" in place), "")
        return test.transformed(source)

    def asks_for_its_field(self):
        return bool(self.tests[0].left_out) or any(test.source == "field" for test in self.tests)

    def headers(self):
        """Names of the headers that it looks at, wherever the leaf stands."""
        for number, test in enumerate(self.tests):
            yield from test.headers
            if number:
                yield from (place.partition(":")[2] for place in test.places if place.startswith("header:"))


class _Asked:
    """The rules that are asked at one place for some families: `groups` by how they transform, `numbers` of all; of
    plain texts `alone` are asked of each by itself, `encoded` of what may be base64. `headers` are those that they look
    at, and `by_name` says whether the leaf's name matters.
    """

    __slots__ = ("groups", "numbers", "plain", "alone", "headers", "by_name")

    def __init__(self, numbered, plain):
        self.groups = _grouped(numbered)
        self.numbers = frozenset(number for number, _ in numbered)
        self.plain = plain
        self.alone = [(number, rule.tests[0]) for number, rule in numbered if number in plain.alone]
        self.headers = sorted({name for _, rule in numbered for name in rule.headers()})
        self.by_name = any(rule.asks_for_its_field() for _, rule in numbered)

    def key(self, leaf, headers):
        key = (leaf.text, leaf.place, leaf.families)
        if self.by_name:
            key += (leaf.path,)
        return (*key, *map(headers.get, self.headers)) if self.headers else key


class Rules:
    """Those of the families, below the level and not excluded. `table` is rules.json."""

    def __init__(self, table, families, level, excluded):
        rows = [
            row
            for row in table["rules"]
            if row["family"] in families and row["paranoia"] <= level and row["id"] not in excluded
        ]
        self._rules = [Rule(row, table["pipelines"]) for row in rows]
        firsts = [row["tests"][0] for row in rows]
        self._gate = Gate({number: _literals(test) for number, test in enumerate(firsts)})
        self._firsts = [(test, rule.tests[0].steps) for test, rule in zip(firsts, self._rules)]
        self._asked, self._plains = {}, {}
        self._remembered = {}

    def matching(self, leaves, headers):
        """(leaf, rules) of those for which rules match whose families are asked of them, in order; None for rules where
        asking them took too long.
        """
        found, fresh, plain = [()] * len(leaves), [], {}
        for place, leaf in enumerate(leaves):
            asked = self._asked.get((leaf.place, leaf.families)) or self._asked_at(leaf.place, leaf.families)
            if not asked.groups:
                continue
            key = asked.key(leaf, headers)
            known = self._remembered.get(key)
            if known is None:
                listed = plain.setdefault(asked.plain, []) if is_plain(leaf.text) else fresh
                listed.append((place, leaf, asked, key))
            else:
                found[place] = known
        for rules, listed in plain.items():
            hits = rules.may_match([leaf.text for _, leaf, _, _ in listed])
            for (place, leaf, asked, key), only in zip(listed, hits):
                for number, test in asked.alone:
                    if test.may_hold(leaf.text):
                        only = only | {number}
                if rules.encoded and is_encoded(leaf.text):
                    only = only | rules.encoded
                found[place] = self._remember(key, self._of(leaf, headers, asked, only) if only else ())
        for place, leaf, asked, key in fresh:
            found[place] = self._remember(key, self._of(leaf, headers, asked, asked.numbers))
        return [(leaf, rules) for leaf, rules in zip(leaves, found) if rules or rules is None]

    def _asked_at(self, place, families):
        numbered = [
            (number, rule)
            for number, rule in enumerate(self._rules)
            if rule.family in families and rule.tests[0].asks_at(place)
        ]
        if len(self._asked) >= _MOST_PLACES:
            self._asked.clear()
        numbers = frozenset(number for number, _ in numbered)
        if numbers not in self._plains:
            self._plains[numbers] = Plain({number: self._firsts[number] for number in numbers})
        asked = self._asked[place, families] = _Asked(numbered, self._plains[numbers])
        return asked

    def _remember(self, key, found):
        if found is not None and len(key[0]) <= _LONGEST_REMEMBERED:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = found
        return found

    def _of(self, leaf, headers, asked, only):
        """Of the rules with the numbers `only`; None where that takes too long."""
        try:
            with deadline(len(leaf.text)):
                return self._matching(leaf, headers, asked, only)
        except TooLong:
            return None

    def _matching(self, leaf, headers, asked, only):
        found, gated, given = [], {}, as_bytes(leaf.text)
        for first, numbered in asked.groups:
            rules = [each for each in numbered if each[0] in only]
            for text in first.transformed(given) if rules else ():
                numbers = only if len(only) < _FEW else gated.get(text)
                if numbers is None:
                    numbers = gated[text] = self._gate.may_match(text.lower())
                for number, rule in rules:
                    asks = number in numbers and rule not in found and not rule.tests[0].leaves_out(leaf)
                    if asks and rule.matches(leaf, text, headers):
                        found.append(rule)
        return tuple(found)


def as_bytes(text):
    """Each byte of its UTF-8 as a character: what the rules were written for."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")


def _grouped(numbered):
    """(a test with the transformations, numbered rules) for each way to transform."""
    groups = {}
    for number, rule in numbered:
        first = rule.tests[0]
        groups.setdefault((first.steps, first.multi), (first, []))[1].append((number, rule))
    return list(groups.values())


def _literals(test):
    if test.get("negated"):
        return None
    if test["operator"] == "pm":
        return test["argument"]
    return test.get("literals")
