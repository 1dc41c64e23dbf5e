"""The module of a Node.js package that the platform loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.builds import source_paths, tsconfig_sources
from goatherd.code.jsonc import read_object
from goatherd.code.paths import join, module_path

if TYPE_CHECKING:
    from goatherd.code.modules import Modules


# Where a program stands whose package.json forgets to say so, or names what no build of it makes.
_USUAL = ("src/index.js", "index.js")


def main_file(modules: Modules, folder: str) -> str:
    """The source of what package.json calls `main`, or of what it must have meant."""
    manifest = join(folder, "package.json")
    main = read_object(modules.tree, manifest).get("main") if manifest and manifest in modules.tree else None
    named = [main] if isinstance(main, str) else []
    return next(filter(None, (_source(modules, join(folder, place)) for place in (*named, *_USUAL))), "")


def _source(modules: Modules, place: str | None) -> str:
    if place is None:
        return ""
    plain = module_path(place)
    # What a compiler has made may stand beside its source: findings belong there.
    for source in (*tsconfig_sources(modules, plain), place, *source_paths(plain), plain):
        found = source if source in modules.tree else modules.javascript_file(source)
        if found is not None and not found.endswith(".json"):
            return found
    return ""
