"""Findings drawn at random from a folder of repositories, ready to be judged by hand.

    python benchmarks/sample.py CORPUS_FOLDER [OWNER+NAME …] [--count 60] [--seed 1]

How it is drawn: a repository at random, every one as likely as the others, then one of its findings that was not drawn
yet. A check gives at most a twelfth of the sample and a repository at most a tenth, so that no noisy one fills it.
The same findings and seed give the same sample. Each is printed with its flow and the lines around it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import GOATHERD

if TYPE_CHECKING:
    from collections.abc import Mapping

AROUND = 6
WIDTH = 180


def findings(tree: Path) -> list[dict[str, Any]]:
    command = [*GOATHERD, "scan", str(tree), "--no-config", "--profile", "everything", "--format", "json"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found: list[dict[str, Any]] = json.loads(output)["findings"]
    return found


def drawn(found: Mapping[str, list[dict[str, Any]]], count: int, seed: int) -> list[tuple[str, dict[str, Any]]]:
    """At most `count` pairs of a repository and a finding."""
    generator = random.Random(seed)
    left = {name: generator.sample(each, len(each)) for name, each in sorted(found.items()) if each}
    checks: Counter[str] = Counter()
    repositories: Counter[str] = Counter()
    sample: list[tuple[str, dict[str, Any]]] = []
    while left and len(sample) < count:
        name = generator.choice(list(left))
        finding = left[name].pop()
        if checks[finding["id"]] < max(count // 12, 1):
            sample.append((name, finding))
            checks[finding["id"]] += 1
            repositories[name] += 1
        if not left[name] or repositories[name] == max(count // 10, 1):
            del left[name]
    return sample


def shown(tree: Path, finding: dict[str, Any]) -> str:
    head = f"{finding['id']} {finding['slug']} · {finding['severity']}, confidence {finding['confidence']}"
    lines = [head, f"{finding['path']}:{finding['line']} {', '.join(finding['functions'])}", finding["message"]]
    lines += [f"  also {place['path']}:{place['line']}" for place in finding["locations"]]
    lines += [f"  {step['path']}:{step['line']}: {step['note']}" for step in finding["flow"]]
    return "\n".join([*lines, *_excerpt(tree / finding["path"], finding["line"])])


def _excerpt(path: Path, line: int) -> list[str]:
    if not path.is_file():
        return []
    text = path.read_text("utf-8", "replace").splitlines()
    first = max(line - AROUND, 1)
    around = enumerate(text[first - 1 : line + AROUND], first)
    return [f"{'>' if number == line else ' '} {number:5} {content[:WIDTH]}" for number, content in around]


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("names", nargs="*", metavar="OWNER+NAME")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    names = chosen.names or sorted(path.name for path in chosen.corpus.iterdir() if path.is_dir())
    found = {name: findings(chosen.corpus / name) for name in names}
    for number, (name, finding) in enumerate(drawn(found, chosen.count, chosen.seed), 1):
        print(f"## {number}. {name}\n{shown(chosen.corpus / name, finding)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
