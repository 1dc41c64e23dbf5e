"""The SAM policy template that grants what is needed on one resource, and nothing that matters more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.iam.actions import Access, describe, expanded, harmless_read
from goatherd.iam.arn import REF_IS_ARN
from goatherd.iam.match import covers_action
from goatherd.iam.policy import expand
from goatherd.iam.tables import rows
from goatherd.model.role import PolicyReference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.core.source import Span
    from goatherd.iam.arn import Names
    from goatherd.iam.resources import Need
    from goatherd.model.role import Statement

# How a template's parameter is written for a resource, where that is not !Ref.
_NAME_ATTRIBUTE = {
    "AWS::SQS::Queue": "QueueName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::StepFunctions::StateMachine": "Name",
    "AWS::Serverless::StateMachine": "Name",
}


@frozen
class Fit:
    """A policy template with its one argument, as YAML."""

    template: str
    parameter: str
    argument: str

    def yaml(self, indent: str = "") -> str:
        return f"{indent}- {self.template}:\n{indent}    {self.parameter}: {self.argument}"


def fitting(needs: Sequence[Need], id: str, names: Names, span: Span) -> Fit | None:
    """The smallest template that allows all needs, which are on resource `id`, without more than reads beyond."""
    best: tuple[int, str] | None = None
    for template, row in rows("sam_templates").items():
        if len(row["parameters"]) != 1 or not _same_services(row, needs):
            continue
        statements = expand(PolicyReference("sam-template", template, span, {row["parameters"][0]: f"${{{id}}}"}))
        if statements and _allows_all(statements, needs, names) and not too_much(statements, needs):
            size = sum(len(statement.actions) for statement in statements)
            best = min(best or (size, template), (size, template))
    if best is None:
        return None
    parameter = rows("sam_templates")[best[1]]["parameters"][0]
    return Fit(best[1], parameter, _argument(parameter, id, names.types[id]))


def _same_services(row: dict[str, list[dict[str, list[str]]]], needs: Sequence[Need]) -> bool:
    wanted = {need.action.partition(":")[0] for need in needs}
    granted = {action.partition(":")[0] for entry in row["statements"] for action in entry["A"]}
    return wanted <= granted


def _allows_all(statements: Sequence[Statement], needs: Sequence[Need], names: Names) -> bool:
    return all(_allows(statements, need.action, text, names) for need in needs for text in need.resources)


def _allows(statements: Sequence[Statement], action: str, text: str, names: Names) -> bool:
    return any(
        any(covers_action(pattern, action) for pattern in statement.actions)
        and not statement.conditions
        and any(names.covers(names.canonical(pattern), text) for pattern in statement.resources)
        for statement in statements
    )


def too_much(statements: Sequence[Statement], needs: Sequence[Need]) -> bool:
    """More writes than needed are too much; more reads are, when nothing is read."""
    needed = {need.action for need in needs}
    extra = {action for statement in statements for action in expanded(statement.actions)} - needed
    reads = any(_access(action) <= Access.READ for action in needed)
    return any(_access(a) > Access.READ or not (reads or harmless_read(a)) for a in extra)


def _access(action: str) -> Access:
    described = describe(action)
    return described.access if described else Access.WRITE


def _argument(parameter: str, id: str, type: str) -> str:
    if parameter.endswith("Arn"):
        return f"!Ref {id}" if type in REF_IS_ARN else f"!GetAtt {id}.Arn"
    attribute = _NAME_ATTRIBUTE.get(type)
    return f"!GetAtt {id}.{attribute}" if attribute else f"!Ref {id}"
