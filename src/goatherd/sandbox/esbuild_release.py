"""The esbuild that is installed: the program of one platform, with the hash that its package has to have.

Source: the package-lock.json that npm makes of the version.
"""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from goatherd.sandbox.installing.tools import ForNpm

if TYPE_CHECKING:
    from pathlib import Path

_VERSION = "0.28.2"
# Machine -> (its name for Node.js, hash)
_PROGRAMS = {
    "x86_64": (
        "x64",
        "sha512-4xTZr1FUmSoQW4XIWmit3tzQrUTZM+N3P0XV8xROKYF50XfI7xeO90+1bZvNwxIufQ9hDQVRJH5YhgPVF8A/HQ==",
    ),
    "aarch64": (
        "arm64",
        "sha512-pW4AC0P3it8c7do9MVM4p51FzHzdM/TZrerurgRcHJ2WTa1VQ1CIq18xncfpBJw4ojkiZZrKW2yIBWBP92j6Ug==",
    ),
    "riscv64": (
        "riscv64",
        "sha512-GeXCej4IQtU1B+QlDV8W/RRvbzI3O/Stss+/bCXv4lZls5WGRtu2a+3JkA3i4qIUlMXpcHebWpF8AkJhATowuA==",
    ),
}


def wanted() -> ForNpm | None:
    """What has to be installed; None on a machine whose program is not known here."""
    if platform.machine() not in _PROGRAMS:
        return None
    name, integrity = _PROGRAMS[platform.machine()]
    package = f"@esbuild/linux-{name}"
    document = {"private": True, "dependencies": {package: _VERSION}}
    locked = {f"node_modules/{package}": {"version": _VERSION, "integrity": integrity}}
    return ForNpm(document, {"lockfileVersion": 3, "requires": True, "packages": {"": document, **locked}})


def program(folder: Path) -> str:
    """Where it lies in what was installed; "" when it does not."""
    found = sorted(folder.glob("node_modules/@esbuild/*/bin/esbuild"))
    return str(found[0]) if found else ""
