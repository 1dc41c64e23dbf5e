"""The compiled rules that a policy asks for, and which of them match a leaf of an event."""

from goatherd_guard.firewall.changing import Pipelines
from goatherd_guard.firewall.deadline import TooLong, deadline
from goatherd_guard.firewall.gate import Gate, literals_of
from goatherd_guard.firewall.plain import Plain, is_plain
from goatherd_guard.firewall.rule import Rule

_REMEMBERED = 4096  # leaves that were seen before, each of at most so many characters
_LONGEST_REMEMBERED = 512
_MOST_PLACES = 1024


class _Same:
    """Some rules that are asked together, wherever that is."""

    __slots__ = ("plain", "pipelines")

    def __init__(self, numbered, firsts):
        self.plain = Plain({number: (rule.tests[0], firsts[number]) for number, rule in numbered})
        self.pipelines = Pipelines(numbered)


class _Asked:
    """The rules that are asked at one place for some families; `same` is None where there are none, `headers` are those
    that the rules look at, `left_out` their exclusions here by number, `by_field` says whether it matters where a text
    stands, `known` are the answers that are remembered.
    """

    __slots__ = ("same", "headers", "left_out", "by_field", "needs_more", "known")

    def __init__(self, numbered, same, place):
        self.same = same
        self.headers = sorted({name for _, rule in numbered for name in rule.headers()})
        exclusions = {number: rule.tests[0].exclusions_at(place) for number, rule in numbered}
        self.left_out = {number: found for number, found in exclusions.items() if found}
        self.by_field = bool(self.left_out) or any(rule.asks_for_its_field() for _, rule in numbered)
        self.needs_more = bool(self.headers or self.by_field)
        self.known = {}

    def key(self, leaf, headers):
        """What the answer depends on, if that is more than the text."""
        return (leaf.text, leaf.path if self.by_field else "", *map(headers.get, self.headers))


class Rules:
    """Those of the families, below the level and not excluded. `table` is rules.json."""

    def __init__(self, table, families, level, excluded):
        rows = [
            row
            for row in table["rules"]
            if row["family"] in families and row["paranoia"] <= level and row["id"] not in excluded
        ]
        self._rules = [Rule(row, table["pipelines"]) for row in rows]
        self._firsts = [row["tests"][0] for row in rows]
        self._gate = Gate({number: literals_of(test) for number, test in enumerate(self._firsts)})
        self._asked, self._same = {}, {}
        self._remembered = 0

    def matching(self, leaves, headers):
        """(leaf, rules) of those for which rules match whose families are asked of them, in order; None for rules where
        asking them took too long.
        """
        found, waiting = {}, {}
        for number, leaf in enumerate(leaves):
            asked = self._asked.get((leaf.place, leaf.families)) or self._asked_at(leaf.place, leaf.families)
            if asked.same is not None:
                key = asked.key(leaf, headers) if asked.needs_more else leaf.text
                known = asked.known.get(key)
                if known is None:
                    waiting.setdefault(asked.same, {}).setdefault((asked, key), []).append(number)
                elif known:
                    found[number] = known
        for same, listed in waiting.items():
            firsts = [(asked, leaves[numbers[0]]) for (asked, _), numbers in listed.items()]
            answers = self._answers(same, firsts, headers)
            for ((asked, key), numbers), rules in zip(listed.items(), answers):
                if rules is not None:
                    self._remember(asked, key, leaves[numbers[0]].text, rules)
                if rules != ():
                    found.update(dict.fromkeys(numbers, rules))
        return [(leaves[number], found[number]) for number in sorted(found)]

    def _asked_at(self, place, families):
        numbered = [
            (number, rule)
            for number, rule in enumerate(self._rules)
            if rule.family in families and rule.tests[0].asks_at(place)
        ]
        if len(self._asked) >= _MOST_PLACES:
            self._asked.clear()
            self._remembered = 0
        numbers = tuple(number for number, _ in numbered)
        if numbered and numbers not in self._same:
            self._same[numbers] = _Same(numbered, self._firsts)
        asked = self._asked[place, families] = _Asked(numbered, self._same.get(numbers), place)
        return asked

    def _remember(self, asked, key, text, rules):
        if len(text) <= _LONGEST_REMEMBERED:
            if self._remembered >= _REMEMBERED:
                for each in self._asked.values():
                    each.known.clear()
                self._remembered = 0
            asked.known[key] = rules
            self._remembered += 1

    def _answers(self, same, listed, headers):
        """For each (asked, leaf) the rules that match; None where that takes too long."""
        plain, others = [], []
        for place, (_, leaf) in enumerate(listed):
            (plain if is_plain(leaf.text) else others).append(place)
        ask = {}  # place -> (number, text as its first test asks it)
        if others:
            texts = [as_bytes(listed[place][1].text) for place in others]
            ask.update(zip(others, self._of_others(same, texts)))
        texts = [listed[place][1].text for place in plain]
        for at, numbers in same.plain.may_match(texts).items() if plain else ():
            ask[plain[at]] = [
                (number, each) for number in numbers for each in self._rules[number].tests[0].transformed(texts[at])
            ]
        found = [()] * len(listed)
        for place, asking in ask.items():
            if asking:
                found[place] = self._matching(*listed[place], asking, headers)
        return found

    def _of_others(self, same, texts):
        asking = same.pipelines.asking(texts)
        may_match = self._gate.may_match({text for each in asking for _, text in each})
        return [[(number, text) for number, text in each if number in may_match[text]] for each in asking]

    def _matching(self, asked, leaf, asking, headers):
        """The rules that match, by their numbers; None where that takes too long."""
        found = set()
        try:
            with deadline(len(leaf.text)):
                for number, text in asking:
                    if number in found or any(out(leaf) for out in asked.left_out.get(number, ())):
                        continue
                    if self._rules[number].matches(leaf, text, headers):
                        found.add(number)
        except TooLong:
            return None
        return tuple(self._rules[number] for number in sorted(found))


def as_bytes(text):
    """Each byte of its UTF-8 as a character: what the rules were written for."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")
