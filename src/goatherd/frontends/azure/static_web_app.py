"""Static Web Apps: what `staticwebapp.config.json` asks of callers before the functions of the API are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.builds import OUTPUT_FOLDERS
from goatherd.code.paths import ancestors, join, parent
from goatherd.code.workflows import workflows
from goatherd.core.lazy import regex
from goatherd.frontends.azure.host import DEFAULT_PREFIX
from goatherd.frontends.azure.sign_in import of_static_web_app
from goatherd.frontends.document import read_document
from goatherd.frontends.files import AZURE_STATIC
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.azure.host import Host
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function
    from goatherd.model.trigger import OpenSignIn, Trigger

_ANYBODY, _SIGNED_IN = "anonymous", "authenticated"
_API = "/api"
_API_LOCATION = regex(r"\s+api_location\s*:\s*[\"']?([\w./-]*)")
_DEPLOYS_FUNCTIONS = regex(
    r"(?i)[^#]*(?:\buses\s*:\s*[\"']?azure/functions-action@|\bfunctionapp\s+(?:publish|deploy))"
)


@frozen
class _Rule:
    """`route` may end in `*`; no `methods` are all; no `roles` are anybody."""

    route: str
    methods: tuple[str, ...]
    roles: tuple[str, ...]
    open_sign_in: OpenSignIn | None = None

    def matches(self, method: str, path: str) -> bool:
        if self.methods and method not in self.methods:
            return False
        start, star, rest = self.route.partition("*")
        return path.startswith(start) if star and not rest else path == self.route


def guard(modules: Modules, host: Host, functions: Iterable[Function]) -> None:
    """Lower the exposure of web triggers by the roles that every configuration of the site asks for."""
    if host.prefix != DEFAULT_PREFIX:
        return  # the API of such a site has no other
    sites = {path: rules for path in _configurations(modules, host) if (rules := list(_rules(modules, host, path)))}
    guarded, managed = False, _is_managed(modules, host)
    for function in functions:
        for trigger in function.triggers:
            if trigger.kind == Kind.AZURE_HTTP and managed:
                trigger.options["principal"] = True
            if trigger.kind == Kind.AZURE_HTTP and trigger.exposure is Exposure.ANONYMOUS:
                guarded |= _restrict(trigger, list(sites.values()))
    if guarded:
        host.files += sites


def _is_managed(modules: Modules, host: Host) -> bool:
    """Whether the functions are deployed as a part of the site, so that there is no other way to call them.

    Workflows say so by the folder of the API; where none deploys functions, the configuration of a site does.
    """
    elsewhere = False
    for path, lines in workflows(modules.tree):
        root = parent(parent(parent(path)))
        for line in lines:
            given = _API_LOCATION.match(line)
            if given is not None and given[1] and join(root, given[1]) in ancestors(host.folder):
                return True
            elsewhere = elsewhere or given is not None or bool(_DEPLOYS_FUNCTIONS.match(line))
    return not elsewhere and bool(_configurations(modules, host))


def _restrict(trigger: Trigger, sites: list[list[_Rule]]) -> bool:
    found = [_first(rules, trigger.method or "ANY", (trigger.path or "").lower()) for rules in sites]
    asked = [rule.roles if rule is not None and _ANYBODY not in rule.roles else () for rule in found]
    if not asked or not all(asked):
        return False
    roles = ", ".join(dict.fromkeys(role for each in asked for role in each))
    trigger.open_sign_in = next(
        (rule.open_sign_in for rule in found if rule is not None and _SIGNED_IN in rule.roles and rule.open_sign_in),
        None,
    )
    trigger.exposure, trigger.api_key = Exposure.AUTHENTICATED, False
    trigger.authorizer = f"{AZURE_STATIC} ({roles})"
    trigger.why = f"{AZURE_STATIC} lets in only who has signed in (allowedRoles {roles})"
    return True


def _first(rules: list[_Rule], method: str, path: str) -> _Rule | None:
    """The rule that decides on a call."""
    return next((rule for rule in rules if rule.matches(method, path)), None)


def _configurations(modules: Modules, host: Host) -> list[str]:
    """Those of the folder nearest around the host that has any below it, without copies that a build made."""
    written = [
        path
        for path in modules.index.named(AZURE_STATIC)
        if not modules.classifier.why_not_application(path) and OUTPUT_FOLDERS.isdisjoint(path.split("/")[:-1])
    ]
    for folder in ancestors(host.folder):
        below = [path for path in written if folder in ancestors(parent(path))]
        if below:
            return below
    return []


def _rules(modules: Modules, host: Host, path: str) -> Iterator[_Rule]:
    """The rules of a file that may be met by calls of the API, in its order."""
    parsed = read_document(modules.tree, path)
    host.diagnoses += parsed.diagnoses
    root = parsed.documents[0] if parsed.documents else None
    for route in root.get("routes").list() if root is not None else ():
        rule = _rule(route, of_static_web_app(root, route.get("allowedRoles").span) if root is not None else None)
        if rule is not None and (rule.route.startswith(_API) or rule.route == "/*"):
            yield rule


def _rule(route: Node, open_sign_in: OpenSignIn | None) -> _Rule | None:
    pattern = route.get("route").text()
    if not pattern:
        return None
    methods = tuple(method.upper() for method in route.get("methods").texts())
    return _Rule(pattern.lower(), methods, route.get("allowedRoles").texts(), open_sign_in)
