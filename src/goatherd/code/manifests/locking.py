"""What a lock file pins for the manifests that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.code.manifests.locate import manifests_in, parents
from goatherd.code.manifests.store import contents_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.code.manifests.contents import Contents
    from goatherd.code.manifests.formats import Format
    from goatherd.model.package import Package
    from goatherd.tree import Tree


def lock_of(tree: Tree, folder: str, form: Format) -> str:
    """The path of the lock file, beside the manifest or at the root of its workspace; "" when there is none."""
    for above in parents(folder):
        for name in form.locks:
            path = f"{above}/{name}" if above else name
            if path in tree and (above == folder or _spans_workspace(tree, above, path, form)):
                return path
    return ""


def locked_packages(contents: Contents, declared: Iterable[Package], *, shared: bool) -> list[Package]:
    """The lock file's packages, marked direct and development by what the manifests declare.

    Of a `shared` lock file only what these manifests need is kept, where the lock file tells.
    """
    wanted = list(declared)
    deployed = {p.name for p in wanted if not p.development}
    direct = {p.name for p in wanted}
    in_use = _closure(deployed, contents.requires)
    needed = _closure(direct, contents.requires)
    packages = []
    for package in contents.packages:
        if shared and contents.requires and package.name not in needed:
            continue
        development = package.development
        if not contents.marks_development:
            development = package.name in needed and package.name not in in_use
        if package.direct != (package.name in direct) or development != package.development:
            package = evolve(package, direct=package.name in direct, development=development)
        packages.append(package)
    return packages


def _closure(names: set[str], requires: dict[str, set[str]]) -> set[str]:
    seen = set(names)
    pending = list(names)
    while pending:
        for name in requires.get(pending.pop(), ()):
            if name not in seen:
                seen.add(name)
                pending.append(name)
    return seen


def _spans_workspace(tree: Tree, folder: str, lock: str, form: Format) -> bool:
    if contents_of(tree, lock, form.ecosystem).workspaces:
        return True
    return any(
        contents_of(tree, path, form.ecosystem).workspaces for path in manifests_in(tree, folder, form.ecosystem)
    )
