"""How sure the findings of trees are, what lowers their confidence, and whether each that is doubted says why.

    python benchmarks/confidence.py TREE [TREE …]

Exits with 1 where a finding of less than high confidence has no reason.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from measure import table

from goatherd.core.confidence import Confidence, Doubt
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="+", type=Path)
    levels: Counter[Confidence] = Counter()
    kinds: Counter[Doubt] = Counter()
    silent = 0
    for tree in parser.parse_args().trees:
        for event in scan(str(tree), Config()):
            if isinstance(event, FindingFound):
                finding = event.finding
                levels[finding.confidence] += 1
                kinds.update({reason.kind for reason in finding.reasons})
                silent += finding.confidence < Confidence.HIGH and not finding.reasons
    rows = [[level.label, str(levels[level]), ""] for level in reversed(Confidence)]
    rows += [["", str(count), kind.value] for kind, count in kinds.most_common()]
    print(table([["confidence", "findings", "reason"], *rows]))
    print(f"{silent} doubted without a reason")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
