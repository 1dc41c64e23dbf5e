"""The event firewall: asks the rules of every text whose field can reach a sink, and says which records are refused."""

from goatherd_guard.decisions import Decision
from goatherd_guard.events.ground import Fields
from goatherd_guard.events.kinds import Kinds
from goatherd_guard.events.leaves import Limits, Walk
from goatherd_guard.firewall.rules import Rules


class Reading:
    """`refused` are the numbers of records that a decision blocks, -1 for the event as a whole."""

    __slots__ = ("kind", "decisions", "refused")

    def __init__(self, kind):
        self.kind, self.decisions, self.refused = kind, [], set()

    def add(self, decision):
        self.decisions.append(decision)
        if decision.blocks:
            self.refused.add(decision.record)


class Wall:
    """`table` is rules.json, `policy` a Policy."""

    def __init__(self, table, policy):
        self.kinds, self._policy = Kinds(table["kinds"]), policy
        events = policy.events
        self._fields = Fields(events.named, events.others)
        self._limits = Limits(**events.limits)
        self._rules = Rules(table, events.families | {"shape"}, events.level, events.excluded)

    def read(self, event):
        kind = self.kinds.of(event, self._policy.events.kinds)
        reading = Reading(kind)
        walk = Walk(self.kinds, kind, self._fields, self._limits).run(event)
        for what, path, record in walk.excess:
            reading.add(self._excess(what, path, record))
        for text, spot, rules in self._rules.matching(walk.leaves, walk.headers):
            if rules is None:
                reading.add(self._excess("time", spot.path, spot.record))
            else:
                self._add(text, spot, rules, reading)
        return reading

    def _excess(self, what, path, record):
        said = f"the event exceeds the limit of {what}"
        verdict = self._policy.verdict("block")
        return Decision(verdict, "event", "shape", "GX" + what[:1], said, path, record=record)

    def _add(self, text, spot, matching, reading):
        scores = {}
        for rule in matching:
            scores.setdefault(rule.family, []).append(rule)
        for family, rules in scores.items():
            score = sum(rule.score for rule in rules)
            action = "block" if score >= self._policy.events.threshold else "monitor"
            first = max(rules, key=lambda rule: rule.score)
            what = f"{spot.path}: {first.message}"
            names = "+".join(rule.id for rule in rules)
            verdict = self._policy.verdict(action)
            reading.add(Decision(verdict, "event", family, names, what, spot.path, spot.how, text, spot.record))
