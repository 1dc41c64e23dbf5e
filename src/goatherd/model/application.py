"""The application: one deployable unit, with everything the six verbs ask about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from attrs import define, field, frozen

from goatherd.core import host
from goatherd.model.flow import (
    Behaviour,
    BrowserKey,
    CodeUpdate,
    Committed,
    DebugSwitch,
    Flow,
    KeyFile,
    Literal,
    PipelineAction,
    PipelineDeployment,
    PipelineKey,
    PipelineTool,
    PublishedRepository,
)
from goatherd.model.resource import Alarm, Resource
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from goatherd.core.source import Span
    from goatherd.model.function import Function
    from goatherd.model.package import Manifest
    from goatherd.model.resource import Output, TemplateParameter
    from goatherd.model.role import PolicyReference, Role
    from goatherd.model.trigger import Trigger

R = TypeVar("R", bound=Resource)

# What these deploy is said in or beside the code, which has no words for alarms.
OTHER_CLOUDS = frozenset({"azure", "google", "firebase"})
CODE_FRAMEWORKS = OTHER_CLOUDS | {"chalice", "zappa", "handlers"}


@frozen
class Program:
    """What stacks that one program makes have together; each is an application.

    `watched`: a stack has alarms which can only be on functions of the others. `silent` are the
    (name, first function) of those that can be called from outside and have none.
    """

    watched: bool
    silent: tuple[tuple[str, Span], ...]


@define(eq=False)
class Application:
    """`name` is the path of its root template, or of the folder of handlers that nothing declares.

    Ids are unique within it; those of a nested stack are prefixed by the stack's id and a slash. `outside` are
    resources of other applications that call functions of this one, by the `source` of the triggers. `program` is set
    where one program makes this stack and others. `today` is the day by which what ends is judged.
    """

    name: str
    framework: str  # "sam", "cloudformation", "chalice", "azure", "handlers" …
    templates: list[str] = field(factory=list)
    functions: list[Function] = field(factory=list)
    resources: dict[str, Resource] = field(factory=dict)
    roles: dict[str, Role] = field(factory=dict)
    users: list[Role] = field(factory=list)  # of the account, with what they may do
    undeployed: str = ""  # why nothing deploys it, so that it is left out
    parameters: list[TemplateParameter] = field(factory=list)
    outputs: list[Output] = field(factory=list)
    manifests: list[Manifest] = field(factory=list)
    pages: list[str] = field(factory=list)  # manifests of pages for browsers that are nearest to it
    page_manifests: list[Manifest] = field(factory=list)  # those, with their lock files
    named: list[Literal] = field(factory=list)  # in the configuration itself, for others to take
    settings: list[Literal] = field(factory=list)  # in files beside the code
    committed: list[Committed] = field(factory=list)  # in other files of the tree that are nearest to it
    debug_switches: list[DebugSwitch] = field(factory=list)  # of sites that are nearest to it
    key_files: list[KeyFile] = field(factory=list)  # in code that is nearest to it
    browser_keys: list[BrowserKey] = field(factory=list)  # in pages that are nearest to it
    script_grants: list[PolicyReference] = field(factory=list)  # by scripts and pipelines that are nearest to it
    pipeline_keys: list[PipelineKey] = field(factory=list)  # in workflows that are nearest to it
    pipeline_actions: list[PipelineAction] = field(factory=list)  # in the same
    pull_request_deployments: list[PipelineDeployment] = field(factory=list)
    unapproved_deployments: list[PipelineDeployment] = field(factory=list)
    newest_tools: list[PipelineTool] = field(factory=list)
    code_updates: list[CodeUpdate] = field(factory=list)  # of the whole tree
    published_repositories: list[PublishedRepository] = field(factory=list)
    behaviours: dict[str, Behaviour] = field(factory=dict)
    outside: dict[str, Resource] = field(factory=dict)
    program: Program | None = None
    today: date = field(factory=lambda: host.today())

    @property
    def declares_alarms(self) -> bool:
        """Whether alarms would be declared here if there were any."""
        return self.framework not in CODE_FRAMEWORKS

    def of(self, kind: type[R]) -> Iterator[R]:
        """All resources of one noun, in the order in which they were written."""
        for resource in self.resources.values():
            if isinstance(resource, kind):
                yield resource

    @property
    def has_alarms(self) -> bool:
        return any(True for _ in self.of(Alarm))

    @property
    def open_functions(self) -> list[Function]:
        """Those that somebody outside of the account can call."""
        return [f for f in self.functions if f.exposure is not None and f.exposure >= Exposure.AUTHENTICATED]

    def source(self, trigger: Trigger) -> Resource | None:
        """The resource that emits the event, also one of another application of the tree."""
        return self.resources.get(trigger.source or "") or self.outside.get(trigger.source or "")

    def function(self, id: str) -> Function | None:
        return next((f for f in self.functions if f.id == id), None)

    def triggers(self) -> Iterator[tuple[Function, Trigger]]:
        for function in self.functions:
            for trigger in function.triggers:
                yield function, trigger

    def behaviour(self, function: Function) -> Behaviour:
        return self.behaviours.get(function.id) or Behaviour(function)

    def flows(self, function: Function, *kinds: str) -> list[Flow]:
        return self.behaviour(function).flows_to(*kinds)
