"""Kinds of events: how each is recognised, and which of its fields outsiders choose.

The table is part of the compiled rules (`kinds` of rules.json), so that both runtimes read the same.
"""

from goatherd_guard.events.paths import ITEMS, Tree, look_up, parse

_ABSENT = object()


class Kind:
    """`answer` is "http" or "" for the rest; `records` the steps to the list of records, () where there is none.

    `identifier` are the steps from a record to what names it in a partial answer.
    """

    __slots__ = (
        "name",
        "answer",
        "records",
        "record_path",
        "identifier",
        "outside",
        "decoders",
        "_equal",
        "_has",
        "_contains",
    )

    def __init__(self, name, row):
        self.name = row.get("kind", name)
        self.answer = row.get("answer", "")
        self.records = parse(row["records"]) if row.get("records") else ()
        self.record_path = row["records"] + ITEMS if row.get("records") else ""
        self.identifier = parse(row["identifier"]) if row.get("identifier") else ()
        self.outside = Tree.of(dict.fromkeys(row["outside"], True))
        self.decoders = Tree.of(row.get("decode", {}))
        self._equal = [(parse(path), value) for path, value in row.get("is", {}).items()]
        self._has = [parse(path) for path in row.get("has", ())]
        self._contains = [(parse(path), part) for path, part in row.get("contains", {}).items()]

    def fits(self, event):
        for steps, wanted in self._equal:
            found = look_up(event, steps, _ABSENT)
            if found != wanted and not (isinstance(wanted, list) and found in wanted):
                return False
        for steps in self._has:
            if look_up(event, steps, _ABSENT) is _ABSENT:
                return False
        return all(part in str(look_up(event, steps, "")) for steps, part in self._contains)

    def firsts(self):
        """The keys that one of its events has by which it is recognised."""
        return {steps[0] for steps in (*(steps for steps, _ in self._equal), *self._has)}

    def identifiers(self, event, records):
        """What names the records with these numbers, None for one that has no name."""
        listed = look_up(event, self.records, [])
        return [look_up(listed[number], self.identifier) if self.identifier else None for number in records]


class Kinds:
    """All kinds of a table, the most particular first."""

    def __init__(self, table):
        rows = table["kinds"]
        merged = {
            name: {**rows[row["like"]], **row, "has": [*rows[row["like"]].get("has", ()), *row.get("has", ())]}
            if "like" in row
            else row
            for name, row in rows.items()
        }
        # What is like another is that with one thing more.
        self._all = [Kind(name, row) for name, row in sorted(merged.items(), key=lambda each: "like" not in each[1])]
        self._whole = {name: Kind(name, {"outside": []}) for name in table["whole"]}
        for kind in self._whole.values():
            kind.outside.kept = True
        self._envelopes = [Kind(name, merged[name]) for name in table["envelopes"]]
        self._marks = frozenset(first for kind in self._envelopes for first in kind.firsts())
        self._ordered = {}

    def of(self, event, expected=()):
        """The kind of an event: of the names that are expected the first that fits, or that can be anything: who
        chooses all of an event could make it look like one of another kind. Where none of them does, any kind that
        fits, else the kind `unknown`, all of which outsiders may have chosen.
        """
        if expected not in self._ordered:
            named = [kind for kind in self._all if kind.name in expected]
            whole = next((self._whole[name] for name in expected if name in self._whole), None)
            others = [] if whole else [kind for kind in self._all if kind.name not in expected]
            self._ordered[expected] = [*named, *others], whole or self._whole["unknown"]
        kinds, whole = self._ordered[expected]
        fitting = (kind for kind in kinds if kind.fits(event)) if isinstance(event, dict) else iter(())
        return next(fitting, whole)

    def envelope(self, value):
        """The kind of an event that another one carries (a dict), None where it is none."""
        if self._marks.isdisjoint(value):
            return None
        return next((kind for kind in self._envelopes if kind.fits(value)), None)
