"""Writes managed.jsonl: the AWS managed policies that a role of an application can use.

Row: policy name -> {"path": "/service-role/", "statements": [statement]}; keys of a statement are E
(effect, left out for Allow), A or NA (actions, not actions), R or NR, and C (has conditions).
Policies under /aws-service-role/ are left out: only service-linked roles can carry them.
Needs: moto.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from iam_tables import package_file, source, write_table

KEYS = {"Action": "A", "NotAction": "NA", "Resource": "R", "NotResource": "NR"}


def compact(statement: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {} if statement["Effect"] == "Allow" else {"E": statement["Effect"]}
    for long, short in KEYS.items():
        if long in statement:
            value = statement[long]
            row[short] = sorted(value) if isinstance(value, list) else [value]
    if row.get("R") == ["*"]:
        del row["R"]
    if statement.get("Condition"):
        row["C"] = statement["Condition"]
    return row


def documents() -> dict[str, Any]:
    module = ast.parse(package_file("moto", "iam", "aws_managed_policies.py").read_text(encoding="utf-8"))
    text = next(s.value.value for s in module.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant))
    return json.loads(text)  # type: ignore[no-any-return]


def main() -> None:
    rows = {}
    for name, policy in documents().items():
        if policy["Path"].startswith("/aws-service-role/"):
            continue
        statements = policy["Document"]["Statement"]
        statements = statements if isinstance(statements, list) else [statements]
        rows[name] = {"path": policy["Path"], "statements": [compact(s) for s in statements]}
    write_table("managed", "AWS managed policies", [source("moto", "Apache-2.0")], rows)


if __name__ == "__main__":
    main()
