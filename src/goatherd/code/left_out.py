"""Sources beside a handler that nobody packs: copies that were kept, and what a script that packs does not name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import extension, parent
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from goatherd.code.modules import Modules

# "handler_old", "lambda_function.BACKUP_20260223"; a function that makes backups may be called so too, without a day.
_KEPT = regex(
    r"(?i)(.+?)[._-](?:(?:old|orig|original|bak|bkp)(?:[._-]?[\d_-]+)?|backup[._-]?\d[\d_-]*)"
    r"|(lambda_function|handler|index|app|main)[._-]backup"
)
_PACKS = regex(r"(?m)ZipFile\(|^\s*zip\s")
# What packs more than it names.
_PACKS_MORE = regex(r"os\.walk|listdir|scandir|glob|iterdir|copytree|\*|\bzip\s[^\n]*\s(?:-\w*r\w*|\.)(?:\s|$)")
_NAMED = regex(r"[\w.-]+\.(?:py|[cm]?js)\b")
_SCRIPTS = (".py", ".sh")


def why_left_out(modules: Modules, path: str) -> str:
    """Why nobody packs a source, in words; "" where nothing shows it."""
    name = path.rpartition("/")[2]
    kept = _KEPT.fullmatch(name[: -len(extension(name))])
    beside = f"{kept[1] or kept[2]}{extension(name)}" if kept else ""
    folder = parent(path)
    if beside and _at(folder, beside) in modules.tree:
        return f"it is called like a copy of {beside} that was kept"
    script = _packs_without(modules, folder, name)
    return f"{script} packs what is beside it without it" if script else ""


def _packs_without(modules: Modules, folder: str, name: str) -> str:
    """The script of this folder that packs other sources of it by their names, "" where one packs this as well."""
    found = ""
    for path in modules.tree.listing(folder):
        if extension(path) not in _SCRIPTS or path == _at(folder, name):
            continue
        text = modules.text(path)
        if not _PACKS.search(text):
            continue
        named = set(_NAMED.findall(text)) - {path.rpartition("/")[2]}
        if name in named or _PACKS_MORE.search(text):
            return ""
        if any(_at(folder, other) in modules.tree for other in named):
            found = path
    return found


def _at(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
