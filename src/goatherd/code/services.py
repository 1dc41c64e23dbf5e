"""Which folders belong to the service of a template, and which to another one's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.naming import spoken
from goatherd.code.paths import ancestors, inside, module_path, name, parent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.code.index import Index

_PACKAGE = re.compile(
    r"package\.json|requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|setup\.py|cdk\.json|samconfig\.toml|Makefile"
    r"|serverless\.ya?ml|README[\w.]*",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"(?:sam|template|cloudformation|cfn|stack)\.(?:ya?ml|json)|serverless\.ya?ml|.*\.template(?:\.\w+)?|cdk\.json",
    re.IGNORECASE,
)
# Folders of templates that stand beside the code they deploy.
_INFRASTRUCTURE_TEXT = """
aws cdk cf cfn cloudformation config deploy deployment iac infra infrastructure ops provisioning sam stack stacks
template templates
"""
_INFRASTRUCTURE = frozenset(_INFRASTRUCTURE_TEXT.split())


class Services:
    def __init__(self, index: Index) -> None:
        self.index = index
        self._templates: frozenset[str] | None = None
        self._packages: frozenset[str] | None = None
        self._indexes: dict[tuple[str, str], tuple[dict[str, list[str]], dict[str, list[str]]]] = {}

    def folder(self, base: str) -> str:
        """The folder of the service whose template is in `base`: that folder, or the package around it."""
        if base in self.packages and name(base).lower() not in _INFRASTRUCTURE:
            return base
        around = next((folder for folder in ancestors(parent(base)) if folder in self.packages), None) if base else None
        return base if around is None or self._belongs_to_others(around, base) else around

    def sources(self, scope: str, base: str) -> list[str]:
        """The source files below `scope` that no other service's template stands closer to."""
        return self.own(self.index.sources(scope), scope, base)

    def own(self, files: Iterable[str], scope: str, base: str) -> list[str]:
        """Those of `files` that are below `scope` and that no other service's template stands closer to."""
        others = {folder for folder in self._templates_below(scope) if not inside(base, folder)}
        return [p for p in files if inside(p, scope) and not (others and others.intersection(ancestors(parent(p))))]

    def candidates(self, scope: str, base: str, stems: Iterable[str], names: Iterable[str]) -> list[str]:
        """Those sources whose file has one of the stems, or that may be called by one of the names."""
        by_stem, by_name = self._indexed(scope, base)
        found = {path for stem in stems for path in by_stem.get(stem, ())}
        found.update(path for called in names for path in by_name.get(called, ()))
        return sorted(found)

    def _indexed(self, scope: str, base: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        if (scope, base) not in self._indexes:
            by_stem: dict[str, list[str]] = {}
            by_name: dict[str, list[str]] = {}
            for path in self.sources(scope, base):
                plain = module_path(path)
                by_stem.setdefault(name(plain), []).append(path)
                for called in spoken(plain, scope):
                    by_name.setdefault(called, []).append(path)
            self._indexes[scope, base] = by_stem, by_name
        return self._indexes[scope, base]

    def package(self, folder: str, scope: str) -> str:
        """The nearest folder with a package file, not above `scope`."""
        for around in ancestors(folder):
            if around in self.packages or around == scope:
                return around
        return folder

    def _belongs_to_others(self, around: str, base: str) -> bool:
        """A root that holds many services is nobody's package: what is found there may be anybody's."""
        siblings = {folder for folder in self._templates_below(around) if not inside(folder, base)}
        return around == "" and len(siblings) > 3

    def _templates_below(self, scope: str) -> list[str]:
        return [folder for folder in sorted(self.templates) if folder != scope and inside(folder, scope)]

    @property
    def templates(self) -> frozenset[str]:
        """Folders that hold a template of their own."""
        if self._templates is None:
            self._templates = frozenset(parent(p) for p in self.index.tree.files if _TEMPLATE.fullmatch(name(p)))
        return self._templates

    @property
    def packages(self) -> frozenset[str]:
        if self._packages is None:
            self._packages = frozenset(parent(p) for p in self.index.tree.files if _PACKAGE.fullmatch(name(p)))
        return self._packages
