"""Workflows that deploy what a pull request proposes, before anybody has looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.workflows import indent, jobs_of, signs_in, step_of, workflows
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import PipelineDeployment

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from goatherd.tree import Tree

_FOR_PULL_REQUESTS = regex(r"[^#]*\bpull_request(?:_target)?\b")
_CLOSED = regex(r"[^#]*\bclosed\b")
DEPLOYS = regex(
    r"[^#]*\b((?:serverless|sls|sam|cdk|sst|firebase|chalice|zappa) deploy\b(?! list)"
    r"|terra(?:form|grunt)(?: run-all)? apply\b|gcloud (?:functions|run) deploy\b"
    r"|func azure functionapp publish\b|aws lambda update-function-code\b"
    r"|aws cloudformation (?:deploy|update-stack)\b)"
)
_ACTION = regex(r"(?i)\s*(?:-\s+)?uses\s*:\s*[\"']?(serverless/github-action|azure/functions-action)@")
_ARGUMENTS = regex(r"[^#]*\bargs\s*:.*\bdeploy\b")
_NOTHING_DONE = regex(r"[^#]*--(?:no-?execute|noexecute|no-execute-changeset|dry-run|dryrun|package-only)\b")
_CONDITION = regex(r"\s*(?:-\s+)?if\s*:")
_NEEDS = regex(r"\s*needs\s*:")
_ENVIRONMENT = regex(r"\s*environment\s*:")
_PRODUCTION = regex(r"(?i)[^#]*\b(?:prod|production|live)\b")
# What is made for the pull request, or for trying things.
FOR_TRIALS = regex(
    r"(?i)[^#]*(?:\b(?:pr|preview|ephemeral|dev|develop|development|test|testing|qa|stg|staging|sandbox|uat|beta|demo)\b"
    r"|github\.(?:event\.(?:pull_request\.)?number|head_ref|ref_name|event\.pull_request)|\bGITHUB_HEAD_REF\b)"
)


def pull_request_deployments(tree: Tree) -> Iterator[PipelineDeployment]:
    """Steps that deploy for every pull request, on no condition and with nobody's approval; nothing is raised."""
    for path, lines in workflows(tree):
        head, jobs = jobs_of(lines)
        if not any(map(_FOR_PULL_REQUESTS.match, head)) or any(map(_CLOSED.match, head)):
            continue
        everywhere = any(map(signs_in, head))
        conditional = any(_has(job, _CONDITION) for _, job in jobs)
        for first, job in jobs:
            held = _has(job, _CONDITION) or is_held_by_environment(job) or (conditional and _has(job, _NEEDS))
            if not held and (everywhere or any(map(signs_in, job))):
                yield from _deployments(path, first, job)


def _has(job: list[str], key: re.Pattern[str]) -> bool:
    """Whether a job has a key of its own, not one of its steps."""
    inner = min((indent(line) for line in job[1:] if line.strip() and not line.lstrip().startswith("#")), default=0)
    return any(indent(line) == inner and key.match(line) for line in job[1:])


def is_held_by_environment(job: list[str]) -> bool:
    """Whether people or rules may stand before it."""
    return _has(job, _ENVIRONMENT)


def _deployments(path: str, first: int, job: list[str]) -> Iterator[PipelineDeployment]:
    for index, line in enumerate(job):
        command, action = DEPLOYS.match(line), _ACTION.match(line)
        if command is None and action is None:
            continue
        step = step_of(job, index)
        if action is not None and action[1].lower().startswith("serverless") and not any(map(_ARGUMENTS.match, step)):
            continue
        if any(map(_CONDITION.match, step)) or any(map(_NOTHING_DONE.match, step)):
            continue
        production = any(map(_PRODUCTION.match, step))
        if production or not any(map(FOR_TRIALS.match, job)):
            name = command[1] if command is not None else action[1] if action is not None else ""
            yield PipelineDeployment(name, production, Span(path, first + index))
