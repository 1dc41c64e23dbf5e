"""Writes tests/data/aws_types.json: the resource types of the services that run or expose functions.

Source: the provider schemas that cfn-lint ships, of one region. A test compares what is read with it.
Use: python tools/gen_aws_types.py us-east-1.json 2026-10-20
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from goatherd.frontends.aws.unread import KNOWN

TARGET = Path(__file__).parent.parent / "tests" / "data" / "aws_types.json"


def main(source: str, day: str) -> None:
    types = json.loads(Path(source).read_text(encoding="utf-8"))
    wanted = sorted(type for type in types if type.split("::")[1] in KNOWN and type.startswith("AWS::"))
    table = {"source": "cfn-lint, provider schemas (MIT-0)", "day": day, "types": wanted}
    TARGET.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
