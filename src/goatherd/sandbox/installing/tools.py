"""What pip and npm are told: input of our own, no configuration, no code of packages. Both know their registry.

Source: pip-install(1), npm-install(1), npm-ci(1), npm-config(7).
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from attrs import field, frozen

from goatherd.core.wording import counted
from goatherd.sandbox.installing.files import Refused, bytes_of
from goatherd.sandbox.installing.relaxing import relaxed
from goatherd.sandbox.installing.room import Ended, python_alone
from goatherd.sandbox.installing.scratch import write_files
from goatherd.sandbox.installing.system import npm, pip
from goatherd.sandbox.interpreters import node_parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from goatherd.sandbox.installing.room import Room
    from goatherd.sandbox.isolation import Confined

MADE = "making"  # the folder, below that of the room, which holds what is installed
_INPUT = "input"
_REPORT = "report.json"
_MOST_BYTES = 64 << 20  # of a report
_MOST_RELAXED = 12  # times that pip is run for one file
# npm says the reason first, and where its log is last.
_NPM_SAYS = re.compile(r"npm (?:error|ERR!) (?!code )\S+ (.+)")
_PIP_HAS_NONE = re.compile(r"ERROR: No matching distribution found for (.+)")
_NO_CONNECTION = re.compile(r"^WARNING: Retrying ", re.MULTILINE)
_OUT_OF_STEP = re.compile(r"^npm (?:error|ERR!) code EUSAGE$", re.MULTILINE)
_HOST = re.compile(r"[a-z0-9.-]+")
_ASK_PIP = """
import sys
sys.path.insert(0, sys.argv[1])
from pip._internal.models.index import PyPI
print(PyPI.netloc, PyPI.file_storage_domain)
"""
# A package can name an address that it needs, whose sources pip would build with whatever program they bring.
_PIP_ALONE = """
import errno, runpy, sys
sys.path.insert(0, sys.argv.pop(1))
from pip._vendor.packaging.tags import sys_tags
list(sys_tags())  # on some systems this starts a program, and remembers what it says
starts = {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"}
def refuse(event, _):
    if event in starts:
        raise PermissionError(errno.EPERM, "nothing is built from sources here")
sys.addaudithook(refuse)
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""
_hosts: dict[str, frozenset[str]] = {}  # by the tool's folder


class Wanted(Protocol):
    """What is to be installed, and by what. `files` are its input; `told` says how much it is."""

    @property
    def files(self) -> Mapping[str, bytes]: ...

    @property
    def told(self) -> str: ...

    def shown(self) -> tuple[str, ...]:
        """What the tool needs of this machine. Raises Ended where it is missing."""

    def run(self, room: Room, what: str) -> tuple[str, str]:
        """Why it failed, "" when it did not, and what has to be said though it did not. Raises Ended."""


@frozen
class ForPip:
    """`lines` and `constraints` as Requirements has them; `complete` says that nothing else is needed."""

    lines: tuple[str, ...]
    constraints: tuple[str, ...] = ()
    complete: bool = False

    @property
    def files(self) -> Mapping[str, bytes]:
        options = b"complete\n" if self.complete else b""
        return {"requirements.txt": _text(self.lines), "constraints.txt": _text(self.constraints), "options": options}

    @property
    def told(self) -> str:
        return counted(len(self.lines), "package")

    def shown(self) -> tuple[str, ...]:
        folder = pip()
        if folder is None:
            raise Ended("this Python has no pip")
        return (folder,)

    def run(self, room: Room, what: str) -> tuple[str, str]:
        lines, remarks = self.lines, list[str]()
        write_files(room.work / MADE, {})
        for _ in range(_MOST_RELAXED):
            code, said = self._install(lines, room, what)
            better = relaxed(lines, said) if code else None
            if better is None or _NO_CONNECTION.search(said):
                break
            lines, told = better
            remarks.append(told)
        why = _pip_reason(code, said) or _from_elsewhere(room)
        if not why:
            remarks += _drop_backports(room.work / MADE)
        return why, "; ".join(remarks)

    def _install(self, lines: tuple[str, ...], room: Room, what: str) -> tuple[int, str]:
        (folder,) = self.shown()
        write_files(room.work / _INPUT, {**self.files, "requirements.txt": _text(lines)})

        def ask(confined: Confined) -> list[str]:
            return [*python_alone(), "-c", _ASK_PIP, confined.at(folder).rpartition("/")[0]]

        def install(confined: Confined) -> list[str]:
            work = confined.at(str(room.work))
            words = [*python_alone(), "-c", _PIP_ALONE, confined.at(folder).rpartition("/")[0]]
            words += ["--isolated", "--disable-pip-version-check", "--no-input", "--cache-dir", f"{work}/cache"]
            if room.authorities:
                words += ["--cert", confined.at(room.authorities)]
            words += ["--retries", "2", "install", "--quiet", "--only-binary", ":all:", "--target", f"{work}/{MADE}"]
            words += ["--report", f"{work}/{_REPORT}", "--requirement", f"{work}/{_INPUT}/requirements.txt"]
            words += ["--constraint", f"{work}/{_INPUT}/constraints.txt"] if self.constraints else []
            return [*words, "--no-deps"] if self.complete else words

        return room.run(install, what, hosts=_asked(folder, room, ask))


@frozen
class ForNpm:
    """`package` and `lock` are documents, as NpmManifest and NpmLock make them; no lock is {}."""

    package: Mapping[str, Any]
    lock: Mapping[str, Any] = field(factory=dict)

    @classmethod
    def of(cls, packages: Mapping[str, str]) -> ForNpm:
        """Name -> range of versions."""
        return cls({"private": True, "dependencies": dict(packages)})

    @property
    def files(self) -> Mapping[str, bytes]:
        files = {"package.json": json.dumps(self.package).encode()}
        return {**files, "package-lock.json": json.dumps(self.lock).encode()} if self.lock else files

    @property
    def told(self) -> str:
        number = len(self.lock["packages"]) - 1 if self.lock else len(self.package.get("dependencies", {}))
        return counted(number, "package")

    def shown(self) -> tuple[str, ...]:
        _, folder = _npm()
        return (*node_parts(), folder)

    def run(self, room: Room, what: str) -> tuple[str, str]:
        write_files(room.work / MADE, self.files)
        code, said = self._install(room, what)
        if code == 0 or not (self.lock and _OUT_OF_STEP.search(said)):
            return _npm_reason(code, said), ""
        without = ForNpm(self.package)
        write_files(room.work / MADE, without.files)
        (room.work / MADE / "package-lock.json").unlink(missing_ok=True)
        why = _npm_reason(*without._install(room, what))
        return why, "package-lock.json is not used: it is not in step with package.json"

    def _install(self, room: Room, what: str) -> tuple[int, str]:
        program, folder = _npm()

        def npm_with(confined: Confined, *arguments: str) -> list[str]:
            none = f"{confined.at(str(room.work))}/none"
            options = [f"--userconfig={none}/user", f"--globalconfig={none}/global", "--git=/nowhere/git"]
            options += [f"--cache={confined.at(str(room.work))}/cache", "--update-notifier=false", "--loglevel=error"]
            options += ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=4000"]
            return [confined.at(program), f"{confined.at(folder)}/bin/npm-cli.js", *arguments, *options]

        def ask(confined: Confined) -> list[str]:
            return npm_with(confined, "config", "get", "registry")

        def install(confined: Confined) -> list[str]:
            how = "ci" if self.lock else "install"
            return npm_with(confined, how, "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")

        return room.run(install, what, hosts=_asked(folder, room, ask), at=MADE)


def _drop_backports(made: Path) -> list[str]:
    """Modules for an older Python take the place of its own, and break it; says which were taken out."""
    dropped = []
    for place in sorted(made.iterdir()):
        if place.name.removesuffix(".py") in sys.stdlib_module_names:
            dropped.append(place.name.removesuffix(".py"))
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink()
    return [f"{name} is left out, which this Python has itself" for name in dropped]


def _from_elsewhere(room: Room) -> str:
    """Which package pip took from an address that another one names, in place of the registry; "" for none."""
    try:
        report = json.loads(bytes_of(str(room.work), _REPORT, _MOST_BYTES))
        names = [each["metadata"]["name"] for each in report["install"] if each["is_direct"]]
    except (Refused, ValueError, RecursionError, KeyError, TypeError):
        return "pip does not say where the packages come from"
    return f"{names[0]} is needed from an address, and packages come from the registry" if names else ""


def _pip_reason(code: int, said: str) -> str:
    """Why pip failed; "" when it did not."""
    if code == 0:
        return ""
    lines = said.strip().splitlines()
    none = _PIP_HAS_NONE.fullmatch(lines[-1]) if lines else None
    if none is None:
        return _last(lines, code)
    if _NO_CONNECTION.search(said):
        return f"the registry cannot be reached, which should have {none[1]}"
    python = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
    return f"the registry has no wheel of {none[1]} for {python}, and nothing is built from sources here"


def _npm() -> tuple[str, str]:
    """Node.js and npm's folder. Raises Ended."""
    found = npm()
    if found is None:
        raise Ended("Node.js and npm are not installed")
    return found


def _npm_reason(code: int, said: str) -> str:
    """Why npm failed; "" when it did not."""
    if code == 0:
        return ""
    lines = said.strip().splitlines()
    reasons = [match[1] for match in map(_NPM_SAYS.fullmatch, lines) if match]
    return reasons[0] if reasons else _last(lines, code)


def _last(lines: list[str], code: int) -> str:
    return lines[-1] if lines else f"exit code {code}"


def _asked(tool: str, room: Room, ask: Any) -> frozenset[str]:
    """The hosts of the registry that a tool has by default, as itself says. Raises Ended."""
    if tool not in _hosts:
        code, said = room.run(ask, "asking for the registry")
        words = [urlsplit(word).netloc if "://" in word else word for word in said.split()]
        if code or not words or not all(map(_HOST.fullmatch, words)):
            raise Ended(f"it does not say which registry it has: {said.strip()[-200:]}")
        _hosts[tool] = frozenset(words)
    return _hosts[tool]


def _text(lines: tuple[str, ...]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
