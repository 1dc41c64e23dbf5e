"""What makes a document a template, and which transforms it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.node import Node
    from goatherd.model.flow import Literal

SERVERLESS = "AWS::Serverless-2016-10-31"
INCLUDE = "AWS::Include"
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_/-]+")
_TYPE_PREFIXES = ("AWS::", "Alexa::", "Custom::")
_KNOWN_TRANSFORMS = frozenset(
    {
        SERVERLESS,
        INCLUDE,
        "AWS::LanguageExtensions",
        "AWS::SecretsManager-2020-07-23",
        "AWS::SecretsManager-2024-09-16",
        "AWS::CodeDeployBlueGreen",
        "AWS::CodeStar",
        "AWS::ServiceCatalog",
    }
)


@frozen(eq=False)
class TemplateSource:
    """One template as written, or as another front end made it.

    `macros` are its transforms whose result nobody can know here. `names` gives resources other ids in the model
    than their logical ones: those that people know them by. `stack_name` is set where the source says it. `settings`
    are texts with names of their own, which resources may take.
    """

    path: str
    root: Node
    transforms: tuple[tuple[str, Node], ...] = ()
    framework: str = "cloudformation"
    names: Mapping[str, str] = field(factory=dict)
    stack_name: str = ""
    settings: tuple[Literal, ...] = ()

    @property
    def sam(self) -> bool:
        return any(name == SERVERLESS for name, _ in self.transforms)

    @property
    def macros(self) -> list[tuple[str, Node]]:
        return [(name, node) for name, node in self.transforms if name not in _KNOWN_TRANSFORMS]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


@define
class Sources:
    """The templates of a tree by path, remarks on each, and what could not be read at all.

    `parts` are files that a template is made of: they are no templates of their own, whatever they look like.
    """

    templates: dict[str, TemplateSource] = field(factory=dict)
    remarks: dict[str, list[Diagnosis]] = field(factory=dict)
    unreadable: list[Diagnosis] = field(factory=list)
    parts: set[str] = field(factory=set)

    def __or__(self, other: Sources) -> Sources:
        """All of both, but for what one of them knows to be parts."""
        parts = self.parts | other.parts
        whole = {path: source for path, source in {**self.templates, **other.templates}.items() if path not in parts}
        unreadable = [d for d in (*self.unreadable, *other.unreadable) if d.span.path not in parts]
        return Sources(whole, {**self.remarks, **other.remarks}, unreadable, parts)


def template_source(path: str, root: Node) -> TemplateSource | None:
    """The template, or None: resources with types, and a word that only templates have."""
    resources = root.get("Resources")
    if not resources.is_mapping:
        return None
    types = [text for _, resource in resources.items() if (text := resource.get("Type").text())]
    loops = any(key.startswith("Fn::") for key, _ in resources.items())
    if not types and not loops:
        return None
    marked = root.get("AWSTemplateFormatVersion").exists or root.get("Transform").exists
    if not marked and not any(name.startswith(_TYPE_PREFIXES) for name in types):
        return None
    transforms = tuple(_transforms(root.get("Transform")))
    sam = any(name == SERVERLESS for name, _ in transforms)
    return TemplateSource(path, root, transforms, "sam" if sam else "cloudformation", construct_names(root))


def construct_names(root: Node) -> dict[str, str]:
    """Logical ids that the CDK made (`OrdersHandler1A2B3C4D`) to the paths of their constructs (`Orders/Handler`)."""
    names: dict[str, str] = {}
    taken = set(root.get("Resources").entries)
    for id, resource in root.get("Resources").items():
        path = resource.get("Metadata", "aws:cdk:path").text() or ""
        name = _NOT_IN_ID.sub("-", path.partition("/")[2].removesuffix("/Resource")).strip("-/")
        if name and name not in taken:
            names[id] = name
            taken.add(name)
    return names


def _transforms(section: Node) -> list[tuple[str, Node]]:
    found = []
    for node in section.list():
        name = node.get("Name").text() if node.is_mapping else node.text()
        if name:
            found.append((name, node))
    return found
