"""Evaluated infrastructure in CloudFormation's words: what front ends for AWS make, and what `aws/` reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance
    from goatherd.model.flow import Literal
    from goatherd.model.resource import Output, TemplateParameter


@frozen
class Declared:
    """One resource as declared, its properties evaluated (SAM Globals merged in, with their own spans).

    `id` is unique in the application ("Child/Table" in a nested stack). `span` is that of the id's key.
    `attributes` holds what stands beside Properties (Connectors, UpdatePolicy, Metadata, DependsOn …).
    `enabled` is False when its condition is false under the parameters' defaults, None when unknown; `changeable` when
    other parameters may turn it round.
    """

    id: str
    type: str
    span: Span
    properties: Node
    attributes: Node
    template: str
    condition: str = ""
    enabled: bool | None = True
    changeable: bool = False


@define
class Stack:
    """One deployable unit, evaluated: a root template with its nested stacks, a Terraform root module, a CDK stack.

    `framework` is the language it is written in ("sam", "cloudformation", "serverless", "terraform", "cdk" …).
    `program` is the file of the program that makes it, with others as a rule; "" for a template.
    `defaults` holds Globals of the APIs that SAM makes itself, by their id ("ServerlessRestApi" …). `settings` are
    texts that the source gives names to, for others to take. `elsewhere` are Terraform's resources of other clouds.
    `undeployed` says why nothing deploys it, "" for all others.
    """

    path: str
    framework: str
    resources: dict[str, Declared] = field(factory=dict)
    parameters: list[TemplateParameter] = field(factory=list)
    outputs: list[Output] = field(factory=list)
    defaults: dict[str, Node] = field(factory=dict)
    templates: list[str] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)
    settings: tuple[Literal, ...] = ()
    program: str = ""
    elsewhere: list[Instance] = field(factory=list)
    undeployed: str = ""

    def of(self, *types: str) -> list[Declared]:
        return [resource for resource in self.resources.values() if resource.type in types]


def outside_prefix(root: str) -> str:
    """What stands before the ids of another application, by the path of its root template."""
    return "/" + re.sub(r"[^A-Za-z0-9_/-]", "-", root) + "/"
