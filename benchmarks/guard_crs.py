"""The Core Rule Set's own regression tests as events of many kinds: are the guard's verdicts those that they demand?

    python benchmarks/guard_crs.py CRS [--wrong N] [--every N]

CRS is a checkout of coreruleset (Debian's package has no tests). Each test names rules that must match its request, or
must not. Its request becomes an event of each HTTP kind as it is, and a message of every other kind with the request's
arguments. Both runtimes are asked, with every family at paranoia level 4. `--wrong` prints the N rules that are wrong
most often, `--every` asks each Nth verdict only. What no event can carry is counted by why.
"""

from __future__ import annotations

import json
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen
from guarding.events import HTTP, MESSAGES, TEXTS
from guarding.requests import Case, cases
from guarding.running import answers, policy, runtimes
from measure import table

from goatherd.guard.rules import compiled_rules, written

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Asked:
    """One verdict that is asked for: of a rule about an event."""

    case: Case
    kind: str
    event: dict[str, Any]


def asked(crs: Path, table: dict[str, Any], left: Counter[str], every: int) -> Iterator[Asked]:
    rules = {rule["id"]: rule for rule in table["rules"]}
    for case in list(cases(crs, left))[::every]:
        rule = rules.get(case.rule)
        if rule is None:
            left[table["left"].get(case.rule, "it is about responses, or sums scores up")] += 1
            continue
        for kind, make in HTTP.items():
            yield Asked(case, kind, make(case.request))
        values = carried(case, rule)
        if not values:
            left["only HTTP has what it asks about: " + ", ".join(_where(rule))] += 1
            continue
        for kind, message in MESSAGES.items():
            yield Asked(
                case, kind, message({name: each[0] if len(each) == 1 else each for name, each in values.items()})
            )
        texts = nameless(case, rule, values)
        if not texts:
            left["it asks about the names of arguments, and a key, a subject or a transcript has none"] += 1
        for kind, text in TEXTS.items() if texts else ():
            yield Asked(case, kind, text(texts))


def nameless(case: Case, rule: dict[str, Any], values: dict[str, list[str]]) -> list[str]:
    """The texts of an event that has no names of arguments. What must match may have stood in a name, where the rule
    asks both; what a name may be says nothing of a text.
    """
    where = _where(rule)
    if "value" not in where and [*values] != ["body"]:
        return []
    names = [name for name in values if "name" in where and case.expected]
    return [*(value for each in values.values() for value in each), *names]


def carried(case: Case, rule: dict[str, Any]) -> dict[str, list[str]]:
    """What a message can hold of what the rule asks about, name -> texts; nothing where that stands elsewhere."""
    where = _where(rule)
    if _needs_headers(rule):
        return {}
    found: list[tuple[str, str]] = []
    if "value" in where or "name" in where:
        found += case.request.arguments()
    if "value" in where and "cookie" in where:
        found += [(name, value) for name, value in case.request.cookies() if value or "name" in where]
    if "value" in where and "header" in where:
        found += case.request.own_headers()
    if "body" in where and not found and case.request.body:
        found.append(("body", case.request.text))
    values: dict[str, list[str]] = {}
    for name, value in found:
        values.setdefault(name, []).append(value)
    return values


def _where(rule: dict[str, Any]) -> list[str]:
    return sorted({each.partition(":")[0] for each in rule["tests"][0]["on"] if each[0] != "-"})


def _needs_headers(rule: dict[str, Any]) -> bool:
    """Whether a later test of a chain looks at them."""
    later = json.dumps(rule["tests"][1:])
    return '"header' in later or "request_headers" in later.lower()


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("crs", type=Path)
    parser.add_argument("--wrong", type=int, default=0, metavar="N")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    chosen = parser.parse_args(arguments)
    rules = compiled_rules(chosen.crs)
    left: Counter[str] = Counter()
    rows = list(asked(chosen.crs, rules, left, chosen.every))
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "rules.json"), Path(folder, "policy.json")
        files[0].write_text(written(rules), "utf-8")
        files[1].write_text(json.dumps(policy(paranoia=4)), "utf-8")
        found = {name: answers(command, (row.event for row in rows)) for name, command in runtimes(*files).items()}
    print(f"{rules['sources'][-1]['name']} {rules['sources'][-1]['version']}, {len(rows)} events\n")
    report(rows, found, chosen.wrong)
    print("\nWhat no event, or no message, can carry (verdicts):\n")
    for why, count in left.most_common():
        print(f"- {count}: {why}")
    return 0


def report(rows: list[Asked], found: dict[str, list[dict[str, Any]]], wrong: int) -> None:
    right: Counter[tuple[str, str]] = Counter()
    total = Counter(row.kind for row in rows)
    rules: dict[str, Counter[tuple[str, bool, str]]] = {name: Counter() for name in found}
    for name, verdicts in found.items():
        for row, answer in zip(rows, verdicts, strict=True):
            hit = any(row.case.rule in rule.split("+") for _, _, rule, _ in answer["decisions"])
            right[name, row.kind] += hit == row.case.expected
            rules[name][row.case.rule, row.case.expected, row.case.test] += hit != row.case.expected
    lines = [["kind", "verdicts", *found]]
    lines += [
        [kind, str(count), *(_share(right[name, kind], count) for name in found)] for kind, count in total.items()
    ]
    whole = sum(total.values())
    lines.append(["all", str(whole), *(_share(sum(right[n, k] for k in total), whole) for n in found)])
    print(table(lines))
    for name, counts in rules.items() if wrong else ():
        by_rule: Counter[tuple[str, bool]] = Counter()
        for (rule, expected, _), count in counts.items():
            by_rule[rule, expected] += count
        for (rule, expected), count in by_rule.most_common(wrong):
            tests = [test for (each, wanted, test), n in counts.items() if (each, wanted) == (rule, expected) and n]
            print(f"{name}: {rule} {'missed' if expected else 'false'} {count} {' '.join(tests[:12])}")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
