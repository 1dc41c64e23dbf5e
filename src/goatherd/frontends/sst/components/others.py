"""Components without functions that could be read: those that deploy code are told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.programs.values import Value
    from goatherd.frontends.sst.things import Call, Component

# fmt: off
_SITES = frozenset((
    "Analog", "Astro", "Nextjs", "Nuxt", "React", "Remix", "SolidStart", "SsrSite", "SvelteKit", "TanStackStart",
    "TanstackStart",
))
_CONTAINERS = frozenset(("Service", "Task"))
# Networks, stores, names and certificates: they run no code of the user's.
_QUIET = frozenset((
    "Aurora", "Cluster", "CognitoIdentityProvider", "Dns", "Efs", "Email", "IAMEdit", "Mysql", "OpenControl",
    "OpenSearch", "Permission", "Postgres", "Redis", "Router", "StaticSite", "Vector", "Vpc",
))
# fmt: on


def recognised(made: Component) -> None:
    """A component that is not read, or not in full."""
    kind, name = made.kind, made.name
    base = kind.partition(".")[0]  # `sst.aws.Cluster.v1`
    if base in _SITES:
        made.program.tell(made.span, f"the server functions of site {name} ({kind}) are not read")
    elif base in _CONTAINERS:
        made.program.tell(made.span, f"the containers of {kind} {name} are not read")
    elif base not in _QUIET:
        made.program.tell(made.span, f"sst.aws.{kind} is not read ({name}): whether it runs code is not known")
    if base in _SITES or base in ("Service", "Router", "StaticSite"):
        made.members["url"] = Node.opaque(f"the address of {name} is known after deployment", made.span)
    if base in ("Cluster", "Router"):
        made.methods.update(addService=_added("Service"), addTask=_added("Task"), routeSite=_nothing)


def _added(kind: str) -> Callable[[Component, Call], Value]:
    """The older `cluster.addService("Name", {…})`."""

    def method(cluster: Component, call: Call) -> Value:
        return cluster.program.component(kind, call)

    return method


def _nothing(made: Component, call: Call) -> Value:
    """A router passes on what has an address of its own."""
    return Node.absent(call.span)


def _machine(made: Component) -> None:
    made.program.tell(made.span, f"the state machine of StepFunctions {made.name} is not read")


COMPONENTS: dict[str, Callable[[Component], None]] = {"StepFunctions": _machine}
