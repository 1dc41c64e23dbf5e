"""What a scan cannot say of clouds other than AWS, so that a short list is not read as a safe application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.api import Check
from goatherd.checks.runner import about_any_cloud
from goatherd.core.frameworks import framework_named
from goatherd.core.wording import counted
from goatherd.model.application import OTHER_CLOUDS

if TYPE_CHECKING:
    from goatherd.outcome import Outcome

_DECLARED = "roles, storage and addresses that Terraform declares"
_JUDGED = {"firebase": f"security rules, and {_DECLARED},"}


def other_clouds(outcome: Outcome) -> list[str]:
    """One sentence or two for each that functions were found of; nothing of a run without checks."""
    checks = [rule for rule in outcome.checks if isinstance(rule, Check)]
    some = sum(map(about_any_cloud, checks))
    counts = {
        framework: sum(len(one.functions) for one in outcome.applications if one.framework == framework)
        for framework in sorted(OTHER_CLOUDS)
    }
    return [
        f"{framework_named(framework).name}: {counted(functions, 'function')}; at most {some} of "
        f"{counted(len(checks), 'check')} apply there, those of code, triggers and packages. Of its permissions "
        f"and services only {_JUDGED.get(framework, _DECLARED)} are judged: no finding does not mean that they are "
        f"safe."
        for framework, functions in counts.items()
        if functions and checks
    ]
