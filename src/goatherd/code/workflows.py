"""Workflows of GitHub: the lasting keys that they sign in to a cloud with, and whose actions run beside a sign-in."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from goatherd.code.paths import extension, parent
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import PipelineAction, PipelineKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

_MAX_BYTES = 300_000
_FOLDER = ".github/workflows"
# What actions and the clouds' own programs read, by cloud. The token of an Azure Static Web App has no other way in.
_SETTINGS = {
    "aws-secret-access-key": "AWS",
    "AWS_SECRET_ACCESS_KEY": "AWS",
    "publish-profile": "Azure",
    "creds": "Azure",
    "client-secret": "Azure",
    "AZURE_CREDENTIALS": "Azure",
    "AZURE_CLIENT_SECRET": "Azure",
    "ARM_CLIENT_SECRET": "Azure",
    "credentials_json": "Google Cloud",
    "service_account_key": "Google Cloud",
    "firebaseServiceAccount": "Google Cloud",
    "GCP_SA_KEY": "Google Cloud",
    "FIREBASE_TOKEN": "Google Cloud",
}
_GIVEN = regex(r"^\s*(?:-\s+)?[\"']?([\w-]+)[\"']?\s*:\s*[\"']?\$\{\{\s*secrets\.(\w+)\s*\}\}")
_CONFIGURED = regex(r"^[^#]*\baws_secret_access_key[\s=]+[\"']?\$\{\{\s*secrets\.(\w+)\s*\}\}")
# What tells an app of Firebase's where its project is: it lies in every copy of the app.
_OF_AN_APP = regex(r"(?i)[^#]*(?:google-services\.json|GoogleService-Info\.plist|GOOGLE_?SERVICE(?:S?_?INFO|S_JSON))")
# The key of a service account, whatever takes it; not its address, nor the key of an API.
_OF_ACCOUNT = regex(
    r"^[^#]*\$\{\{\s*secrets\.(?!\w*(?:API_KEY|PRIVATE_KEY|MAPS|EMAIL|CLIENT))(?:FIREBASE_SERVICE_ACCOUNT\w*"
    r"|\w*(?:GCP|GOOGLE|GCLOUD|SERVICE_ACCOUNT)\w*_(?:KEY|JSON|CREDENTIALS|SA)(?:_\w+)?)\s*\}\}"
)
_OF_FIREBASE = regex(r"^[^#]*\bfirebase\b.*--token[\s=]+[\"']?\$\{\{\s*secrets\.\w+\s*\}\}")
# Stores of others that speak the words of S3.
_OF_OTHERS = regex(r"(?i)(?:.*_)?(?:r2|minio|spaces|wasabi|b2|backblaze|cloudflare|scaleway|ovh)(?:_.*)?")
# What a job has signed in to a cloud by, other than a lasting key.
_SIGNED_IN = regex(
    r"(?i)[^#]*\b(?:role-to-assume|workload_identity_provider|azure_static_web_apps_api_token|firebase_?token)\s*:"
    r"|[^#]*\buses\s*:\s*[\"']?(?:aws-actions/configure-aws-credentials|azure/login|google-github-actions/auth)@"
)
# What deploys to another cloud, and what does anything in Google's.
_OF_ANOTHER_CLOUD = regex(
    r"(?i)[^#]*(?:\b(?:aws-actions|azure)/|\baws[_-]secret[_-]access[_-]key\b|\b(?:cdk|sam|serverless|sls) deploy\b)"
)
_USES_GOOGLE = regex(
    r"(?i)[^#]*(?:\b(?:gcloud|gsutil|firebase|terraform)\b|google-github-actions/|firebaseextended/"
    r"|google_application_credentials|google_credentials\b)"
)
_USES = regex(r"(\s*)(-\s+)?[\"']?uses[\"']?\s*:\s*[\"']?([\w.-]+)/([\w./-]+)@([\w./-]+)[\"']?\s*(?:#.*)?")
_JOB = regex(r"(\s+)[\"']?[\w-]+[\"']?\s*:\s*(?:#.*)?")
_SECRET = regex(r"[^#]*\$\{\{[^}]*\bsecrets\.(?!GITHUB_TOKEN\b)\w")
_ITEM = regex(r"(\s*)-\s")
_COMMIT = regex(r"[0-9a-f]{40,64}")
_RELEASE = regex(r".*\d.*")
# GitHub itself, and the clouds, which hold what is deployed anyway.
_TRUSTED = frozenset(
    {"actions", "github", "aws-actions", "azure", "google-github-actions", "firebaseextended", "googlecloudplatform"}
)


def pipeline_keys(tree: Tree) -> Iterator[PipelineKey]:
    """Where each workflow takes such a key, in order of files and lines; nothing is raised."""
    for path, lines in workflows(tree):
        elsewhere = any(map(_OF_ANOTHER_CLOUD.match, lines)) and not any(map(_USES_GOOGLE.match, lines))
        for number, line in enumerate(lines, 1):
            cloud = _cloud(line)
            if cloud and not (elsewhere and _is_handed_on(line)):
                yield PipelineKey(cloud, Span(path, number))


def _is_handed_on(line: str) -> bool:
    """Whether it is a key of Google's in a variable of nobody in particular, as what is deployed gets its settings."""
    given = _GIVEN.match(line)
    return given is not None and given[1] not in _SETTINGS and bool(_OF_ACCOUNT.match(line))


def pipeline_actions(tree: Tree) -> Iterator[PipelineAction]:
    """Actions at names that can be moved, in jobs that are signed in to a cloud; nothing is raised."""
    for path, lines in workflows(tree):
        head, jobs = jobs_of(lines)
        everywhere = any(map(signs_in, head))
        for first, job in jobs:
            if everywhere or any(map(signs_in, job)):
                yield from _movable(path, first, job)


def _movable(path: str, first: int, job: list[str]) -> Iterator[PipelineAction]:
    for index, line in enumerate(job):
        used = _USES.fullmatch(line)
        if used is None or _COMMIT.fullmatch(used[5]):
            continue
        name, trusted = f"{used[3]}/{used[4]}@{used[5]}", used[3].lower() in _TRUSTED
        handed = any(map(_SECRET.match, step_of(job, index)))
        branch = _RELEASE.fullmatch(used[5]) is None
        yield PipelineAction(name, branch, handed, Span(path, first + index), trusted)


def step_of(job: list[str], index: int) -> list[str]:
    """The lines of the step that one of its lines belongs to."""
    start = next((at for at in range(index, -1, -1) if _ITEM.match(job[at])), index)
    dash = indent(job[start])
    ends = (at for at in range(index + 1, len(job)) if job[at].strip() and indent(job[at]) <= dash)
    return job[start : next(ends, len(job))]


def jobs_of(lines: list[str]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The lines in front of all jobs, and each job's with the number of its first."""
    top = next((at for at, line in enumerate(lines) if line.startswith("jobs:")), len(lines))
    below = ((at, indent(line)) for at, line in enumerate(lines[top + 1 :], top + 1) if _JOB.fullmatch(line))
    found = list(below)
    outermost = min((depth for _, depth in found), default=0)
    starts = [at for at, depth in found if depth == outermost]
    return lines[:top], [(a + 1, lines[a:b]) for a, b in pairwise([*starts, len(lines)])]


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def signs_in(line: str) -> bool:
    return bool(_cloud(line) or _SIGNED_IN.match(line))


def workflows(tree: Tree) -> Iterator[tuple[str, list[str]]]:
    for path in tree.files:
        if not f"/{parent(path)}".endswith(f"/{_FOLDER}") or extension(path) not in (".yml", ".yaml"):
            continue
        try:
            yield path, [line[:1000] for line in tree.read(path, _MAX_BYTES).splitlines()]
        except ReadError:
            continue


def _cloud(line: str) -> str:
    """Whose key a line hands over, "" where it hands over none."""
    given = _GIVEN.match(line)
    if given is not None and given[1] in _SETTINGS:
        return "" if _OF_OTHERS.fullmatch(given[2]) else _SETTINGS[given[1]]
    if (_OF_ACCOUNT.match(line) and not _OF_AN_APP.match(line)) or _OF_FIREBASE.match(line):
        return "Google Cloud"
    configured = _CONFIGURED.match(line)
    return "AWS" if configured is not None and not _OF_OTHERS.fullmatch(configured[1]) else ""
