"""The ways to transform that rules have."""

from goatherd_guard.firewall.transformations import TRANSFORMATIONS


class Pipelines:
    """The ways to transform of some rules, as a tree: what several begin with is done once.
    `numbered` are (number, rule).
    """

    def __init__(self, numbered):
        self._program = []  # (which result it takes, transformation) of each further result
        # Of each group of rules that transform alike: their numbers, and the results that they ask.
        self._groups, self._ends = [], []
        known, grouped = {}, {}
        for number, rule in numbered:
            first = rule.tests[0]
            grouped.setdefault((first.steps, first.multi), []).append(number)
        for (steps, multi), numbers in grouped.items():
            self._groups.append(numbers)
            results = [0]
            for place, step in enumerate(steps):
                way = steps[: place + 1]
                if way not in known:
                    self._program.append((results[-1], TRANSFORMATIONS[step]))
                    known[way] = len(self._program)
                results.append(known[way])
            self._ends.append(results if multi else results[-1:])

    def asking(self, text):
        """The (number, text as it is transformed) of all rules."""
        return [
            (number, each)
            for numbers, found in zip(self._groups, self._transformed(text))
            for each in found
            for number in numbers
        ]

    def _transformed(self, text):
        """For each group its texts, without those that are the same."""
        results = [text]
        for source, transform in self._program:
            results.append(transform(results[source]))
        return [dict.fromkeys([results[end] for end in ends]) for ends in self._ends]
