"""Builds one function with esbuild, as SAM and the Serverless Framework do: one file, and a map back to its sources.

Source: the options of esbuild's command line; the format of source maps (ECMA-426).

esbuild runs nothing of what it reads, but it follows links, imports and the `extends` of tsconfig.json wherever they
lead. So it sees the scanned tree, for reading, and nothing else of this machine.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.sandbox.building import declares_modules
from goatherd.sandbox.limits import MEGABYTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from goatherd.sandbox.isolation import Isolation, Reader

SECONDS = 60
_MEMORY = 2048 * MEGABYTE  # of addresses, of which a Go program reserves more than it uses
_OUTPUT = 64 * MEGABYTE
_OPTIONS = (
    *("--bundle", "--platform=node", "--target=node18", "--charset=utf8"),
    "--packages=external",  # what the instruments know of packages they do when these are loaded
    *("--sourcemap=external", "--sources-content=false"),
    *("--log-level=error", "--log-limit=1", "--color=false"),
    "--log-override:empty-import-meta=error",  # it would be undefined in CommonJS
)
# A module has no require() of its own; packages that esbuild leaves alone may be asked for with it.
_REQUIRE = 'import { createRequire as _goatherd } from "node:module"; const require = _goatherd(import.meta.url);'
_FORMATS = {"cjs": (), "esm": (f"--banner:js={_REQUIRE}",)}
_LOADER = re.compile(r"(\.\w+)=(base64|binary|dataurl|empty|js|json|jsx|text|ts|tsx)")
_SAID = re.compile(r"\[ERROR\] (.+)\n(?:\n +(\S.*?):(\d+):\d+:\n)?")


class BuildFailed(Exception):
    """What esbuild says first, and where."""


@frozen
class Sources:
    """`file` is to be built for a function that is deployed from `folder`. `packages` maps names to the files or
    folders that they stand for. All are relative to `root`, the scanned tree. `metadata` is what the template tells
    a builder.
    """

    root: str
    file: str
    folder: str
    packages: Mapping[str, str]
    metadata: Mapping[str, str]


@frozen
class Bundle:
    """`format` is "cjs" or "esm". `map` is a source map with `sources` relative to the function's folder."""

    format: str
    code: bytes
    map: dict[str, object]


def bundle(esbuild: str, sources: Sources, out: Path, isolation: Isolation) -> Bundle:
    """Build with the program `esbuild`; `out` is an empty folder to work in. Raises BuildFailed."""
    # CommonJS where it can be: what a function requires the instruments see, and names that only exist at run time
    # can be imported. The rest cannot be said in CommonJS: `await` outside of functions, `import.meta`, and the
    # default export of a package as Node.js gives it to modules.
    is_module = sources.file.endswith(".mts") or declares_modules(sources.file, "", sources.root)
    reader, problem = isolation.reader(esbuild, sources.root, out), ""
    for format in ("esm",) if is_module else ("cjs", "esm"):
        problem = _run([*reader.command, *_options(sources, format, reader)], sources.root)
        if not problem:
            return Bundle(format, (out / "bundle.js").read_bytes(), _map(out / "bundle.js.map", sources, reader))
    raise BuildFailed(problem)


def _options(sources: Sources, format: str, reader: Reader) -> Iterator[str]:
    yield from (f"./{sources.file}", f"--outfile={reader.out}/bundle.js", f"--format={format}")
    yield from (*_OPTIONS, *_FORMATS[format])
    yield from (f"--alias:{name}={reader.tree}/{place}" for name, place in sources.packages.items())
    for each in _LOADER.finditer(sources.metadata.get("BuildProperties.Loader", "")):
        yield f"--loader:{each[1]}={each[2]}"


def _run(command: list[str], root: str) -> str:
    """What esbuild found wrong; "" when it built. Raises BuildFailed when it did not come to an end."""
    try:
        done = subprocess.run(
            command,
            cwd=root,  # what it says of files it says from there
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            env={},
            preexec_fn=_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BuildFailed(f"esbuild took more than {SECONDS} s") from None
    if done.returncode == 0:
        return ""
    said = _SAID.search(done.stderr)
    if said is None:
        return f"esbuild ended with exit code {done.returncode}: {done.stderr.strip().partition(chr(10))[0]}"
    return f"{said[1]} ({said[2]}:{said[3]})" if said[2] else said[1]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_OUTPUT, _OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _map(path: Path, sources: Sources, reader: Reader) -> dict[str, object]:
    """The map that esbuild has written beside the bundle, with sources as seen from the function's folder."""
    made = json.loads(path.read_bytes())
    top = os.path.join(reader.tree, sources.folder)
    files = [os.path.relpath(os.path.join(reader.out, source), top) for source in made["sources"]]
    return {"version": 3, "sources": files, "names": [], "mappings": made["mappings"]}
