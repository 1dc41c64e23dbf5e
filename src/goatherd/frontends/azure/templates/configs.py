"""Parts that a template declares as resources of their own: settings of apps, who is asked who calls, blob services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.value import placeholders
from goatherd.frontends.azure.templates.holders import holder
from goatherd.frontends.build import build

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.frontends.azure.templates.bicep import Resource
    from goatherd.frontends.node import Node

_SITES = {
    "microsoft.web/sites/config": "microsoft.web/sites",
    "microsoft.web/staticsites/config": "microsoft.web/staticsites",
}
_ACCOUNT, _BLOBS = "microsoft.storage/storageaccounts", "microsoft.storage/storageaccounts/blobservices"
SETTINGS, ASKED, ASKED_BEFORE = "appsettings", "authsettingsv2", "authsettings"
# Where what they hold is put into the app's own properties.
CONFIGURED_BLOBS = "configuredBlobs"
CONFIGS = {SETTINGS: "configuredSettings", ASKED: "configuredAuthentication", ASKED_BEFORE: "formerAuthentication"}


def with_configs(resources: Iterable[Resource]) -> Iterator[Resource]:
    """The resources, those of apps and storage accounts with what stands beside them."""
    found = list(resources)
    given: dict[str, dict[str, Node]] = {}
    for one in found:
        part = _part(one)
        whole = _whole(one, [each for each in found if each.type.lower() == part[0]]) if part else None
        if part and whole is not None:
            given.setdefault(whole.id, {})[part[1]] = one.body.get("properties")
    for one in found:
        yield evolve(one, body=_with(one.body, given[one.id])) if one.id in given else one


def _part(resource: Resource) -> tuple[str, str] | None:
    """(type of what it is a part of, what it is called there) of a resource that is put into another one."""
    type = resource.type.lower()
    if type == _BLOBS:
        return _ACCOUNT, CONFIGURED_BLOBS
    kind = (resource.body.get("name").text() or "").lower().rpartition("/")[2]
    return (_SITES[type], CONFIGS[kind]) if type in _SITES and kind in CONFIGS else None


def _whole(part: Resource, candidates: list[Resource]) -> Resource | None:
    """What it is a part of: by its symbol, by its name, or the only one of the template."""
    text = holder(part).text() or ""
    named = {id for id, _ in placeholders(text)} | {text}
    found = [one for one in candidates if one.id in named or (text and one.body.get("name").text() == text)]
    return found[0] if found else candidates[0] if len(candidates) == 1 else None


def _with(body: Node, configs: dict[str, Node]) -> Node:
    properties = body.get("properties")
    whole = build({**dict(properties.items()), **configs}, properties.span)
    return build({**dict(body.items()), "properties": whole}, body.span)


def _entra(provider: Node) -> object:
    validation = provider.get("validation", "defaultAuthorizationPolicy")
    return [
        build(
            {
                "tenant_auth_endpoint": provider.get("registration", "openIdIssuer"),
                "allowed_groups": validation.get("allowedPrincipals", "groups"),
                "allowed_identities": validation.get("allowedPrincipals", "identities"),
                "allowed_applications": validation.get("allowedApplications"),
            },
            provider.span,
        )
    ]


def asked_by(properties: Node) -> tuple[object, object]:
    """The blocks that Terraform has for authentication, of its two versions."""
    new, old = properties.get(CONFIGS[ASKED]), properties.get(CONFIGS[ASKED_BEFORE])
    checked = new.get("globalValidation")
    second = {
        "auth_enabled": new.get("platform", "enabled"),
        "require_authentication": checked.get("requireAuthentication"),
        "unauthenticated_action": checked.get("unauthenticatedClientAction"),
        "excluded_paths": checked.get("excludedPaths"),
        "active_directory_v2": _entra(new.get("identityProviders", "azureActiveDirectory")),
    }
    first = {
        "enabled": old.get("enabled"),
        "unauthenticated_client_action": old.get("unauthenticatedClientAction"),
    }
    return (
        [build(first, old.span)] if old.exists else None,
        [build(second, new.span)] if new.exists else None,
    )
