"""CPU time, wall-clock time and memory of a whole tree, beside other scanners.

    python benchmarks/throughput.py TREE [--sample N] [--peers DIR …] [--semgrep-rules DIR] [--timeout 300]

`--sample N` copies the folders of N templates, spread evenly over the tree, and scans the copy: some peers do not
finish a large tree. Where time was up, the ratio is a lower bound. "again" is a scan that remembers the first one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from measure import GOATHERD, HEAD, Run, median, row, run, table
from peers import Peers, options, templates_of

ROUNDS = 3


def sample(tree: Path, count: int, target: Path) -> Path:
    """A copy of the folders of `count` templates; a folder stands for those in it."""
    folders = sorted({template.parent for template in templates_of(tree)} - {tree})
    top = [folder for folder in folders if not any(other in folder.parents for other in folders)]
    step = max(len(top) / count, 1)
    for folder in [top[int(i * step)] for i in range(min(count, len(top)))]:
        shutil.copytree(folder, target / folder.relative_to(tree), symlinks=True)
    return target


def counts(tree: Path, environment: dict[str, str]) -> tuple[int, int, int]:
    """Files, functions and findings of our own scan, which it then remembers."""
    command = [*GOATHERD, "scan", str(tree), "--no-config", "--profile", "everything", "--format", "json"]
    found = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    report = json.loads(found.stdout)
    files = sum(path.is_file() for path in tree.rglob("*") if ".git" not in path.parts)
    functions = len(report["functions"])
    return files, functions, len(report["findings"])


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tree", type=Path)
    parser.add_argument("--sample", type=int, metavar="N", help="only the folders of N templates")
    options(parser)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tree = sample(chosen.tree.resolve(), chosen.sample, work / "tree") if chosen.sample else chosen.tree.resolve()
        peers = Peers(chosen.peers, chosen.semgrep_rules, work)
        remembering = {"XDG_CACHE_HOME": str(work / "cache")}
        files, functions, findings = counts(tree, remembering)
        print(f"{files} files, {functions} functions, {findings} findings; semgrep with {peers.rules} rules\n")
        scan = [*GOATHERD, "scan", str(tree), "--no-config"]
        ways = {form: [*scan, "--no-cache", "--format", form] for form in ("terminal", "json", "sarif")}
        ways |= {"one process": [*scan, "--no-cache", "--jobs", "1"], "again": scan}
        ours = {way: [run(command, chosen.timeout, remembering)] for way, command in ways.items()}
        theirs: dict[str, Run] = {}
        for name in peers.names:
            if command := peers.scan(name, tree):
                theirs[name] = run(command, chosen.timeout, peers.environment)
        # Ours also after the peers, so that both saw the machine at the same times.
        for way, runs in ours.items():
            runs += [run(ways[way], chosen.timeout, remembering) for _ in range(ROUNDS - 1)]
    reference = median(ours["terminal"])
    rows = [row(f"goatherd ({way})", median(runs), reference) for way, runs in ours.items()]
    rows += [row(name, result, reference) for name, result in theirs.items()]
    print(table([HEAD, *rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
