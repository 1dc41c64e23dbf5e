"""Roles and policies that scripts and pipelines give out by the command lines of clouds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import extension
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.role import PolicyReference

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCRIPTS = frozenset({".sh", ".bash", ".zsh", ".ps1", ".azcli", ".bat", ".cmd", ".mk"})
_PIPELINES = regex(
    r"(?:.*/)?(?:\.github/workflows/[^/]+|cloudbuild[^/]*|buildspec[^/]*|\.gitlab-ci|azure-pipelines[^/]*)\.ya?ml"
    r"|(?:.*/)?(?:Makefile|makefile|GNUmakefile|[Jj]ustfile)"
)
_WORTH_A_LOOK = regex(r"attach-(?:role|user|group)-policy|add-iam-policy-binding|role assignment create")
_CONTINUED = ("\\", "`", "^")
_SAID = regex(r"\s*(?:#|//|REM\b|rem\b|::|@?echo\b|@?printf\b|Write-(?:Host|Output)\b)")
_AWS = regex(
    r"\baws\s+(?:--[\w-]+[ =]\S+\s+)*iam\s+attach-(?:role|user|group)-policy\b(?=[^|;]{0,600}?"
    r"--policy-arn[\s=]+[\"']?arn:aws[\w-]*:iam::aws:policy/(?P<role>[\w+=,.@/-]+))"
)
_GOOGLE = regex(
    r"\bgcloud\s+(?:\w+\s+)?(?:projects|resource-manager\s+folders|organizations)\s+add-iam-policy-binding\b"
    r"(?=[^|;]{0,600}?--role[\s=]+[\"']?(?P<role>roles/[\w.]+|\$\{?\w+\}?))"
)
_AZURE = regex(
    r"\baz\s+role\s+assignment\s+create\b"
    r"(?=[^|;]{0,600}?--role[\s=]+(?:\"(?P<quoted>[^\"]+)\"|'(?P<single>[^']+)'|(?P<bare>\w+)))"
)
_OF_SUBSCRIPTION = regex(r"--scope[\s=]+[\"']?/subscriptions/[^/\s\"']+[\"']?(?:\s|$)")
_VARIABLE = regex(r"(?m)^[ \t]*(?:export[ \t]+|readonly[ \t]+|local[ \t]+)?(\w+)=[\"']?(roles/[\w.]+)[\"']?[ \t]*$")


def script_grants(path: str, text: str) -> Iterator[PolicyReference]:
    """Every role of a cloud, or managed policy, that a script or a pipeline gives to somebody."""
    if not (extension(path) in _SCRIPTS or _PIPELINES.fullmatch(path)) or not _WORTH_A_LOOK.search(text):
        return
    variables = dict(_VARIABLE.findall(text))
    for number, command in _commands(text):
        for kind, pattern in (("managed", _AWS), ("google", _GOOGLE), ("azure", _AZURE)):
            for match in pattern.finditer(command):
                groups = match.groupdict()
                group = next((key for key, value in groups.items() if value), "")
                role = variables.get(groups[group].strip("${}"), groups[group]) if group else ""
                if role and not (kind == "azure" and not _OF_SUBSCRIPTION.search(command, match.start())):
                    yield PolicyReference(kind, role, Span(path, number + command.count("\n", 0, match.start(group))))


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Commands with the numbers of their first lines, those that go on in the next one as a whole."""
    held: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not held and (_SAID.match(line) or not _WORTH_A_LOOK.search(line)):
            continue
        held.append(line)
        if not line.rstrip().endswith(_CONTINUED):
            yield number - len(held) + 1, "\n".join(held)
            held = []
    if held:
        yield len(text.splitlines()) - len(held) + 1, "\n".join(held)
