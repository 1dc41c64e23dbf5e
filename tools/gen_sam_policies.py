"""Writes sam_templates.jsonl: what SAM's policy templates grant.

Row: name -> {"parameters": [name], "statements": [statement]}; a parameter stands in the texts as
`${Name}`. Statements are those of managed.jsonl. Needs: aws-sam-translator.
"""

from __future__ import annotations

import re
from typing import Any

from gen_iam_policies import compact
from iam_tables import package_file, read_json, source, write_table


def symbolic(node: Any) -> Any:
    """Replaces Fn::Sub and Ref by text with placeholders."""
    if isinstance(node, list):
        return [symbolic(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "Ref" in node:
        return f"${{{node['Ref']}}}"
    if "Fn::Sub" in node:
        template, variables = node["Fn::Sub"] if isinstance(node["Fn::Sub"], list) else (node["Fn::Sub"], {})
        return re.sub(r"\$\{(\w+)\}", lambda m: symbolic(variables.get(m[1], m[0])), template)
    return {key: symbolic(value) for key, value in node.items()}


def template_row(template: dict[str, Any]) -> dict[str, Any]:
    statements = [compact(symbolic(s)) for s in template["Definition"]["Statement"]]
    return {"parameters": list(template["Parameters"]), "statements": statements}


def main() -> None:
    data = read_json(package_file("samtranslator", "policy_templates_data", "policy_templates.json"))
    templates = {name: template_row(template) for name, template in data["Templates"].items()}
    write_table("sam_templates", "SAM policy templates", [source("aws-sam-translator", "Apache-2.0")], templates)


if __name__ == "__main__":
    main()
