"""One compiled rule: what its tests ask, and of which texts."""

import re

from goatherd_guard.firewall.deadline import unlimited
from goatherd_guard.firewall.operators import MAY_HOLD, operator
from goatherd_guard.firewall.transformations import TRANSFORMATIONS, UNCHANGED

_MACRO = re.compile(r"%\{(?:tx\.(\d)|request_headers\.([\w-]+))\}", re.IGNORECASE)


class Test:
    """`places` and `left_out` are kinds of places; `source` where a later test of a chain takes its text from."""

    __slots__ = ("places", "left_out", "source", "steps", "multi", "negated", "headers", "_name", "_argument", "_held")

    def __init__(self, row, pipelines):
        on = row["on"]
        self.places = frozenset(place for place in on if place[0] != "-")
        self.left_out = [place[1:] for place in on if place[0] == "-"]
        self.source = next((place for place in on if place.startswith(("matched", "captured", "field"))), "")
        self.steps = tuple(pipelines[row["pipeline"]]) if "pipeline" in row else ()
        self.multi, self.negated = row.get("multi", False), row.get("negated", False)
        self._name, self._argument, self._held = row["operator"], row["argument"], None
        # Names of headers that it looks at, wherever the text stands.
        self.headers = [found[2].lower() for found in _MACRO.finditer(str(self._argument)) if found[2]]

    def holds(self, text, expand):
        """The captures where it holds, else None."""
        found = (self._held or self._operator())(text, expand)
        if self.negated:
            return ("",) if found is None else None
        return found

    def holding(self, texts):
        """The places of those plain texts for which it may hold; of the rest of a chain nothing is said."""
        if self.negated or not UNCHANGED.issuperset(self.steps):
            return [place for place, text in enumerate(texts) if self._holds_any(self.transformed(text))]
        held, may_hold = self._operator(), MAY_HOLD.get(self._name)
        places = range(len(texts)) if may_hold is None else may_hold(texts)
        return [place for place in places if held(texts[place], str) is not None]

    def _holds_any(self, texts):
        return any(self.holds(text, str) is not None for text in texts)

    def _operator(self):
        if self._held is None:
            with unlimited():
                self._held = operator(self._name, self._argument)
        return self._held

    def asks_at(self, place):
        """A header that the policy names is asked what values are: which ones reach something, rules cannot know."""
        kind, _, name = place.partition(":")
        if kind == "named":
            return "value" in self.places or self.asks_at(f"header:{name}")
        return place in self.places or kind in self.places

    def exclusions_at(self, place):
        """Whether a text at such a place is left out, each as a function of its spot."""
        if place.startswith("named:") and "value" not in self.places:
            place = place.replace("named", "header", 1)
        return [found for found in (_exclusion(each, place) for each in self.left_out) if found]

    def transformed(self, text, since=None):
        """The texts to ask: the last one, or with `multi` each on the way, from that of the step `since` on."""
        found = [text]
        for step in self.steps:
            changed = TRANSFORMATIONS[step](text)
            if step == since:
                found = [changed]
            elif changed != text:
                found.append(changed)
            text = changed
        return found if self.multi else [text]


def _exclusion(left_out, place):
    """Of a place such as `cookie:/__utm/` or `header:referer`, for a text at `place`; None where it leaves none out."""
    name, _, selector = left_out.partition(":")
    if selector.startswith("/"):
        pattern = re.compile(selector.strip("/"))
        found = lambda spot: pattern.search(spot.path.rpartition(".")[2]) is not None  # noqa: E731
        return found if place.startswith(name) else None
    if name == "header":
        return (lambda spot: True) if place == left_out else None
    if place != name:
        return None
    return lambda spot: not selector or spot.path.rpartition(".")[2] == selector


class Rule:
    __slots__ = ("id", "family", "score", "message", "tests")

    def __init__(self, row, pipelines):
        self.id, self.family, self.score, self.message = row["id"], row["family"], row["score"], row["message"]
        self.tests = [Test(test, pipelines) for test in row["tests"]]

    def matches(self, spot, text, headers):
        """Whether all tests hold of a text at a spot. `text` is what the first test asks, `headers` the request's."""
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
                texts = self._next(test, spot.path if test.source == "field" else text, headers, expand)
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
        return any(test.source == "field" for test in self.tests)

    def headers(self):
        """Names of the headers that it looks at, wherever the text stands."""
        for number, test in enumerate(self.tests):
            yield from test.headers
            if number:
                yield from (place.partition(":")[2] for place in test.places if place.startswith("header:"))
