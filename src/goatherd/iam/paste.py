"""The least-privilege policy to paste, in the language of the application.

SAM policy templates where one fits, statements of CloudFormation, of Terraform, of the CDK or of SST for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import sole_placeholder
from goatherd.iam.constructs import resource_code, starred, statements_code
from goatherd.iam.hcl import resource_hcl, statements_hcl
from goatherd.iam.render import resource_yaml, statements_yaml
from goatherd.iam.sam_fit import fitting
from goatherd.iam.use import is_wide

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.iam.arn import Names
    from goatherd.iam.resources import Need
    from goatherd.iam.sam_fit import Fit
    from goatherd.model.role import Role

_PROGRAMS = ("cdk", "sst")
_BUCKETS = "arn:aws:s3:::"


def policy_text(needs: Iterable[Need], names: Names, role: Role, *, sam: bool) -> str:
    """`Policies` of a SAM function, or the statements of a role that is written out."""
    if not (sam and role.generated):
        return statements_text(needs, names, role)
    fits, rest = policy_templates(needs, names, role)
    lines = [fit.yaml() for fit in fits]
    if rest:
        lines.append("- Statement:\n" + statements_yaml(rest, names, indent="    "))
    return "\n".join(lines)


def policy_templates(needs: Iterable[Need], names: Names, role: Role) -> tuple[list[Fit], list[Need]]:
    """The policy templates that grant what is needed on one resource each, and what none of them grants."""
    rest, found = list(needs), []
    for id in dict.fromkeys(owner for need in rest if (owner := _sole_owner(need, names))):
        group = [need for need in rest if _sole_owner(need, names) == id]
        fit = fitting(group, id, names, role.span)
        if fit:
            found.append(fit)
            rest = [need for need in rest if need not in group]
    return found, rest


def statements_text(needs: Iterable[Need], names: Names, role: Role) -> str:
    """A list of statements; "" when nothing is needed."""
    if names.framework == "terraform":
        return statements_hcl(needs, names, role.id)
    if names.framework in _PROGRAMS:
        return statements_code(needs, names, role.span.path)
    return statements_yaml(needs, names)


def resource_text(text: str, names: Names, role: Role) -> str:
    """A canonical resource as it is written in a statement."""
    if names.framework == "terraform":
        return resource_hcl(text, names, role.id)
    if names.framework in _PROGRAMS:
        return resource_code(text, names, role.span.path)
    return resource_yaml(text, names)


def can_be_named(needs: Iterable[Need], names: Names) -> bool:
    """Whether a statement of a program can name what is needed: no resource stands for all of its kind instead."""
    return names.framework not in _PROGRAMS or all(_has_name(text, names) for need in needs for text in need.resources)


def _has_name(text: str, names: Names) -> bool:
    whole = sole_placeholder(text)
    if whole is not None:
        return whole[0] in names.types
    if is_wide(text) or names.owner(text) is not None:
        return True
    written = starred(text)
    return not is_wide(written) and not written.startswith(f"{_BUCKETS}*/")


def _sole_owner(need: Need, names: Names) -> str | None:
    """The id of the resource that all texts of a need belong to."""
    owners = {owner[0] if (owner := names.owner(text)) else None for text in need.resources}
    return owners.pop() if len(owners) == 1 else None
