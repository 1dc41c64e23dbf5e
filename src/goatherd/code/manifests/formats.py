"""Which file is which format, and who locks whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.code.manifests.contents import Contents
    from goatherd.model.package import Ecosystem

_REQUIREMENTS = re.compile(r"requirements(?:[-_.][\w.-]+)?\.txt|[\w.-]+[-_.]requirements\.txt", re.IGNORECASE)
_DEVELOPMENT = re.compile(r"(?:^|[-_./])(?:dev|devel|development|test|tests|testing|lint|docs?|ci|local)(?=[-_./])")


@frozen
class Format:
    """`locks` are the file names of lock files, the one that its tool prefers first."""

    name: str
    ecosystem: Ecosystem
    locks: tuple[str, ...] = ()


_NPM_LOCKS = ("npm-shrinkwrap.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock")
REQUIREMENTS = Format("requirements.txt", "PyPI")
_MANIFESTS = {
    "package.json": Format("package.json", "npm", _NPM_LOCKS),
    "Pipfile": Format("Pipfile", "PyPI", ("Pipfile.lock",)),
    "pyproject.toml": Format("pyproject.toml", "PyPI", ("uv.lock", "poetry.lock", "pdm.lock")),
    "setup.py": Format("setup.py", "PyPI"),
    "setup.cfg": Format("setup.cfg", "PyPI"),
    "METADATA": Format("METADATA", "PyPI"),  # of a package that is copied into the tree
}


def manifest_format(name: str) -> Format | None:
    """The format of a manifest by its file name; None for every other file, lock files included."""
    known = _MANIFESTS.get(name)
    if known or not name.endswith(".txt"):
        return known
    return REQUIREMENTS if _REQUIREMENTS.fullmatch(name) else None


def is_for_development(path: str) -> bool:
    """Says the name of a requirements file that it is not deployed ("requirements-dev.txt")?"""
    folder, _, name = path.rpartition("/")
    in_folder = f"{folder.rpartition('/')[2]}/{name}" if folder.endswith("requirements") else name
    return _DEVELOPMENT.search(in_folder.lower()) is not None


def reader(name: str) -> Callable[[str, str], Contents]:
    """The function that reads a file of this name; imported only when such a file is there."""
    if name == "package.json":
        from goatherd.code.manifests.package_json import read_package_json as read
    elif name in ("package-lock.json", "npm-shrinkwrap.json"):
        from goatherd.code.manifests.package_lock import read_package_lock as read
    elif name == "yarn.lock":
        from goatherd.code.manifests.yarn_lock import read_yarn_lock as read
    elif name == "pnpm-lock.yaml":
        from goatherd.code.manifests.pnpm_lock import read_pnpm_lock as read
    elif name == "bun.lock":
        from goatherd.code.manifests.bun_lock import read_bun_lock as read
    else:
        return _python_reader(name)
    return read


def _python_reader(name: str) -> Callable[[str, str], Contents]:
    if name == "Pipfile":
        from goatherd.code.manifests.pipfile import read_pipfile as read
    elif name == "Pipfile.lock":
        from goatherd.code.manifests.pipfile_lock import read_pipfile_lock as read
    elif name == "pyproject.toml":
        from goatherd.code.manifests.pyproject_toml import read_pyproject_toml as read
    elif name in ("uv.lock", "poetry.lock", "pdm.lock"):
        from goatherd.code.manifests.toml_lock import read_toml_lock as read
    elif name == "setup.py":
        from goatherd.code.manifests.setup_py import read_setup_py as read
    elif name == "METADATA":
        from goatherd.code.manifests.metadata import read_metadata as read
    elif name == "setup.cfg":
        from goatherd.code.manifests.setup_cfg import read_setup_cfg as read
    else:
        from goatherd.code.manifests.requirements_txt import read_requirements_txt as read
    return read
