"""Questions that checks ask about packages: which ones are deployed, and where a person would change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.versions import admitted, version_key
from goatherd.code.versions.interval import covered, point
from goatherd.core.confidence import only_possible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.confidence import Reasons
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.package import Advisory, Manifest, Package


@frozen
class Dependency:
    """One package as one manifest has it, in all the versions that its lock file installs.

    `span` is the line that declares it, or its line in the lock file when another package brings it in.
    """

    manifest: Manifest
    packages: tuple[Package, ...]
    span: Span
    others: tuple[Span, ...]

    @property
    def name(self) -> str:
        return self.packages[0].name

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.version or p.requirement for p in self.packages))

    @property
    def advisories(self) -> tuple[Advisory, ...]:
        """Each once, by the name that readers know."""
        return tuple({a.name: a for p in reversed(self.packages) for a in reversed(p.advisories)}.values())[::-1]

    @property
    def safe(self) -> str:
        """The lowest version that all of them may be raised to and that no advisory names, "" if none is known."""
        keyed = [(version_key(p.ecosystem, p.safe), p.safe) for p in self.packages if p.advisories]
        return max(keyed)[1] if keyed and all(key is not None for key, _ in keyed) else ""

    @property
    def imported(self) -> bool | None:
        """Whether code imports it; None where nobody could look."""
        told = {package.imported for package in self.packages}
        return True if True in told else None if None in told else False

    @property
    def function(self) -> str:
        """The one function that deploys it, "" when it is not exactly one."""
        return self.manifest.functions[0] if len(self.manifest.functions) == 1 else ""


def dependencies(manifests: Sequence[Manifest], *, malicious: bool) -> Iterator[Dependency]:
    """Packages with an advisory, those of lock files in place of what the manifests merely ask for.

    Malicious ones count in development too: they run where they are installed.
    """
    locked = {m.path: {p.name for p in m.packages} for m in manifests if m.is_lock}
    for manifest in manifests:
        grouped: dict[str, list[Package]] = {}
        for package in manifest.packages:
            wanted = [a for a in package.advisories if a.malicious == malicious]
            if wanted and (malicious or not package.development):
                grouped.setdefault(package.name, []).append(package)
        for name, packages in grouped.items():
            if name in locked.get(manifest.locked_by, ()):
                continue
            packages.sort(key=lambda p: p.development)
            spans = [p.span for p in packages]
            if manifest.is_lock:
                declared = _declarations(manifests, manifest, packages)
                # a declaration for development is not why a package ships
                spans = [
                    *(p.span for p in declared if p.development <= packages[0].development),
                    *spans,
                    *(p.span for p in declared if p.development > packages[0].development),
                ]
            yield Dependency(manifest, tuple(packages), spans[0], tuple(spans[1:]))


def told_one_by_one(dependency: Dependency, *, malicious: bool) -> Iterator[tuple[Advisory, Reasons]]:
    """The advisories to show, with reasons to doubt that they hold.

    Possible ones are told of what is malicious only, and where none is certain: of others that a requirement admits, an
    installation takes the newest, which is mended.
    """
    advisories = [advisory for advisory in dependency.advisories if advisory.malicious == malicious]
    certain = [advisory for advisory in advisories if advisory.certain]
    reasons = () if certain else only_possible("no lock file says which version is installed")
    yield from ((advisory, reasons) for advisory in certain or (advisories if malicious else ()))


def versions_of(application: Application, function: Function, name: str) -> list[str]:
    """The exact versions of a package that a function deploys, "" where only a range is known."""
    mine = [manifest for manifest in application.manifests if function.id in manifest.functions]
    return [package.version for manifest in mine for package in manifest.packages if package.name == name]


def _declarations(manifests: Sequence[Manifest], lock: Manifest, packages: list[Package]) -> list[Package]:
    """Where manifests ask for one of the locked versions: another version may be there for another package's sake."""
    users = [m for m in manifests if m.locked_by == lock.path]
    asked = [p for m in users for p in m.packages if p.name == packages[0].name]
    declared = [p for p in asked if any(_may_bring(p, locked, lock.ecosystem) for locked in packages)]
    return sorted(declared, key=lambda p: p.development)


def _may_bring(asked: Package, locked: Package, ecosystem: str) -> bool:
    admits, version = admitted(ecosystem, asked.requirement), version_key(ecosystem, locked.version)
    return admits is None or version is None or covered([point(version)], admits)
