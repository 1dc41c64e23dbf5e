"""What one function uses of its role, and how far that can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.value import HOLE, known, sole_placeholder
from goatherd.iam.actions import seen_in_code
from goatherd.iam.libraries import ALL_SERVICES, EXTENSIONS, LIBRARIES, named_services, services_of_driver
from goatherd.iam.operations import ANYTHING, botocore_name, client_service, method_names, service_prefix
from goatherd.iam.platform import exempt_actions, platform_needs
from goatherd.iam.resources import Need, needs
from goatherd.model.function import Unresolved
from goatherd.model.resource import Layer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.iam.arn import Names
    from goatherd.model.application import Application
    from goatherd.model.flow import AwsCall, Behaviour, LibraryCall
    from goatherd.model.function import Function

NO_CALLS = "no call of AWS was seen in the code at all"

_SDKS = frozenset({"boto3", "botocore", "aioboto3", "aiobotocore"})
_STARTS = tuple(start for start, _ in LIBRARIES)
_PROCESSES = ("subprocess.", "os.system", "os.popen", "os.exec", "os.spawn", "child_process.", "execa")


@define
class Usage:
    """`unreadable` is why nothing can be said of what the function does not use, "" otherwise.

    `blind` maps an IAM prefix ("*": all) to why unseen calls of it are possible; `exempt` are actions
    that the platform may use by itself; `names` are the attributes and imports that stand in the code;
    `unseen` is why uses may have been missed, `packages` those of these reasons that are packages; `elsewhere` are
    actions that calls with other credentials than the role's need.
    """

    function: Function
    needs: list[Need] = field(factory=list)
    unreadable: str = ""
    blind: dict[str, str] = field(factory=dict)
    exempt: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    unseen: list[str] = field(factory=list)
    packages: list[str] = field(factory=list)
    elsewhere: set[str] = field(factory=set)

    def may_call(self, action: str) -> bool:
        """Whether the code may use an action although no call of it was seen.

        It may where a service cannot be seen, and where the files name a method that needs the action.
        """
        return self.is_blind(action) or self.is_named(action)

    def is_named(self, action: str) -> bool:
        """Whether the files name a method that needs the action, and calls of it do not all act on what is known."""
        if not seen_in_code(action) or self.names.isdisjoint(method_names(action)):
            return False
        called = [text for need in self.needs if need.action == action and need.span for text in need.resources]
        return any(HOLE in text for text in called) if called else action not in self.elsewhere

    def is_blind(self, action: str) -> bool:
        """Whether a part of the code that uses the action's service cannot be seen."""
        return bool(self.blinded_by(action))

    def blinded_by(self, action: str) -> str:
        """Why a part of the code that uses the action's service cannot be seen; "" where all of it can."""
        return self.blind.get(ALL_SERVICES) or self.blind.get(action.partition(":")[0], "")

    def is_exempt(self, action: str) -> bool:
        """Whether the platform may use an action by itself."""
        return action in self.exempt or f"{action.partition(':')[0]}:*" in self.exempt


def usage(function: Function, application: Application, names: Names) -> Usage:
    found = Usage(function, platform_needs(function, names), exempt=exempt_actions(function))
    found.unreadable = _unreadable(function, application)
    if found.unreadable:
        return found
    behaviour = application.behaviour(function)
    found.names = behaviour.names
    for call in behaviour.aws_calls:
        _add_call(found, call, names, elsewhere=not behaviour.elsewhere.isdisjoint({call.service, ""}))
    _add_libraries(found, behaviour)
    _add_clients(found, behaviour)
    if behaviour.loads:
        found.blind.setdefault(ALL_SERVICES, f"which module is loaded at {behaviour.loads[0]} is decided at run time")
    _add_unseen(found, behaviour, application)
    _add_layers(found, function, application)
    if not behaviour.aws_calls:
        found.unseen.append(NO_CALLS)
        if not behaviour.names.isdisjoint(_SDKS):
            found.blind.setdefault(ALL_SERVICES, "the code imports an SDK, and no call of it was seen")
    return found


def _unreadable(function: Function, application: Application) -> str:
    if isinstance(function.entry, Unresolved):
        return function.entry.why
    if function.id not in application.behaviours:
        return "the code has not been interpreted"
    return application.behaviours[function.id].truncated


def _add_call(found: Usage, call: AwsCall, names: Names, *, elsewhere: bool) -> None:
    if _dynamic(call.service):
        found.blind.setdefault(ALL_SERVICES, f"the service called at {call.span} is chosen at run time")
        return
    prefix = service_prefix(call.service)
    listed = None if _dynamic(call.operation) else needs(call, names)
    if not call.by_role:
        found.elsewhere.update(need.action for need in listed or ())
        return
    if listed is None:
        for unseen in (prefix or ALL_SERVICES, "iam"):  # it may pass a role
            found.blind.setdefault(unseen, f"the permission for the call at {call.span} is not known")
        return
    for need in listed:
        if need.action == ANYTHING:
            found.blind.setdefault(ALL_SERVICES, f"{call.operation} at {call.span} acts with the function's rights")
        else:
            need = evolve(need, certain=need.certain and not call.by_others)
            found.needs.append(_anywhere(need, prefix or "", names) if elsewhere else need)


def _anywhere(need: Need, prefix: str, names: Names) -> Need:
    """The same in any region; what the application itself declares is in its own."""
    own, any_region = f"arn:aws:{prefix}:*:", f"arn:aws:{prefix}:{HOLE}:"
    texts = (text if names.owner(text) else text.replace(own, any_region, 1) for text in need.resources)
    return evolve(need, resources=tuple(texts))


def _add_libraries(found: Usage, behaviour: Behaviour) -> None:
    for call in behaviour.calls:
        _add_library(found, call.name, f" at {call.span}")
        if call.name.startswith(_PROCESSES) and _runs_aws(call):
            found.blind.setdefault(ALL_SERVICES, f"a process started at {call.span} may call AWS")
        for text in _texts(call):
            for used in services_of_driver(text):
                _note(found, used, f"the driver of the database at {call.span} calls AWS")
    for name in sorted(behaviour.names):
        _add_library(found, name, "")


def _add_library(found: Usage, name: str, where: str) -> None:
    if not name.startswith(_STARTS):
        return
    for start, prefixes in LIBRARIES:
        if name == start or name.startswith((f"{start}.", f"{start}/")):
            for used in prefixes:
                _note(found, used, f"{start}{where} may call AWS")


def _note(found: Usage, used: str, why: str) -> None:
    """What a library may use: a whole service, or one action on something that nobody sees."""
    if used != ALL_SERVICES and ":" in used:
        need = Need(used, (HOLE,), certain=False)
        if need not in found.needs:
            found.needs.append(need)
    else:
        found.blind.setdefault(used, why)


def _add_clients(found: Usage, behaviour: Behaviour) -> None:
    """A client whose calls were all missed: the code makes one, and nothing is known of its service."""
    if not any(name.startswith(("aws-sdk", "@aws-sdk/")) for name in behaviour.names):
        return
    called = {botocore_name(call.service) for call in behaviour.aws_calls}
    for name in sorted(behaviour.names):
        service = client_service(name)
        prefix = service_prefix(service) if service and service not in called else None
        if prefix:
            found.blind.setdefault(prefix, f"the code names a client of {service}, and no call of it was seen")


def _add_unseen(found: Usage, behaviour: Behaviour, application: Application) -> None:
    """Code that is not in the tree may call AWS: a package that is declared hardly does, the application's own may."""
    for service, span in behaviour.handed.items():
        prefix = service_prefix(service) or ALL_SERVICES
        unseen = f"what uses the client of {service} at {span} cannot be seen"
        found.blind.setdefault(prefix, unseen if service else f"the service called at {span} is chosen at run time")
    packages = _declared(found.function, application) if behaviour.unseen else frozenset()
    for module, span in behaviour.unseen.items():
        if _squeezed(_package(module)) in packages:
            why = f"{module}, which is called at {span}, may call AWS"
            found.unseen.append(why)
            found.packages.append(why)
            for prefix in named_services(_package(module)):
                found.blind.setdefault(prefix, f"{module}, which is called at {span}, carries the service's name")
        else:
            found.blind.setdefault(ALL_SERVICES, f"{module}, which is called at {span}, is not in the tree")


def _declared(function: Function, application: Application) -> frozenset[str]:
    """The packages of registries in the manifests that the function deploys; one with an address is the owner's own."""
    packages = [p for m in application.manifests if function.id in m.functions for p in m.packages]
    own = {_squeezed(package.name) for package in packages if package.by_address}
    return frozenset(_squeezed(package.name) for package in packages) - own


def _package(module: str) -> str:
    """ "@acme/store/lib" -> "@acme/store", "store.tables" -> "store"; relative modules belong to no package."""
    if module.startswith("."):
        return module
    if module.startswith("@"):
        return "/".join(module.split("/")[:2])
    return module.partition("/")[0].partition(".")[0]


def _squeezed(name: str) -> str:
    """Python packages are imported by other spellings than they are declared by."""
    return name.lower().replace("-", "").replace("_", "")


def _add_layers(found: Usage, function: Function, application: Application) -> None:
    """A layer may bring an extension, which runs beside the code with the same role."""
    for layer in function.layers:
        name = known(layer)
        if name and _is_seen(name, application):
            continue
        if name is None or sole_placeholder(name):
            found.unseen.append("a layer of the function may hold an extension that calls AWS")
        for part, prefixes in EXTENSIONS.items():
            if part in (name or "").lower():
                found.blind.update(dict.fromkeys(prefixes, "an extension in a layer calls the service"))


def _is_seen(layer: str, application: Application) -> bool:
    """Whether what is in a layer is in the tree, and no extension in it."""
    whole = sole_placeholder(layer)
    declared = application.resources.get(whole[0]) if whole else None
    return isinstance(declared, Layer) and bool(declared.path) and not declared.extension


def _runs_aws(call: LibraryCall) -> bool:
    """A command line of the AWS CLI; the runtimes do not bring one, so that others hardly ever are."""
    return any(text == "aws" or text.startswith(("aws ", "['aws'")) for text in _texts(call))


def _texts(call: LibraryCall) -> Iterator[str]:
    """The arguments that are known; of others, what is fixed at their beginning."""
    yield from (str(value) for values in call.constants.values() for value in values)
    yield from (pieces[0] for written in call.texts.values() for pieces in written if pieces)


def _dynamic(name: str) -> bool:
    return name == "" or HOLE in name or name == "?"
