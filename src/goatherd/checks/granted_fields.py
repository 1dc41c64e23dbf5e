"""The fields of records: by which of them rules decide, and which they keep from those who may write the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.audiences import UID

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.security_rules import Expression, Grant, SecurityRules

_LOOK_UPS = (("get",), ("firestore", "get"))
Field = tuple[tuple[str, ...], str]  # the path before the caller's id, and the name of the field


def looked_up_by_rules(rules: SecurityRules) -> dict[Field, Span]:
    """The fields of the caller's own record that conditions look up, each with the first place."""
    found: dict[Field, Span] = {}
    for grant in rules.grants:
        for node in grant.condition.nodes():
            field = _own_field(node)
            if field is not None:
                found.setdefault(field, node.span)
    return found


def _own_field(node: Expression) -> Field | None:
    """`get(/…/users/$(request.auth.uid)).data.role`, or `root.users[request.auth.uid].role`."""
    if node.op != "member":
        return None
    record = node.parts[0]
    if record.op == "index" and record.parts[0].steps[:1] == ("root",) and record.parts[1].steps == UID:
        return record.parts[0].steps[1:], node.text
    if record.op != "member" or record.text != "data" or record.parts[0].op != "call":
        return None
    callee, *arguments = record.parts[0].parts
    if callee.steps not in _LOOK_UPS or len(arguments) != 1 or arguments[0].op != "path":
        return None
    before = arguments[0].parts[3:-1]  # behind /databases/…/documents
    texts = tuple(part.value for part in before if isinstance(part.value, str))
    keyed = arguments[0].parts[-1].steps == UID and texts
    return (texts, node.text) if keyed and len(texts) == len(before) else None


def is_kept(name: str, grant: Grant, path: tuple[str, ...], rules: SecurityRules) -> bool:
    """Whether something that is said of the field, or of all that may be written, may keep users from it.

    `path` is that of the collection.
    """
    if _is_restricted(name, grant.condition):
        return True
    record = len(path) + 1
    return any(
        each.path[: len(path)] == path
        and (name in each.path[record:] or _is_any_other(each.path[record:]) or _is_restricted(name, each.condition))
        for each in rules.validations
    )


def _is_any_other(path: tuple[str, ...]) -> bool:
    """Whether it is about the fields that have no rules of their own."""
    return path[:1] != () and path[0].startswith("{")


def _is_restricted(name: str, condition: Expression) -> bool:
    lists = [node for node in condition.nodes() if _only(node)]
    free = {id(part) for each in lists for part in each.nodes() if part.is_text(name)}
    if len(free) < len(lists):  # one of them leaves the field out
        return True
    return any(
        (node.is_text(name) and id(node) not in free)
        or (node.op == "member" and node.text == name and node.steps[:1] in (("request",), ("resource",)))
        for node in condition.nodes()
    )


def _only(node: Expression) -> bool:
    """`….hasOnly(['name', 'picture'])`."""
    return node.op == "call" and node.parts[0].op == "member" and node.parts[0].text == "hasOnly"
