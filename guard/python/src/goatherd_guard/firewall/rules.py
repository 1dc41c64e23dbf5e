"""The compiled rules that a policy asks for, and which of them match the texts of an event."""

from goatherd_guard.firewall.changing import Pipelines
from goatherd_guard.firewall.deadline import TooLong, deadline
from goatherd_guard.firewall.gate import Gate, literals_of
from goatherd_guard.firewall.plain import Plain, is_plain
from goatherd_guard.firewall.rule import Rule

_REMEMBERED = 4096  # texts that were seen before, each of at most so many characters
_LONGEST_REMEMBERED = 512
_MOST_PLACES = 1024


class _Asked:
    """The rules that are asked at one place for some families, by their `numbers`; `pipelines` are theirs, and shared,
    `headers` are those that the rules look at, `left_out` their exclusions here by number, `by_field` says whether it
    matters where a text stands, `known` are the answers that are remembered.
    """

    __slots__ = ("numbers", "pipelines", "headers", "left_out", "by_field", "needs_more", "known")

    def __init__(self, numbered, pipelines, place):
        self.numbers, self.pipelines = frozenset(number for number, _ in numbered), pipelines
        self.headers = sorted({name for _, rule in numbered for name in rule.headers()})
        exclusions = {number: rule.tests[0].exclusions_at(place) for number, rule in numbered}
        self.left_out = {number: found for number, found in exclusions.items() if found}
        self.by_field = bool(self.left_out) or any(rule.asks_for_its_field() for _, rule in numbered)
        self.needs_more = bool(self.headers or self.by_field)
        self.known = {}

    def key(self, text, spot, headers):
        """What the answer depends on, if that is more than the text."""
        return (text, spot.path if self.by_field else "", *map(headers.get, self.headers))


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
        self._plain = Plain({number: (rule.tests[0], self._firsts[number]) for number, rule in enumerate(self._rules)})
        self._asked, self._pipelines = {}, {}
        self._remembered = 0

    def matching(self, leaves, headers):
        """(text, spot, rules) of those (text, spot) for which rules match whose families are asked of them, in order;
        None for rules where asking them took too long.
        """
        found, waiting, spots = {}, {}, {}
        for number, (text, spot) in enumerate(leaves):
            asked = spots.get(spot)
            if asked is None:
                asked = self._asked.get((spot.place, spot.families)) or self._asked_at(spot.place, spot.families)
                spots[spot] = asked
            if not asked.numbers:
                continue
            key = asked.key(text, spot, headers) if asked.needs_more else text
            known = asked.known.get(key)
            if known is None:
                waiting.setdefault((asked, key), []).append(number)
            elif known:
                found[number] = known
        firsts = [(asked, *leaves[numbers[0]]) for (asked, _), numbers in waiting.items()]
        answers = self._answers(firsts, headers) if firsts else ()
        for ((asked, key), numbers), (_, text, _), rules in zip(waiting.items(), firsts, answers):
            if rules is not None and len(text) <= _LONGEST_REMEMBERED:
                self._remember(asked, key, rules)
            if rules != ():
                found.update(dict.fromkeys(numbers, rules))
        return [(*leaves[number], found[number]) for number in sorted(found)]

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
        if numbers not in self._pipelines:
            self._pipelines[numbers] = Pipelines(numbered)
        asked = self._asked[place, families] = _Asked(numbered, self._pipelines[numbers], place)
        return asked

    def _remember(self, asked, key, rules):
        if self._remembered >= _REMEMBERED:
            for each in self._asked.values():
                each.known.clear()
            self._remembered = 0
        asked.known[key] = rules
        self._remembered += 1

    def _answers(self, listed, headers):
        """For each (asked, text, spot) the rules that match; None where that takes too long."""
        plain, others = [], []
        for place, (_, text, _) in enumerate(listed):
            (plain if is_plain(text) else others).append(place)
        ask = {}  # place -> (number, text as its first test asks it)
        if others:
            ask.update(zip(others, self._of_others([listed[place] for place in others])))
        if plain:
            texts, asked = [listed[place][1] for place in plain], [listed[place][0].numbers for place in plain]
            for at, numbers in self._plain.may_match(texts, asked).items():
                ask[plain[at]] = [
                    (number, each) for number in numbers for each in self._rules[number].tests[0].transformed(texts[at])
                ]
        found = [()] * len(listed)
        for place, asking in ask.items():
            if asking:
                found[place] = self._matching(*listed[place], asking, headers)
        return found

    def _of_others(self, listed):
        asking = [asked.pipelines.asking(as_bytes(text)) for asked, text, _ in listed]
        may_match = self._gate.may_match({text for each in asking for _, text in each})
        return [[(number, text) for number, text in each if number in may_match[text]] for each in asking]

    def _matching(self, asked, whole, spot, asking, headers):
        """The rules that match, by their numbers; None where that takes too long."""
        found = set()
        try:
            with deadline(len(whole)):
                for number, text in asking:
                    if number in found or any(out(spot) for out in asked.left_out.get(number, ())):
                        continue
                    if self._rules[number].matches(spot, text, headers):
                        found.add(number)
        except TooLong:
            return None
        return tuple(self._rules[number] for number in sorted(found))


def as_bytes(text):
    """Each byte of its UTF-8 as a character: what the rules were written for."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")
