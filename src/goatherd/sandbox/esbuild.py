"""Builds one function with esbuild, as SAM and the Serverless Framework do: one file, and a map back to its sources.

Source: the options of esbuild's command line; the format of source maps (ECMA-426).

esbuild runs nothing of what it reads, but it follows links, imports and the `extends` of tsconfig.json wherever they
lead. So it sees of the scanned tree, for reading, what the function's folder holds and what everybody may read, and
nothing else of this machine. What it has written is read as something hostile, too: it is a program from a registry.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import time
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.sandbox.building import declares_modules
from goatherd.sandbox.limits import MEGABYTE, Limits, excess

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from goatherd.sandbox.isolation import Confined, Isolation

SECONDS = 60  # for one function
SECONDS_FOR_ALL = 300  # of an application
_OUTPUT = 64 * MEGABYTE
# A Go program asks for more memory than it touches.
_LIMITS = Limits(memory=1536 * MEGABYTE, processes=256, temporary=_OUTPUT)
_SECONDS_BETWEEN_LOOKS = 0.05
_SAYS = 1 << 16  # bytes
_TREE, _PROGRAM = "/tree", "/program"
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


@define
class Budget:
    """How many seconds are left for building an application."""

    seconds: float = field(factory=lambda: SECONDS_FOR_ALL)


@frozen
class Sources:
    """`file` is to be built for a function that is deployed from `folder`. `packages` maps names to the files or
    folders that they stand for. All are relative to `root`, the scanned tree. `metadata` is what the template tells
    a builder. `shown` are (place, path in the tree) of what a builder sees of it, the tree itself first.
    """

    root: str
    file: str
    folder: str
    packages: Mapping[str, str]
    metadata: Mapping[str, str]
    shown: tuple[tuple[str, str], ...]


@frozen
class Bundle:
    """`format` is "cjs" or "esm". `map` is a source map with `sources` relative to the function's folder."""

    format: str
    code: bytes
    map: dict[str, object]


def bundle(esbuild: str, sources: Sources, out: Path, isolation: Isolation, budget: Budget) -> Bundle:
    """Build with the program `esbuild`; `out` is an empty folder to work in. Raises BuildFailed."""
    # CommonJS where it can be: what a function requires the instruments see, and names that only exist at run time
    # can be imported. The rest cannot be said in CommonJS: `await` outside of functions, `import.meta`, and the
    # default export of a package as Node.js gives it to modules.
    is_module = sources.file.endswith(".mts") or declares_modules(sources.file, "", sources.root)
    builder, problem = _Builder.of(esbuild, sources, out, isolation), ""
    for format in ("esm",) if is_module else ("cjs", "esm"):
        problem = builder.run(_options(sources, format, builder), budget)
        if not problem:
            return Bundle(format, _read(builder.code), _map(builder, sources))
    raise BuildFailed(problem)


@frozen
class _Builder:
    """`code` and `map` are the files that it may write, `said` is what it says; `tree` is where it sees the tree."""

    isolation: Isolation
    confined: Confined
    program: str
    tree: str
    code: Path
    map: Path
    said: Path

    @classmethod
    def of(cls, program: str, sources: Sources, out: Path, isolation: Isolation) -> _Builder:
        code, map, said = out / "bundle.js", out / "bundle.js.map", out / "said"
        for file in (code, map):
            file.touch()
            file.chmod(0o666)  # the functions' user owns nothing, and can make nothing beside them
        shown = {place: os.path.join(_TREE, path).rstrip("/") for place, path in sources.shown}
        own = {str(file): f"/out/{file.name}" for file in (code, map)}
        confined = isolation.confine({**shown, program: _PROGRAM}, own, _TREE, has_system=False)
        return cls(isolation, confined, program, confined.at(sources.shown[0][0]), code, map, said)

    def run(self, options: Iterable[str], budget: Budget) -> str:
        """What esbuild found wrong; "" when it built. Raises BuildFailed when it did not come to an end."""
        if budget.seconds <= 0:
            raise BuildFailed(f"building took more than {SECONDS_FOR_ALL} s in all")
        with self.said.open("wb") as said:
            process = self.isolation.start_confined(
                self.confined,
                [self.confined.at(self.program), *options],
                _LIMITS,
                build=f"{self.code.parent.parent.parent.name}-build",
                cwd=self.tree if self.confined.box is None else None,  # what it says of files it says from there
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
            started = time.monotonic()
            try:
                self._wait(process, min(SECONDS, budget.seconds))
            finally:
                if process.poll() is None:
                    self.isolation.kill(process)
                process.wait()
                budget.seconds -= time.monotonic() - started
        return _problem(process.returncode, _beginning(self.said))

    def _wait(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        """Raises BuildFailed when it has to end."""
        end = time.monotonic() + seconds
        while True:
            try:
                process.wait(_SECONDS_BETWEEN_LOOKS)
                return
            except subprocess.TimeoutExpired:
                if why := excess(process.pid, _LIMITS):
                    raise BuildFailed(f"esbuild needs {why}") from None
            if time.monotonic() > end:
                raise BuildFailed(f"esbuild took more than {seconds:.0f} s")


def _options(sources: Sources, format: str, builder: _Builder) -> Iterator[str]:
    yield from (f"./{sources.file}", f"--outfile={builder.confined.at(str(builder.code))}", f"--format={format}")
    yield from (*_OPTIONS, *_FORMATS[format])
    yield from (f"--alias:{name}={builder.tree}/{place}" for name, place in sources.packages.items())
    for each in _LOADER.finditer(sources.metadata.get("BuildProperties.Loader", "")):
        yield f"--loader:{each[1]}={each[2]}"


def _problem(code: int, text: str) -> str:
    if code == 0:
        return ""
    said = _SAID.search(text)
    if said is None:
        return f"esbuild ended with exit code {code}: {text.strip().partition(chr(10))[0]}"
    return f"{said[1]} ({said[2]}:{said[3]})" if said[2] else said[1]


def _map(builder: _Builder, sources: Sources) -> dict[str, object]:
    """The map that esbuild has written beside the bundle, with sources as seen from the function's folder."""
    try:
        made = read_json(_read(builder.map), size=_OUTPUT)
    except Unreadable as error:
        raise BuildFailed(f"the map that esbuild made {error}") from None
    found, mappings = (made.get(name) if isinstance(made, dict) else None for name in ("sources", "mappings"))
    if not (isinstance(mappings, str) and isinstance(found, list) and all(isinstance(s, str) and s for s in found)):
        raise BuildFailed("esbuild made what is no map of sources")
    out = os.path.dirname(builder.confined.at(str(builder.map)))
    top = os.path.join(builder.tree, sources.folder)
    files = [os.path.relpath(os.path.join(out, source), top) for source in found]
    return {"version": 3, "sources": files, "names": [], "mappings": mappings}


def _read(path: Path) -> bytes:
    """What the program has written. Raises BuildFailed for what is no file, or too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise BuildFailed(f"what esbuild made cannot be read: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BuildFailed("esbuild made what is no file")
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(_OUTPUT + 1)
    finally:
        os.close(descriptor)
    if len(data) > _OUTPUT:
        raise BuildFailed(f"esbuild made more than {_OUTPUT // MEGABYTE} MB")
    return data


def _beginning(said: Path) -> str:
    with said.open("rb") as file:
        return file.read(_SAYS).decode("utf-8", "replace")
