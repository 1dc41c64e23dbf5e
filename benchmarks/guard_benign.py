"""False alarms: sample events that tool kits ship, and ordinary texts.

    python benchmarks/guard_benign.py EVENTS … [--crs DIR] [--for DIR …] [--texts DIR …] [--most 20000] [--flagged N]

EVENTS are folders of events in JSON, as SDKs and tool kits have them for their tests and examples; how many of them are
flagged where every family is asked of every field that outsiders choose, at paranoia level 1. `--for` are folders of
applications: each of their functions, with the policy that `goatherd guard policy` writes, gets the sample events of
its own kinds, as users have it. `--texts` are folders of
ordinary texts: licences, manuals, words. These arrive in the body of an HTTP request and in a message, in a field that
reaches no sink, where nothing may be blocked; the second column says what asking all families would cost.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guarding.events import http_api, sqs
from guarding.requests import Request
from guarding.running import answers, policy, runtimes
from guarding.samples import ordinary_texts, sample_events
from measure import table

from goatherd.guard.rules import compiled_rules, written

if TYPE_CHECKING:
    from collections.abc import Iterable

Answers = dict[str, list[dict[str, Any]]]
Sample = tuple[Path, dict[str, Any]]


def asked(work: Path, families: Iterable[str] | None, events: list[Any]) -> Answers:
    """By runtime."""
    file = work / "policy.json"
    file.write_text(json.dumps(policy() if families is None else policy(families)), "utf-8")
    return asked_by(work, file, events)


def asked_by(work: Path, file: Path, events: list[Any]) -> Answers:
    return {name: answers(command, events) for name, command in runtimes(work / "rules.json", file).items()}


def samples(work: Path, rows: list[Sample], flagged: int) -> list[str]:
    """Prints; gives the kind of each."""
    found = asked(work, None, [event for _, event in rows])
    print(f"{len(rows)} sample events; every family is asked of every outside field\n")
    print(_counted(found))
    families = Counter(
        family for each in next(iter(found.values())) for family in {row[1] for row in each["decisions"]}
    )
    shares = (f"{family} {100 * count / len(rows):.1f} %" for family, count in families.most_common())
    print(f"\nflagged by family, as in functions whose fields all reach such a sink: {', '.join(shares)}")
    kinds = Counter(each["kind"] for each in next(iter(found.values())))
    print(f"\nkinds: {', '.join(f'{kind} {count}' for kind, count in kinds.most_common())}")
    _print_flagged(found, rows, flagged)
    return [each["kind"] for each in next(iter(found.values()))]


def _counted(found: Answers) -> str:
    head, lines = ["runtime", "flagged", "blocked", "share flagged"], []
    for name, verdicts in found.items():
        marked = [each for each in verdicts if each["decisions"]]
        share = 100 * len(marked) / max(len(verdicts), 1)
        lines.append([name, str(len(marked)), _blocked(marked), f"{share:.2f} %"])
    return table([head, *lines])


def _print_flagged(found: Answers, rows: list[Sample], most: int) -> None:
    for name, verdicts in found.items() if most else ():
        wrong = [(file, each) for (file, _), each in zip(rows, verdicts, strict=True) if each["decisions"]]
        for file, each in wrong[:most]:
            print(f"{name}: {file} ({each['kind']}) {each['decisions']}")


def protected(work: Path, rows: list[Sample], kinds: list[str], applications: list[Path], flagged: int) -> None:
    """The samples, whose kinds stand beside them, with the functions that such events may start."""
    found: Answers = {}
    given: list[Sample] = []
    functions = 0
    for file in _policies(work, applications):
        expected = {row["kind"] for row in json.loads(file.read_text("utf-8"))["events"]["kinds"]}
        own = [row for row, kind in zip(rows, kinds, strict=True) if kind in expected]
        given += own
        functions += bool(own)
        for name, verdicts in asked_by(work, file, [event for _, event in own]).items() if own else ():
            found.setdefault(name, []).extend(verdicts)
    print(f"\n{functions} functions of {len(applications)} folders get {len(given)} events of their kinds\n")
    print(_counted(found))
    _print_flagged(found, given, flagged)


def _policies(work: Path, applications: list[Path]) -> list[Path]:
    for number, folder in enumerate(applications):
        command = [sys.executable, "-m", "goatherd", "guard", "policy", str(folder), "--quiet"]
        subprocess.run([*command, "--output", str(work / f"policies{number}")], stderr=subprocess.PIPE, check=False)
    return sorted(work.glob("policies*/*.json"))


def texts(work: Path, folders: list[Path], most: int) -> None:
    rows = ordinary_texts(folders, most)
    messages = [sqs({"text": each}) for each in rows]
    headers = (("Content-Type", "application/json"),)
    requests = [http_api(Request("POST", "/", headers, json.dumps({"text": each}).encode())) for each in rows]
    events = [*messages, *requests]
    print(f"\n{len(rows)} ordinary texts, {sum(map(len, rows)):,} characters, each in a request and in a message\n")
    head, lines = ["runtime", "blocked, in a field that reaches no sink", "blocked, where all families are asked"], []
    silent, loud = asked(work, (), events), asked(work, None, events)
    lines += [[name, _blocked(silent[name]), _blocked(loud[name])] for name in silent]
    print(table([head, *lines]))
    families = Counter(
        family for each in loud["python"] for verdict, family, *_ in each["decisions"] if verdict == "block"
    )
    print(f"\nby family, where all are asked: {dict(families.most_common())}")


def _blocked(verdicts: list[dict[str, Any]]) -> str:
    return str(sum(any(verdict == "block" for verdict, *_ in each["decisions"]) for each in verdicts))


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("events", type=Path, nargs="+")
    parser.add_argument("--crs", type=Path)
    parser.add_argument("--for", dest="applications", type=Path, nargs="*", default=[], metavar="DIR")
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--most", type=int, default=20_000)
    parser.add_argument("--flagged", type=int, default=0, metavar="N", help="print N flagged events")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "rules.json").write_text(written(compiled_rules(chosen.crs)), "utf-8")
        rows = list(sample_events(chosen.events))
        kinds = samples(work, rows, chosen.flagged)
        if chosen.applications:
            protected(work, rows, kinds, chosen.applications, chosen.flagged)
        if chosen.texts:
            texts(work, chosen.texts, chosen.most)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
