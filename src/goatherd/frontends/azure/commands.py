"""Commands of the `az` tool in scripts that open databases to the outside world, in the model's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.classify import why_not_by_name
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.frontends.azure.terraform.databases import lets_cloud_in, lets_everybody_in
from goatherd.frontends.heads import head_of
from goatherd.model.resource import Database

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from goatherd.tree import Tree

_SUFFIXES = (".azcli", ".sh", ".bash", ".ps1", ".cmd", ".bat", ".yml", ".yaml")
_MAX_LENGTH = 4_000  # of one command
_MAX_COMMANDS = 100
_COMMAND = regex(
    r"\baz[ \t]+((?:sql|postgres|mysql|mariadb|synapse|redis)\b[\w \t-]{0,60}?)"
    r"[ \t](?:firewall-rule[ \t]+create|firewall-rules[ \t]+create|create)\b"
)
_REST = regex(r"(?:[\\`]\r?\n|[^\n;|&])*")
_ADDRESS = r"[ \t=]+[\"']?(\d+(?:\.\d+){3})"
_START, _END = regex(rf"--start-ip(?:-address)?{_ADDRESS}"), regex(rf"--end-ip(?:-address)?{_ADDRESS}")
_PUBLIC = regex(r"--public(?:-access)?[ \t=]+[\"']?([\w.-]+)")
_EVERYBODY = ("all", "0.0.0.0-255.255.255.255")


def opened_databases(tree: Tree) -> Iterator[Database]:
    """One for each command that lets in everybody, or the whole cloud."""
    for path in tree.files:
        if path.endswith(_SUFFIXES) and not why_not_by_name(path):
            text = head_of(tree, path)
            for match in list(_COMMAND.finditer(text))[:_MAX_COMMANDS] if "az " in text else ():
                yield from _of_command(path, text, match)


def _of_command(path: str, text: str, match: re.Match[str]) -> Iterator[Database]:
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    rest = _REST.match(text, match.end(), match.end() + _MAX_LENGTH)
    options = rest[0] if rest is not None else ""
    start, end, public = _START.search(options), _END.search(options), _PUBLIC.search(options)
    first, last = (start[1], end[1] if end else start[1]) if start else ("", "")
    open_ = public[1].lower() if public else ""
    span = Span(path, text.count("\n", 0, match.start()) + 1)
    everybody = lets_everybody_in(first, last) or open_ in _EVERYBODY
    cloud = lets_cloud_in(first, last) or open_ == "0.0.0.0"
    if line.lstrip().startswith(("#", "//", "::")) or not (everybody or cloud):
        return
    yield Database(
        id=f"of `az {' '.join(match[1].split())}`",
        type="azurerm_database",
        span=span,
        public=Known(everybody, span),
        open_to_cloud=Known(cloud, span),
        encrypted=Known(True, explicit=False),
    )
