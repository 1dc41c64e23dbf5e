"""What a scan cannot say of clouds other than AWS, so that a short list is not read as a safe application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.api import Check
from goatherd.checks.runner import about_any_cloud, is_about_security_rules
from goatherd.core.frameworks import framework_named
from goatherd.core.wording import counted
from goatherd.model.application import OTHER_CLOUDS

if TYPE_CHECKING:
    from goatherd.outcome import Outcome

_WITH_RULES = "firebase"


def other_clouds(outcome: Outcome) -> list[str]:
    """One sentence or two for each that functions were found of; nothing of a run without checks."""
    checks = [rule for rule in outcome.checks if isinstance(rule, Check)]
    counts = {
        framework: sum(len(one.functions) for one in outcome.applications if one.framework == framework)
        for framework in sorted(OTHER_CLOUDS)
    }
    return [_told(framework, functions, checks) for framework, functions in counts.items() if functions and checks]


def _told(framework: str, functions: int, checks: list[Check]) -> str:
    rules = framework == _WITH_RULES
    some = sum(about_any_cloud(check) or (rules and is_about_security_rules(check)) for check in checks)
    kinds = "code, triggers, packages and security rules" if rules else "code, triggers and packages"
    rest = "other permissions and services" if rules else "permissions, rules and services"
    return (
        f"{framework_named(framework).name}: {counted(functions, 'function')}; at most {some} of "
        f"{counted(len(checks), 'check')} apply there, those of {kinds}. Of its {rest} only roles, storage and "
        f"addresses that Terraform declares are judged: no finding does not mean that they are safe."
    )
