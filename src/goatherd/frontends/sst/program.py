"""SST's side of a program of version 3: what its globals, its components and Pulumi's resources do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.frontends.node import Node
from goatherd.frontends.programs.hooks import Hooks
from goatherd.frontends.programs.values import Arguments, Closure, External, Record, Value, text_of
from goatherd.frontends.sst import provided as of_sst
from goatherd.frontends.sst.components import COMPONENTS, STATICS, recognised
from goatherd.frontends.sst.names import resource_type
from goatherd.frontends.sst.resources import Resource
from goatherd.frontends.sst.things import Call, Component, given, guarded, name_of, safe

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.values import Instance
    from goatherd.tree import Tree

AWS = "sst.aws."
_SECRET = "sst.Secret"
_LINKABLE = ("sst.Linkable", "sst.Resource")
# Of other clouds: what runs no code.
_QUIET_ELSEWHERE = frozenset(("Bucket", "D1", "Hyperdrive", "Kv", "Queue", "StaticSite"))
_MAX_RESOURCES = 5_000


class SstProgram(Hooks):
    """One run of a program. `resources` are what it deploys, `configs` what `$config` was given."""

    settling = frozenset({"apply"})

    def __init__(self, folder: str, tree: Tree) -> None:
        self.folder = folder
        self.tree = tree
        self.machine: Machine | None = None
        self.resources: list[Resource] = []
        self.configs: list[Value] = []
        self.functions: dict[str, Component] = {}  # by the id of their resource
        self.diagnoses: list[Diagnosis] = []
        self.transforms: dict[str, list[Value]] = {}  # of every component or resource of a kind
        self.wrapped: dict[str, Value] = {}  # what makes resources of Pulumi linkable, by Terraform's type
        self._ids: set[str] = set()
        self._left_out = False

    # --- hooks ---

    def is_library(self, module: str) -> bool:
        return module.startswith(("@pulumi/", "sst"))

    def name(self, machine: Machine, name: str, span: Span) -> Value | None:
        self.machine = machine
        return of_sst.value(self, name, span)

    def member(self, machine: Machine, external: External, name: str, span: Span) -> Value | None:
        return of_sst.member(self, f"{external.name}.{name}", span)

    def call(self, machine: Machine, external: External, arguments: Arguments) -> Value | None:
        self.machine = machine
        if not arguments.new:
            return self._called(external.name, arguments)
        return self._made(external.name, arguments)

    def construct(self, machine: Machine, instance: Instance, base: External, arguments: Arguments) -> Value | None:
        self.machine = machine
        return self._made(base.name, arguments)

    # --- making ---

    def _made(self, name: str, arguments: Arguments) -> Value | None:
        if name.startswith(AWS):
            return guarded(self, lambda call: self.component(name.removeprefix(AWS), call), arguments)
        if name == _SECRET:
            return guarded(self, lambda call: of_sst.secret(self, call), arguments)
        if name in _LINKABLE:
            return guarded(self, lambda call: of_sst.linkable(self, call), arguments)
        type = resource_type(name)
        if type is not None:
            return guarded(self, lambda call: self._resource(type, call), arguments)
        if name.rpartition(".")[2].endswith(("FileArchive", "AssetArchive", "FileAsset")):
            return arguments.get(0)
        other, _, leaf = name.rpartition(".")
        if other in ("sst.cloudflare", "sst.vercel") and leaf not in _QUIET_ELSEWHERE:
            self.tell(arguments.span, f"{name} is not read: its code, and who may call it, are not part of the results")
        return None

    def component(self, kind: str, call: Call) -> Component:
        made = Component(self, kind, name_of(call.get(0)) or kind, call.record(1), call.span)
        made.args = self._for_all(kind, made.args, made.name)
        build = COMPONENTS.get(kind)
        if build is not None:
            build(made)
        else:
            recognised(made)
        return made

    def _resource(self, type: str, call: Call) -> Resource:
        args = call.record(1)
        copy = Record(dict(args.entries), dict(args.key_spans), args.span, args.open)
        return self.add(type, name_of(call.get(0)) or type, copy, call.span)

    def add(self, type: str, id: str, record: Record, span: Span, transform: Value | None = None) -> Resource:
        """A new resource; `transform` is what the program wants to have changed about it."""
        if transform is not None:
            record = self.transformed(record, transform, id)
        record = self._for_all(type, record, id)
        resource = Resource(type, self.unique(id), record, span)
        if len(self.resources) < _MAX_RESOURCES:
            self.resources.append(resource)
        elif len(self.resources) == _MAX_RESOURCES and not self._left_out:
            self._left_out = True
            self.tell(span, f"the program has more than {_MAX_RESOURCES:,} resources; the rest is left out")
        return resource

    def unique(self, id: str) -> str:
        free, count = safe_id(id), 1
        while free in self._ids:
            count += 1
            free = f"{safe_id(id)}{count}"
        self._ids.add(free)
        return free

    # --- transforms ---

    def transformed(self, args: Record, transform: Value, name: str) -> Record:
        """What `transform: {…}`, or a function that changes its argument, makes of arguments."""
        made = Record(dict(args.entries), dict(args.key_spans), args.span, args.open)
        if isinstance(transform, Record):
            made.entries.update(transform.entries)
            made.key_spans.update(transform.key_spans)
        elif isinstance(transform, Closure) and self.machine is not None:
            options = Record({}, {}, args.span, "they are options of Pulumi")
            given_name = Node.scalar(name, args.span)
            self.machine.call(transform, Arguments([made, options, given_name], {}, transform.span))
        elif given(transform):
            made.open = "a transform that is not known changes it"
        return made

    def _for_all(self, kind: str, args: Record, name: str) -> Record:
        for transform in self.transforms.get(kind, ()):
            args = self.transformed(args, transform, name)
        return args

    # --- calls without `new` ---

    def _called(self, name: str, arguments: Arguments) -> Value | None:
        if name.startswith(AWS):
            return self._static(name.removeprefix(AWS), arguments)
        owner, _, method = name.rpartition(".")
        type = resource_type(owner)
        if type is not None and method == "get":
            return Node.opaque(f"{text_of(arguments.get(1))} is declared elsewhere", arguments.span)
        return of_sst.called(self, name, arguments)

    def _static(self, name: str, arguments: Arguments) -> Value | None:
        kind, _, method = name.partition(".")
        function = STATICS.get(name)
        if function is not None:
            return guarded(self, lambda call: function(self, kind, call), arguments)
        if method == "get":
            return guarded(self, lambda call: of_sst.elsewhere(self, kind, call), arguments)
        return of_sst.called(self, AWS + name, arguments)

    # --- telling ---

    def tell(self, span: Span, message: str) -> None:
        self.diagnoses.append(Diagnosis(span, message))


def safe_id(id: str) -> str:
    return "/".join(part for each in id.split("/") if (part := safe(each))) or "Resource"
