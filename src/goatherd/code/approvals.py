"""Deployments that ask nobody: the question for new permissions is switched off, or a push changes a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.pull_requests import DEPLOYS, FOR_TRIALS, is_held_by_environment
from goatherd.code.workflows import jobs_of, signs_in, step_of, workflows
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import PipelineDeployment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

_PUSH = regex(r"[^#]*\bpush\b")
_NEVER = regex(r"[^#]*(?:--require-approval[\s=]+[\"']?never\b|[\"']?requireApproval[\"']?\s*:\s*[\"']never\b)")
_ONLY_SHOWN = regex(r"[^#]*\bcdk (?:diff|synth)\b")
_MIGRATES = regex(
    r"[^#]*\b(?:prisma migrate deploy|db:migrate|migrat(?:e|ion|ions):(?:run|up|latest|deploy)|knex migrate:latest"
    r"|alembic upgrade|manage\.py migrate|flyway migrate|typeorm migration:run|sequelize(?:-cli)? db:migrate)\b"
)
_NAME = regex(r"\s*name\s*:")


def unapproved_deployments(tree: Tree) -> Iterator[PipelineDeployment]:
    """Those of workflows, which run by themselves; nothing is raised."""
    for path, lines in workflows(tree):
        head, jobs = jobs_of(lines)
        everywhere = any(map(signs_in, head))
        for first, job in jobs if any(map(_PUSH.match, head)) else ():
            if not is_held_by_environment(job) and (everywhere or any(map(signs_in, job))):
                yield from _of_job(path, first, job)


def _of_job(path: str, first: int, job: list[str]) -> Iterator[PipelineDeployment]:
    named = [line for line in job[:3] if _NAME.match(line)]
    migrates = next((index for index, line in enumerate(job) if _MIGRATES.match(line)), None)
    for index, line in enumerate(job):
        deploys = DEPLOYS.match(line)
        never = _NEVER.match(line) is not None and not _ONLY_SHOWN.match(line)
        if not never and (deploys is None or migrates is None):
            continue
        if not any(map(FOR_TRIALS.match, (*named, *step_of(job, index)))):
            yield PipelineDeployment(deploys[1] if deploys else "cdk deploy", True, Span(path, first + index))
            if migrates is not None:
                yield PipelineDeployment("a migration of the database", True, Span(path, first + migrates))
                return
