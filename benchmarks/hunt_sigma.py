"""How many of SigmaHQ's rules about clouds can be asked, and of which logs?

    python benchmarks/hunt_sigma.py SIGMA [--why]

SIGMA is a copy of https://github.com/SigmaHQ/sigma, of which rules/cloud is read, and what else is about web servers,
names and networks. A rule has a log where one of the kinds that are read is what it is about. The last figure is how
many ask for columns of their tables alone, and not for what else records have. `--why` tells of each rule that does not
compile why, and of each other what is no column.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from measure import table

from goatherd.hunt.condition import fields
from goatherd.hunt.rules import read_rules
from goatherd.hunt.stream.predicate import predicate
from goatherd.hunt.telemetry.kinds import KINDS

FOLDERS = ("cloud/aws", "cloud/azure", "cloud/gcp", "web/webserver_generic", "network/dns", "network/firewall")


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sigma", type=Path)
    parser.add_argument("--why", action="store_true")
    arguments = parser.parse_args()
    rows = []
    for folder in FOLDERS:
        read = read_rules([arguments.sigma / "rules" / folder], own=False)
        compiled: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        known: Counter[str] = Counter()
        for rule in read.rules:
            source = rule.telemetry.service or rule.telemetry.category
            predicate(rule.condition)
            compiled[source] += 1
            kinds = [kind for kind in KINDS if rule.telemetry.covers(kind.telemetry)]
            strange = fields(rule.condition) - {""}
            strange = {name for name in strange if not any(name.split(".")[0] in kind.columns for kind in kinds)}
            asked[source] += bool(kinds)
            known[source] += not strange
            if strange and arguments.why:
                print(rule.about.title, "asks for", *strange)
        counted = (compiled, asked, known)
        rows += [[f"{folder} {source}", *(str(each[source]) for each in counted)] for source in sorted(compiled)]
        if read.diagnoses:
            rows.append([f"{folder}, not read", str(-len(read.diagnoses)), "", ""])
        for diagnosis in read.diagnoses if arguments.why else ():
            print(diagnosis.span.path, diagnosis.message)
    print(table([["rules", "compile", "have a log", "ask for columns alone"], *rows]))


if __name__ == "__main__":
    main()
