"""The least-privilege policy to paste: SAM policy templates where one fits, statements for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.iam.render import statements_yaml
from goatherd.iam.sam_fit import fitting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.iam.arn import Names
    from goatherd.iam.resources import Need
    from goatherd.model.role import Role


def policy_yaml(needs: Iterable[Need], names: Names, role: Role, *, sam: bool) -> str:
    """YAML for `Policies` of a SAM function, or for `Statement` of a role that is written out.

    What the platform needs is left out of the roles that SAM makes: they get it from SAM.
    """
    wanted = [need for need in needs if not (role.generated and need.span is None)]
    if not (sam and role.generated):
        return statements_yaml(wanted, names)
    lines, rest = [], list(wanted)
    for id in dict.fromkeys(owner for need in wanted if (owner := _sole_owner(need, names))):
        group = [need for need in rest if _sole_owner(need, names) == id]
        fit = fitting(group, id, names, role.span)
        if fit:
            lines.append(fit.yaml())
            rest = [need for need in rest if need not in group]
    if rest:
        lines.append("- Statement:\n" + statements_yaml(rest, names, indent="    "))
    return "\n".join(lines)


def _sole_owner(need: Need, names: Names) -> str | None:
    """The id of the resource that all texts of a need belong to."""
    owners = {owner[0] if (owner := names.owner(text)) else None for text in need.resources}
    return owners.pop() if len(owners) == 1 else None
