"""Workflows that deploy what a pull request proposes, before anybody has looked at it."""

from __future__ import annotations

import itertools
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
_NEEDS = regex(r"\s*needs\s*:([^#]*)")
_NAME = regex(r"[A-Za-z_][\w-]*")
_RUNS = regex(r"\s*(?:-\s+)?run\s*:")
# Which files were changed, whoever has changed them: conditions on what these say keep nobody out.
_CHANGED_FILES = regex(r"\s*(?:-\s+)?uses\s*:\s*[\"']?(?:dorny/paths-filter|tj-actions/changed-files)@")
_OF_ANOTHER_JOB = regex(r"\bneeds\.([\w-]+)\.outputs\.[\w-]+")
_COMPARED = regex(r"\s*if\s*:(?:[\s\"'$={}()!&|]|true|false)*")
_ENVIRONMENT = regex(r"\s*environment\s*:")
_PRODUCTION = regex(r"(?i)[^#]*\b(?:prod|production|live)\b")
# What is made for the pull request, or for trying things; running tests says nothing of where it goes.
FOR_TRIALS = regex(
    r"(?i)[^#]*(?:\b(?:pr|preview|ephemeral|dev|develop|development|qa|stg|staging|sandbox|uat|beta|demo)\b"
    r"|(?<!run )(?<!npm )(?<!yarn )(?<!unit )\btest(?:ing)?\b"
    r"|github\.(?:event\.(?:pull_request\.)?number|head_ref|ref_name|event\.pull_request)|\bGITHUB_HEAD_REF\b)"
)


def pull_request_deployments(tree: Tree) -> Iterator[PipelineDeployment]:
    """Steps that deploy for every pull request, on no condition and with nobody's approval; nothing is raised."""
    for path, lines in workflows(tree):
        head, jobs = jobs_of(lines)
        if not any(map(_FOR_PULL_REQUESTS.match, head)) or any(map(_CLOSED.match, head)):
            continue
        everywhere = any(map(signs_in, head))
        named = {name[0]: job for _, job in jobs if (name := _NAME.search(job[0]))}
        for first, job in jobs:
            if not _is_held(job, named, set()) and (everywhere or any(map(signs_in, job))):
                yield from _deployments(path, first, job)


def _is_held(job: list[str], named: dict[str, list[str]], seen: set[str]) -> bool:
    """Whether it, or a job that has to be done before it, waits for something that a pull request may not have."""
    conditions = _own(job, _CONDITION)
    if is_held_by_environment(job) or not all(_is_about_files(line, named) for line in conditions):
        return True
    before = [name for name in _needed(job) if name in named and name not in seen]
    return any(_is_held(named[name], named, seen | {name}) for name in before)


def _is_about_files(condition: str, named: dict[str, list[str]]) -> bool:
    """Whether it asks for nothing but which files were changed."""
    asked = _OF_ANOTHER_JOB.findall(condition)
    told = (named.get(name, []) for name in asked)
    return (
        bool(asked)
        and _COMPARED.fullmatch(_OF_ANOTHER_JOB.sub("", condition)) is not None
        and all(any(map(_CHANGED_FILES.match, job)) and not any(map(_RUNS.match, job)) for job in told)
    )


def _needed(job: list[str]) -> list[str]:
    """The names of the jobs before it, in one line or in one each."""
    start = next((at for at, line in enumerate(job) if _NEEDS.match(line)), None)
    if start is None:
        return []
    depth, found = indent(job[start]), _NEEDS.match(job[start])
    listed = itertools.takewhile(lambda line: indent(line) >= depth and "-" in line, job[start + 1 :])
    here = _NAME.findall(found[1]) if found is not None else []
    return here or [name for line in listed for name in _NAME.findall(line)]


def _own(job: list[str], key: re.Pattern[str]) -> list[str]:
    """The lines of a key that a job itself has, not one of its steps."""
    inner = min((indent(line) for line in job[1:] if line.strip() and not line.lstrip().startswith("#")), default=0)
    return [line for line in job[1:] if indent(line) == inner and key.match(line)]


def is_held_by_environment(job: list[str]) -> bool:
    """Whether people or rules may stand before it."""
    return bool(_own(job, _ENVIRONMENT))


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
