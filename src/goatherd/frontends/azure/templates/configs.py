"""Parts of a function app that a template declares as resources of their own: its settings, who is asked who calls."""

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

_SITE, _CONFIG = "microsoft.web/sites", "microsoft.web/sites/config"
SETTINGS, ASKED, ASKED_BEFORE = "appsettings", "authsettingsv2", "authsettings"
# Where what they hold is put into the app's own properties.
CONFIGS = {SETTINGS: "configuredSettings", ASKED: "configuredAuthentication", ASKED_BEFORE: "formerAuthentication"}


def with_configs(resources: Iterable[Resource]) -> Iterator[Resource]:
    """The resources, those of apps with what stands beside them."""
    found = list(resources)
    sites = [one for one in found if one.type.lower() == _SITE]
    given: dict[str, dict[str, Node]] = {}
    for one in found:
        kind = (one.body.get("name").text() or "").lower().rpartition("/")[2]
        site = _site(one, sites) if one.type.lower() == _CONFIG and kind in CONFIGS else None
        if site is not None:
            given.setdefault(site.id, {})[CONFIGS[kind]] = one.body.get("properties")
    for one in found:
        yield evolve(one, body=_with(one.body, given[one.id])) if one.id in given else one


def _site(config: Resource, sites: list[Resource]) -> Resource | None:
    """The app that it belongs to: by its symbol, by its name, or the only one of the template."""
    text = holder(config).text() or ""
    named = {id for id, _ in placeholders(text)} | {text}
    found = [site for site in sites if site.id in named or (text and site.body.get("name").text() == text)]
    return found[0] if found else sites[0] if len(sites) == 1 else None


def _with(body: Node, configs: dict[str, Node]) -> Node:
    properties = body.get("properties")
    whole = build({**dict(properties.items()), **configs}, properties.span)
    return build({**dict(body.items()), "properties": whole}, body.span)


def asked_by(properties: Node) -> tuple[object, object]:
    """The blocks that Terraform has for authentication, of its two versions."""
    new, old = properties.get(CONFIGS[ASKED]), properties.get(CONFIGS[ASKED_BEFORE])
    checked = new.get("globalValidation")
    second = {
        "auth_enabled": new.get("platform", "enabled"),
        "require_authentication": checked.get("requireAuthentication"),
        "unauthenticated_action": checked.get("unauthenticatedClientAction"),
        "excluded_paths": checked.get("excludedPaths"),
    }
    first = {
        "enabled": old.get("enabled"),
        "unauthenticated_client_action": old.get("unauthenticatedClientAction"),
    }
    return (
        [build(first, old.span)] if old.exists else None,
        [build(second, new.span)] if new.exists else None,
    )
