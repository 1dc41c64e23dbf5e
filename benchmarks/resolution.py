"""How many functions of a tree resolve to a handler, why the others do not, what calls them, what broke.

    python benchmarks/resolution.py TREE [TREE …] [--list]

Functions are those that templates declare. The rate counts Python, JavaScript and TypeScript functions whose code is
in the tree. `--list` names every one that should have resolved.
"""

from __future__ import annotations

import gc
import re
import resource
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from typing import TYPE_CHECKING

from measure import table

from goatherd.core.config import Config
from goatherd.core.events import ApplicationRead, Diagnosed, ScanFinished
from goatherd.core.value import known
from goatherd.model.function import Entry, Unresolved
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Diagnosis
    from goatherd.model.application import Application
    from goatherd.model.function import Function

NAMES = {"python": "Python", "javascript": "JavaScript"}
_QUOTED = re.compile(r"'[^']*'|\b[\w.$@{}\[\]:~-]*[./\\${][\w./$@{}\[\]:~\\-]*")


def language(function: Function) -> str:
    entry = function.entry
    if isinstance(entry, Entry):
        return "TypeScript" if entry.file.endswith((".ts", ".mts", ".cts", ".tsx")) else NAMES[entry.language]
    runtime = known(function.runtime) or ""
    if runtime.startswith("python"):
        return NAMES["python"]
    if runtime.startswith("nodejs"):
        return NAMES["javascript"]
    return "not written" if not runtime else "another language"


def resolution(functions: Iterable[Function]) -> list[list[str]]:
    """Per language: all, resolved, unresolved, code elsewhere, per cent of those with code in the tree."""
    counts: dict[str, list[int]] = {}
    for function in functions:
        row = counts.setdefault(language(function), [0, 0, 0, 0])
        row[0] += 1
        entry = function.entry
        row[1 if isinstance(entry, Entry) else 2 if entry.code_in_tree else 3] += 1
    wanted = [row for name, row in counts.items() if name in (*NAMES.values(), "TypeScript")]
    counts["Python, JavaScript, TypeScript"] = [sum(column) for column in zip(*wanted, strict=True)] or [0] * 4
    head = ["language", "functions", "resolved", "unresolved", "code not in the tree", "resolved %", ""]
    rows = [
        [name, *map(str, row), f"{100 * row[1] / (row[1] + row[2]):.1f}" if row[1] + row[2] else "·", ""]
        for name, row in counts.items()
    ]
    return [head, *rows]


def reasons(functions: Iterable[Function]) -> Counter[tuple[bool, str]]:
    """Why functions stayed unresolved, names left out; the key says first whether the code is in the tree."""
    found = (f.entry for f in functions if isinstance(f.entry, Unresolved))
    return Counter((entry.code_in_tree, _QUOTED.sub("…", entry.why)) for entry in found)


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("trees", nargs="+")
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args(arguments)
    gc.disable()  # as the command does
    applications: list[Application] = []
    diagnoses: list[Diagnosis] = []
    files = 0
    started = time.process_time()
    for tree in chosen.trees:
        for event in scan(tree, Config()):
            if isinstance(event, ApplicationRead):
                applications.append(event.application)
            elif isinstance(event, Diagnosed):
                diagnoses.append(event.diagnosis)
            elif isinstance(event, ScanFinished):
                files += event.files
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    declared = [a for a in applications if a.templates]
    functions = [function for application in declared for function in application.functions]
    _print(functions, chosen.list)
    undeclared = sum(len(a.functions) for a in applications if not a.templates)
    broken = [d for d in diagnoses if "bug in goatherd" in d.message or " failed: " in d.message]
    print(f"\n{len(declared)} applications; {undeclared} handlers that no template names")
    print(f"{len(diagnoses)} diagnoses, of which {len(broken)} say that something broke")
    for message, count in Counter(diagnosis.message for diagnosis in broken).most_common():
        print(f"{count:5} {message}")
    print(f"{files} files, {seconds:.2f} s CPU, {memory:.0f} MB")
    return 0


def _print(functions: list[Function], listed: bool) -> None:
    print(table(resolution(functions)))
    for (in_tree, why), count in reasons(functions).most_common():
        print(f"{count:5} {'unresolved' if in_tree else 'not in the tree'}: {why}")
    kinds = Counter(trigger.kind for function in functions for trigger in function.triggers)
    without = sum(not function.triggers for function in functions)
    print(f"\ntriggers: {', '.join(f'{kind} {count}' for kind, count in kinds.most_common())}")
    print(f"{without} of {len(functions)} functions have none")
    if listed:
        for function in functions:
            entry = function.entry
            if isinstance(entry, Unresolved) and entry.code_in_tree and language(function) in NAMES.values():
                print(f"{function.span}: {function.id}: {function.unresolved}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
