"""From what a build makes back to what it is made from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.jsonc import mapping, texts
from goatherd.code.paths import JAVASCRIPT_EXTENSIONS, ancestors, extension, inside, join, name, parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules

_OUTPUT_FOLDERS_TEXT = """
.aws-sam .build .dist .esbuild .output .serverless .webpack _build artifact artifacts build built bundle bundles
compiled deploy dist esbuild_output lib out output target tmp zip zips
"""
OUTPUT_FOLDERS = frozenset(_OUTPUT_FOLDERS_TEXT.split())
# Folders that sources usually stand in when the build output stands beside them.
SOURCE_FOLDERS = ("src", "", "source", "lib", "app", "functions", "handlers", "lambda", "lambdas", "function")
ARCHIVES = (".zip", ".jar", ".tar.gz", ".tgz")

_CONFIGURATION = re.compile(r"(?:webpack|esbuild|rollup|tsup|vite|build|serverless)[\w.-]*\.[cm]?[jt]s")
_ENTRY_TOKEN = re.compile(r"""(?<![\w@/.*-])(\.{0,2}/?[\w@\-][\w@./*-]*\.(?:tsx?|mts|cts|jsx?|mjs|cjs))(?![\w/.-])""")
_MAX_CONFIGURATION = 200_000


def is_archive(path: str) -> bool:
    return path.lower().endswith(ARCHIVES)


def without_archive(path: str) -> str:
    """The path with the ending of an archive cut off."""
    for ending in ARCHIVES:
        if path.lower().endswith(ending):
            return path[: -len(ending)]
    return path


def source_paths(path: str) -> list[str]:
    """Where the sources of a built file or folder may stand: `dist/src/x` → `src/x`, `build/x` → `src/x`, `x` …"""
    parts = path.split("/")
    found: list[str] = []
    for place, part in enumerate(parts):
        if part not in OUTPUT_FOLDERS:
            continue
        before, after = parts[:place], parts[place + 1 :]
        if after and after[0] in ("src", "service", "build"):  # .webpack/service, .aws-sam/build
            found.append("/".join([*before, *after]))
            after = after[1:] if after[0] != "src" else after
        found.extend("/".join(p for p in (*before, source, *after) if p) for source in SOURCE_FOLDERS)
    return list(dict.fromkeys(p for p in found if p != path))


def metadata_entries(build: dict[str, str]) -> list[str]:
    """The entry points that SAM's Metadata gives esbuild, relative to the code."""
    found: list[str] = []
    for key in sorted(build):
        if key.rpartition(".")[2] in ("EntryPoints", "entry_points"):
            found += [token for token in re.split(r"[\s,\[\]'\"]+", build[key]) if token]
    return found


def tsconfig_sources(modules: Modules, path: str) -> Iterator[str]:
    """Where the sources of a path stand according to the `outDir` and `rootDir` that cover it."""
    for folder in ancestors(parent(path)):
        config = modules.tsconfigs.nearest(folder)
        if config is None or config.folder != folder or not config.out_dir or not inside(path, config.out_dir):
            continue
        rest = path[len(config.out_dir) :].lstrip("/")
        for base in (config.root_dir, join(config.folder, "src"), config.folder):
            place = join(base, rest) if base is not None else None
            if place is not None:
                yield place
        # Without a `rootDir` it is the folder around all that is compiled, in a monorepo one above the package.
        above = (join(base, rest) for base in ancestors(config.folder)[1:] if config.root_dir is None)
        yield from (place for place in above if place is not None and inside(place, config.folder))


def configured_entries(modules: Modules, folder: str) -> list[str]:
    """The source files that the build of a package is told to start from: package.json and bundler configuration."""
    found: list[str] = []
    for text in _instructions(modules, folder):
        for token in _ENTRY_TOKEN.findall(text):
            place = join(folder, token)
            if place and place in modules.tree and not _CONFIGURATION.fullmatch(name(place)):
                found.append(place)
    return sorted(set(found))


def _instructions(modules: Modules, folder: str) -> Iterator[str]:
    document = modules.workspaces.package_json(folder)
    yield from texts(document.get("scripts"))
    yield from texts([document.get(key) for key in ("source", "main", "esbuild", "tsup", "files")])
    yield from texts(mapping(document.get("config")))
    for path in modules.tree.listing(folder):
        if extension(path) in JAVASCRIPT_EXTENSIONS and _CONFIGURATION.fullmatch(name(path)):
            yield modules.text(path)[:_MAX_CONFIGURATION]
