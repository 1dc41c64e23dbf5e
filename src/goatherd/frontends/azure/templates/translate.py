"""Resources in the words of Azure's resource manager -> instances in the words that Terraform has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholders
from goatherd.frontends.azure.templates.configs import CONFIGS, CONFIGURED_BLOBS, SETTINGS, asked_by
from goatherd.frontends.azure.templates.guarded import GUARDED, Made, is_open
from goatherd.frontends.azure.templates.holders import holder
from goatherd.frontends.build import build, first
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.instance import Instance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.frontends.azure.templates.bicep import Resource

_ACCOUNT, _SERVICE = "storage_account_id", "/blobservices"
_LANGUAGES = {"python": "python_version", "node": "node_version", "dotnet": "dotnet_version", "java": "java_version"}
_SERVERS = {
    "microsoft.sql/servers": "azurerm_mssql_server",
    "microsoft.dbforpostgresql/servers": "azurerm_postgresql_server",
    "microsoft.dbforpostgresql/flexibleservers": "azurerm_postgresql_flexible_server",
    "microsoft.dbformysql/servers": "azurerm_mysql_server",
    "microsoft.dbformysql/flexibleservers": "azurerm_mysql_flexible_server",
    "microsoft.dbformariadb/servers": "azurerm_mariadb_server",
    "microsoft.synapse/workspaces": "azurerm_synapse_workspace",
}
_RULES = {
    **{f"{type}/firewallrules": f"{name.removesuffix('_server')}_firewall_rule" for type, name in _SERVERS.items()},
    "microsoft.dbforpostgresql/flexibleservers/firewallrules": "azurerm_postgresql_flexible_server_firewall_rule",
    "microsoft.dbformysql/flexibleservers/firewallrules": "azurerm_mysql_flexible_server_firewall_rule",
    "microsoft.synapse/workspaces/firewallrules": "azurerm_synapse_firewall_rule",
}


def instance_of(resource: Resource, template: str, declared: Mapping[str, Resource]) -> Instance | None:
    """None for what no check asks about. `declared` are those of its file, by id."""
    type = resource.type.lower()
    make = _MAKERS.get(type) or (_server if type in _SERVERS else _rule if type in _RULES else None)
    made = make(resource, type) if make is not None else None
    if made is None:
        return None
    name, arguments = made
    if _ACCOUNT in arguments:
        arguments[_ACCOUNT] = _around_service(arguments[_ACCOUNT], declared)
    arguments["name"] = _last(resource.body.get("name"))
    return Instance(resource.id, name, resource.span, build(arguments, resource.body.span), template)


def _last(name: Node) -> Node:
    text = name.text()
    return Node.scalar(text.rpartition("/")[2], name.span) if text is not None else name


def _around_service(around: object, declared: Mapping[str, Resource]) -> object:
    """The account that the service belongs to which a container is a part of."""
    text = around.text() if isinstance(around, Node) else None
    service = next((declared[id] for id, _ in placeholders(text or "") if id in declared), None)
    return holder(service) if service is not None and service.type.lower().endswith(_SERVICE) else around


def _app(resource: Resource, type: str) -> Made | None:
    body, properties = resource.body, resource.body.get("properties")
    if "functionapp" not in (body.get("kind").text() or "").lower():
        return None
    site, own = properties.get("siteConfig"), properties.get("functionAppConfig")
    settings = {e.get("name").text() or "": e.get("value") for e in site.get("appSettings").list() if e.is_mapping}
    settings |= dict(properties.get(CONFIGS[SETTINGS]).items())
    asked_before, asked = asked_by(properties)
    language, _, version = (site.get("linuxFxVersion").text() or "").partition("|")
    stack = {_LANGUAGES.get(language.lower(), ""): Node.scalar(version, site.get("linuxFxVersion").span)}
    arguments: dict[str, object] = {
        "https_only": properties.get("httpsOnly"),
        "public_network_access_enabled": is_open(properties),
        "service_plan_id": properties.get("serverFarmId"),
        "app_settings": _settings(settings, site),
        "auth_settings": asked_before,
        "auth_settings_v2": asked,
        "client_certificate_enabled": properties.get("clientCertEnabled"),
        "client_certificate_mode": properties.get("clientCertMode"),
        "identity": [body.get("identity")] if body.get("identity").exists else None,
        "site_config": [
            build(
                {
                    "minimum_tls_version": site.get("minTlsVersion"),
                    "app_scale_limit": site.get("functionAppScaleLimit"),
                    "cors": _cors(site.get("cors")),
                    "application_stack": [stack] if version and "" not in stack else None,
                },
                site.span,
            )
        ],
    }
    if own.exists:
        arguments |= {
            "runtime_name": own.get("runtime", "name"),
            "runtime_version": own.get("runtime", "version"),
            "maximum_instance_count": own.get("scaleAndConcurrency", "maximumInstanceCount"),
        }
    return ("azurerm_function_app_flex_consumption" if own.exists else "azurerm_linux_function_app"), arguments


def _settings(settings: dict[str, Node], site: Node) -> Node:
    named = {name: value for name, value in settings.items() if name}
    return Node.mapping(named, {name: value.span for name, value in named.items()}, site.span)


def _cors(cors: Node) -> object:
    if not cors.is_mapping:
        return None
    return [{"allowed_origins": cors.get("allowedOrigins"), "support_credentials": cors.get("supportCredentials")}]


def _plan(resource: Resource, type: str) -> Made:
    return "azurerm_service_plan", {"sku_name": first(resource.body.get("sku", "name"), resource.body.get("sku"))}


def _account(resource: Resource, type: str) -> Made:
    properties = resource.body.get("properties")
    return "azurerm_storage_account", {
        "min_tls_version": properties.get("minimumTlsVersion"),
        "allow_nested_items_to_be_public": properties.get("allowBlobPublicAccess"),
        "https_traffic_only_enabled": properties.get("supportsHttpsTrafficOnly"),
        "public_network_access_enabled": is_open(properties),
        "blob_properties": _blobs(properties.get(CONFIGURED_BLOBS)),
    }


def _blobs(service: Node) -> object:
    rules = [rule for rule in service.get("cors", "corsRules").list() if rule.is_mapping]
    if not rules:
        return None
    named = {
        "allowed_origins": "allowedOrigins",
        "allowed_methods": "allowedMethods",
        "allowed_headers": "allowedHeaders",
    }
    return [
        build(
            {
                "cors_rule": [
                    build({ours: rule.get(theirs) for ours, theirs in named.items()}, rule.span) for rule in rules
                ]
            },
            service.span,
        )
    ]


def _pages(resource: Resource, type: str) -> Made | None:
    """A static web app, where a template says the settings of its functions."""
    settings = resource.body.get("properties", CONFIGS[SETTINGS])
    return ("azurerm_static_web_app", {"app_settings": settings}) if settings.exists else None


def _container(resource: Resource, type: str) -> Made:
    access = resource.body.get("properties", "publicAccess")
    text = (access.text() or "").lower()
    return "azurerm_storage_container", {
        _ACCOUNT: holder(resource, 2),
        "container_access_type": Node.scalar("private" if text == "none" else text, access.span) if text else None,
    }


def _server(resource: Resource, type: str) -> Made:
    properties = resource.body.get("properties")
    return _SERVERS[type], {
        "administrator_login": first(properties.get("administratorLogin"), properties.get("sqlAdministratorLogin")),
        "minimum_tls_version": first(properties.get("minimalTlsVersion"), properties.get("minimumTlsVersion")),
        "public_network_access_enabled": first(is_open(properties.get("network")), is_open(properties)),
        "ssl_enforcement_enabled": _is_enabled(properties.get("sslEnforcement")),
    }


def _is_enabled(written: Node) -> Node | None:
    text = written.text()
    return Node.scalar(text.lower() == "enabled", written.span) if text is not None else None


def _rule(resource: Resource, type: str) -> Made:
    properties = resource.body.get("properties")
    return _RULES[type], {
        "server_id": holder(resource),
        "start_ip_address": properties.get("startIpAddress"),
        "end_ip_address": properties.get("endIpAddress"),
    }


def _cache(resource: Resource, type: str) -> Made:
    properties = resource.body.get("properties")
    return "azurerm_redis_cache", {
        "minimum_tls_version": properties.get("minimumTlsVersion"),
        "non_ssl_port_enabled": properties.get("enableNonSslPort"),
        "public_network_access_enabled": is_open(properties),
    }


def _documents(resource: Resource, type: str) -> Made:
    properties = resource.body.get("properties")
    allowed = [rule.get("ipAddressOrRange") for rule in properties.get("ipRules").list() if rule.is_mapping]
    return "azurerm_cosmosdb_account", {
        "ip_range_filter": Node.sequence(tuple(allowed), properties.get("ipRules").span),
        "minimal_tls_version": properties.get("minimalTlsVersion"),
        "public_network_access_enabled": is_open(properties),
    }


_MAKERS: dict[str, Callable[[Resource, str], Made | None]] = {
    "microsoft.web/sites": _app,
    "microsoft.web/staticsites": _pages,
    "microsoft.web/serverfarms": _plan,
    "microsoft.storage/storageaccounts": _account,
    "microsoft.storage/storageaccounts/blobservices/containers": _container,
    "microsoft.cache/redis": _cache,
    "microsoft.documentdb/databaseaccounts": _documents,
    **GUARDED,
}
