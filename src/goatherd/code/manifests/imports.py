"""Which packages with advisories, or that are ended, the code of the functions imports that deploy them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.code.imported import imported_by, names_imported
from goatherd.code.manifests.ended import ended
from goatherd.code.manifests.import_names import alike, is_of
from goatherd.code.manifests.uses import uses
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.model.application import Application
    from goatherd.model.package import Advisory, Manifest, Package


@frozen
class _Code:
    """The files of a function's code, and what their imports name."""

    files: frozenset[str]
    names: frozenset[str]


def with_imports(manifests: list[Manifest], application: Application, modules: Modules) -> list[Manifest]:
    """The manifests with `imported` told of what their own application asks for and something is known against."""
    entries = {function.id: function.entry for function in application.functions}
    declared = application.framework != "handlers"
    seen: dict[tuple[str, str], _Code] = {}

    def told(package: Package, manifest: Manifest) -> Package:
        if not (package.advisories or ended(package)) or not package.direct or not manifest.functions:
            return package
        codes = []
        for entry in (entries.get(id) for id in manifest.functions):
            if not isinstance(entry, Entry) or entry.inline or entry.language != manifest.language:
                return package  # its code is not there to be read
            key = (entry.root, entry.file)
            if key not in seen:
                seen[key] = _code(modules, entry)
            codes.append(seen[key])
        same = alike if package.ecosystem == "PyPI" else is_of
        imported = any(same(package.name, name) for code in codes for name in code.names)
        if not imported and not declared:
            return package  # others that a template declares may be deployed with it
        files = {path for code in codes for path in code.files} if imported else set()
        advisories = tuple(_reached(package, advisory, modules, files) for advisory in package.advisories)
        return evolve(package, imported=imported, advisories=advisories)

    return [evolve(m, packages=tuple(told(package, m) for package in m.packages)) for m in manifests]


def _code(modules: Modules, entry: Entry) -> _Code:
    files = frozenset({entry.file} | imported_by(modules, [entry]))
    return _Code(files, frozenset(name for path in files for name in names_imported(modules, path)))


def _reached(package: Package, advisory: Advisory, modules: Modules, files: set[str]) -> Advisory:
    """The advisory with `reached` told, where it says what of the package matters and there is code to look at."""
    if not advisory.functions or not files:
        return advisory
    python = package.ecosystem == "PyPI"
    used = (uses(modules.text(path), package.name, advisory.functions, python=python) for path in files)
    return evolve(advisory, reached=any(used))
