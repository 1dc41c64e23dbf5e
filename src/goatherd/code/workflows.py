"""Workflows of GitHub that sign in to a cloud with a key that somebody has put among the secrets of the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import extension, parent
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import PipelineKey

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
# Stores of others that speak the words of S3.
_OF_OTHERS = regex(r"(?i)(?:.*_)?(?:r2|minio|spaces|wasabi|b2|backblaze|cloudflare|scaleway|ovh)(?:_.*)?")


def pipeline_keys(tree: Tree) -> Iterator[PipelineKey]:
    """Where each workflow takes such a key, in order of files and lines; nothing is raised."""
    for path in tree.files:
        if not f"/{parent(path)}".endswith(f"/{_FOLDER}") or extension(path) not in (".yml", ".yaml"):
            continue
        try:
            lines = tree.read(path, _MAX_BYTES).splitlines()
        except ReadError:
            continue
        for number, line in enumerate(lines, 1):
            cloud = _cloud(line[:1000])
            if cloud:
                yield PipelineKey(cloud, Span(path, number))


def _cloud(line: str) -> str:
    """Whose key a line hands over, "" where it hands over none."""
    given = _GIVEN.match(line)
    if given is not None:
        return "" if _OF_OTHERS.fullmatch(given[2]) else _SETTINGS.get(given[1], "")
    configured = _CONFIGURED.match(line)
    return "AWS" if configured is not None and not _OF_OTHERS.fullmatch(configured[1]) else ""
