"""Which packages with advisories the code of the functions imports that deploy them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.code.imported import imported_by, names_imported
from goatherd.code.manifests.import_names import alike, is_of
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.model.application import Application
    from goatherd.model.package import Manifest, Package


def with_imports(manifests: list[Manifest], application: Application, modules: Modules) -> list[Manifest]:
    """The manifests with `imported` told of what their own application asks for and an advisory speaks of."""
    entries = {function.id: function.entry for function in application.functions}
    seen: dict[str, set[str]] = {}

    def told(package: Package, manifest: Manifest) -> Package:
        if not package.advisories or not package.direct or not manifest.functions:
            return package
        names: set[str] = set()
        for entry in (entries.get(id) for id in manifest.functions):
            if not isinstance(entry, Entry) or entry.inline or entry.language != manifest.language:
                return package  # its code is not there to be read
            key = f"{entry.root}\0{entry.file}"
            if key not in seen:
                seen[key] = _names(modules, entry)
            names |= seen[key]
        same = alike if package.ecosystem == "PyPI" else is_of
        return evolve(package, imported=any(same(package.name, name) for name in names))

    return [evolve(m, packages=tuple(told(package, m) for package in m.packages)) for m in manifests]


def _names(modules: Modules, entry: Entry) -> set[str]:
    files = {entry.file} | imported_by(modules, [entry])
    return {name for path in files for name in names_imported(modules, path)}
