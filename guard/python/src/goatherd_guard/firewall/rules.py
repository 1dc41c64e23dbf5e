"""The compiled rules that a policy asks for, and which of them match a leaf of an event."""

import re

from goatherd_guard.firewall.gate import Gate
from goatherd_guard.firewall.operators import operator
from goatherd_guard.firewall.transformations import TRANSFORMATIONS

_MACRO = re.compile(r"%\{(?:tx\.(\d)|request_headers\.([\w-]+))\}", re.IGNORECASE)
_REMEMBERED = 4096  # leaves that were seen before, each of at most so many characters
_LONGEST_REMEMBERED = 512


class Test:
    """`places` and `left_out` are kinds of places; `source` where a later test of a chain takes its text from."""

    __slots__ = ("places", "left_out", "source", "steps", "multi", "negated", "_name", "_argument", "_held")

    def __init__(self, row, pipelines):
        on = row["on"]
        self.places = frozenset(place for place in on if place[0] != "-")
        self.left_out = [_exclusion(place[1:]) for place in on if place[0] == "-"]
        self.source = next((place for place in on if place.startswith(("matched", "captured"))), "")
        self.steps = tuple(pipelines[row["pipeline"]]) if "pipeline" in row else ()
        self.multi, self.negated = row.get("multi", False), row.get("negated", False)
        self._name, self._argument, self._held = row["operator"], row["argument"], None

    def holds(self, text, expand):
        """The captures where it holds, else None."""
        if self._held is None:
            self._held = operator(self._name, self._argument)
        found = self._held(text, expand)
        if self.negated:
            return ("",) if found is None else None
        return found

    def asks(self, leaf):
        place = leaf.place
        if place not in self.places and place.partition(":")[0] not in self.places:
            return False
        return not any(left_out(leaf) for left_out in self.left_out)

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
                texts = self._next(test, text, captures, headers, expand)
            found = next((held for each in texts if (held := test.holds(each, expand)) is not None), None)
            if found is None:
                return False
            if len(found) > 1 or not number:
                captures = found
        return True

    def _next(self, test, text, captures, headers, expand):
        """What a later test of a chain asks; `text` is what the first one matched."""
        if test.source.startswith("captured"):
            which = test.source.partition(":")[2]
            source = expand(f"%{{tx.{which}}}" if which.isdigit() else which)
        elif test.source:
            source = text
        else:
            source = next((headers.get(place.partition(":")[2], "") for place in test.places if ":" in place), "")
        return test.transformed(source)


class Rules:
    """Those of the families, below the level and not excluded. `table` is rules.json."""

    def __init__(self, table, families, level, excluded):
        self._rules = [
            Rule(row, table["pipelines"])
            for row in table["rules"]
            if row["family"] in families and row["paranoia"] <= level and row["id"] not in excluded
        ]
        wanted = {rule.id for rule in self._rules}
        rows = [row for row in table["rules"] if row["id"] in wanted]
        self._gate = Gate({number: _literals(row["tests"][0]) for number, row in enumerate(rows)})
        self._groups = _grouped(self._rules)
        self._remembered = {}

    def matching(self, leaf, headers):
        """All rules that match, whatever their families are asked of."""
        key = (leaf.text, leaf.place, leaf.families)
        known = self._remembered.get(key)
        if known is not None:
            return known
        found = self._matching(leaf, headers)
        if len(leaf.text) <= _LONGEST_REMEMBERED and not any(
            rule.tests[-1].source == "" for rule in found if len(rule.tests) > 1
        ):
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = found
        return found

    def _matching(self, leaf, headers):
        found, gated, given = [], {}, as_bytes(leaf.text)
        for group in self._groups:
            for text in group[0].transformed(given):
                numbers = gated.get(text)
                if numbers is None:
                    numbers = gated[text] = self._gate.may_match(text)
                for number, rule in group[1]:
                    asked = number in numbers and rule.family in leaf.families and rule not in found
                    if asked and rule.tests[0].asks(leaf) and rule.matches(leaf, text, headers):
                        found.append(rule)
        return found


def as_bytes(text):
    """Each byte of its UTF-8 as a character: what the rules were written for."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")


def _grouped(rules):
    """(a test with the transformations, numbered rules) for each way to transform."""
    groups = {}
    for number, rule in enumerate(rules):
        first = rule.tests[0]
        groups.setdefault((first.steps, first.multi), (first, []))[1].append((number, rule))
    return list(groups.values())


def _literals(test):
    if test.get("negated"):
        return None
    if test["operator"] == "pm":
        return test["argument"]
    return test.get("literals")
