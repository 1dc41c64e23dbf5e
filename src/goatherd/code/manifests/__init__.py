"""Manifests and lock files: which third-party packages an application deploys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.code.advisories import shipped
from goatherd.code.manifests.formats import REQUIREMENTS, is_for_development, manifest_format
from goatherd.code.manifests.locate import manifests_in, places
from goatherd.code.manifests.locking import lock_of, locked_packages
from goatherd.code.manifests.store import contents_of
from goatherd.code.manifests.workspace import with_local_packages
from goatherd.code.manifests.workstation import is_installed
from goatherd.core.finding import Diagnosis
from goatherd.model.package import Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.code.advisories import Advisories
    from goatherd.code.manifests.formats import Format
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.package import Ecosystem, Package
    from goatherd.tree import Tree


def read_manifests(tree: Tree, application: Application, *, advisories: Advisories | None = None) -> list[Manifest]:
    """The manifests and lock files of the application's functions and layers, ordered by path.

    Every package carries the advisories that hold for it, from `advisories` or else from the shipped
    extract. What cannot be read is among the `problems` of its manifest; nothing is raised.
    """
    known = advisories or shipped()
    manifests: dict[str, Manifest] = {}
    for (folder, ecosystem), functions in places(tree, application).items():
        for manifest in _declared(tree, folder, ecosystem):
            held = manifests.get(manifest.path, manifest)
            together = dict.fromkeys((*held.functions, *functions))
            manifests[manifest.path] = evolve(held, functions=tuple(together))
    return _annotated(tree, list(manifests.values()), known)


def read_pages(tree: Tree, application: Application, *, advisories: Advisories | None = None) -> list[Manifest]:
    """The same for the pages that are the application's, by the paths of their manifests."""
    deployed = {manifest.path for manifest in application.manifests}
    declared: list[Manifest] = []
    for path in application.pages:
        folder, _, name = path.rpartition("/")
        found = _requirements(tree, [path]) if name == REQUIREMENTS.name else _declared(tree, folder, "npm")
        declared += [manifest for manifest in found if manifest.path not in deployed]
    return _annotated(tree, declared, advisories or shipped())


def _annotated(tree: Tree, manifests: list[Manifest], known: Advisories) -> list[Manifest]:
    found = sorted([*manifests, *_locks(tree, manifests)], key=lambda m: m.path)
    return [evolve(m, packages=tuple(known.annotate(p) for p in m.packages)) for m in found]


def _declared(tree: Tree, folder: str, ecosystem: Ecosystem) -> list[Manifest]:
    paths = manifests_in(tree, folder, ecosystem)
    requirements = [p for p in paths if manifest_format(p.rpartition("/")[2]) is REQUIREMENTS]
    manifests = _requirements(tree, requirements)
    for path in paths:
        form = manifest_format(path.rpartition("/")[2])
        if form and form is not REQUIREMENTS:
            local = with_local_packages(tree, path) if form.name == "package.json" else [path]
            manifests += [_manifest(tree, found, form, with_development=found == path) for found in local]
    return manifests


def _manifest(tree: Tree, path: str, form: Format, *, with_development: bool) -> Manifest:
    """`with_development` is False for a package of the tree that another one needs: its own are not installed."""
    contents = contents_of(tree, path, form.ecosystem)
    packages = tuple(p for p in contents.packages if with_development or not p.development)
    lock = lock_of(tree, path.rpartition("/")[0], form) if packages else ""
    problems = tuple(contents.problems)
    return Manifest(path, form.ecosystem, packages, locked_by=lock, format=form.name, problems=problems)


def _requirements(tree: Tree, paths: list[str]) -> list[Manifest]:
    """Requirements files with all that they include; development is what only development files include."""
    beside = _beside_pinned(tree, paths)
    development = {path: is_for_development(path) or path in beside for path in paths}
    # those that are deployed come first, so that what they include is not taken for development
    pending = sorted(development.items(), key=lambda item: item[1])
    done: dict[str, Manifest] = {}
    while pending:
        path, unused = pending.pop(0)
        if path in done:
            continue
        contents = contents_of(tree, path, "PyPI")
        problems = list(contents.problems)
        for target, span in contents.includes:
            if target in tree:
                pending.insert(0, (target, unused or is_for_development(target)))
            else:
                problems.append(_not_there(target, span))
        packages = _as_development(contents.packages) if unused else contents.packages
        done[path] = Manifest(path, "PyPI", tuple(packages), format=REQUIREMENTS.name, problems=tuple(problems))
    return list(done.values())


def _beside_pinned(tree: Tree, paths: list[str]) -> set[str]:
    """Files beside a requirements.txt that pins everything, where nothing installs them: what it was made from, say."""
    main = next((path for path in paths if path.rpartition("/")[2] == REQUIREMENTS.name), "")
    packages = contents_of(tree, main, "PyPI").packages if main else []
    if not packages or any(package.pinning != "exact" for package in packages):
        return set()
    return {path for path in paths if path != main and not is_installed(tree, path)}


def _locks(tree: Tree, manifests: list[Manifest]) -> list[Manifest]:
    by_lock: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        if manifest.locked_by:
            by_lock.setdefault(manifest.locked_by, []).append(manifest)
    locks = []
    for path, users in by_lock.items():
        folder, _, name = path.rpartition("/")
        contents = contents_of(tree, path, users[0].ecosystem)
        declared = [package for user in users for package in user.packages]
        shared = any(user.path.rpartition("/")[0] != folder for user in users)
        locks.append(
            Manifest(
                path,
                users[0].ecosystem,
                tuple(locked_packages(contents, declared, shared=shared)),
                is_lock=True,
                functions=tuple(dict.fromkeys(f for user in users for f in user.functions)),
                format=name,
                problems=tuple(contents.problems),
            )
        )
    return locks


def _as_development(packages: Iterable[Package]) -> list[Package]:
    return [evolve(package, development=True) for package in packages]


def _not_there(target: str, span: Span) -> Diagnosis:
    return Diagnosis(span, f"includes {target}, which is not a file of the scanned tree", incomplete=False)
