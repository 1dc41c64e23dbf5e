"""Every repository of a folder, scanned twice: time, memory, functions resolved, findings, and what broke.

    python benchmarks/corpus.py CORPUS_FOLDER [OWNER+NAME …] [--timeout 600]

Scans the named folders of CORPUS_FOLDER, or all of them, one after the other, each in a process of its own: first with
nothing remembered, then again. Seconds are of CPU unless the head says otherwise. Functions are those whose code is in
the tree, in a language that is read; `handlers` are further ones, that no template declares. `broken` counts
crashes: a signal, no report, or a diagnosis that says that something failed; the list below the table names them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from attrs import frozen
from measure import GOATHERD, Run, run, table

from goatherd.code.modules import Modules
from goatherd.model.function import Entry
from goatherd.reading import find_applications, tree_of

SEVERITIES = ("critical", "high", "medium", "low", "info")
HEAD = ["repository", "files", "CPU s", "wall s", "MB", "again s", "functions", "resolved", "handlers"]
HEAD += [*SEVERITIES, "diagnoses", "exit", "broken", ""]
ENDS = (0, 1, 3, 4)


@frozen
class Scanned:
    """What a scan came to. `report` is empty, and `broken` says why, when there was none."""

    first: Run
    again: Run
    report: dict[str, Any]
    broken: tuple[str, ...]


def scanned(tree: Path, timeout: float) -> Scanned:
    """Scan a tree with a cache that is empty, then with what it remembers."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "report.json"
        all_of_it = ("--no-config", "--profile", "everything", "--quiet")
        command = [*GOATHERD, "scan", str(tree), *all_of_it, "--report", f"json={output}"]
        remembering = {"XDG_CACHE_HOME": str(Path(folder) / "cache")}
        first = run(command, timeout, remembering)
        report = json.loads(output.read_text("utf-8")) if output.exists() else {}
        again = run(command, timeout, remembering)
    return Scanned(first, again, report, tuple(_broken(first, report)))


def _broken(result: Run, report: dict[str, Any]) -> list[str]:
    if not result.finished:
        return ["the time was up"]
    if result.status not in ENDS or not report:
        return [f"no report, exit code {result.status}"]
    messages = [diagnosis["message"] for diagnosis in report["diagnoses"]]
    return [message for message in messages if "bug in goatherd" in message or " failed: " in message]


def resolved(tree: Path) -> tuple[int, int, int]:
    """Functions of templates whose code is there to be read, those of them that resolve, handlers of no template."""
    files, only = tree_of(str(tree), (), all_files=False)
    found: list[Any] = []
    for _ in find_applications(Modules(files), files, only, found):
        pass
    declared = [function.entry for each in found if each.templates for function in each.functions]
    handlers = sum(len(each.functions) for each in found if not each.templates)
    entries = sum(isinstance(entry, Entry) for entry in declared)
    lost = sum(not isinstance(e, Entry) and e.code_in_tree and not e.foreign for e in declared)
    return entries + lost, entries, handlers


def _row(name: str, result: Scanned, functions: tuple[int, int, int]) -> list[str]:
    severities = Counter(finding["severity"] for finding in result.report.get("findings", ()))
    return [
        name.replace("+", "/"),
        str(result.report["summary"]["files"] if result.report else 0),
        f"{result.first.cpu:.2f}",
        f"{result.first.wall:.2f}",
        f"{result.first.memory:.0f}",
        f"{result.again.cpu:.2f}",
        *map(str, functions),
        *(str(severities[severity]) for severity in SEVERITIES),
        str(len(result.report.get("diagnoses", ()))),
        str(result.first.status),
        str(len(result.broken)),
        "",
    ]


def _total(rows: list[list[str]]) -> list[str]:
    """Sums; the greatest of memory; no exit code."""
    columns = [[float(cell) for cell in column] for column in list(zip(*rows, strict=True))[1:-1]]
    sums = [f"{sum(column):.0f}" for column in columns]
    sums[HEAD.index("MB") - 1] = f"{max(columns[HEAD.index('MB') - 1]):.0f}"
    sums[HEAD.index("exit") - 1] = "·"
    return ["all", *sums, ""]


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("names", nargs="*", metavar="OWNER+NAME")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one scan")
    chosen = parser.parse_args(arguments)
    names = chosen.names or sorted(path.name for path in chosen.corpus.iterdir() if path.is_dir())
    # Trees are read afterwards: a process counts what its parent held when it was made.
    results = {name: scanned(chosen.corpus / name, chosen.timeout) for name in names}
    rows = [_row(name, result, resolved(chosen.corpus / name)) for name, result in results.items()]
    broken = [f"{name}: {message}" for name, result in results.items() for message in result.broken]
    print(table([HEAD, *rows, _total(rows)]))
    print("", *broken, sep="\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
