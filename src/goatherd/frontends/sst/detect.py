"""Which files of a tree are programs of SST, and of which version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.frontends.files import SST
from goatherd.frontends.folders_of_tests import is_test_folder

if TYPE_CHECKING:
    from goatherd.code.modules import Modules

_THIRD = regex(r"\$config\s*\(")


def programs(modules: Modules) -> list[str]:
    """The `sst.config.ts` of version 3, and of those that its commands still take."""
    return [path for path in _configs(modules) if _THIRD.search(modules.text(path))]


def _configs(modules: Modules) -> list[str]:
    found = [path for name in SST for path in modules.index.named(name)]
    return [path for path in found if not is_test_folder(path)]
