"""What stands in programs, pages and scripts of the tree, whether functions are made of them or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.browser_keys import browser_keys
from goatherd.code.code_updates import code_updates
from goatherd.code.key_files import key_files
from goatherd.code.paths import name
from goatherd.code.script_grants import script_grants
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.model.flow import BrowserKey, CodeUpdate, KeyFile
    from goatherd.model.role import PolicyReference

_MAX_BYTES = 300_000
_READ = regex(
    r"(?i).*\.(?:py|[cm]?[jt]s|[jt]sx|vue|svelte|sh|bash|zsh|ps1|azcli|bat|cmd|mk|ya?ml)|(?:gnu)?makefile|justfile"
)


def beside(modules: Modules) -> Iterator[KeyFile | BrowserKey | PolicyReference | CodeUpdate]:
    """Key files that code signs in with, secrets in pages, what scripts grant and deploy, in order of files.

    Nothing is raised.
    """
    for path in modules.tree.files:
        if not _READ.fullmatch(name(path)) or modules.classifier.is_vendored(path):
            continue
        try:
            text = modules.tree.read(path, _MAX_BYTES)
        except ReadError:
            continue
        for reader in (key_files, browser_keys, script_grants, code_updates):
            yield from reader(path, text)
