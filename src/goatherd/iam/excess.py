"""Whether what an entry grants beyond its use matters, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import HIGH, INFO, LOW, MEDIUM, Severity
from goatherd.iam.actions import Access, describe, expanded, harmless_read
from goatherd.iam.tables import row, rows

if TYPE_CHECKING:
    from goatherd.iam.use import EntryUse


# Telemetry, and services that work on what the caller hands them.
_LITTLE_HARM = ("logs:", "xray:", "cloudwatch:", "translate:", "polly:", "comprehend:", "textract:", "rekognition:")
# a read in IAM's words, which shows nothing but whether a condition holds
_ONLY_COMPARES = frozenset({"dynamodb:ConditionCheckItem"})


def excess(use: EntryUse) -> Severity | None:
    """How severe the unused part of an entry is; None where it is nothing to act on.

    Reads left over beside used reads are normal in a statement (other resources of the application are not), and so is
    a policy template that is the smallest one for what is used, on one resource: an information where little is used.
    """
    if use.entry.implicit:
        return None
    if use.everything:
        return HIGH
    others = LOW if use.unused_resources else None
    fits = _fits(use)
    if not use.gained or _is_smallest_grant(use) or (fits and len(use.used) >= len(use.unused)):
        return others
    severity = _severity(use) or others
    if severity is not None and fits:
        return INFO
    if severity is not None and use.entry.kind == "sam-template" and not use.wide and (_writes(use) or not use.used):
        return min(severity, LOW)  # the framework's own way to let a function work with one resource
    return severity


def _severity(use: EntryUse) -> Severity | None:
    gained = [action for action in use.gained if not action.startswith(_LITTLE_HARM)]
    if not gained:
        return LOW
    access = max(map(_access, gained))
    wide = bool(use.wide) and any(map(_limitable, gained))
    if access is Access.PERMISSIONS:
        return HIGH if wide and _is_of_another_service(use, gained) else MEDIUM
    if access is Access.WRITE and wide:
        return MEDIUM
    if any(_reads_secrets(action) for action in gained) or _one_way(use):
        return MEDIUM
    if wide and (use.entry.kind == "managed" or not use.used):
        return MEDIUM
    if access is Access.WRITE:
        return LOW if use.used else MEDIUM
    return None if use.used else LOW


def _is_of_another_service(use: EntryUse, gained: list[str]) -> bool:
    """Whether rights can be changed in a service of which nothing is used."""
    used = {action.partition(":")[0] for action in use.used}
    return any(_access(action) is Access.PERMISSIONS and action.partition(":")[0] not in used for action in gained)


def _one_way(use: EntryUse) -> bool:
    """Whether data is only read where it may be written too, or only written where it may be read."""
    if not use.used:
        return False
    writes = _writes(use)
    reads = any(_access(action) <= Access.READ for action in use.used)
    return (not writes and any(_access(action) >= Access.WRITE for action in use.gained)) or (
        not reads and any(_reads_data(action) for action in use.gained)
    )


def smaller_templates(name: str, used: tuple[str, ...]) -> list[str]:
    """SAM policy templates with the same parameters that grant less, and still all that is used."""
    own = row("sam_templates", name)
    if own is None:
        return []
    granted = _actions(own)
    found = []
    for other, template in rows("sam_templates").items():
        actions = _actions(template)
        if template["parameters"] == own["parameters"] and set(used) <= actions < granted:
            found.append((len(actions), other))
    return [other for _, other in sorted(found)]


def smaller_grants(use: EntryUse) -> list[str]:
    """Methods of the construct that grant less than the one that was called, and still all that may be used."""
    methods = use.entry.statements[0].grants if use.entry.kind == "statement" else ()
    needed = {*use.used, *use.unseen}
    if not methods or not needed:
        return []
    own = set(expanded(methods[0][1]))
    found = [(len(actions), name) for name, listed in methods[1:] if needed <= (actions := set(expanded(listed))) < own]
    return [name for _, name in sorted(found)]


def _is_smallest_grant(use: EntryUse) -> bool:
    """Whether a grant is used and no narrower one would do: its author chose it, not each of its actions."""
    return bool(use.entry.grant) and bool(use.used or use.unseen) and not smaller_grants(use)


def _fits(use: EntryUse) -> bool:
    """Whether an entry is a policy template that a careful author would choose for what the code does."""
    if use.entry.kind != "sam-template" or use.wide or smaller_templates(use.entry.name, use.used):
        return False
    return bool(use.used)


def _actions(template: dict[str, list[dict[str, list[str]]]]) -> set[str]:
    return {action for entry in template["statements"] for action in expanded(entry["A"])}


def _access(action: str) -> Access:
    described = describe(action)
    return described.access if described else Access.LIST


def _writes(use: EntryUse) -> bool:
    return any(_access(action) >= Access.WRITE for action in use.used)


def _reads_data(action: str) -> bool:
    described = describe(action)
    reads = described is not None and described.access is Access.READ
    return reads and action not in _ONLY_COMPARES and not harmless_read(action)


def _limitable(action: str) -> bool:
    described = describe(action)
    return described is not None and described.resource_level


def _reads_secrets(action: str) -> bool:
    described = describe(action)
    return described is not None and described.reads_secrets
